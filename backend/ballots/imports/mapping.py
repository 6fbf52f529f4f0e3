"""From a mapping in words to a plan in numbers: which column holds what, and which byte a cell becomes."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backend.ballots.imports.schemas import Layout, MappingIn
from backend.core.errors import FieldProblem, InvalidInput
from backend.core.spreadsheets import cell_text
from backend.core.text import Text
from backend.rounds.config import RoundConfig

_LEARNED = 10_000


def normal(text: str) -> str:
    """A text as it is compared: without regard to case, width and space around or between."""
    return " ".join(unicodedata.normalize("NFKC", cell_text(text)).casefold().split())


class Lookup:
    """Cell text -> number. `learned` has the spellings met so far, as they stand, for the hot loop."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self._known = known
        self.learned: dict[str, int] = {}

    def find(self, text: str) -> int | None:
        """The number of a text in any spelling; learns it. None: unknown."""
        number = self._known.get(normal(text))
        if number is not None and len(self.learned) < _LEARNED:
            self.learned[text] = number
        return number


@dataclass(frozen=True, slots=True)
class Plan:
    """A checked mapping. Columns are indexes; None: not in the file.

    `units` and `criteria` give parts of a cell's index which add up to it. `wide` are (column, index of the cell)
    pairs in the order of the cells; it is empty in a long file. `all_of` is the stratum of a file without a column.
    """

    columns: tuple[str, ...]
    cells: int
    respondent: int | None
    stratum: int | None
    all_of: int
    strata: Lookup
    options: Lookup
    unit: int
    units: Lookup
    criterion: int | None
    criteria: Lookup
    option: int
    source: int | None
    wide: tuple[tuple[int, int], ...]


def unit_positions(config: RoundConfig) -> dict[str, int]:
    """Normal form of code, name and short name -> position on the roll; a text of two units is left out."""
    return _named([(unit.code, (unit.name, unit.short_name)) for unit in config.units])


def criterion_positions(config: RoundConfig) -> dict[str, int]:
    """Normal form of code and name -> position."""
    return _named([(criterion.code, (criterion.name,)) for criterion in config.criteria])


def _named(rows: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, int]:
    codes: dict[str, int] = {}
    names: dict[str, int] = {}
    ambiguous = set()
    for position, (code, others) in enumerate(rows):
        codes[normal(code)] = position
        for name in {normal(other) for other in others}:
            if names.setdefault(name, position) != position:
                ambiguous.add(name)
    return {name: position for name, position in names.items() if name not in ambiguous} | codes


def compile_plan(mapping: MappingIn, columns: Sequence[str], config: RoundConfig) -> Plan:
    """Check a mapping against file and round. Raises InvalidInput with everything that is wrong."""
    return _Compiler(mapping, columns, config).plan()


