"""What waits for a second person, as the API shows it."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from backend.rounds.schemas import PersonOut


class AwaitedOut(BaseModel):
    """A proposal that nobody has decided on. `step`: whether the round is to be opened, or results to be published."""

    round_id: UUID
    title: str
    step: Literal["open", "publish"]
    proposed: PersonOut


class AwaitingOut(BaseModel):
    """Those that wait for the caller, the oldest first."""

    items: list[AwaitedOut]
