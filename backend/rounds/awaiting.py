"""What waits for a second person to countersign it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.principal import Principal
from backend.rounds.access import visible_rounds
from backend.rounds.facts import FactsSource
from backend.rounds.guards import method_unchanged, situation_of
from backend.rounds.models import Round, RoundProposal, RoundState
from backend.rounds.opening import names_of, proposer_of
from backend.rounds.proposals import awaited, latest_proposal
from backend.rounds.schemas_awaiting import AwaitedOut


def awaiting(session: Session, principal: Principal, facts_of: FactsSource) -> list[AwaitedOut]:
    """What others have proposed and `principal` could decide on now, the oldest first."""
    undecided = select(RoundProposal.round_id).where(RoundProposal.confirmed.is_(None))
    found: list[tuple[Round, RoundProposal]] = []
    for row in session.scalars(visible_rounds(principal).where(Round.id.in_(undecided))).all():
        proposal = latest_proposal(session, row.id, awaited(row))
        if proposal is None or proposal.confirmed is not None or proposal.proposed_by == principal.user_id:
            continue
        # A draft that was changed since has to be proposed anew.
        if row.state is not RoundState.DRAFT or not method_unchanged(
            situation_of(session, row, facts_of(session, row.id))
        ):
            found.append((row, proposal))
    found.sort(key=lambda one: (one[1].proposed_at, one[1].id))
    names = names_of(session, [proposal for _, proposal in found])
    return [
        AwaitedOut(
            round_id=row.id,
            title=row.title,
            step="open" if row.state is RoundState.DRAFT else "publish",
            proposed=proposer_of(proposal, names),
        )
        for row, proposal in found
    ]
