"""The files of a case as the centre sees them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from backend.complaints.attachments.models import AttachmentSource
from backend.complaints.bodies import ActionBody
from backend.files.attachments.kinds import Kind
from backend.files.attachments.models import AttachmentState


class AttachmentReleaseOut(BaseModel):
    """To which order a copy was handed on. The unit knows it as `title`."""

    transfer_id: UUID
    transfer_number: str
    unit_name: str
    title: str
    released_by: str
    released_at: datetime


class CaseAttachmentOut(BaseModel):
    """One file. `name` is what its sender called it; null where that could tell who complains."""

    id: UUID
    title: str = Field(description="附件 and its place in the case; never changes")
    name: str | None
    kind: Kind
    size: int
    source: AttachmentSource
    brought_by: str = Field(description="Display name, 投诉人, or the unit")
    at: datetime
    state: AttachmentState
    has_copy: bool = Field(description="A cleaned copy could be made; without one nothing is handed on")
    removable: bool = Field(description="The centre brought it and no unit has it")
    releases: list[AttachmentReleaseOut]


class ReleaseTarget(BaseModel):
    """A live transfer order that copies can be handed on to."""

    transfer_id: UUID
    number: str
    unit_name: str
    lead: bool


class CaseAttachmentList(BaseModel):
    items: list[CaseAttachmentOut] = Field(description="In the order in which they came")
    targets: list[ReleaseTarget]


class ReleaseIn(ActionBody):
    """Whose unit gets the cleaned copy."""

    transfer_id: UUID
