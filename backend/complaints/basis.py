"""What a second person reads before deciding who does not work on the case: the lead supervisor (complaint design, 2.3).

It is what the decision is about and nothing else: the summary, the conclusion with the answer, the reasons. Never the
original words, who complained, findings, messages or files; a text that names the complainant is withheld. It is open
as long as the decision is, and each look is an event of the case.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backend.complaints.access import find_case
from backend.complaints.deciding import decidable
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.kinds import CaseState
from backend.complaints.moves import NotReady, actions_of
from backend.complaints.records_requests import Extension, IdentityAccess, Pause, RequestState, Termination
from backend.complaints.scan import names_complainant
from backend.complaints.schemas_case import BasisOut, BasisReason
from backend.complaints.situation import Situation, situation_of
from backend.complaints.states import SECOND
from backend.core.text import Text

WITHHELD: Final = Text("（文中有投诉人的信息，不予显示）", "(names the complainant and is not shown)")

# Of which events the notes are the reasons, by what is to be decided.
_REASONS: Final = {
    "refuse": ("note",),
    "issue_reply": ("send_back",),
    "uphold": ("refuse", "terminate", "ask_review"),
}

# What is asked for and a second person decides on; a termination is decided by a step of the table.
_REQUESTS: Final[dict[Any, str]] = {
    Extension: "ask_extension",
    Pause: "ask_pause",
    IdentityAccess: "ask_identity",
}


def read_basis(desk: Desk, case_id: UUID) -> BasisOut:
    """What is open to the person at the desk, and what it is about. Raises NotFound, NotReady."""
    case = find_case(desk, case_id, lock=True)
    now = situation_of(desk, case)
    asked = _asked(now)
    decisions = [step.action for step, why in actions_of(desk, case) if step.permission == SECOND and not why]
    decisions += [action for action, _ in asked]
    if not decisions:
        raise NotReady(Text("现在没有由您决定的事项", "Nothing is for you to decide now"))
    result = now.result if case.state in (CaseState.REPLY_REVIEW, CaseState.REVIEWING) else None
    found = BasisOut(
        decisions=decisions,
        summary=case.summary,
        conclusion=result.conclusion if result else None,
        reply=_open(now, result.reply, "case_result", "reply", result.id) if result else None,
        reasons=sorted([*_reasons(now, decisions), *_reasons_of(now, asked)], key=lambda reason: reason.at),
    )
    write_event(desk, case, "read_basis", permission=SECOND, data={"decisions": decisions})
    return found


def _reasons(now: Situation, decisions: list[str]) -> Iterator[BasisReason]:
    actions = {action for decision in decisions for action in _REASONS.get(decision, ())}
    for event in now.events:
        if event.action in actions and event.cycle == now.case.cycle and event.note is not None:
            text = _open(now, event.note, "case_event", "note", event.id)
            yield BasisReason(action=event.action, at=event.at, text=text)
    proposed = _proposed_termination(now) if {"terminate", "uphold"} & set(decisions) else None
    if proposed is not None:
        text = _open(now, proposed.reason, "case_termination", "reason", proposed.id)
        yield BasisReason(action="ask_termination", at=proposed.asked_at, text=text)


def _asked(now: Situation) -> list[tuple[str, Any]]:
    """The requests that the person at the desk may decide on, each by the event that it began with."""
    found = []
    for table, action in _REQUESTS.items():
        pending = select(table).where(table.case_id == now.case.id, table.state == RequestState.PENDING)
        rows = now.desk.session.scalars(pending.order_by(table.asked_at, table.id))
        found += [(action, row) for row in rows if decidable(now.desk, row)]
    return found


def _reasons_of(now: Situation, asked: Sequence[tuple[str, Any]]) -> Iterator[BasisReason]:
    for action, row in asked:
        text = _open(now, row.reason, row.__tablename__, "reason", row.id)
        yield BasisReason(action=action, at=row.asked_at, text=text)


def _proposed_termination(now: Situation) -> Termination | None:
    """The proposal to be decided on, or that the review is about."""
    if now.case.state is not CaseState.REVIEWING:
        return now.pending_termination
    if now.case.reviewed_from is not CaseState.TERMINATED:
        return None
    granted = select(Termination).where(Termination.case_id == now.case.id, Termination.state == RequestState.APPROVED)
    return now.desk.session.scalars(granted.order_by(Termination.asked_at.desc()).limit(1)).one_or_none()


def _open(now: Situation, sealed: bytes, table: str, column: str, row: UUID) -> str:
    text = now.desk.open(sealed, table, column, row)
    return WITHHELD.of(now.desk.language) if names_complainant(now.desk, now.case, text) else text
