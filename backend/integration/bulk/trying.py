"""Trials of files that take more than one transaction: nothing of a portion stays, so where a later one has rows of the
same records, what was said of them before is taken in once more ahead of it, and undone with it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from backend.core.db import Database
from backend.integration.bulk.models import BulkJob, BulkPart
from backend.integration.bulk.reading import Row, rows_of
from backend.integration.bulk.targets import TARGETS, BulkTarget, Target

_CHANGING: Final = ("created", "updated")


@dataclass
class Earlier:
    """Rows of a trial that would have changed records which the file names again; of a file that counts, none."""

    target: Target
    repeated: frozenset[str] = frozenset()
    _kept: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    def before(self, portion: Iterable[Row]) -> list[Mapping[str, Any]]:
        """What is to be taken in ahead of these rows, in its order."""
        keys = dict.fromkeys(_key(row) for row in portion)
        return [content for key in keys for content in self._kept.get(key, ())]

    def add(self, row: Row, outcome: str) -> None:
        """Remember a row of which this would have become."""
        key = _key(row)
        if key in self.repeated and outcome in _CHANGING:
            self._kept[key] = self.target.leading([*self._kept.get(key, ()), row.content])


def earlier_of(database: Database, bulk: BulkJob, path: Path, done: int) -> Earlier:
    """What the first `done` rows of a file leave for the others."""
    target = TARGETS[BulkTarget(bulk.target)]
    if not bulk.dry_run:
        return Earlier(target)
    times = Counter(_key(row) for row in rows_of(path, bulk.form))
    earlier = Earlier(target, frozenset(key for key, count in times.items() if key and count > 1))
    with database.read() as session:
        parts = select(BulkPart.outcomes).where(BulkPart.bulk_id == bulk.id).order_by(BulkPart.first_row)
        outcomes = [one[1] for part in session.scalars(parts) for one in part] if done else []
    for row, outcome in zip(islice(rows_of(path, bulk.form), done), outcomes, strict=True):
        earlier.add(row, outcome)
    return earlier


def _key(row: Row) -> str:
    """The number of a row as it is stored; empty where it has none."""
    given = row.content.get("external_id")
    return given.strip() if isinstance(given, str) else ""
