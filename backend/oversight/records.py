"""Reading records, and writing them by hand."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, not_, select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.errors import FieldProblem, InvalidInput
from backend.core.paging import Sorting, paginate
from backend.core.principal import Principal
from backend.core.text import Text
from backend.oversight.access import get_record, visible_records
from backend.oversight.events import events_of
from backend.oversight.models_records import ServiceRecord
from backend.oversight.pushing import MANUAL, lock_source, push
from backend.oversight.schemas_records import RecordDetail, RecordFilter, RecordIn, RecordQuery

_SORTINGS = {
    "due": Sorting(ServiceRecord.due, lambda record: record.due),
    "received_at": Sorting(ServiceRecord.received_at, lambda record: record.received_at),
}


def list_records(
    session: Session, principal: Principal, query: RecordQuery
) -> tuple[Sequence[ServiceRecord], dict[str, Any]]:
    """One page of records."""
    statement = _matching(visible_records(principal), query, clock.now(session))
    return paginate(session, statement, query, query.sort.value, _SORTINGS, ServiceRecord.id)


def _matching(statement: Select[Any], wanted: RecordFilter, now: datetime) -> Select[Any]:
    if wanted.q:
        statement = statement.where(ServiceRecord.external_id.istartswith(wanted.q, autoescape=True))
    for column, value in (
        (ServiceRecord.unit_id, wanted.unit),
        (ServiceRecord.matter_id, wanted.matter),
        (ServiceRecord.source, wanted.source),
        (ServiceRecord.state, wanted.state),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if wanted.late is not None:
        statement = statement.where(is_late(now) if wanted.late else ~is_late(now))
    if wanted.received_from is not None:
        since = datetime.combine(wanted.received_from, time(), clock.LOCAL_ZONE)
        statement = statement.where(ServiceRecord.received_at >= since)
    if wanted.received_to is not None:
        until = datetime.combine(wanted.received_to + timedelta(days=1), time(), clock.LOCAL_ZONE)
        statement = statement.where(ServiceRecord.received_at < until)
    return statement


def is_late(now: datetime) -> ColumnElement[bool]:
    """Whether the promised date had passed when a record was finished, or has now; not while it stands still since before."""
    done = func.coalesce(ServiceRecord.finished_at, now)
    return and_(ServiceRecord.judged_due <= done, not_(ServiceRecord.paused))


def record_detail(session: Session, principal: Principal, record_id: UUID) -> RecordDetail:
    """One record with all that happened to it. Raises NotFound."""
    record = get_record(session, principal, record_id)
    return RecordDetail.whole(record, clock.now(session), events_of(session, record_id))


def sources(session: Session) -> list[str]:
    """Where the records come from."""
    return list(session.scalars(select(ServiceRecord.source).distinct().order_by(ServiceRecord.source)))


def write_by_hand(session: Session, principal: Principal, body: RecordIn) -> UUID:
    """Add a record of the office's own, or bring it up to date. Raises InvalidInput."""
    return _id(push(session, principal, MANUAL, body).record_id)


def correct(session: Session, principal: Principal, record: ServiceRecord, body: RecordIn) -> UUID:
    """Put a record right, wherever it came from. Raises InvalidInput."""
    if body.external_id != record.external_id:
        text = Text("办件号不能更改", "The number of a record does not change")
        raise InvalidInput(errors=[FieldProblem("/external_id", "key_fixed", text)])
    return _id(push(session, principal, record.source, body).record_id)


def lock_record(session: Session, principal: Principal, record_id: UUID) -> ServiceRecord:
    """One visible record, locked. Raises NotFound."""
    found = get_record(session, principal, record_id)
    lock_source(session, found.source)
    session.refresh(found, ["version"], with_for_update={"key_share": True})
    return found


def _id(record_id: UUID | None) -> UUID:
    assert record_id is not None, "what is not rejected has an id"
    return record_id
