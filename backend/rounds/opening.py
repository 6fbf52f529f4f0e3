"""Two people open a round: the office proposes the method as it is now, the lead supervisor countersigns its digest."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount
from backend.core.errors import NotFound
from backend.core.etags import check_match
from backend.core.principal import Principal
from backend.core.text import Text
from backend.rounds.access import DRAFT_READERS, find_round
from backend.rounds.facts import FactsSource
from backend.rounds.guards import (
    READY_TO_OPEN,
    Situation,
    method_now,
    method_unchanged,
    opening_countersigned,
    reasons,
    situation_of,
    small_strata,
)
from backend.rounds.method import method_document
from backend.rounds.models import Round, RoundProposal, RoundState
from backend.rounds.proposals import OPEN, OtherContent, Waiting, latest_proposal, propose
from backend.rounds.schemas import OpeningOut, OpeningProposalOut, OpeningState, PersonOut
from backend.rounds.states import STATE_NAMES, WrongState, refuse_unready
from backend.rounds.telling import take_back, tell_proposed


def propose_opening(
    session: Session, principal: Principal, round_id: UUID, facts_of: FactsSource, if_match: str | None = None
) -> Round:
    """Propose to open a draft that is ready, with the method as it is now. It replaces a proposal that waits.

    Raises NotFound, Stale, WrongState, NotReady, and Waiting where just that method is countersigned already.
    """
    row = find_round(session, principal, round_id, lock=True)
    if if_match is not None:
        check_match(if_match, row)
    if row.state is not RoundState.DRAFT:
        name = STATE_NAMES[row.state]
        raise WrongState(Text(f"本轮{name.zh}，不能提请开始评议", f"The round is {name.en}: it was opened already"))
    now = situation_of(session, row, facts_of(session, row.id))
    refuse_unready(reasons(READY_TO_OPEN, now))
    if opening_countersigned(now) is None:
        raise Waiting(Text("评议办法已经复核，可以开始评议", "The method is countersigned: the round can be opened"))
    propose(session, principal, row, OPEN, method_now(now), "")
    row.version += 1
    session.flush()
    return row


def follow_draft(session: Session, row: Round, facts_of: FactsSource) -> None:
    """After a change of a draft: nobody is told to countersign what is not the method any more, until it is again.

    A unit that is renamed in the register changes the method, too, and no round hears of that: the notice stays, and
    the page says that the method was changed.
    """
    proposal = latest_proposal(session, row.id, OPEN)
    if proposal is None or proposal.confirmed is not None:
        return
    if method_unchanged(situation_of(session, row, facts_of(session, row.id))) is None:
        tell_proposed(session, row, proposal)
    else:
        take_back(session, row.id, OPEN)


def refuse_changed(now: Situation) -> None:
    """Raises OtherContent where a draft is not any more what was proposed to be opened."""
    changed = method_unchanged(now)
    if changed is not None:
        raise OtherContent(changed)


def opening_out(session: Session, principal: Principal, round_id: UUID, facts_of: FactsSource) -> OpeningOut:
    """What is, or was, countersigned. Raises NotFound, also for those who do not prepare or watch over rounds."""
    row = find_round(session, principal, round_id)
    if not principal.roles & DRAFT_READERS:
        raise NotFound
    now = situation_of(session, row, facts_of(session, row.id))
    proposal = latest_proposal(session, row.id, OPEN)
    if row.method is not None and row.method_digest is not None:
        done = proposal if proposal is not None and proposal.done_at is not None else None
        shown = _proposal_out(session, done, row.method_digest)
        return OpeningOut(digest=row.method_digest, method=row.method, small_strata=small_strata(now), proposal=shown)
    return OpeningOut(
        digest=method_now(now),
        method=method_document(now.config, now.facts.codes_by_stratum),
        small_strata=small_strata(now),
        proposal=_proposal_out(session, proposal, method_now(now)),
    )


def _proposal_out(session: Session, proposal: RoundProposal | None, digest: str) -> OpeningProposalOut | None:
    if proposal is None:
        return None
    names = names_of(session, [proposal])
    return OpeningProposalOut(
        state=_state(proposal, digest),
        digest=proposal.digest,
        proposed=proposer_of(proposal, names),
        decided=decider_of(proposal, names),
        decision_note=proposal.decision_note,
    )


def _state(proposal: RoundProposal, digest: str) -> OpeningState:
    if proposal.confirmed is False:
        return OpeningState.REFUSED
    if proposal.digest != digest:
        return OpeningState.CHANGED
    return OpeningState.COUNTERSIGNED if proposal.confirmed else OpeningState.PROPOSED


def names_of(session: Session, proposals: Sequence[RoundProposal]) -> dict[UUID, str]:
    """The names of those who proposed and decided, by user id."""
    people = {p.proposed_by for p in proposals} | {p.decided_by for p in proposals if p.decided_by is not None}
    found = session.scalars(select(UserAccount).where(UserAccount.id.in_(people)))
    return {user.id: user.display_name for user in found}


def proposer_of(proposal: RoundProposal, names: dict[UUID, str]) -> PersonOut:
    """Who proposed it."""
    return PersonOut(name=names.get(proposal.proposed_by, ""), at=proposal.proposed_at)


def decider_of(proposal: RoundProposal, names: dict[UUID, str]) -> PersonOut | None:
    """Who countersigned or refused it, if anybody has."""
    if proposal.decided_by is None or proposal.decided_at is None:
        return None
    return PersonOut(name=names.get(proposal.decided_by, ""), at=proposal.decided_at)
