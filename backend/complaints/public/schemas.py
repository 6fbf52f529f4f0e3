"""What the pages of complainants send and get. Nothing in here names an officer, a unit that handles, or an inner state."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from backend.complaints.bodies import ActionBody, Note, OptionalNote, Story
from backend.complaints.kinds import ClockKind, Rating
from backend.complaints.schemas import Pin, TypedCode
from backend.files.attachments.kinds import Kind
from backend.files.attachments.models import AttachmentState

# Printable characters; long enough for 128 random bits in any usual spelling.
_KEY = r"[\x21\x23-\x7e]{22,200}"
RequestKey = Annotated[
    str,
    StringConstraints(pattern=f'^({_KEY}|"{_KEY}")$'),
    AfterValidator(lambda key: key.strip('"')),
]
"""An idempotency key, bare or quoted. The tracking code is derived from it, so it has to be unguessable."""


class FormCategory(BaseModel):
    code: str
    name: str
    hint: str


class CategoryGroup(BaseModel):
    name: str
    categories: list[FormCategory]


class FormUnit(BaseModel):
    id: UUID
    name: str
    sequence: str


class FilingForm(BaseModel):
    """What the page needs to ask: the categories in their groups, and the units that exist today."""

    site_name: str
    demo: bool
    groups: list[CategoryGroup]
    units: list[FormUnit]


class CodeShown(ActionBody):
    """What opens a case. A PIN that cannot be one is as wrong as any other, and gets the same answer."""

    code: TypedCode
    pin: Annotated[str, Field(max_length=20)] | None = None


class SupplementIn(CodeShown):
    text: Story


class CitizenMessageIn(CodeShown):
    text: Note


class Rated(ActionBody):
    """How an answer was received."""

    rating: Rating
    note: OptionalNote = Field("", description="In the complainant's own words; asked for when dissatisfied")


class RatingIn(Rated, CodeShown):
    pass


class ReviewIn(CodeShown):
    reason: Note


class WithdrawalIn(CodeShown):
    note: OptionalNote = ""


class RetaliationIn(CodeShown):
    text: Story


class PinIn(CodeShown):
    new_pin: Pin


class CodeRenewed(BaseModel):
    """The new code, shown this once; the old one is dead."""

    tracking_code: str = Field(description="In groups of four")


class TrackAct(StrEnum):
    """What a complainant can do with the own case."""

    SUPPLEMENT = "supplement"
    MESSAGE = "message"
    RATING = "rating"
    REVIEW = "review"
    WITHDRAWAL = "withdrawal"
    ATTACHMENT = "attachment"
    RETALIATION = "retaliation"
    CODE = "code"
    PIN = "pin"
    ERASURE = "erasure"


class TrackStep(BaseModel):
    """Something that happened, in plain words, to the day."""

    day: date
    text: str
    note: str | None = Field(description="What the centre told the complainant with it")


class TrackDeadline(BaseModel):
    """The last day for something. `note` says in words that a day may still move later."""

    kind: ClockKind
    label: str
    day: date
    provisional: bool
    note: str | None


class TrackAnswer(BaseModel):
    """An answer that was given, and what the complainant said of it."""

    day: date
    text: str
    rating: Rating | None
    rating_label: str | None


class TrackMessage(BaseModel):
    mine: bool
    day: date
    text: str


class TrackAttachment(BaseModel):
    """A file that the complainant sent, as the own device called it."""

    id: UUID
    name: str | None = Field(description="Null once it was deleted")
    kind: Kind
    size: int
    day: date
    state: AttachmentState
    label: str = Field(description="The state in words")
    has_copy: bool = Field(description="There is a copy without hidden details: the only thing a unit may ever get")


class TrackChoice(BaseModel):
    """Something the complainant may want to do; `reasons` says why it is not possible now, empty: it is."""

    action: TrackAct
    reasons: list[str]


class CaseTrack(BaseModel):
    """A case as the complainant sees it."""

    number: str
    label: str
    open: bool
    pin_set: bool
    demo: bool = Field(description="Invented, for demonstration")
    received_at: datetime
    deadlines: list[TrackDeadline]
    steps: list[TrackStep] = Field(description="In the order in which they happened")
    answers: list[TrackAnswer]
    where_to_go: str | None = Field(description="Of a refusal or a transfer")
    messages: list[TrackMessage]
    attachments: list[TrackAttachment] = Field(description="The own ones only")
    choices: list[TrackChoice]


class OwnText(BaseModel):
    """Something that the complainant wrote, to the day."""

    day: date
    title: str
    text: str


class OwnCopy(BaseModel):
    """All that is kept of the own case and may be told to whoever has its code."""

    case: CaseTrack
    channel: str
    mode: str
    category: str
    unit: str | None = Field(description="The unit complained of; null: not named")
    subject: str
    text: str
    wish: str
    identity_kept: list[Literal["name", "phone", "id_number", "address", "email"]] = Field(
        description="What is kept of who complained; the contents are not in the copy, since a code may be found"
    )
    written: list[OwnText] = Field(description="Beside complaint and messages, oldest first")
