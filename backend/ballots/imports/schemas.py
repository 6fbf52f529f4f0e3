"""Answer imports and batches as the API shows them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from backend.ballots.imports.models import AnswerImport, AnswerImportState
from backend.ballots.imports.problems import RowProblem
from backend.ballots.models import BatchState, Origin
from backend.core.fields import Line
from backend.core.paging import PageQuery
from backend.core.text import Language

MAX_COLUMNS = 20_010
Title = Annotated[Line, Field(max_length=200)]
Code = Annotated[Line, Field(min_length=1, max_length=100)]
CellText = Annotated[Line, Field(max_length=200)]


class ImportOrigin(StrEnum):
    """How the sheets of a file were collected."""

    PAPER_KEYED = "paper_keyed"
    MEETING = "meeting"
    PHONE = "phone"
    IMPORT = "import"


class Layout(StrEnum):
    """`long`: a row for each answer. `wide`: a row for each sheet, a column for each unit (or unit and criterion)."""

    LONG = "long"
    WIDE = "wide"


class MappingIn(BaseModel):
    """Which column means what. Columns are named by their titles, units and strata by their codes.

    Cell texts are compared without regard to case, width and surrounding space. An empty cell is no answer (0).
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "layout": "long",
                    "respondent_column": "序号",
                    "stratum_column": "层次",
                    "unit_column": "单位",
                    "option_column": "评价",
                    "option_map": {"满意": 1, "基本满意": 2, "不满意": 3, "不了解": 4},
                    "stratum_map": {"人大代表": "npc"},
                }
            ]
        },
    )

    layout: Layout
    respondent_column: Title | None = Field(None, description="Number of the sheet; wide files may do without")
    stratum_column: Title | None = None
    stratum_id: UUID | None = Field(None, description="Instead of a column: the stratum of all sheets")
    unit_column: Title | None = Field(None, description="long only: code or name of the unit")
    criterion_column: Title | None = Field(None, description="long only; needed when there are several criteria")
    option_column: Title | None = Field(None, description="long only")
    source_column: Title | None = Field(
        None,
        description="Where a sheet came from, such as a place or a clerk: only how many came from each is looked at",
    )
    unit_columns: Annotated[dict[Title, Code], Field(max_length=MAX_COLUMNS)] = Field(
        {}, description="wide only: column -> unit code, or unit code/criterion code"
    )
    option_map: Annotated[dict[CellText, Annotated[int, Field(ge=0, le=9)]], Field(max_length=500)] = Field(
        {}, description="cell text -> number of the option, 0 = no answer"
    )
    stratum_map: Annotated[dict[CellText, Code], Field(max_length=1000)] = Field(
        {}, description="cell text -> stratum code"
    )


class LoadIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    again: bool = Field(False, description="Load although the very same file was loaded before")


class VoidIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Line, Field(min_length=2, max_length=500)]


class StratumTotals(BaseModel):
    """How many sheets are of one stratum."""

    stratum_id: UUID
    code: str
    name: str
    sheets: int


class BusySource(BaseModel):
    """A source with more sheets than chance explains (method, section 11)."""

    source: str
    sheets: int
    expected: float = Field(description="How many sources with so many sheets chance would make")


class SourceTotals(BaseModel):
    """Sheets by their source. Only busy sources are named, and no sheet is kept with its source."""

    sources: int
    usual: float = Field(description="Median of the sheets of a source, 1 at least")
    busy: list[BusySource]


class Totals(BaseModel):
    """How much the file holds, counted over all of it; never how people rated: nobody sees that before the round is
    counted. `ratings` are cells with an option, `blanks` those without."""

    rows: int
    sheets: int
    blank_sheets: int
    ratings: int
    blanks: int
    strata: list[StratumTotals]
    units_without_answers: list[str] = Field(description="Codes of units that nobody rated")
    sources: SourceTotals | None = Field(None, description="Null without a column of sources")
    problem_codes: dict[str, int] = Field({}, description="Problem code -> how often, over the whole file")


class AnswerImportProblem(BaseModel):
    """One thing wrong: the row as a spreadsheet program counts, the title of the column, the text of the cell."""

    row: int
    column: str
    code: str
    value: str
    message: str


class AnswerImportSummary(BaseModel):
    """A file of answers in a list."""

    id: UUID
    round_id: UUID
    filename: str
    size: int
    state: AnswerImportState
    origin: Origin
    problem_count: int
    job_id: UUID | None
    batch_id: UUID | None
    created_at: datetime


class AnswerImportOut(AnswerImportSummary):
    """A file of answers. `problems` are the first 500 of `problem_count`."""

    encoding: str | None
    delimiter: str | None
    columns: list[str]
    sample: list[list[str]]
    layout: Layout
    mapping: MappingIn
    issued: int | None
    returned: int | None
    totals: Totals | None
    problems: list[AnswerImportProblem]


class ImportSort(StrEnum):
    OLDEST = "created_at"
    NEWEST = "-created_at"


class ImportQuery(PageQuery):
    """Filters of the list of a round's imports."""

    state: AnswerImportState | None = None
    sort: ImportSort = ImportSort.NEWEST


class BatchStratumOut(BaseModel):
    stratum_id: UUID
    name: str
    sheets: int


class BatchOut(BaseModel):
    """A delivery of sheets. `overreturned`: more came back than were handed out, which the office must explain."""

    id: UUID
    number: int
    origin: Origin
    state: BatchState
    label: str
    issued: int | None
    returned: int
    valid: int
    invalid: int
    overreturned: bool
    strata: list[BatchStratumOut]
    void_reason: str | None
    created_at: datetime


class BatchSort(StrEnum):
    OLDEST = "number"
    NEWEST = "-number"


class BatchQuery(PageQuery):
    """Filters of the list of a round's batches."""

    state: BatchState | None = None
    sort: BatchSort = BatchSort.NEWEST


def import_out(row: AnswerImport, language: Language) -> AnswerImportOut:
    """An import with its problems in the reader's language."""
    mapping = MappingIn.model_validate(row.mapping)
    kept = [RowProblem(*problem) for problem in row.problems]
    return AnswerImportOut(
        **AnswerImportSummary.model_validate(row, from_attributes=True).model_dump(),
        encoding=row.encoding,
        delimiter=row.delimiter,
        columns=row.columns,
        sample=row.sample,
        layout=mapping.layout,
        mapping=mapping,
        issued=row.issued,
        returned=row.returned,
        totals=Totals.model_validate(row.totals) if row.totals else None,
        problems=[
            AnswerImportProblem(row=p.row, column=p.column, code=p.code, value=p.value, message=p.message.of(language))
            for p in kept
        ],
    )
