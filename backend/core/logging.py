"""Structured logs as JSON lines, with secrets and personal data kept out."""

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog

_REDACTED = frozenset(
    {
        *("password", "smtp_password", "token", "code", "secret", "authorization", "cookie", "refresh", "key"),
        *("phone", "email", "name", "answers"),
    }
)


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank every field whose name says that its value must not be logged."""
    for field in event.keys() & _REDACTED:
        event[field] = "[redacted]"
    return event


def configure(*, json_lines: bool, level: str = "INFO") -> None:
    """Set up logging for the process: JSON for machines, colour-free text for a terminal."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json_lines
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=False,
    )
