"""Four eyes: a proposal of one person, and the decision of another (security design, D7 and section 2)."""

from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.models import AuditEvent
from backend.audit.record import record
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, Forbidden, InvalidInput
from backend.core.principal import Principal
from backend.core.text import Text
from backend.rounds.models import Round, RoundProposal, RoundState
from backend.rounds.telling import take_back, take_back_decision, tell_decided, tell_proposed

OPEN: Final = "open"
PUBLISH: Final = "publish"
REASON_LENGTH: Final = 5
"""Characters that a reason has at least."""


class OwnProposal(Forbidden):
    code = "own_proposal"
    title = Text("提出的人不能自己复核", "Whoever proposed it cannot countersign it")


class Waiting(Conflict):
    code = "proposal_waiting"
    title = Text("已有一项等待复核或者办理", "A proposal is waiting to be countersigned or carried out")


class NothingToDecide(Conflict):
    code = "nothing_to_countersign"
    title = Text("没有待复核的事项", "There is nothing to countersign")


class OtherContent(Conflict):
    """What the second person has read is not what is proposed now."""

    code = "proposal_changed"
    title = Text("待复核的内容与您核对的不同，请重新核对", "What is proposed is not what you have read")


def awaited(row: Round) -> str:
    """The step that a round needs a second person for next: a draft is opened, any other one published."""
    return OPEN if row.state is RoundState.DRAFT else PUBLISH


def latest_proposal(session: Session, round_id: UUID, action: str) -> RoundProposal | None:
    """The newest proposal of a step of a round, decided or not."""
    of_round = select(RoundProposal).where(RoundProposal.round_id == round_id, RoundProposal.action == action)
    return session.scalars(of_round.order_by(RoundProposal.proposed_at.desc(), RoundProposal.id).limit(1)).first()


def refuse_while_waiting(session: Session, row: Round) -> None:
    """Raises Waiting while a proposal is neither refused nor done."""
    before = latest_proposal(session, row.id, awaited(row))
    if before is not None and before.confirmed is not False and before.done_at is None:
        raise Waiting


def propose(session: Session, principal: Principal, row: Round, action: str, digest: str, note: str) -> RoundProposal:
    """Ask for a second person; what waited before is replaced. The caller holds the round's lock."""
    proposal = RoundProposal(
        round_id=row.id,
        action=action,
        digest=digest,
        note=note,
        proposed_by=principal.user_id,
        proposed_at=clock.now(session),
    )
    session.add(proposal)
    session.flush()
    take_back(session, row.id, action)
    tell_proposed(session, row, proposal)
    record(session, principal, "round.propose", "round", row.id, step=action, digest=digest)
    return proposal


def decide(
    session: Session, principal: Principal, row: Round, digest: str, note: str, *, confirmed: bool
) -> RoundProposal:
    """Confirm or refuse what waits. `digest` says what the second person has read. The caller holds the lock.

    Raises NothingToDecide, OwnProposal, OtherContent, InvalidInput.
    """
    proposal = latest_proposal(session, row.id, awaited(row))
    if proposal is None or proposal.confirmed is not None:
        raise NothingToDecide
    if proposal.proposed_by == principal.user_id:
        raise OwnProposal
    if proposal.digest != digest:
        raise OtherContent
    if not confirmed and len(note) < REASON_LENGTH:
        text = Text("退回须写明理由（至少五个字）", "A refusal needs a reason of five characters at least")
        raise InvalidInput(errors=[FieldProblem("/note", "reason_missing", text)])
    at = clock.now(session)  # reads, so before the columns that only fit together
    proposal.confirmed, proposal.decision_note = confirmed, note
    proposal.decided_by, proposal.decided_at = principal.user_id, at
    row.version += 1
    session.flush()
    tell_decided(session, row, proposal)
    decision = "confirm" if confirmed else "refuse"
    record(session, principal, f"round.{decision}", "round", row.id, step=proposal.action, digest=digest)
    return proposal


def carry_out(session: Session, proposal: RoundProposal) -> None:
    """Note that a confirmed step has been taken."""
    proposal.done_at = clock.now(session)
    session.flush()
    take_back_decision(session, proposal)


def recorded_method(session: Session, round_id: UUID) -> str | None:
    """The digest of the method that the record kept when the round was opened."""
    opening = select(AuditEvent.data).where(
        AuditEvent.object_type == "round", AuditEvent.object_id == round_id, AuditEvent.action == "round.open"
    )
    data = session.scalars(opening.order_by(AuditEvent.seq.desc()).limit(1)).first()
    return data.get("method_digest") if data else None
