"""Notices as the API shows them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from backend.core.fields import Instant
from backend.core.paging import PageQuery
from backend.core.text import Language
from backend.notices.kinds import NoticeKinds, rendered
from backend.notices.models import MailFailure, Notice


class NoticeOut(BaseModel):
    """A notice in the reader's language."""

    id: UUID
    kind: str
    text: str
    path: str = Field(description="The page of the console that it is about")
    at: datetime
    read_at: datetime | None
    mailed_at: datetime | None
    mail_problem: MailFailure | None = Field(description="Why it is not mailed any more")


class NoticeSort(StrEnum):
    """Orders of the list."""

    OLDEST = "at"
    NEWEST = "-at"


class NoticeQuery(PageQuery):
    """Filters of the list."""

    unread: bool = Field(False, description="Only those that were not read")
    sort: NoticeSort = NoticeSort.NEWEST


class Unread(BaseModel):
    """How much is new."""

    count: int = Field(description="At most 100; there may then be more")
    as_of: datetime = Field(description="For `read-all`: what came later was not counted")


class ReadAllIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    until: Instant = Field(description="`as_of` of the count that the person saw")


class ReadAllOut(BaseModel):
    count: int = Field(description="How many were not read before")


def notice_out(notice: Notice, kinds: NoticeKinds, language: Language) -> NoticeOut:
    """A notice with its text in the reader's language."""
    text, path = rendered(kinds, notice.kind, notice.params)
    return NoticeOut(
        id=notice.id,
        kind=notice.kind,
        text=text.of(language),
        path=path,
        at=notice.not_before,
        read_at=notice.read_at,
        mailed_at=notice.mailed_at,
        mail_problem=notice.mail_problem,
    )
