"""Tables that tie attachments to cases, and say which unit got a copy. Names of files are in neither."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.models import Base, HasId, enum_type


class AttachmentSource(StrEnum):
    """Who brought a file: the complainant when filing or later, the centre, or a unit with its result."""

    FILING = "filing"
    COMPLAINANT = "complainant"
    CENTRE = "centre"
    UNIT = "unit"


class CaseAttachment(Base):
    """A file of a case. `transfer_id` is the order of the unit that brought it, `user_id` who of the staff did.

    Of a file of the complainant nobody is kept: the case says whose it is. `number` is its own in the case for ever: the
    row of an erased file stays.
    """

    __tablename__ = "case_attachment"
    __table_args__ = (
        CheckConstraint("(source = 'unit') = (transfer_id IS NOT NULL)", name="unit_has_order"),
        CheckConstraint("(source IN ('filing', 'complainant')) = (user_id IS NULL)", name="complainant_is_no_user"),
        UniqueConstraint("case_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        Index("ix_case_attachment_case_id_at", "case_id", "at"),
        Index("ix_case_attachment_transfer_id", "transfer_id"),
    )

    attachment_id: Mapped[UUID] = mapped_column(ForeignKey("attachment.id", ondelete="RESTRICT"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("complaint_case.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column(Integer)
    source: Mapped[AttachmentSource] = mapped_column(enum_type(AttachmentSource, 16))
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("transfer_order.id", ondelete="RESTRICT"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    at: Mapped[datetime]


class AttachmentRelease(HasId, Base):
    """The cleaned copy of a file, handed on to the unit of one order. The unit knows it by `number` and nothing else.

    The id is its own, so that two units cannot find out that they got the same file. A row that is gone was taken
    back; who released and took back when is also in the events of the case.
    """

    __tablename__ = "attachment_release"
    __table_args__ = (
        UniqueConstraint("attachment_id", "transfer_id"),
        UniqueConstraint("transfer_id", "number"),
        CheckConstraint("number >= 1", name="number"),
    )

    attachment_id: Mapped[UUID] = mapped_column(ForeignKey("case_attachment.attachment_id", ondelete="RESTRICT"))
    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("transfer_order.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column(Integer)
    released_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    released_at: Mapped[datetime]
