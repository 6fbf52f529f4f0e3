"""Sessions, links and counters of failures."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.auth.models import ActivationLink, Throttle, UserSession
from backend.retention.rules import WHOLE, Keeping


def always(_session: Session, _limit: datetime) -> tuple[Sequence[UUID | None], int]:
    return WHOLE, 0


def _sessions(limit: datetime) -> list[tuple[Any, Any]]:
    return [(UserSession, UserSession.last_seen_at < limit), (ActivationLink, ActivationLink.expires_at < limit)]


def _counters(limit: datetime) -> list[tuple[Any, Any]]:
    return [(Throttle, Throttle.window_start < limit)]


def count_sessions(session: Session, _: UUID | None, limit: datetime) -> int:
    return _count(session, _sessions(limit))


def erase_sessions(_keeping: Keeping, session: Session, _: UUID | None, limit: datetime) -> int:
    return _delete(session, _sessions(limit))


def count_counters(session: Session, _: UUID | None, limit: datetime) -> int:
    return _count(session, _counters(limit))


def erase_counters(_keeping: Keeping, session: Session, _: UUID | None, limit: datetime) -> int:
    return _delete(session, _counters(limit))


def _count(session: Session, parts: list[tuple[Any, Any]]) -> int:
    return sum(session.scalars(select(func.count()).select_from(table).where(old)).one() for table, old in parts)


def _delete(session: Session, parts: list[tuple[Any, Any]]) -> int:
    return sum(session.connection().execute(delete(table).where(old)).rowcount for table, old in parts)
