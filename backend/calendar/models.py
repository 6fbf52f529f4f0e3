"""Tables of the calendar. Rows are only added and ended, so that every version can be read again."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.models import Base, HasId, Versioned, enum_type


class CalendarVersion(HasId, Versioned, Base):
    """One state of the calendar; the newest has the highest `version`, which clocks keep beside their due times.

    `office_hours` is `[["09:00", "12:00"], ...]`. The id names the state across databases and rollbacks.
    """

    __tablename__ = "calendar_version"
    __table_args__ = (UniqueConstraint("version"),)

    made_at: Mapped[datetime]
    office_hours: Mapped[list[list[str]]] = mapped_column(JSON)


class DaySource(StrEnum):
    """The State Council's yearly notice, or a day of this place (such as 三月三), which goes before it."""

    NATIONAL = "national"
    LOCAL = "local"


class CalendarDay(HasId, Base):
    """A day off or a day worked, as versions `since` to before `until` have it; without `until` it is so now.

    A year is published when it has national days.
    """

    __tablename__ = "calendar_day"
    __table_args__ = (
        CheckConstraint("until > since", name="version_range"),
        Index(
            "uq_calendar_day_current",
            "source",
            "day",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    source: Mapped[DaySource] = mapped_column(enum_type(DaySource))
    day: Mapped[date]
    working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(40))
    since: Mapped[int] = mapped_column(Integer, ForeignKey("calendar_version.version", ondelete="RESTRICT"))
    until: Mapped[int | None] = mapped_column(Integer, ForeignKey("calendar_version.version", ondelete="RESTRICT"))
