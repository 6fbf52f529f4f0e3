"""What must hold in the register, as a pure function of its state after a change.

The routes and the import check the same rules on the same picture of the register, so that a file cannot bring in
what a person could not type.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.core.text import Text

MAX_LEVELS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """The part of a unit that the rules are about."""

    id: UUID
    code: str
    name: str
    parent_id: UUID | None = None
    active_from: date | None = None
    active_to: date | None = None
    successor_id: UUID | None = None

    @property
    def open(self) -> bool:
        """Not closed, and no closing is set for a later day."""
        return self.active_to is None


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """A broken rule at a field of Unit. `conflict`: with other units, rather than in what was given."""

    field: str
    code: str
    message: Text
    conflict: bool = False


class Register:
    """All units as they would be after a change."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.id: entry for entry in entries}
        self._codes: dict[str, set[UUID]] = defaultdict(set)
        self._names: dict[tuple[UUID | None, str], set[UUID]] = defaultdict(set)
        self._sections: dict[UUID, list[UUID]] = defaultdict(list)
        for entry in self._entries.values():
            self._codes[entry.code].add(entry.id)
            if entry.open:
                self._names[entry.parent_id, entry.name].add(entry.id)
            if entry.parent_id is not None:
                self._sections[entry.parent_id].append(entry.id)

    def problems(self, entry: Entry, before: Entry | None) -> list[RuleProblem]:
        """What is wrong with an entry of this register that was `before`, or is new."""
        found = [
            self._code(entry),
            self._name(entry),
            self._parent(entry),
            self._dates(entry),
            self._sections_closed(entry),
        ]
        if before is None or entry.successor_id != before.successor_id or entry.open != before.open:
            found.append(self._successor(entry))
        return [problem for problem in found if problem is not None]

    def _code(self, entry: Entry) -> RuleProblem | None:
        if self._codes[entry.code] == {entry.id}:
            return None
        text = Text("这个编码已被其他单位使用", "Another unit has this code")
        return RuleProblem("code", "code_taken", text, conflict=True)

    def _name(self, entry: Entry) -> RuleProblem | None:
        if not entry.open or self._names[entry.parent_id, entry.name] == {entry.id}:
            return None
        text = Text("已有同名的在用单位", "Another active unit has this name")
        return RuleProblem("name", "name_taken", text, conflict=True)

    def _parent(self, entry: Entry) -> RuleProblem | None:
        if entry.parent_id is None:
            return None
        parent = self._entries.get(entry.parent_id)
        if parent is None:
            return RuleProblem("parent_id", "parent_unknown", Text("没有这个上级单位", "There is no such parent unit"))
        above = self._levels_above(entry)
        if above is None:
            text = Text("上级单位不能是本单位或其下属科室", "A unit cannot be placed below itself")
            return RuleProblem("parent_id", "parent_cycle", text)
        if above + self._levels_from(entry.id) > MAX_LEVELS:
            text = Text(f"单位层级最多 {MAX_LEVELS} 级", f"At most {MAX_LEVELS} levels of units")
            return RuleProblem("parent_id", "parent_too_deep", text)
        if entry.open and not parent.open:
            return RuleProblem("parent_id", "parent_closed", Text("上级单位已停用", "The parent unit is closed"))
        return None

    def _levels_above(self, entry: Entry) -> int | None:
        """None in a circle."""
        seen = {entry.id}
        step = entry
        while step.parent_id is not None and (parent := self._entries.get(step.parent_id)) is not None:
            if parent.id in seen:
                return None
            seen.add(parent.id)
            step = parent
        return len(seen) - 1

    def _levels_from(self, unit_id: UUID) -> int:
        """Levels from this unit down; only asked where there is no circle above, hence none below."""
        levels, row = 0, [unit_id]
        while row:
            levels += 1
            row = [section for unit in row for section in self._sections[unit]]
        return levels

    def _dates(self, entry: Entry) -> RuleProblem | None:
        if entry.active_from and entry.active_to and entry.active_to < entry.active_from:
            text = Text("停用日期早于启用日期", "The last day is before the first")
            return RuleProblem("active_to", "active_range", text)
        return None

    def _sections_closed(self, entry: Entry) -> RuleProblem | None:
        if entry.open or not any(self._entries[section].open for section in self._sections[entry.id]):
            return None
        text = Text("还有在用的下属科室，请先停用或调整", "It still has active sections; close or move them first")
        return RuleProblem("active_to", "sections_active", text, conflict=True)

    def _successor(self, entry: Entry) -> RuleProblem | None:
        if entry.successor_id is None:
            return None
        if entry.open:
            text = Text("在用单位不能有承接单位", "An active unit has no successor")
            return RuleProblem("successor_id", "successor_of_active", text)
        successor = self._entries.get(entry.successor_id)
        if successor is None or successor.id == entry.id or not successor.open:
            text = Text("承接单位应是另一个在用单位", "The successor must be another active unit")
            return RuleProblem("successor_id", "successor_invalid", text)
        return None
