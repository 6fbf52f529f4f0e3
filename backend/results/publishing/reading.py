"""Reading versions."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.results.publishing.models import Snapshot
from backend.rounds.models import RoundProposal


def versions_of(session: Session, round_id: UUID) -> list[Snapshot]:
    """All versions of a round, oldest first, without their bytes."""
    return list(session.scalars(select(Snapshot).where(Snapshot.round_id == round_id).order_by(Snapshot.version)))


def published_versions(session: Session, round_id: UUID) -> list[Snapshot]:
    """Those that were published, oldest first; the last one counts, the others are superseded."""
    return [version for version in versions_of(session, round_id) if version.proposal.done_at is not None]


def current_version(session: Session, round_id: UUID) -> Snapshot | None:
    """The version that counts."""
    found = (
        select(Snapshot)
        .join(RoundProposal, RoundProposal.id == Snapshot.proposal_id)
        .where(Snapshot.round_id == round_id, RoundProposal.done_at.is_not(None))
        .order_by(Snapshot.version.desc())
        .limit(1)
    )
    return session.scalars(found).first()
