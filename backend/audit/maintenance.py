"""Maintenance mode: after an older database was put back, nothing is changed before an auditor has seen it.

Security design, 4.3. It is decided when the program starts, by the event of `pingyi restore` and by the witness file.
"""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final

from backend.audit.models import AuditEvent
from backend.audit.witness import Witness, is_lost, read_witness, unacknowledged_restore
from backend.core.db import Database
from backend.core.errors import DomainError
from backend.core.text import Text

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_STILL: Final = frozenset({"auth.enter", "auth.complete", "auth.self", "audit.acknowledge"})
"""Permissions that change something and are needed to get out of it: also by an auditor whose password expired."""


class InMaintenance(DomainError):
    status: ClassVar[int] = 503
    code = "maintenance"
    title = Text("系统正在维护，暂时只能查看", "The system is in maintenance; it can only be read")

    def __init__(self) -> None:
        super().__init__(
            Text(
                "数据库恢复到了较早的状态，须由审计员确认后才能继续使用。",
                "The database was put back to an older state; an auditor must acknowledge that first.",
            )
        )


class Maintenance:
    """`lost`: the checkpoint that the database no longer has. `restored`: the event of a restore that nobody acknowledged.
    Both None: all is well."""

    def __init__(self, at_end: Callable[[], object]) -> None:
        self.lost: Witness | None = None
        self.restored: AuditEvent | None = None
        self._at_end = at_end

    def look(self, database: Database, path: Path) -> None:
        """Compare the record with its witness. Raises WitnessError."""
        witness = read_witness(path)
        with database.read() as session:
            self.lost = witness if witness is not None and is_lost(session, witness) else None
            self.restored = unacknowledged_restore(session)

    @property
    def active(self) -> bool:
        return self.reason is not None

    @property
    def reason(self) -> str | None:
        """The hash of what an auditor is to acknowledge."""
        if self.lost is not None:
            return self.lost.hash
        return None if self.restored is None else self.restored.hash

    def check(self, method: str, permission: str | None) -> None:
        """Raise InMaintenance for a request that changes something."""
        if self.active and method not in _READING and permission not in _STILL:
            raise InMaintenance

    def end(self) -> None:
        """An auditor has acknowledged: work goes on."""
        if self.active:
            self.lost = self.restored = None
            self._at_end()
