"""Writing down what happened to a case: one append-only row a change, and one in the record of the installation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from backend.audit.chain import digest
from backend.audit.record import record
from backend.auth.policy import TABLE
from backend.complaints import clocks
from backend.complaints.announcing import announce
from backend.complaints.desk import Desk, Entry
from backend.complaints.kinds import Actor, CaseState
from backend.complaints.models import Case
from backend.complaints.records import CaseClock, CaseEvent
from backend.core import clock
from backend.core.ids import new_id
from backend.core.principal import Client

# The columns that a digest covers; a column that comes later needs a digest of another name.
DIGESTED: Final = (
    *("id", "case_id", "seq", "at", "actor", "role", "action"),
    *("source", "target", "cycle", "data", "clocks"),
)
"""All but the note: it is sealed in its place, follows a change of keys, and goes when the texts of its case go."""
CLIENT: Final = "client"
"""The role of a client system in events."""
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
    running: Sequence[CaseClock] | None = None,
) -> None:
    """Add an event to a locked case. `data` holds ids, codes and counts; `note` is sealed; `running`: its running
    clocks, when the caller has just read them."""
    session = desk.session
    entry = entry_of(case, action, data or {}, clocks.running(session, case) if running is None else running, source)
    if desk.later is not None and not note:
        desk.later.append(entry)
        return
    last = session.scalars(select(func.coalesce(func.max(CaseEvent.seq), 0)).where(CaseEvent.case_id == case.id)).one()
    event = _add(desk, entry, last + 1, clock.now(session), role_of(desk, permission), note)
    session.flush()
    announce(desk, case, event)


def entry_of(
    case: Case, action: str, data: dict[str, Any], running: Sequence[CaseClock], source: CaseState | None = None
) -> Entry:
    """What an event says of a case as it is now."""
    dates = {row.kind.value: row.due.isoformat() for row in running}
    return Entry(case.id, action, data, case.state, case.cycle, dates, source)


def write_events(desk: Desk, entries: Sequence[Entry]) -> None:
    """Add events of the program itself to locked cases, by few statements for many cases."""
    if not entries:
        return
    session, case_ids = desk.session, {entry.case_id for entry in entries}
    session.flush()
    seqs = select(CaseEvent.case_id, func.max(CaseEvent.seq).label("seq")).where(CaseEvent.case_id.in_(case_ids))
    last = {row.case_id: row.seq for row in session.execute(seqs.group_by(CaseEvent.case_id))}
    now = clock.now(session)
    for entry in entries:
        last[entry.case_id] = last.get(entry.case_id, 0) + 1
        _add(desk, entry, last[entry.case_id], now, role_of(desk, None))
    session.flush()


def _add(desk: Desk, entry: Entry, seq: int, at: datetime, role: str, note: str = "") -> CaseEvent:
    event_id = new_id()
    event = CaseEvent(
        id=event_id,
        case_id=entry.case_id,
        seq=seq,
        at=at,
        actor=desk.actor,
        role=role,
        action=entry.action,
        source=entry.source,
        target=entry.state,
        cycle=entry.cycle,
        data=entry.data,
        clocks=entry.clocks,
        note=desk.seal(note, "case_event", "note", event_id) if note else None,
    )
    desk.session.add(event)
    record(
        desk.session,
        desk.actor,
        f"complaint.{entry.action}",
        "complaint",
        entry.case_id,
        seq=seq,
        state=entry.state.value,
        event_digest=event_digest(event),
    )
    return event


def event_digest(event: CaseEvent) -> str:
    """What the record keeps of an event of a case, so that its chain covers that row too."""
    return digest({name: getattr(event, name) for name in DIGESTED})


def role_of(desk: Desk, permission: str | None) -> str:
    """The role in which somebody acts: the first of the own roles that allows it."""
    if isinstance(desk.who, Actor):
        return desk.who.value
    if isinstance(desk.who, Client):
        return CLIENT
    allowed = TABLE.get(permission or "", desk.who.roles)
    roles = desk.who.roles & allowed if isinstance(allowed, frozenset) else desk.who.roles
    return next((role for role in _BY_RANK if role in roles), next(iter(sorted(desk.who.roles)), ""))
