"""Time travel: the one place where tests of clocks change the time, `backend.core.clock.now`, for both engines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from backend.core import clock

Travel = Callable[[datetime | str], None]


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    """Set the time from now on; a text is local time, `2026-11-27 09:00`."""

    def go(to: datetime | str) -> None:
        at = to if isinstance(to, datetime) else datetime.fromisoformat(to).replace(tzinfo=clock.LOCAL_ZONE)
        monkeypatch.setattr(clock, "now", lambda _session: at.astimezone(UTC))

    return go


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that was given."""

    people: frozenset[UUID]
    kind: str
    params: dict[str, str | int]
    key: str
    not_before: datetime | None


@dataclass
class Notices:
    """Records what `notify` and `withdraw` were asked for, from several threads at once."""

    told: list[Told] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def notify(
        self,
        session: Session,
        user_ids: Iterable[UUID],
        kind: str,
        params: Mapping[str, str | int],
        *,
        key: str,
        not_before: datetime | None = None,
    ) -> int:
        people = frozenset(user_ids)
        with self._lock:
            self.told.append(Told(people, kind, dict(params), key, not_before))
        return len(people)

    def withdraw(self, session: Session, key_prefix: str) -> int:
        with self._lock:
            self.withdrawn.append(key_prefix)
        return 1

    def kinds(self) -> list[str]:
        return [told.kind for told in self.told]


@pytest.fixture
def notices() -> Notices:
    return Notices()
