"""Versions as people see them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.errors import NotFound
from backend.results.publishing.models import Snapshot
from backend.results.publishing.reading import published_versions, versions_of
from backend.results.publishing.schemas import (
    PublicRound,
    PublicRounds,
    PublicVersion,
    SnapshotOut,
    SnapshotsOut,
    SnapshotState,
)
from backend.rounds.models import Round, RoundKind, RoundState
from backend.rounds.opening import decider_of, names_of, proposer_of


def snapshots_out(session: Session, row: Round) -> SnapshotsOut:
    """All versions of a round with the people behind them, newest first."""
    versions = versions_of(session, row.id)
    names = names_of(session, [version.proposal for version in versions])
    newest = max((v.version for v in versions if v.proposal.done_at is not None), default=0)
    return SnapshotsOut(items=[_out(version, names, newest) for version in reversed(versions)])


def _out(version: Snapshot, names: dict[UUID, str], newest: int) -> SnapshotOut:
    proposal = version.proposal
    return SnapshotOut(
        version=version.version,
        state=_state(version, newest),
        reason=version.reason,
        public_digest=version.public_digest,
        sealed_digest=version.sealed_digest,
        proposed=proposer_of(proposal, names),
        decided=decider_of(proposal, names),
        decision_note=proposal.decision_note,
        published_at=proposal.done_at,
    )


def _state(version: Snapshot, newest: int) -> SnapshotState:
    proposal = version.proposal
    if proposal.done_at is not None:
        return SnapshotState.PUBLISHED if version.version == newest else SnapshotState.SUPERSEDED
    if proposal.confirmed is None:
        return SnapshotState.PROPOSED
    return SnapshotState.COUNTERSIGNED if proposal.confirmed else SnapshotState.REFUSED


def public_rounds(session: Session) -> PublicRounds:
    """What anybody may see: published rounds, but internal ones (内部测评) only inside."""
    rows = select(Round).where(Round.state == RoundState.PUBLISHED, Round.kind != RoundKind.INTERNAL)
    return PublicRounds(
        items=[
            public_round(session, row) for row in session.scalars(rows.order_by(Round.year.desc(), Round.number.desc()))
        ]
    )


def public_round(session: Session, row: Round) -> PublicRound:
    """A published round with its versions."""
    versions = [
        PublicVersion(
            version=one.version,
            reason=one.reason,
            published_at=one.proposal.done_at,
            public_digest=one.public_digest,
            sealed_digest=one.sealed_digest,
        )
        for one in published_versions(session, row.id)
        if one.proposal.done_at is not None
    ]
    return PublicRound(
        id=row.id,
        year=row.year,
        number=row.number,
        title=row.title,
        kind=row.kind,
        demo=row.demo,
        method_digest=row.method_digest or "",
        versions=versions,
    )


def public_version(session: Session, round_id: UUID, version: int | None) -> Snapshot:
    """A published version of a round that is for everybody. Raises NotFound, alike for whatever is not."""
    row = session.get(Round, round_id)
    if row is None or row.state is not RoundState.PUBLISHED or row.kind is RoundKind.INTERNAL:
        raise NotFound
    published = published_versions(session, row.id)
    found = [one for one in published if version in (None, one.version)]
    if not found:
        raise NotFound
    return found[-1]
