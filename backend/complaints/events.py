"""Writing down what happened to a case: one append-only row a change, and one in the record of the installation."""

from typing import Any, Final

from sqlalchemy import func, select

from backend.audit.record import record
from backend.auth.policy import TABLE
from backend.complaints import clocks
from backend.complaints.desk import Desk
from backend.complaints.kinds import Actor, CaseState
from backend.complaints.models import Case
from backend.complaints.records import CaseEvent
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
    id_ = new_id()
    event = CaseEvent(
        id=id_,
        case_id=case.id,
        seq=last + 1,
        at=clock.now(session),
        actor=str(desk.user_id or desk.who),
        role=role_of(desk, permission),
        action=action,
        source=source,
        target=case.state,
        cycle=case.cycle,
        data=data or {},
        clocks={row.kind.value: row.due.isoformat() for row in clocks.running(session, case)},
        note=desk.seal(note, "case_event", "note", id_) if note else None,
    )
    session.add(event)
    session.flush()
    actor = desk.who if isinstance(desk.who, Principal) else desk.who.value
    record(session, actor, f"complaint.{action}", "complaint", case.id, seq=event.seq, state=case.state.value)
    return event


def role_of(desk: Desk, permission: str | None) -> str:
    """The role in which somebody acts: the first of the own roles that allows it."""
    if isinstance(desk.who, Actor):
        return desk.who.value
    allowed = TABLE.get(permission or "", desk.who.roles)
    roles = desk.who.roles & allowed if isinstance(allowed, frozenset) else desk.who.roles
    return next((role for role in _BY_RANK if role in roles), next(iter(sorted(desk.who.roles)), ""))
