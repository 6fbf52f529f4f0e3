"""What a run does: rules, each of which counts what is due, or deletes it. One object is one short transaction."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from backend.config import Settings
from backend.core.db import Database
from backend.core.keys import Keys
from backend.core.text import Text
from backend.files.storage import FileStore


@dataclass(frozen=True, slots=True)
class Keeping:
    """What the rules work on. `stopping`: set when the run is to end; the next one goes on."""

    database: Database
    keys: Keys
    files: FileStore
    settings: Settings
    stopping: threading.Event

    def days(self, setting: str) -> timedelta:
        return timedelta(days=getattr(self.settings, setting))


@dataclass(frozen=True, slots=True)
class Outcome:
    """`count`: what is due, or was deleted; `objects`: cases or rounds; `waits`: how many that are old enough stay with
    reason; `failed`: how many stay because of an error, which is in the log."""

    count: int = 0
    objects: int = 0
    waits: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """`setting` names the period. `due` gives the ids of objects whose time has come, and how many of that age must
    wait; `count` what is due of one; `erase` does it and returns how much went, zero when there is no reason any more.
    `in_parts`: `erase` takes no more than `PART` rows at a time and is called until nothing is left."""

    id: str
    text: Text
    setting: str
    due: Callable[[Session, datetime], tuple[Sequence[UUID | None], int]]
    count: Callable[[Session, UUID | None, datetime], int]
    erase: Callable[[Keeping, Session, UUID | None, datetime], int]
    in_parts: bool = False


PART: Final = 5000
"""Rows deleted in one transaction: others write in between."""
WHOLE: Final[tuple[None]] = (None,)
"""The objects of a rule about rows that belong to nothing else."""
