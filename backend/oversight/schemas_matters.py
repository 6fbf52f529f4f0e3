"""The power list as the API takes and gives it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.calendar.engine import Unit as TimeUnit
from backend.core.fields import Line, Prose
from backend.core.paging import PageQuery
from backend.core.text import Language
from backend.oversight.kinds import TimeoutEffect
from backend.oversight.models import MatterImport, MatterImportState, OversightRules, ServiceMatter
from backend.units.schemas import ImportRow, ImportSummary, TableFormat

CODE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$"

MatterCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=CODE_PATTERN),
    Field(description="As the power list numbers it; kept in upper case"),
]
MatterName = Annotated[Line, Field(min_length=1, max_length=120)]
Amount = Annotated[int, Field(ge=0, le=9999)]
Disclosure = Annotated[Prose, Field(max_length=1000)]


class Body(BaseModel):
    """Base of request bodies."""

    model_config = ConfigDict(extra="forbid")


def absent() -> Any:
    """The default of a field that may be left out but not be null."""
    return None


class MatterIn(Body):
    unit_id: UUID
    code: MatterCode
    name: MatterName
    legal_limit: Amount | None = Field(None, description="法定时限; null: the law sets none")
    legal_time_unit: TimeUnit = TimeUnit.WORKING_DAY
    promised_limit: Amount | None = Field(None, description="承诺时限; 0: on the same day")
    promised_time_unit: TimeUnit = TimeUnit.WORKING_DAY
    on_site: bool = Field(False, description="当场办结")
    in_centre: bool = Field(False, description="进政务服务中心")
    fee: bool = Field(False, description="Whether a fee is taken")
    basis: Disclosure = ""
    procedure: Disclosure = ""
    conditions: Disclosure = ""
    time_limits: Disclosure = ""
    fee_standard: Disclosure = ""
    supervision: Disclosure = ""
    timeout_effect: TimeoutEffect = Field(TimeoutEffect.NONE, description="Recorded and shown, never carried out")
    active: bool = True


class MatterEdit(Body):
    """What is absent stays as it is. A matter stays with its unit."""

    code: MatterCode = Field(default_factory=absent)
    name: MatterName = Field(default_factory=absent)
    legal_limit: Amount | None = None
    legal_time_unit: TimeUnit = Field(default_factory=absent)
    promised_limit: Amount | None = None
    promised_time_unit: TimeUnit = Field(default_factory=absent)
    on_site: bool = Field(default_factory=absent)
    in_centre: bool = Field(default_factory=absent)
    fee: bool = Field(default_factory=absent)
    basis: Disclosure = Field(default_factory=absent)
    procedure: Disclosure = Field(default_factory=absent)
    conditions: Disclosure = Field(default_factory=absent)
    time_limits: Disclosure = Field(default_factory=absent)
    fee_standard: Disclosure = Field(default_factory=absent)
    supervision: Disclosure = Field(default_factory=absent)
    timeout_effect: TimeoutEffect = Field(default_factory=absent)
    active: bool = Field(default_factory=absent)


class MatterOut(BaseModel):
    id: UUID
    unit_id: UUID
    unit_code: str
    unit_name: str
    code: str
    name: str
    legal_limit: int | None
    legal_time_unit: TimeUnit
    promised_limit: int | None
    promised_time_unit: TimeUnit
    on_site: bool
    in_centre: bool
    fee: bool
    basis: str
    procedure: str
    conditions: str
    time_limits: str
    fee_standard: str
    supervision: str
    disclosed: int = Field(description="How many of the six disclosures are made")
    timeout_effect: TimeoutEffect
    active: bool
    version: int

    @classmethod
    def of(cls, matter: ServiceMatter) -> "MatterOut":
        own = {name: getattr(matter, name) for name in cls.model_fields if name not in ("unit_code", "unit_name")}
        return cls(**own, unit_code=matter.unit.code, unit_name=matter.unit.short_name or matter.unit.name)


class MatterSort(StrEnum):
    CODE = "code"
    CODE_DESC = "-code"
    NAME = "name"
    NAME_DESC = "-name"
    UNIT = "unit"
    UNIT_DESC = "-unit"


class MatterStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    ALL = "all"


class MatterFilter(BaseModel):
    """What narrows and orders the list, for the page and for the export alike."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[Line, Field(max_length=60)] | None = Field(None, description="Part of code or name")
    unit: UUID | None = None
    status: MatterStatus = MatterStatus.ACTIVE
    in_centre: bool | None = None
    sort: MatterSort = MatterSort.UNIT


class MatterQuery(MatterFilter, PageQuery):
    pass


class MatterExportQuery(MatterFilter):
    format: TableFormat = TableFormat.XLSX


class MatterImportOut(BaseModel):
    id: UUID
    filename: str
    state: MatterImportState
    created_at: datetime
    rows: list[ImportRow]
    summary: ImportSummary
    can_confirm: bool

    @classmethod
    def of(cls, prepared: MatterImport, language: Language) -> "MatterImportOut":
        rows = [ImportRow.of(row, language) for row in prepared.rows]
        counts = {name: sum(row.action == name for row in rows) for name in ImportSummary.model_fields}
        return cls(
            id=prepared.id,
            filename=prepared.filename,
            state=prepared.state,
            created_at=prepared.created_at,
            rows=rows,
            summary=ImportSummary(**counts),
            can_confirm=prepared.state is MatterImportState.PREVIEW and counts["error"] == 0,
        )


class OversightRulesEdit(Body):
    """What is absent stays as it is; all but `late_days` are working days."""

    prompt_days: Annotated[int, Field(ge=0, le=30)] = Field(default_factory=absent)
    acknowledge_days: Annotated[int, Field(ge=1, le=30)] = Field(default_factory=absent)
    follow_up_days: Annotated[int, Field(ge=1, le=60)] = Field(default_factory=absent)
    extension_cap: Annotated[int, Field(ge=0, le=250)] = Field(default_factory=absent)
    late_days: Annotated[int, Field(ge=0, le=366)] = Field(default_factory=absent)


class OversightRulesOut(BaseModel):
    prompt_days: int = Field(description="How many days before the promised date the prompt comes; 0: no prompt")
    acknowledge_days: int = Field(description="In which a card is to be acknowledged")
    follow_up_days: int = Field(description="In which a bad rating is to be followed up")
    extension_cap: int = Field(description="All extensions of a record together")
    late_days: int = Field(description="Calendar days: for limits that passed longer before a record came in, no card")
    version: int

    @classmethod
    def of(cls, rules: OversightRules) -> "OversightRulesOut":
        return cls(**{name: getattr(rules, name) for name in cls.model_fields})
