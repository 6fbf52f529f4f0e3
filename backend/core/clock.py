"""The time, taken from the database where several machines share one, so that their clocks agree."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")


def now(session: Session) -> datetime:
    """The current instant. SQLite lives on one machine, whose own clock is the clock."""
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    instant: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return instant.astimezone(UTC)


def local_date(instant: datetime) -> date:
    """The calendar day of an instant in the configured zone."""
    return instant.astimezone(LOCAL_ZONE).date()
