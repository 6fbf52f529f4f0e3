"""Tables of notices."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.models import Base, HasId, enum_type

KEY_LENGTH: Final = 120
_UNREAD: Final = text("read_at IS NULL")
_TO_MAIL: Final = text("read_at IS NULL AND mailed_at IS NULL AND mail_problem IS NULL")


class MailFailure(StrEnum):
    """Why a notice is not mailed any more."""

    REFUSED = "refused"  # by the server, for good
    UNDELIVERED = "undelivered"  # tried as often as is tried


class Notice(HasId, Base):
    """One notice to one person.

    `params` are ids, states and numbers that fill the text of `kind`: no names, no free text. `dedupe_key` says what
    the notice is about; the same key never gives a person a second one. Before `not_before` it is neither shown nor
    mailed. `mail_attempts` counts the mails begun that held it.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("dedupe_key", "user_id"),
        CheckConstraint("mail_attempts >= 0", name="attempts"),
        CheckConstraint("mailed_at IS NULL OR mail_problem IS NULL", name="mailed_or_not"),
        Index("ix_notice_user_id_not_before", "user_id", "not_before"),
        Index("ix_notice_unread", "user_id", "not_before", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        Index("ix_notice_to_mail", "not_before", sqlite_where=_TO_MAIL, postgresql_where=_TO_MAIL),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Compared by bytes, so that a prefix is a range of the index.
    dedupe_key: Mapped[str] = mapped_column(
        String(KEY_LENGTH).with_variant(String(KEY_LENGTH, collation="C"), "postgresql")
    )
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    mail_attempts: Mapped[int] = mapped_column(default=0)
    mail_problem: Mapped[MailFailure | None] = mapped_column(enum_type(MailFailure))


class Mailbox(Base):
    """How much mail a person got. Until `next_at` there is none for them: while a sender has claimed the next mail,
    during the pause after one, and after failures, of which `failures` counts those in a row. `sent` mails went out
    on `sent_on`, a local day.
    """

    __tablename__ = "mailbox"
    __table_args__ = (CheckConstraint("failures >= 0 AND sent >= 0", name="counts"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    next_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    sent_on: Mapped[date | None]
    sent: Mapped[int] = mapped_column(default=0)
