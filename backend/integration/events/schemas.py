"""What the change feed takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from backend.core.text import Text
from backend.integration.events.kinds import PREFIX, TYPES

NOW: Final = "now"
MAX_TYPES: Final = 20
MOST: Final = 500

TypePrefix = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.]{1,80}$")]
TypePrefixes = Annotated[
    list[TypePrefix],
    Field(max_length=MAX_TYPES, description=f"Only types that begin so, such as `{PREFIX}complaint.`; none: all"),
]


def of_known_types(prefixes: list[str]) -> list[str]:
    """Sorted, once each. Refuses what no type begins with."""
    for prefix in prefixes:
        if not any(type_.startswith(prefix) for type_ in TYPES):
            raise ValueError(Text("没有这样开头的事件类型", "No type of events begins so"))
    return sorted(set(prefixes))


class EventQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    after: str | None = Field(
        None,
        max_length=100,
        description="`next_cursor` of the page before; `now`: only what comes from now on; none: the oldest kept",
    )
    wait: int = Field(0, ge=0, le=25, description="Seconds to wait where there is nothing yet")
    limit: int = Field(100, ge=1, le=MOST, description="Events a page")
    types: TypePrefixes = Field([])

    _types = field_validator("types")(of_known_types)


class CloudEvent(BaseModel):
    """A CloudEvent 1.0. What it is about is read at `data.url`, with the own rights."""

    specversion: Literal["1.0"]
    id: str = Field(description="Never given twice; take an event once")
    source: str
    type: str = Field(examples=[f"{PREFIX}complaint.accepted.v1"])
    subject: str = Field(examples=["complaint/5e3f9b1c-2f0a-4a9e-9d7e-0a1b2c3d4e5f"])
    time: datetime
    datacontenttype: Literal["application/json"]
    sequence: str = Field(description="Grows with the order in which changes were committed; compare as text")
    data: dict[str, Any] = Field(description="Ids, states and versions")


class EventPage(BaseModel):
    items: list[CloudEvent]
    next_cursor: str = Field(description="Keep it with what you made of the items; it is there on an empty page too")
    more: bool = Field(description="There is more now: ask again at once")
