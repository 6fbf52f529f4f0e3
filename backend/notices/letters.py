"""What a mail of notices says: what happened to which number, and where to read on behind the login."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from backend.core.clock import LOCAL_ZONE
from backend.notices.kinds import NoticeKinds, Params, rendered
from backend.notices.models import Notice

LISTED: Final = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One notice of a mail."""

    at: datetime
    kind: str
    params: Params


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that a sender has claimed. `lines` are the first of its notices."""

    user_id: UUID
    to: str
    notice_ids: tuple[UUID, ...]
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, user_id: UUID, to: str, notices: Sequence[Notice]) -> "Letter":
        lines = tuple(Line(notice.not_before, notice.kind, notice.params) for notice in notices[:LISTED])
        return cls(user_id, to, tuple(notice.id for notice in notices), lines)

    @property
    def key(self) -> str:
        """The same for the same notices, so that a mail that is sent again can be recognised."""
        ids = b"".join(sorted(notice_id.bytes for notice_id in self.notice_ids))
        return hashlib.sha256(ids).hexdigest()[:32]


def letter_text(letter: Letter, kinds: NoticeKinds, site_name: str, base_url: str) -> tuple[str, str]:
    """Subject and text, in Chinese."""
    base, count = base_url.rstrip("/"), len(letter.notice_ids)
    parts = [f"您在{site_name}评议系统有 {count} 条新通知：\n"]
    for number, line in enumerate(letter.lines, start=1):
        text, path = rendered(kinds, line.kind, line.params)
        at = line.at.astimezone(LOCAL_ZONE)
        parts.append(f"{number}. {at.month}月{at.day}日 {at:%H:%M}  {text.zh}\n   {base}{path}\n")
    if count > len(letter.lines):
        parts.append(f"另有 {count - len(letter.lines)} 条，请登录后查看。\n")
    parts.append(f"全部通知：{base}/notices\n\n本邮件由系统自动发送，请勿回复。收信地址可在“我的账号”中更改。\n")
    return f"【评议】您有 {count} 条新通知", "\n".join(parts)
