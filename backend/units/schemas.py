"""What the routes of the register take and give."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.core.fields import Line
from backend.core.paging import PageQuery
from backend.core.text import Language
from backend.units.models import ImportState, Unit, UnitImport, UnitSequence

CODE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$"
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)

UnitCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=CODE_PATTERN),
    Field(description="Letters, digits and `-`; kept in upper case"),
]
UnitName = Annotated[Line, Field(min_length=1, max_length=100)]
ShortName = Annotated[Line, Field(max_length=40)]
Duties = Annotated[Line, Field(max_length=200, description="What the unit is in charge of, in one line")]
Post = Annotated[Line, Field(max_length=80, description="A post, not a person")]
Phone = Annotated[Line, Field(max_length=40)]
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
SequenceName = Annotated[Line, Field(min_length=1, max_length=40)]
Position = Annotated[int, Field(ge=0, le=9999, description="Order of the sequences in lists")]


class Body(BaseModel):
    """Base of request bodies."""

    model_config = ConfigDict(extra="forbid")


def _absent() -> Any:
    """The default of a field that may be left out but not be null."""
    return None


class UnitIn(Body):
    code: UnitCode
    name: UnitName
    short_name: ShortName = ""
    sequence_id: UUID
    parent_id: UUID | None = None
    duties: Duties = ""
    responsible_post: Post = ""
    responsible_since: Day | None = None
    contact_post: Post = ""
    contact_phone: Phone = ""
    active_from: Day | None = None


class UnitEdit(Body):
    """What is absent stays as it is. `active_to` and `successor_id` correct the closing of a closed unit; without
    `active_to` it is open again."""

    code: UnitCode = Field(default_factory=_absent)
    name: UnitName = Field(default_factory=_absent)
    short_name: ShortName = Field(default_factory=_absent)
    sequence_id: UUID = Field(default_factory=_absent)
    parent_id: UUID | None = None
    duties: Duties = Field(default_factory=_absent)
    responsible_post: Post = Field(default_factory=_absent)
    responsible_since: Day | None = None
    contact_post: Post = Field(default_factory=_absent)
    contact_phone: Phone = Field(default_factory=_absent)
    active_from: Day | None = None
    active_to: Day | None = None
    successor_id: UUID | None = None


class CloseIn(Body):
    active_to: Day = Field(description="The last day")
    successor_id: UUID | None = Field(None, description="The active unit that goes on with the work")


class UnitOut(BaseModel):
    id: UUID
    code: str
    name: str
    short_name: str
    sequence_id: UUID
    sequence_name: str
    parent_id: UUID | None
    duties: str
    responsible_post: str
    responsible_since: date | None
    contact_post: str
    contact_phone: str
    active_from: date | None
    active_to: date | None = Field(description="The last day; null while no end is set")
    successor_id: UUID | None
    version: int

    @classmethod
    def of(cls, unit: Unit) -> "UnitOut":
        own = {name: getattr(unit, name) for name in cls.model_fields if name != "sequence_name"}
        return cls(**own, sequence_name=unit.sequence.name)


class UnitSort(StrEnum):
    CODE = "code"
    CODE_DESC = "-code"
    NAME = "name"
    NAME_DESC = "-name"
    SEQUENCE = "sequence"
    SEQUENCE_DESC = "-sequence"


class UnitStatus(StrEnum):
    """Active: the last day is today, later, or not set."""

    ACTIVE = "active"
    CLOSED = "closed"
    ALL = "all"


class UnitFilter(BaseModel):
    """What narrows and orders the register, for the list and for the export alike."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[Line, Field(max_length=60)] | None = Field(None, description="Part of code, name or short name")
    sequence: UUID | None = None
    status: UnitStatus = UnitStatus.ACTIVE
    parent: UUID | None = Field(None, description="Only the sections of this unit")
    sort: UnitSort = UnitSort.SEQUENCE


class UnitQuery(UnitFilter, PageQuery):
    pass


class TableFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


class ExportQuery(UnitFilter):
    format: TableFormat = TableFormat.XLSX


class TemplateQuery(Body):
    format: TableFormat = TableFormat.XLSX


class SequenceIn(Body):
    name: SequenceName
    position: Position


class SequenceEdit(Body):
    """What is absent stays as it is."""

    name: SequenceName = Field(default_factory=_absent)
    position: Position = Field(default_factory=_absent)


class SequenceOut(BaseModel):
    id: UUID
    name: str
    position: int
    version: int

    @classmethod
    def of(cls, sequence: UnitSequence) -> "SequenceOut":
        return cls(id=sequence.id, name=sequence.name, position=sequence.position, version=sequence.version)


class SequenceList(BaseModel):
    items: list[SequenceOut]


class ImportAction(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    ERROR = "error"


class ImportProblem(BaseModel):
    column: str
    message: str


class ImportChange(BaseModel):
    field: str = Field(description="Like a field of Unit; sequence by name, other units by code")
    before: str | None
    after: str | None


class ImportRow(BaseModel):
    row: int = Field(description="As Excel numbers it")
    action: ImportAction
    code: str
    name: str
    problems: list[ImportProblem]
    changes: list[ImportChange]

    @classmethod
    def of(cls, row: dict[str, Any], language: Language) -> "ImportRow":
        problems = [ImportProblem(column=p["column"], message=p[language]) for p in row["problems"]]
        return cls(**{name: row[name] for name in ("row", "action", "code", "name", "changes")}, problems=problems)


class ImportSummary(BaseModel):
    create: int
    update: int
    unchanged: int
    error: int


class ImportOut(BaseModel):
    id: UUID
    filename: str
    state: ImportState
    rows: list[ImportRow]
    summary: ImportSummary
    can_confirm: bool

    @classmethod
    def of(cls, prepared: UnitImport, language: Language) -> "ImportOut":
        rows = [ImportRow.of(row, language) for row in prepared.rows]
        counts = {action.value: sum(row.action is action for row in rows) for action in ImportAction}
        return cls(
            id=prepared.id,
            filename=prepared.filename,
            state=prepared.state,
            rows=rows,
            summary=ImportSummary(**counts),
            can_confirm=prepared.state is ImportState.PREVIEW and counts["error"] == 0,
        )


class ImportResult(BaseModel):
    created: int
    updated: int
    unchanged: int
