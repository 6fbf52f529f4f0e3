"""What a table of words holds, and what is translated by it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints, field_validator

from backend.complaints.bodies import ActionBody
from backend.complaints.kinds import STATE_NAMES, CaseState, Channel, IdentityMode
from backend.core.fields import Line, Prose
from backend.core.text import Text

SystemName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Word = Annotated[Line, Field(min_length=1, max_length=60)]
Code = Annotated[Line, Field(min_length=1, max_length=40)]
Value = Annotated[Prose, Field(max_length=5000)] | Annotated[int, Field(ge=0, le=10**12)] | bool | None


class WorkOrder(RootModel[Annotated[dict[Word, Value], Field(max_length=100)]]):
    """A work order (工单) in the members and words of its own system. Members that the table does not name are left out."""


class Part(StrEnum):
    """A part of a complaint that a member of a work order may hold."""

    SOURCE_ID = "source_id"
    SUBJECT = "subject"
    TEXT = "text"
    WISH = "wish"
    CATEGORY = "category"
    UNIT = "unit"
    MODE = "mode"
    PERSONS = "persons"
    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    ADDRESS = "address"
    EMAIL = "email"
    RECEIVED_AT = "received_at"
    EXTERNAL_DUE = "external_due"


NEEDED = frozenset({Part.SOURCE_ID, Part.TEXT})


class WordTable(BaseModel):
    """The words of one system."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Word
    channel: Channel = Channel.API
    members: Annotated[dict[Part, Word], Field(max_length=len(Part))] = Field(
        description="Which member of a work order holds what"
    )
    categories: Annotated[dict[Word, Code], Field(max_length=500)] = Field(
        {}, description="Their category -> the code of ours"
    )
    default_category: Code = Field("other", description="Of work orders with another category, or without one")
    units: Annotated[dict[Word, Code], Field(max_length=2000)] = Field(
        {}, description="Their unit -> the code of ours; a word that is not here is taken for the code of a unit"
    )
    modes: Annotated[dict[Word, IdentityMode], Field(max_length=20)] = Field(
        {}, description="Their word for how the complainant wants to be known"
    )
    default_mode: IdentityMode = IdentityMode.CONFIDENTIAL
    states: Annotated[dict[CaseState, Word], Field(max_length=len(CaseState))] = Field(
        description="Our state -> theirs; every state has one"
    )

    @field_validator("channel")
    @classmethod
    def _not_the_page(cls, channel: Channel) -> Channel:
        if channel is Channel.WEB:
            raise ValueError(Text("网上渠道只用于本系统的投诉页面", "`web` is this program's own page"))
        return channel

    @field_validator("members")
    @classmethod
    def _has_what_is_needed(cls, members: dict[Part, str]) -> dict[Part, str]:
        if not members.keys() >= NEEDED:
            raise ValueError(Text("必须指明工单编号和诉求内容", "The number and the text of a work order are needed"))
        return members

    @field_validator("states")
    @classmethod
    def _is_total(cls, states: dict[CaseState, str]) -> dict[CaseState, str]:
        left = [STATE_NAMES[state] for state in CaseState if state not in states]
        if left:
            zh, en = "、".join(name.zh for name in left), ", ".join(name.en for name in left)
            raise ValueError(Text(f"还没有对应的状态：{zh}", f"States without a word: {en}"))
        return states


class AdapterIn(ActionBody):
    """A new version. `after` is the number that it was made from."""

    mapping: WordTable
    note: Annotated[Line, Field(max_length=300)] = ""
    after: Annotated[int, Field(ge=0, le=1_000_000)]


class AdapterOut(BaseModel):
    """A version; number 0 is what comes with the program."""

    source_system: str
    number: int
    mapping: WordTable
    note: str
    created_by: str | None
    created_at: datetime | None
    in_force: bool


class AdapterList(BaseModel):
    items: list[AdapterOut]
