"""How units stand with the complaints that were sent to them, for the dashboard and the page of a unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from backend.auth.policy import permissions_of
from backend.complaints.figures.reporting import FULL
from backend.complaints.figures.suppression import TOTAL, Cell, hide
from backend.complaints.kinds import ClockKind
from backend.complaints.records import CaseClock, TransferOrder, TransferState
from backend.complaints.situation import LIVE
from backend.core import clock
from backend.core.principal import Principal

PERMISSION: Final = "complaint.figures"


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """The transfer orders of a unit. `open` and `overdue` are with it now; `finished` were answered this year.

    `hidden` names those that the reader does not see for being few (method, section 8).
    """

    open: int = 0
    watch: int = 0
    overdue: int = 0
    finished: int = 0
    on_time: int = 0
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Standings:
    """Units without an order are missing from `units`; `total` is of all orders."""

    units: Mapping[UUID, UnitStanding]
    total: UnitStanding


def unit_standings(session: Session, principal: Principal) -> Standings | None:
    """How every unit stands. None for readers who get no figures of complaints."""
    if PERMISSION not in permissions_of(principal.roles):
        return None
    now = clock.now(session)
    new_year = datetime.combine(date(clock.local_date(now).year, 1, 1), time(), clock.LOCAL_ZONE)
    # A unit has answered when its clock stands still: then nothing of it is late.
    waiting = TransferOrder.state.in_((TransferState.SENT, TransferState.SIGNED)) & CaseClock.stopped_at.is_(None)
    late = and_(waiting, CaseClock.due <= now)
    finished = and_(TransferOrder.state == TransferState.FINISHED, TransferOrder.answered_at >= new_year)
    statement = (
        select(
            TransferOrder.unit_id,
            func.count().filter(TransferOrder.state.in_(LIVE)).label("open"),
            func.count().filter(waiting, CaseClock.due > now, CaseClock.warn_at <= now).label("watch"),
            func.count().filter(late).label("overdue"),
            func.count().filter(finished).label("finished"),
            func.count().filter(finished, CaseClock.breached_at.is_(None)).label("on_time"),
        )
        .join(CaseClock, and_(CaseClock.case_id == TransferOrder.case_id, CaseClock.transfer_id == TransferOrder.id))
        .where(CaseClock.kind == ClockKind.UNIT, or_(TransferOrder.state.in_(LIVE), finished))
        .group_by(TransferOrder.unit_id)
    )
    found = {str(row.unit_id): _standing(row) for row in session.execute(statement)}
    all_ = found | {TOTAL: _sum(found.values())}
    if not principal.roles & FULL:
        hidden = _hidden(all_)
        all_ = {key: replace(standing, hidden=hidden[key]) for key, standing in all_.items()}
    return Standings({UUID(key): all_[key] for key in found}, all_[TOTAL])


def _standing(row: Any) -> UnitStanding:
    return UnitStanding(row.open, row.watch, row.overdue, row.finished, row.on_time)


def _sum(standings: Iterable[UnitStanding]) -> UnitStanding:
    columns = [(s.open, s.watch, s.overdue, s.finished, s.on_time) for s in standings]
    return UnitStanding(*(sum(column) for column in zip(*columns, strict=True)))


def _hidden(found: Mapping[str, UnitStanding]) -> dict[str, frozenset[str]]:
    """By key the measures that are small, and those that others would tell."""
    columns = {
        "open": {key: Cell(standing.open) for key, standing in found.items()},
        "overdue": {key: Cell(standing.overdue) for key, standing in found.items()},
        "on_time": {key: Cell(standing.finished, standing.on_time) for key, standing in found.items()},
    }
    keys = {name: hide(cells) for name, cells in columns.items()}
    return {key: frozenset(name for name, hidden in keys.items() if key in hidden) for key in found}
