"""Published versions."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.core.models import Base, HasId
from backend.rounds.models import RoundProposal


class Snapshot(HasId, Base):
    """One version of a round's results as two signed files; never changed once written.

    `public`, `sealed`: the bytes of the files, the digests are their SHA-256. `reason`: why there is this version,
    empty for the first. Who proposed and who countersigned it, and when it was published, is said by its proposal.
    Numbers count proposals: one that was refused keeps its number and is never published.
    """

    __tablename__ = "snapshot"
    __table_args__ = (
        UniqueConstraint("round_id", "version"),
        UniqueConstraint("proposal_id"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("version = 1 OR reason <> ''", name="reason"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"))
    version: Mapped[int] = mapped_column(Integer)
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("round_proposal.id", ondelete="RESTRICT"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    public: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    public_digest: Mapped[str] = mapped_column(String(64))
    sealed_digest: Mapped[str] = mapped_column(String(64))

    proposal: Mapped[RoundProposal] = relationship(lazy="joined")