class _Compiler:
    def __init__(self, mapping: MappingIn, columns: Sequence[str], config: RoundConfig) -> None:
        self.mapping = mapping
        self.columns = tuple(columns)
        self.indexes = {title: index for index, title in enumerate(columns)}
        self.config = config
        self.units = {unit.code: position for position, unit in enumerate(config.units)}
        self.criteria = {criterion.code: position for position, criterion in enumerate(config.criteria)}
        self.problems: list[FieldProblem] = []

    def plan(self) -> Plan:
        mapping = self.mapping
        long = mapping.layout is Layout.LONG
        respondent = self._column("respondent_column", mapping.respondent_column, required=long)
        stratum, all_of, strata = self._strata()
        options = self._options()
        unit = self._column("unit_column", mapping.unit_column, required=long)
        option = self._column("option_column", mapping.option_column, required=long)
        several = len(self.config.criteria) > 1
        criterion = self._column("criterion_column", mapping.criterion_column, required=long and several)
        source = self._column("source_column", mapping.source_column, required=False)
        wide = () if long else self._wide()
        if self.problems:
            raise InvalidInput(errors=self.problems)
        step = len(self.config.criteria)
        return Plan(
            columns=self.columns,
            cells=self.config.cells,
            respondent=respondent,
            stratum=stratum,
            all_of=all_of,
            strata=strata,
            options=options,
            unit=unit or 0,
            units=Lookup({text: position * step for text, position in unit_positions(self.config).items()}),
            criterion=criterion,
            criteria=Lookup(criterion_positions(self.config)),
            option=option or 0,
            source=source,
            wide=wide,
        )

    def _refuse(self, pointer: str, code: str, zh: str, en: str) -> None:
        self.problems.append(FieldProblem(f"/{pointer}", code, Text(zh, en)))

    def _column(self, field: str, title: str | None, *, required: bool) -> int | None:
        if title is None:
            if required:
                self._refuse(field, "missing", "请指定这一列", "Choose this column")
            return None
        if title not in self.indexes:
            self._refuse(field, "column_unknown", "文件里没有这一列", "The file has no such column")
        return self.indexes.get(title)

    def _strata(self) -> tuple[int | None, int, Lookup]:
        mapping, strata = self.mapping, self.config.strata
        if (mapping.stratum_column is None) == (mapping.stratum_id is None):
            zh, en = "请指定层次列，或为整个文件选定一个层次", "Choose a stratum column, or one stratum for the file"
            self._refuse("stratum_column", "stratum_missing", zh, en)
        column = self._column("stratum_column", mapping.stratum_column, required=False)
        ids = [stratum.id for stratum in strata]
        if mapping.stratum_id is not None and mapping.stratum_id not in ids:
            self._refuse("stratum_id", "stratum_unknown", "本轮没有这个层次", "The round has no such stratum")
        all_of = ids.index(mapping.stratum_id) if mapping.stratum_id in ids else 0
        positions = {stratum.code: position for position, stratum in enumerate(strata)}
        for text, code in mapping.stratum_map.items():
            if code not in positions:
                pointer = f"stratum_map/{_escaped(text)}"
                self._refuse(pointer, "stratum_unknown", "本轮没有这个层次", "The round has no such stratum")
        known = {normal(text): positions.get(code, 0) for text, code in mapping.stratum_map.items()}
        return column, all_of, Lookup(known)

    def _options(self) -> Lookup:
        numbers = {0} | {option.number for option in self.config.options}
        for text, number in self.mapping.option_map.items():
            if number not in numbers:
                pointer = f"option_map/{_escaped(text)}"
                self._refuse(pointer, "option_unknown", "量表里没有这个选项", "The scale has no such option")
        if not any(self.mapping.option_map.values()):
            self._refuse("option_map", "missing", "请说明每种填法对应哪个选项", "Say which text means which option")
        return Lookup({"": 0} | {normal(text): number for text, number in self.mapping.option_map.items()})

    def _wide(self) -> tuple[tuple[int, int], ...]:
        if not self.mapping.unit_columns:
            self._refuse("unit_columns", "missing", "请指定各单位的列", "Choose the columns of the units")
        taken: dict[int, int] = {}
        for title, code in self.mapping.unit_columns.items():
            pointer = f"unit_columns/{_escaped(title)}"
            column = self._column(pointer, title, required=True)
            cell = self._cell(pointer, code)
            if column is None or cell is None:
                continue
            if taken.setdefault(cell, column) != column:
                zh, en = "这个单位（内容）已经有另一列", "Another column stands for this unit and criterion"
                self._refuse(pointer, "repeated", zh, en)
        return tuple((column, cell) for cell, column in sorted(taken.items()))

    def _cell(self, pointer: str, code: str) -> int | None:
        """The cell of `unit` (when there is one criterion) or `unit/criterion`."""
        if code in self.units:
            if len(self.criteria) == 1:
                return self.units[code]
            self._refuse(
                pointer, "criterion_missing", "请写明评议内容：单位/内容", "Name the criterion: unit/criterion"
            )
            return None
        unit, _, criterion = code.rpartition("/")
        if unit not in self.units:
            self._refuse(pointer, "unit_unknown", "这个单位不在本轮名单里", "This unit is not on the roll")
            return None
        if criterion not in self.criteria:
            self._refuse(pointer, "criterion_unknown", "本轮没有这项评议内容", "The round has no such criterion")
            return None
        return self.units[unit] * len(self.criteria) + self.criteria[criterion]


def _escaped(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")
