"""Comparing a read file with the register: what each row would do, and what is wrong with it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from backend.core.ids import new_id
from backend.core.text import Text
from backend.units.columns import BY_FIELD, COLUMNS, Column, Kind, Value
from backend.units.import_file import FileRow, ImportFile, Problem
from backend.units.models import Unit, UnitSequence
from backend.units.rules import Entry, Register
from backend.units.service import entry_of

_TITLES = {column.target: column.title for column in COLUMNS}
# What a new unit has where the file says nothing.
_DEFAULTS: dict[str, Any] = {column.target: "" if column.kind is Kind.LINE else None for column in COLUMNS}


_ENTRY_FIELDS = ("code", "name", "parent_id", "active_from", "active_to", "successor_id")


@dataclass
class PlannedRow:
    """A row with its unit: `values` are fields of Unit in the words of the database."""

    source: FileRow
    unit_id: UUID
    existing: Unit | None
    values: dict[str, Any]
    problems: list[Problem]

    @property
    def entry(self) -> Entry:
        before = entry_of(self.existing) if self.existing else Entry(self.unit_id, "", "")
        return replace(before, **{name: self.values[name] for name in _ENTRY_FIELDS if name in self.values})


def plan(file: ImportFile, units: Iterable[Unit], sequences: Iterable[UnitSequence]) -> list[dict[str, Any]]:
    """The preview of an import: a row of JSON for each row of the file, and one for the header if it has problems.

    `{row, action, code, name, unit_id, problems: [{column, zh, en}], changes: [{field, before, after}], values}`;
    `action` is create, update, unchanged or error. `values` is what confirmation writes.
    """
    preview = [_header_row(file)] if file.problems else []
    return preview + _Plan(list(units), list(sequences)).rows(file)


def _header_row(file: ImportFile) -> dict[str, Any]:
    return _json_row(file.header_row, "error", "", "", None, file.problems, [], {})


class _Plan:
    def __init__(self, units: list[Unit], sequences: list[UnitSequence]) -> None:
        self.units = units
        self.by_code = {unit.code: unit for unit in units}
        self.codes = {unit.id: unit.code for unit in units}
        self.ids = {unit.code: unit.id for unit in units}
        self.sequence_ids = {sequence.name.casefold(): sequence.id for sequence in sequences}
        self.sequence_names = {sequence.id: sequence.name for sequence in sequences}

    def rows(self, file: ImportFile) -> list[dict[str, Any]]:
        seen = Counter(row.values.get("code") for row in file.rows)
        planned = [self._identify(row, seen) for row in file.rows]
        for row in planned:
            self._resolve(row)
        entries = {unit.id: entry_of(unit) for unit in self.units}
        entries |= {row.unit_id: row.entry for row in planned}
        register = Register(entries.values())
        return [self._finish(row, register) for row in planned]

    def _identify(self, row: FileRow, seen: Mapping[Value, int]) -> PlannedRow:
        code = str(row.values.get("code") or "")
        problems = list(row.problems)
        existing = self.by_code.get(code)
        unit_id = existing.id if existing else new_id()
        if code and seen[code] > 1:
            problems.append(Problem(_TITLES["code"], Text("文件中有重复的编码", "The file has this code twice")))
        elif code:
            self.ids[code] = unit_id
            self.codes[unit_id] = code
        return PlannedRow(row, unit_id, existing, {}, problems)

    def _resolve(self, row: PlannedRow) -> None:
        """Turn sequence names and unit codes into ids, and fill up a new unit."""
        for field, value in row.source.values.items():
            column = BY_FIELD[field]
            problem, found = None, value
            if column.kind is Kind.SEQUENCE:
                problem, found = self._sequence(str(value))
            elif column.kind is Kind.UNIT:
                problem, found = self._unit(str(value))
            if problem is None:
                row.values[column.target] = found
            else:
                row.problems.append(Problem(column.title, problem))
        if row.existing is None:
            if "sequence" not in row.source.values and not self._has_problem(row, "序列"):
                row.problems.append(Problem("序列", Text("新单位必须写明序列", "A new unit needs a sequence")))
            row.values = _DEFAULTS | row.values
        elif row.existing.active_to and row.values.get("active_to", row.existing.active_to) is None:
            text = Text("已停用的单位不能通过导入恢复", "A closed unit is not opened again by an import")
            row.problems.append(Problem(_TITLES["active_to"], text))

    @staticmethod
    def _has_problem(row: PlannedRow, title: str) -> bool:
        return any(problem.column == title for problem in row.problems)

    def _sequence(self, name: str) -> tuple[Text | None, Any]:
        found = self.sequence_ids.get(name.casefold())
        if found is not None:
            return None, found
        if not name:
            return Text("必填", "This is required"), None
        text = Text("没有这个序列；现有：{known}", "There is no such sequence; known are: {known}")
        return text.format(known="、".join(self.sequence_names.values()) or "无"), None

    def _unit(self, code: str) -> tuple[Text | None, Any]:
        if not code:
            return None, None
        found = self.ids.get(code)
        return (None, found) if found else (Text("没有这个编码的单位", "No unit has this code"), None)

    def _finish(self, row: PlannedRow, register: Register) -> dict[str, Any]:
        changes = self._changes(row)
        if changes and not row.problems:
            before = entry_of(row.existing) if row.existing else None
            broken = register.problems(row.entry, before)
            row.problems += [Problem(_TITLES[problem.field], problem.message) for problem in broken]
        action = "update" if row.existing else "create"
        if row.problems:
            action = "error"
        elif not changes:
            action = "unchanged"
        name = row.values.get("name") or (row.existing.name if row.existing else "")
        return _json_row(
            row.source.number,
            action,
            str(row.source.values.get("code") or ""),
            name,
            row.unit_id,
            row.problems,
            [
                {"field": column.field, "before": self._shown(column, before), "after": self._shown(column, after)}
                for column, before, after in changes
                if before or after
            ],
            {column.target: str(after) if after is not None else None for column, _, after in changes},
        )

    def _changes(self, row: PlannedRow) -> list[tuple[Column, Any, Any]]:
        """The columns that confirmation writes, each with before and after: all of a new unit, else what differs."""
        changes = []
        for column in COLUMNS:
            before = getattr(row.existing, column.target) if row.existing else None
            after = row.values.get(column.target, before)
            if row.existing is None or before != after:
                changes.append((column, before, after))
        return changes

    def _shown(self, column: Column, value: Any) -> str | None:
        if not value:
            return None
        if column.kind is Kind.SEQUENCE:
            return self.sequence_names[value]
        return self.codes[value] if column.kind is Kind.UNIT else str(value)


def _json_row(
    number: int,
    action: str,
    code: str,
    name: str,
    unit_id: UUID | None,
    problems: list[Problem],
    changes: list[dict[str, Any]],
    values: dict[str, Any],
) -> dict[str, Any]:
    return {
        "row": number,
        "action": action,
        "code": code,
        "name": name,
        "unit_id": str(unit_id) if unit_id else None,
        "problems": [{"column": p.column, "zh": p.message.zh, "en": p.message.en} for p in problems],
        "changes": changes,
        "values": values,
    }
