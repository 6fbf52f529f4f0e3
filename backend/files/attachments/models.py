"""The table of attachments."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.models import Base, HasId, enum_type
from backend.files.attachments.kinds import Kind


class AttachmentState(StrEnum):
    """pending_scan -> ready or quarantined; each of them -> deleted."""

    PENDING_SCAN = "pending_scan"
    READY = "ready"
    QUARANTINED = "quarantined"
    DELETED = "deleted"


class Attachment(HasId, Base):
    """What somebody attached. Who to, is in the owner's table.

    Both files are sealed; `cleaned_key` is null when no copy can be made that surely identifies nobody. `name` and
    `sha256` (of the original) are sealed too: a name can identify, and a digest tells who has the same file.
    A deleted one keeps kind and size only. `size` is that of the original, `cleaned_size` of the copy, in bytes.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("(cleaned_key IS NULL) = (cleaned_size IS NULL)", name="cleaned"),
        CheckConstraint("(state = 'deleted') = (original_key IS NULL)", name="deleted"),
        CheckConstraint(
            "(original_key IS NULL) = (name IS NULL) AND (original_key IS NULL) = (sha256 IS NULL) "
            "AND (original_key IS NOT NULL OR cleaned_key IS NULL)",
            name="content",
        ),
        Index("ix_attachment_state_created_at", "state", "created_at"),
    )

    original_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    cleaned_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    kind: Mapped[Kind] = mapped_column(enum_type(Kind, 8))
    size: Mapped[int] = mapped_column(BigInteger)
    cleaned_size: Mapped[int | None] = mapped_column(BigInteger)
    name: Mapped[bytes | None] = mapped_column(LargeBinary)
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[AttachmentState] = mapped_column(enum_type(AttachmentState, 16))
    created_at: Mapped[datetime]
