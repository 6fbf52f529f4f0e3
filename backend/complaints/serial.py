"""Numbers of cases and orders: a year and a serial, without gaps and never twice."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.complaints.models import SerialCounter
from backend.core import clock

CASE: Final = "case"
TRANSFER: Final = "transfer"
ORDER: Final = "order"
_FORMS: Final = {CASE: "{year}-{serial:06}", TRANSFER: "转{year}-{serial:05}", ORDER: "督{year}-{serial:05}"}


def next_number(session: Session, series: str) -> str:
    """Take the next number of a series. The counter stays locked until the end of the transaction."""
    year = clock.local_date(clock.now(session)).year
    counter = _locked(session, series, year) or _inserted(session, series, year)
    counter.last += 1
    session.flush()
    return _FORMS[series].format(year=year, serial=counter.last)


def _locked(session: Session, series: str, year: int) -> SerialCounter | None:
    statement = select(SerialCounter).where(SerialCounter.series == series, SerialCounter.year == year)
    return session.scalars(statement.with_for_update().execution_options(populate_existing=True)).one_or_none()


def _inserted(session: Session, series: str, year: int) -> SerialCounter:
    """The row of a new year, locked; another transaction may be inserting it at the same time."""
    row = SerialCounter(series=series, year=year, last=0)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        found = _locked(session, series, year)
        assert found is not None
        return found
    return row
