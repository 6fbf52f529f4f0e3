"""Writing down what happened to a case: one append-only row a change, and one in the record of the installation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from backend.audit.record import record
from backend.auth.policy import TABLE
from backend.complaints import clocks
from backend.complaints.announcing import announce
from backend.complaints.desk import Desk
from backend.complaints.kinds import Actor, CaseState
from backend.complaints.models import Case
from backend.complaints.records import CaseClock, CaseEvent
from backend.core import clock
from backend.core.ids import new_id
from backend.core.principal import Principal

# In the order in which a person's role is named when several allow an act.
_BY_RANK: Final = (
    "liaison",
    "complaint_officer",
    "complaint_lead",
    "supervisor",
    "lead_supervisor",
    "office",
    "auditor",
)


def write_event(
    desk: Desk,
    case: Case,
    action: str,
    *,
    source: CaseState | None = None,
    permission: str | None = None,
    note: str = "",
    data: dict[str, Any] | None = None,
) -> CaseEvent:
    """Add an event to a locked case. `data` holds ids, codes and counts; `note` is sealed."""
    session = desk.session
    last = session.scalars(select(func.coalesce(func.max(CaseEvent.seq), 0)).where(CaseEvent.case_id == case.id)).one()
    event = _add(desk, Entry(case, action, data or {}), last + 1, clock.now(session), clocks.running(session, case))
    event.source = source
    event.role = role_of(desk, permission)
    event.note = desk.seal(note, "case_event", "note", event.id) if note else None
    session.flush()
    announce(desk, case, event)
    return event


@dataclass(frozen=True, slots=True)
class Entry:
    """What an event says."""

    case: Case
    action: str
    data: dict[str, Any]


def write_events(desk: Desk, entries: Sequence[Entry]) -> None:
    """Add events of the program itself to locked cases, by few statements for many cases."""
    if not entries:
        return
    session, case_ids = desk.session, {entry.case.id for entry in entries}
    session.flush()
    seqs = select(CaseEvent.case_id, func.max(CaseEvent.seq).label("seq")).where(CaseEvent.case_id.in_(case_ids))
    last = {row.case_id: row.seq for row in session.execute(seqs.group_by(CaseEvent.case_id))}
    running: dict[UUID, list[CaseClock]] = {}
    statement = select(CaseClock).where(CaseClock.case_id.in_(case_ids), CaseClock.stopped_at.is_(None))
    for row in session.scalars(statement.order_by(CaseClock.due, CaseClock.id)):
        running.setdefault(row.case_id, []).append(row)
    now = clock.now(session)
    for entry in entries:
        case_id = entry.case.id
        last[case_id] = last.get(case_id, 0) + 1
        _add(desk, entry, last[case_id], now, running.get(case_id, ()))
    session.flush()


def _add(desk: Desk, entry: Entry, seq: int, at: datetime, running: Sequence[CaseClock]) -> CaseEvent:
    case = entry.case
    event = CaseEvent(
        id=new_id(),
        case_id=case.id,
        seq=seq,
        at=at,
        actor=str(desk.user_id or desk.who),
        role=role_of(desk, None),
        action=entry.action,
        target=case.state,
        cycle=case.cycle,
        data=entry.data,
        clocks={row.kind.value: row.due.isoformat() for row in running},
    )
    desk.session.add(event)
    actor = desk.who if isinstance(desk.who, Principal) else desk.who.value
    record(desk.session, actor, f"complaint.{entry.action}", "complaint", case.id, seq=seq, state=case.state.value)
    return event


def role_of(desk: Desk, permission: str | None) -> str:
    """The role in which somebody acts: the first of the own roles that allows it."""
    if isinstance(desk.who, Actor):
        return desk.who.value
    allowed = TABLE.get(permission or "", desk.who.roles)
    roles = desk.who.roles & allowed if isinstance(allowed, frozenset) else desk.who.roles
    return next((role for role in _BY_RANK if role in roles), next(iter(sorted(desk.who.roles)), ""))
