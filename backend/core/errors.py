"""Errors as RFC 9457 problem documents, one shape for every non-2xx answer.

A feature raises a subclass of DomainError; the handlers of `core/problems.py` render it in the reader's
language. A problem never repeats what was sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from backend.core.text import Text


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with the input: a JSON pointer into it, a stable code, a message."""

    pointer: str
    code: str
    message: Text


@dataclass(eq=False)
class DomainError(Exception):
    """A refusal with a reason. Subclasses set `status`, `code` and `title`."""

    detail: Text | None = None
    errors: Sequence[FieldProblem] = ()
    headers: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    status: ClassVar[int] = 409
    code: ClassVar[str] = "conflict"
    title: ClassVar[Text] = Text("与当前状态冲突", "Conflict with the current state")

    def __str__(self) -> str:
        return f"{self.code}: {self.detail.en if self.detail else self.title.en}"


class NotAuthenticated(DomainError):
    status = 401
    code = "not_authenticated"
    title = Text("请先登录", "Please log in")

    def __init__(self, detail: Text | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(DomainError):
    status = 403
    code = "forbidden"
    title = Text("您的岗位没有这项权限", "Your role does not include this")


class NotFound(DomainError):
    """Absent, or not visible to the caller: the answer is the same."""

    status = 404
    code = "not_found"
    title = Text("没有找到", "Not found")


class Conflict(DomainError):
    pass


class InvalidInput(DomainError):
    status = 422
    code = "invalid_input"
    title = Text("填写的内容有误", "The input is not valid")


class TooLarge(DomainError):
    status = 413
    code = "too_large"
    title = Text("内容超过大小上限", "The content is too large")


class TooSlow(DomainError):
    status = 408
    code = "too_slow"
    title = Text("内容传送太慢，连接已断开，请稍后重试", "The content came too slowly; please try again")

    def __init__(self) -> None:
        super().__init__(headers={"Connection": "close"})  # what else comes of it is not read


class UnsupportedContent(DomainError):
    status = 415
    code = "unsupported_content"
    title = Text("不支持这种格式", "This format is not supported")


class PreconditionMissing(DomainError):
    status = 428
    code = "if_match_required"
    title = Text("缺少版本号，请刷新页面后再试", "If-Match is required")


class Stale(DomainError):
    status = 412
    code = "stale"
    title = Text("内容已被他人修改，请核对后再保存", "Somebody changed this meanwhile")


class TooManyRequests(DomainError):
    status = 429
    code = "too_many_requests"
    title = Text("操作过于频繁，请稍后再试", "Too many requests")

    def __init__(self, retry_after: int, detail: Text | None = None) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})
        self.retry_after = retry_after  # seconds


class Unavailable(DomainError):
    status = 503
    code = "unavailable"
    title = Text("系统繁忙，请稍后再试", "Busy, please try again")

    def __init__(self, retry_after: int = 1, detail: Text | None = None) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class StorageFull(DomainError):
    """No room for what was sent, on the disk of the database or of the files. Nothing of it was kept."""

    status = 507
    code = "storage_full"
    title = Text("服务器存储空间不足，没有保存", "The server is out of space; nothing was saved")
