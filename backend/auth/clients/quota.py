"""How much a client system may ask: requests a minute, counted in the database for all processes together.

A process counts for itself and adds its count to the common one when it has a twentieth of the quota, or a second has
passed: a write for every reading would cost more than the reading. So a quota is exceeded by a twentieth for each
process at most.
"""

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.auth.clients.models import ClientUsage
from backend.core import clock
from backend.core.db import Database, dialect_insert
from backend.core.errors import TooManyRequests
from backend.core.text import Text

TOLD_EVERY: Final = 1.0
"""Seconds after which a process adds what it has counted to the common count."""
KEPT: Final = timedelta(days=35)
OVER: Final = Text("该对接系统的请求超过了每分钟的限额", "This client has used up its requests of this minute")


@dataclass(slots=True)
class _Counter:
    minute: int
    mine: int = 0
    common: int = 0
    told_at: float = 0.0


class Quotas:
    """The counts of this process."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._lock = threading.Lock()
        self._counters: dict[UUID, _Counter] = {}

    def take(self, client_id: UUID, per_minute: int) -> None:
        """Count one request; blocks for a short transaction now and then. Raises TooManyRequests."""
        minute = int(time.time() // 60)
        with self._lock:
            counter = self._counters.get(client_id)
            if counter is None or counter.minute != minute:
                counter = self._counters[client_id] = _Counter(minute)
            if counter.common > per_minute:  # known already: refusing must not cost a write
                raise _over()
            counter.mine += 1
            waited = time.monotonic() - counter.told_at >= TOLD_EVERY
            if counter.mine * 20 >= per_minute or waited or counter.common + counter.mine > per_minute:
                told, counter.mine, counter.told_at = counter.mine, 0, time.monotonic()
            else:
                told = 0
        if told:
            with self.database.write() as session:
                common = add(session, client_id, told)
            with self._lock:
                counter.common = max(counter.common, common)
        if counter.common + counter.mine > per_minute:
            raise _over()


def _over() -> TooManyRequests:
    return TooManyRequests(60 - int(time.time()) % 60, OVER)


def add(session: Session, client_id: UUID, requests: int) -> int:
    """Add to a client's count of this minute; gives the sum."""
    minute = clock.now(session).replace(second=0, microsecond=0)
    insert = dialect_insert(session)
    row = insert(ClientUsage).values(client_id=client_id, minute=minute, requests=requests)
    added = row.on_conflict_do_update(
        index_elements=[ClientUsage.client_id, ClientUsage.minute],
        set_={"requests": ClientUsage.requests + row.excluded.requests},
    )
    return int(session.scalars(added.returning(ClientUsage.requests)).one())


def forget_old(session: Session) -> None:
    """Delete counts that nobody looks at any more."""
    session.execute(delete(ClientUsage).where(ClientUsage.minute < clock.now(session) - KEPT))


def used_since(session: Session, client_ids: Collection[UUID], since: datetime) -> dict[UUID, int]:
    """Requests of each of these clients since an instant."""
    rows = select(ClientUsage.client_id, func.sum(ClientUsage.requests)).where(
        ClientUsage.client_id.in_(client_ids), ClientUsage.minute >= since
    )
    return {row[0]: int(row[1]) for row in session.execute(rows.group_by(ClientUsage.client_id))}
