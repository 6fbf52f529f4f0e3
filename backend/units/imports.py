"""Imports of the register: kept as a preview, carried out when confirmed."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.core import clock
from backend.core.errors import Conflict, NotFound
from backend.core.principal import Principal
from backend.core.text import Text
from backend.units import import_plan
from backend.units.columns import COLUMNS, Kind
from backend.units.import_file import ImportFile
from backend.units.models import ImportState, Unit, UnitImport
from backend.units.queries import list_sequences
from backend.units.service import lock_register

KEPT = timedelta(days=1)
"""How long an import waits for its confirmation."""

_KINDS = {column.target: column.kind for column in COLUMNS}
_NAMED = {"name", "parent_id", "active_to"}  # what the unique index over names looks at


class ImportHasErrors(Conflict):
    code = "import_has_errors"
    title = Text("文件中还有错误，请改正后重新上传", "The file has errors; correct it and upload it again")


class RegisterChanged(Conflict):
    code = "register_changed"
    title = Text("预览之后单位名册已有变动，请重新上传核对", "The register has changed since the preview; upload again")


@dataclass(frozen=True)
class Preview:
    """What a file would change in one state of the register."""

    rows: list[dict[str, Any]]
    register_digest: str


def preview(session: Session, file: ImportFile) -> Preview:
    """Compare a file with the register; only reads."""
    units = _all_units(session)
    return Preview(import_plan.plan(file, units, list_sequences(session)), _digest(units))


def store(session: Session, principal: Principal, made: Preview, filename: str) -> UnitImport:
    """Keep a preview for its confirmation, and throw away the old ones."""
    now = clock.now(session)
    waiting = UnitImport.state == ImportState.PREVIEW
    session.execute(delete(UnitImport).where(waiting, UnitImport.created_at < now - KEPT))
    stored = UnitImport(
        filename=filename,
        created_at=now,
        state=ImportState.PREVIEW,
        register_digest=made.register_digest,
        rows=made.rows,
        result=None,
    )
    session.add(stored)
    session.flush()
    record(session, principal, "unit_import.prepare", "unit_import", stored.id, **summary(made.rows))
    return stored


def get_import(session: Session, import_id: UUID, *, lock: bool = False) -> UnitImport:
    """One import; a preview that waited too long is gone. Raises NotFound."""
    statement = select(UnitImport).where(UnitImport.id == import_id)
    found = session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    if found is None:
        raise NotFound
    if found.state is ImportState.PREVIEW and found.created_at < clock.now(session) - KEPT:
        raise NotFound(Text("预览已过期，请重新上传", "The preview has expired; upload the file again"))
    return found


def confirm(session: Session, principal: Principal, import_id: UUID) -> dict[str, int]:
    """Carry out an import, once: a repetition gives the same result and changes nothing.

    Returns `{created, updated, unchanged}`. Raises ImportHasErrors, RegisterChanged, NotFound.
    """
    lock_register(session)
    prepared = get_import(session, import_id, lock=True)
    if prepared.result is not None:
        return prepared.result
    counts = summary(prepared.rows)
    if counts["error"]:
        raise ImportHasErrors
    units = _all_units(session)
    if _digest(units) != prepared.register_digest:
        raise RegisterChanged
    _update(session, principal, prepared, {unit.id: unit for unit in units})
    _create(session, principal, prepared)
    result = {"created": counts["create"], "updated": counts["update"], "unchanged": counts["unchanged"]}
    prepared.state, prepared.result = ImportState.CONFIRMED, result
    session.flush()
    record(session, principal, "unit_import.confirm", "unit_import", prepared.id, **result)
    return result


def summary(rows: list[dict[str, Any]]) -> dict[str, int]:
    """How many rows have each action."""
    counts = Counter(row["action"] for row in rows)
    return {action: counts[action] for action in ("create", "update", "unchanged", "error")}


def _update(session: Session, principal: Principal, prepared: UnitImport, units: dict[UUID, Unit]) -> None:
    updates = [
        (units[UUID(row["unit_id"])], _values(row["values"])) for row in prepared.rows if row["action"] == "update"
    ]
    # Two units may swap names: each lets go of its own before any takes the new one.
    for unit, values in updates:
        if values.keys() & _NAMED:
            values.setdefault("name", unit.name)
            unit.name = unit.id.hex
    session.flush()
    for unit, values in updates:
        closing = unit.active_to is None and values.get("active_to") is not None
        for name, value in values.items():
            setattr(unit, name, value)
        unit.version += 1
        action = "unit.close" if closing else "unit.edit"
        record(session, principal, action, "unit", unit.id, fields=sorted(values), import_id=str(prepared.id))
    session.flush()


def _create(session: Session, principal: Principal, prepared: UnitImport) -> None:
    created = [
        {"id": UUID(row["unit_id"]), **_values(row["values"])} for row in prepared.rows if row["action"] == "create"
    ]
    if created:
        session.execute(insert(Unit), created)
    for unit in created:
        record(session, principal, "unit.create", "unit", unit["id"], code=unit["code"], import_id=str(prepared.id))


def _values(stored: dict[str, str | None]) -> dict[str, Any]:
    """Fields of Unit from the texts of the preview."""
    values: dict[str, Any] = {}
    for name, text in stored.items():
        kind = _KINDS[name]
        if text is None:
            values[name] = None
        elif kind is Kind.DAY:
            values[name] = date.fromisoformat(text)
        else:
            values[name] = UUID(text) if kind in (Kind.SEQUENCE, Kind.UNIT) else text
    return values


def _all_units(session: Session) -> Sequence[Unit]:
    return session.scalars(select(Unit)).all()


def _digest(units: Sequence[Unit]) -> str:
    """Names one state of the register: every change raises a unit's version or adds a unit."""
    versions = sorted(f"{unit.id.hex}:{unit.version}" for unit in units)
    return hashlib.sha256("\n".join(versions).encode()).hexdigest()
