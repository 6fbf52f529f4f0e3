"""Figures of the complaint centre: what came in, what became of it in time, and what the complainants say.

How things are counted:
- 件 are matters. A merged case is no matter of its own; its people are among those of the case that it was merged
  into (complaint design, case 17), so 人次 (`persons`) are counted there, too.
- `received`, `accepted` and `closed` lie in the period by their own date. A case is closed once: what a review or a
  second handling brings changes no figure of a month that is over (case 48).
- `on_time` is of the cases whose first answer went out in the period; a second handling changes no figure of the first.
- `satisfaction` is of the answers of the period that were rated: satisfied and basically satisfied of all rated.
  Answers without a rating are counted apart and are in no denominator. `flagged` ratings count like others, and are
  counted: praise that looks made up is looked into by people.
- `overdue` is now, whatever the period: open cases in which a date of the office has passed.
- a case belongs to the unit complained of.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.complaints.figures.schemas import Dimension
from backend.complaints.figures.suppression import TOTAL, Cell
from backend.complaints.kinds import CaseState, Rating
from backend.complaints.models import Case
from backend.complaints.records import CaseResult
from backend.core import clock

_COLUMNS: Final[dict[Dimension, InstrumentedAttribute[Any]]] = {
    Dimension.UNIT: Case.unit_id,
    Dimension.CATEGORY: Case.category_id,
    Dimension.CHANNEL: Case.channel,
}
UNKNOWN: Final = "unknown"
"""The key of cases whose unit the complainant did not know."""


@dataclass
class Counts:
    """The figures of a group."""

    received: int = 0
    persons: int = 0
    accepted: int = 0
    closed: int = 0
    replied: int = 0
    on_time: int = 0
    rated: int = 0
    satisfied: int = 0
    flagged: int = 0
    unrated: int = 0
    overdue: int = 0

    def cells(self) -> dict[str, Cell]:
        """By what small numbers are found: a cell a measure."""
        return {
            "received": Cell(self.received),
            "accepted": Cell(self.accepted),
            "closed": Cell(self.closed),
            "on_time": Cell(self.replied, self.on_time),
            "satisfaction": Cell(self.rated, self.satisfied),
            "flagged": Cell(self.flagged),
            "unrated": Cell(self.unrated),
            "overdue": Cell(self.overdue),
        }


Groups = dict[str, Counts]


def months_of(start: date, end: date) -> list[tuple[date, date]]:
    """The calendar months of a half-open period, the first and the last cut to it."""
    found = []
    while start < end:
        following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        found.append((start, min(following, end)))
        start = following
    return found


def count(session: Session, start: date, end: date, by: Dimension) -> Groups:
    """The figures of a half-open period of local days by group, with the total under TOTAL."""
    return count_with_months(session, start, end, by)[0]


def count_with_months(session: Session, start: date, end: date, by: Dimension) -> tuple[Groups, list[Groups]]:
    """The figures of a period, and those of each of its months, by the same few statements.

    Everything counted lies in one month, so the period is the sum; only `overdue` is of now and of no month.
    """
    column = _COLUMNS.get(by)
    months = [groups | {TOTAL: _sum(groups.values())} for groups in _count(session, start, end, column)]
    if column is None:
        keys = [f"{first:%Y-%m}" for first, _ in months_of(start, end)]
        of_months = {key: groups[TOTAL] for key, groups in zip(keys, months, strict=True)}
        return of_months | {TOTAL: _sum(of_months.values())}, months
    keys_found = {key for groups in months for key in groups if key != TOTAL}
    groups = {key: _sum(month[key] for month in months if key in month) for key in keys_found}
    _add_overdue(session, groups, column)
    return groups | {TOTAL: _sum(groups.values())}, months


def _count(session: Session, start: date, end: date, column: InstrumentedAttribute[Any] | None) -> list[Groups]:
    """By month and group; without a column a month has one group, the total."""
    months = months_of(start, end)
    found: list[Groups] = [defaultdict(Counts) for _ in months]

    def fill(statement: Any, instant: Any) -> None:
        """Add what `statement` counts, each by the month of its `instant`."""
        month = case(*((instant < _midnight(behind), place) for place, (_, behind) in enumerate(months)))
        within = and_(Case.state != CaseState.MERGED, instant >= _midnight(start), instant < _midnight(end))
        monthly = statement.where(within).add_columns(month.label("place")).group_by("place")
        for key, values in _rows(session, monthly, column):
            counts = found[values.pop("place")][key]
            for name, value in values.items():
                setattr(counts, name, int(value or 0))

    received = select(func.count().label("received"), func.sum(Case.persons).label("persons"))
    fill(received, Case.received_at)
    fill(select(func.count().label("accepted")), Case.accepted_at)
    fill(select(func.count().label("closed")), Case.first_closed_at)
    first = CaseResult.cycle == Case.first_cycle
    good = CaseResult.rating.in_((Rating.SATISFIED, Rating.BASICALLY))
    answers = select(
        func.count().filter(first).label("replied"),
        func.count().filter(first, CaseResult.on_time.is_(True)).label("on_time"),
        func.count(CaseResult.rating).label("rated"),
        func.count().filter(good).label("satisfied"),
        func.count().filter(CaseResult.rating_flagged.is_(True)).label("flagged"),
        func.count().filter(CaseResult.rating.is_(None)).label("unrated"),
    ).join_from(CaseResult, Case, Case.id == CaseResult.case_id)
    fill(answers, CaseResult.issued_at)
    return found


def _add_overdue(session: Session, groups: Groups, column: InstrumentedAttribute[Any]) -> None:
    late = select(func.count().label("overdue")).where(Case.terminal.is_(False), Case.next_due <= clock.now(session))
    for key, values in _rows(session, late, column):
        groups.setdefault(key, Counts()).overdue = int(values["overdue"])


def _rows(
    session: Session, statement: Any, column: InstrumentedAttribute[Any] | None
) -> list[tuple[str, dict[str, Any]]]:
    """The groups of a counting statement by key; without a column there is one, the total."""
    if column is None:
        return [(TOTAL, dict(row)) for row in session.execute(statement).mappings()]
    found = []
    for row in session.execute(statement.add_columns(column.label("key")).group_by(column)).mappings():
        key = UNKNOWN if row["key"] is None else str(row["key"])
        found.append((key, {name: value for name, value in row.items() if name != "key"}))
    return found


def _sum(groups: Iterable[Counts]) -> Counts:
    total = Counts()
    for counts in groups:
        for name, value in vars(counts).items():
            setattr(total, name, getattr(total, name) + value)
    return total


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LOCAL_ZONE)
