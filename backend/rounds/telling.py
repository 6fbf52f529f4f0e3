"""Who is told that a step of a round waits for the second person, and what became of it."""

from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount, UserRole
from backend.auth.policy import Role, permissions_of
from backend.core.text import Text
from backend.notices.kinds import NoticeKind
from backend.notices.service import notify, withdraw
from backend.rounds.access import COUNTERSIGN
from backend.rounds.models import Round, RoundProposal

# Every page of a draft says what comes next; the address of the round leads to the one where the work stands.
_OPENING, _PUBLICATION = "/rounds/{round}", "/rounds/{round}/publication"
KINDS: Final = {
    "round.open_proposed": NoticeKind(
        Text(
            "{year} 年第 {number} 轮评议提请开始，评议办法待您复核",
            "Round {number} of {year} is to be opened: its method waits for you to countersign it",
        ),
        _OPENING,
    ),
    "round.open_confirmed": NoticeKind(
        Text(
            "{year} 年第 {number} 轮评议的评议办法已复核同意，可以开始评议",
            "The method of round {number} of {year} was countersigned: the round can be opened",
        ),
        _OPENING,
    ),
    "round.open_refused": NoticeKind(
        Text(
            "{year} 年第 {number} 轮评议的评议办法被退回，请查看理由，修改后重新提请",
            "The method of round {number} of {year} was refused; see the reason and propose it anew",
        ),
        _OPENING,
    ),
    "round.publish_proposed": NoticeKind(
        Text(
            "{year} 年第 {number} 轮评议的结果提请公布，待您复核",
            "Results of round {number} of {year} are to be published: they wait for you to countersign them",
        ),
        _PUBLICATION,
    ),
    "round.publish_confirmed": NoticeKind(
        Text(
            "{year} 年第 {number} 轮评议的结果已复核同意，可以公布",
            "The results of round {number} of {year} were countersigned: they can be published",
        ),
        _PUBLICATION,
    ),
    "round.publish_refused": NoticeKind(
        Text(
            "{year} 年第 {number} 轮评议的结果被退回，请查看理由",
            "The results of round {number} of {year} were refused; see the reason",
        ),
        _PUBLICATION,
    ),
}
"""`round.<action of the proposal>_<what happened>`."""


def tell_proposed(session: Session, row: Round, proposal: RoundProposal) -> None:
    """Tell everybody who may countersign it; whoever has been told is not told again."""
    roles = [role for role in Role if COUNTERSIGN in permissions_of(frozenset({role}))]
    holding = (
        select(UserRole.user_id)
        .join(UserAccount, UserAccount.id == UserRole.user_id)
        .where(UserRole.role.in_(roles), UserAccount.disabled_at.is_(None))
        .where(UserRole.user_id != proposal.proposed_by)
    )
    kind = f"round.{proposal.action}_proposed"
    key = f"round/{row.id}/{proposal.action}/{proposal.id}"
    notify(session, session.scalars(holding).all(), kind, _params(row), key=key)


def tell_decided(session: Session, row: Round, proposal: RoundProposal) -> None:
    """Tell whoever proposed it; nobody else need look at it any more."""
    take_back(session, row.id, proposal.action)
    kind = f"round.{proposal.action}_{'confirmed' if proposal.confirmed else 'refused'}"
    proposer = select(UserAccount.id).where(UserAccount.id == proposal.proposed_by, UserAccount.disabled_at.is_(None))
    notify(session, session.scalars(proposer).all(), kind, _params(row), key=_decided(proposal))


def take_back_decision(session: Session, proposal: RoundProposal) -> None:
    """Once a step is taken, nobody need be told any more that it can be."""
    withdraw(session, _decided(proposal))


def take_back(session: Session, round_id: UUID, action: str) -> None:
    """Take back what was not read yet of proposals of a step: they do not wait any more."""
    withdraw(session, f"round/{round_id}/{action}/")


def forget(session: Session, round_id: UUID) -> None:
    """Take back everything unread about a round that is not there any more."""
    withdraw(session, f"round/{round_id}/")


def _decided(proposal: RoundProposal) -> str:
    return f"round/{proposal.round_id}/decided/{proposal.id}"


def _params(row: Round) -> dict[str, str | int]:
    return {"round": str(row.id), "year": row.year, "number": row.number}
