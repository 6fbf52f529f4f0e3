"""The time, taken from the database where several machines share one, so that their clocks agree."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")
_TOLD = "told_time"


def now(session: Session) -> datetime:
    """The current instant. SQLite lives on one machine, whose own clock is the clock."""
    told: datetime | None = session.info.get(_TOLD)
    if told is not None:
        return told
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    instant: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return instant.astimezone(UTC)


def tell(session: Session, instant: datetime) -> datetime:
    """Make `now` of this session that instant: the demonstration tells of the past, and the sweep gives all that a
    transaction does one time. Returns it."""
    session.info[_TOLD] = instant
    return instant


def local_date(instant: datetime) -> date:
    """The calendar day of an instant in the configured zone."""
    return instant.astimezone(LOCAL_ZONE).date()
