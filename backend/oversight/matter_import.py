"""Bringing a file of matters in: compared with the list as a preview first, carried out when confirmed."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.calendar.engine import Unit as TimeUnit
from backend.core import clock
from backend.core.errors import NotFound
from backend.core.ids import new_id
from backend.core.principal import Principal
from backend.core.spreadsheets.lists import FileRow, ImportFile, ListLayout, Problem, read_list
from backend.core.text import Text
from backend.oversight.kinds import TimeoutEffect
from backend.oversight.matter_columns import BY_FIELD, COLUMNS, WRITTEN, Kind, column_of
from backend.oversight.matters import CLOSED, limit_problem
from backend.oversight.models import MatterImport, MatterImportState, ServiceMatter
from backend.units.imports import ImportHasErrors, RegisterChanged
from backend.units.models import Unit

MAX_FILE: Final = 10 * 1024 * 1024
MAX_ROWS: Final = 2_000  # so that confirming holds up other writers for no more than a second
KEPT: Final = timedelta(days=1)
"""How long an import waits for its confirmation."""

_LAYOUT: Final = ListLayout(
    COLUMNS,
    column_of,
    MAX_FILE,
    MAX_ROWS,
    Text(f"一次最多导入 {MAX_ROWS:,} 个事项", f"At most {MAX_ROWS:,} matters at once"),
)
_READ: Final[dict[Kind, Any]] = {Kind.TIME: TimeUnit, Kind.EFFECT: TimeoutEffect}


class ListChanged(RegisterChanged):
    code = "matters_changed"
    title = Text("预览之后事项清单已有变动，请重新上传核对", "The list has changed since the preview; upload again")


@dataclass(frozen=True)
class Preview:
    """What a file would change in one state of the list."""

    rows: list[dict[str, Any]]
    digest: str


def read_file(data: bytes, filename: str) -> ImportFile:
    """Read all rows. Raises SpreadsheetError for what is no table, is empty or too large."""
    return read_list(data, filename, _LAYOUT)


def preview(session: Session, file: ImportFile) -> Preview:
    """Compare a file with the list; only reads. A row of JSON for each row, as the import of units has them."""
    matters = session.scalars(select(ServiceMatter)).all()
    rows = [_row(file.header_row, "error", None, "", "", file.problems, [], {})] if file.problems else []
    return Preview(rows + _Plan(session, matters).rows(file), _digest(matters))


class _Plan:
    def __init__(self, session: Session, matters: Sequence[ServiceMatter]) -> None:
        self.units = {unit.code: unit for unit in session.scalars(select(Unit))}
        self.matters = {(matter.unit_id, matter.code): matter for matter in matters}

    def rows(self, file: ImportFile) -> list[dict[str, Any]]:
        seen = Counter((row.values.get("unit_code"), row.values.get("code")) for row in file.rows)
        return [self._one(row, seen) for row in file.rows]

    def _one(self, row: FileRow, seen: Counter[tuple[Any, Any]]) -> dict[str, Any]:
        unit_code, code = str(row.values.get("unit_code") or ""), str(row.values.get("code") or "")
        unit = self.units.get(unit_code)
        existing = self.matters.get((unit.id, code)) if unit else None
        problems = list(row.problems)
        if unit_code and unit is None:
            problems.append(_problem("unit_code", Text("没有这个编码的单位", "No unit has this code")))
        elif unit is not None and unit.active_to is not None and existing is None:
            problems.append(_problem("unit_code", CLOSED))
        if unit_code and code and seen[unit_code, code] > 1:
            problems.append(_problem("code", Text("文件中有重复的事项", "The file has this matter twice")))
        values = {column.field: self._value(row, existing, column.field) for column in WRITTEN}
        if not problems and (wrong := limit_problem(values)) is not None:
            problems.append(_problem("promised_limit", wrong))
        changes = {
            name: (getattr(existing, name) if existing else None, value)
            for name, value in values.items()
            if existing is None or getattr(existing, name) != value
        }
        action = "error" if problems else "create" if existing is None else "update" if changes else "unchanged"
        matter_id = existing.id if existing else new_id()
        name = str(values.get("name") or "")
        shown = [
            {"field": field, "before": BY_FIELD[field].shown(before), "after": BY_FIELD[field].shown(after)}
            for field, (before, after) in changes.items()
            if before != after and (before or after)
        ]
        stored: dict[str, Any] = {field: after for field, (_, after) in changes.items()}
        if existing is None and unit is not None:
            stored["unit_id"] = str(unit.id)
        return _row(row.number, action, matter_id, f"{unit_code} {code}".strip(), name, problems, shown, stored)

    @staticmethod
    def _value(row: FileRow, existing: ServiceMatter | None, field: str) -> Any:
        if field in row.values:
            return row.values[field]
        return getattr(existing, field) if existing else BY_FIELD[field].empty


def _problem(field: str, message: Text) -> Problem:
    return Problem(BY_FIELD[field].title, message)


def _row(
    number: int,
    action: str,
    matter_id: UUID | None,
    code: str,
    name: str,
    problems: Sequence[Problem],
    changes: list[dict[str, Any]],
    values: dict[str, Any],
) -> dict[str, Any]:
    return {
        "row": number,
        "action": action,
        "code": code,
        "name": name,
        "matter_id": str(matter_id) if matter_id else None,
        "problems": [{"column": p.column, "zh": p.message.zh, "en": p.message.en} for p in problems],
        "changes": changes,
        "values": values,
    }


def store(session: Session, principal: Principal, made: Preview, filename: str) -> MatterImport:
    """Keep a preview for its confirmation, and throw away the old ones."""
    now = clock.now(session)
    waiting = MatterImport.state == MatterImportState.PREVIEW
    session.execute(delete(MatterImport).where(waiting, MatterImport.created_at < now - KEPT))
    stored = MatterImport(filename=filename, created_at=now, list_digest=made.digest, rows=made.rows, result=None)
    session.add(stored)
    session.flush()
    record(session, principal, "matter_import.prepare", "matter_import", stored.id, **_summary(made.rows))
    return stored


def get_import(session: Session, import_id: UUID, *, lock: bool = False) -> MatterImport:
    """One import; a preview that waited too long is gone. Raises NotFound."""
    statement = select(MatterImport).where(MatterImport.id == import_id)
    found = session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    if found is None:
        raise NotFound
    if found.state is MatterImportState.PREVIEW and found.created_at < clock.now(session) - KEPT:
        raise NotFound(Text("预览已过期，请重新上传", "The preview has expired; upload the file again"))
    return found


def confirm(session: Session, principal: Principal, import_id: UUID) -> dict[str, int]:
    """Carry out an import, once: a repetition gives the same result and changes nothing.

    Returns `{created, updated, unchanged}`. Raises ImportHasErrors, ListChanged, NotFound.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE service_matter IN SHARE ROW EXCLUSIVE MODE"))
    prepared = get_import(session, import_id, lock=True)
    if prepared.result is not None:
        return prepared.result
    counts = _summary(prepared.rows)
    if counts["error"]:
        raise ImportHasErrors
    matters = {matter.id: matter for matter in session.scalars(select(ServiceMatter))}
    if _digest(list(matters.values())) != prepared.list_digest:
        raise ListChanged
    created = []
    for row in prepared.rows:
        matter_id, values = UUID(row["matter_id"]) if row["matter_id"] else None, _values(row["values"])
        if row["action"] == "create":
            created.append({"id": matter_id, **values})
        elif row["action"] == "update" and matter_id is not None:
            for name, value in values.items():
                setattr(matters[matter_id], name, value)
            matters[matter_id].version += 1
    session.flush()
    if created:
        session.execute(insert(ServiceMatter), created)
    result = {"created": counts["create"], "updated": counts["update"], "unchanged": counts["unchanged"]}
    prepared.state, prepared.result = MatterImportState.CONFIRMED, result
    session.flush()
    record(session, principal, "matter_import.confirm", "matter_import", prepared.id, **result)
    return result


def _summary(rows: list[dict[str, Any]]) -> dict[str, int]:
    counts = Counter(row["action"] for row in rows)
    return {action: counts[action] for action in ("create", "update", "unchanged", "error")}


def _values(stored: dict[str, Any]) -> dict[str, Any]:
    """Fields of ServiceMatter from the JSON of the preview."""
    values = {}
    for name, value in stored.items():
        kind = BY_FIELD[name].kind if name in BY_FIELD else None
        values[name] = UUID(value) if name == "unit_id" else _READ[kind](value) if kind in _READ else value
    return values


def _digest(matters: Sequence[ServiceMatter]) -> str:
    """Names one state of the list: every change raises a matter's version or adds a matter."""
    versions = sorted(f"{matter.id.hex}:{matter.version}" for matter in matters)
    return hashlib.sha256("\n".join(versions).encode()).hexdigest()
