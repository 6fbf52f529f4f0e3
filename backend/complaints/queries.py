"""Lists of cases. Filters and orders look only at what the reader may see: numbers, dates, units, summaries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount, UserRole
from backend.auth.policy import Role
from backend.calendar.engine import working_days_between
from backend.complaints.access import visible_cases
from backend.complaints.clocks import OFFICE_CLOCKS, due_day, held_since
from backend.complaints.desk import Desk
from backend.complaints.kinds import TERMINAL
from backend.complaints.models import NEVER, Case, Category
from backend.complaints.records import CaseClock
from backend.complaints.schemas import CaseHeader, CaseQuery, CaseScope, ClockLevel
from backend.complaints.schemas_case import OfficerOut
from backend.complaints.searching import matching
from backend.core import clock
from backend.core.paging import Sorting, paginate
from backend.units.models import Unit

_SORTINGS = {
    "next_due": Sorting(Case.next_due, lambda case: case.next_due),
    "registered_at": Sorting(Case.registered_at, lambda case: case.registered_at),
    "number": Sorting(Case.number, lambda case: case.number),
}

EXACT_MATCHES: Final = 1_000
"""Cases up to which those that words were found in are counted: each has to be read for it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The clock that a case has to meet next, and how near it is."""

    clock: CaseClock | None
    level: ClockLevel


def list_cases(desk: Desk, query: CaseQuery) -> tuple[list[CaseHeader], dict[str, Any]]:
    """One page of the cases that the person at the desk may know of, and the other fields of the page."""
    now = clock.now(desk.session)
    statement = _narrowed(visible_cases(desk.principal), desk, query, now)
    exact = EXACT_MATCHES if query.q else None
    cases, page = paginate(desk.session, statement, query, query.sort.value, _SORTINGS, Case.id, exact)
    return headers(desk, cases, now), page


def headers(desk: Desk, cases: Sequence[Case], now: datetime) -> list[CaseHeader]:
    """Cases as lists show them, with three look-ups for a whole page."""
    session = desk.session
    standing = standings(session, [case.id for case in cases], now)
    categories = _by_id(session, Category, {case.category_id for case in cases})
    units = _by_id(session, Unit, {case.unit_id for case in cases if case.unit_id})
    officers = _by_id(session, UserAccount, {case.officer_id for case in cases if case.officer_id})
    shown = []
    for case in cases:
        stands = standing.get(case.id, Standing(None, ClockLevel.NONE))
        category = categories[case.category_id]
        unit = units.get(case.unit_id) if case.unit_id else None
        officer = officers.get(case.officer_id) if case.officer_id else None
        shown.append(
            CaseHeader(
                **CaseHeader.fields_of(case),
                category=category.code,
                category_name=category.name,
                unit_name=unit.name if unit else None,
                officer_name=officer.display_name if officer else None,
                next_due=None if case.next_due == NEVER else case.next_due,
                days_left=None if case.next_due == NEVER else days_left(desk, case.next_due, now),
                next_clock=stands.clock.kind if stands.clock else None,
                level=stands.level,
            )
        )
    return shown


def standings(session: Session, case_ids: Sequence[UUID], now: datetime) -> dict[UUID, Standing]:
    """Of each case the earliest clock that the office has to meet, and the worst colour among them."""
    statement = select(CaseClock).where(
        CaseClock.case_id.in_(case_ids), CaseClock.stopped_at.is_(None), CaseClock.kind.in_(OFFICE_CLOCKS)
    )
    found: dict[UUID, Standing] = {}
    for row in session.scalars(statement.order_by(CaseClock.due.desc(), CaseClock.id)):
        level = level_of(row, now)
        before = found.get(row.case_id)
        worst = max(level, before.level, key=list(ClockLevel).index) if before else level
        found[row.case_id] = Standing(row, worst)
    return found


def days_left(desk: Desk, due: datetime, now: datetime) -> int:
    """Working days from today to the last day of a limit; whether it has passed is told by `due` alone."""
    return working_days_between(desk.calendar, clock.local_date(now), due_day(due))


def level_of(row: CaseClock, now: datetime) -> ClockLevel:
    """The colour of a running clock, whether the sweep has come by or not. One that is held warns of nothing."""
    held = held_since(row)
    if row.breached_at is not None or row.due <= (held or now):
        return ClockLevel.RED
    if held is not None:
        return ClockLevel.NONE
    return ClockLevel.YELLOW if row.warn_at is not None and row.warn_at <= now else ClockLevel.NONE


def _narrowed(cases: Select[Case], desk: Desk, query: CaseQuery, now: datetime) -> Select[Case]:
    """The cases that the filters leave; those that were not given narrow nothing."""
    category = select(Category.id).where(Category.code == query.category).scalar_subquery()
    gone = select(UserAccount.id).where(UserAccount.disabled_at.is_not(None))
    given: list[tuple[object, ColumnElement[bool]]] = [
        (query.q, matching(desk.session, query.q) if query.q else true()),
        (query.state, Case.state == query.state),
        (query.scope is CaseScope.OPEN, Case.state.not_in(TERMINAL)),
        (query.scope is CaseScope.ENDED, Case.state.in_(TERMINAL)),
        (query.overdue, Case.next_due <= now),
        (query.mine, Case.officer_id == desk.principal.user_id),
        (query.unassigned, or_(Case.officer_id.is_(None), Case.officer_id.in_(gone))),
        (query.unit, Case.unit_id == query.unit),
        (query.category, Case.category_id == category),
        (query.channel, Case.channel == query.channel),
        (query.received_from, Case.received_at >= _midnight(query.received_from, 0)),
        (query.received_to, Case.received_at < _midnight(query.received_to, 1)),
    ]
    return cases.where(*(condition for wanted, condition in given if wanted))


def _midnight(day: date | None, later: int) -> datetime:
    """The local midnight that begins a day, or one some days later."""
    return datetime.combine((day or date(2000, 1, 1)) + timedelta(days=later), time(), clock.LOCAL_ZONE)


def _by_id(session: Session, table: Any, ids: set[UUID]) -> dict[UUID, Any]:
    return {row.id: row for row in session.scalars(select(table).where(table.id.in_(ids)))} if ids else {}


def list_officers(session: Session) -> list[OfficerOut]:
    """The people of the centre, with how many open cases each has."""
    centre = (Role.COMPLAINT_OFFICER, Role.COMPLAINT_LEAD)
    roles = select(UserRole.user_id, UserRole.role).where(UserRole.role.in_(centre))
    by_user: dict[UUID, set[Role]] = {}
    for user_id, role in session.execute(roles):
        by_user.setdefault(user_id, set()).add(role)
    open_cases = (
        select(Case.officer_id, func.count())
        .where(Case.officer_id.in_(by_user), Case.state.not_in(TERMINAL))
        .group_by(Case.officer_id)
    )
    counts = {user_id: count for user_id, count in session.execute(open_cases) if user_id is not None}
    statement = select(UserAccount).where(UserAccount.id.in_(by_user), UserAccount.disabled_at.is_(None))
    return [
        OfficerOut(
            id=user.id,
            display_name=user.display_name,
            lead=Role.COMPLAINT_LEAD in by_user[user.id],
            open_cases=counts.get(user.id, 0),
        )
        for user in session.scalars(statement.order_by(UserAccount.display_name, UserAccount.id))
    ]
