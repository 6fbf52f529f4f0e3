"""Versions and what people do with them, as the API takes and shows them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from backend.core.fields import Line
from backend.rounds.models import RoundKind
from backend.rounds.proposals import REASON_LENGTH
from backend.rounds.schemas import PersonOut

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256, hexadecimal")]
Note = Annotated[Line, Field(max_length=500)]
Reason = Annotated[Line, Field(min_length=REASON_LENGTH, max_length=500)]


class SnapshotState(StrEnum):
    """proposed -> countersigned -> published -> superseded by the next published version; or refused."""

    PROPOSED = "proposed"
    COUNTERSIGNED = "countersigned"
    REFUSED = "refused"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class VersionIn(BaseModel):
    """Why there is to be another version."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


class CountersignIn(BaseModel):
    """The decision of the second person. `digest` is that of the public file, or of the method, that was read."""

    model_config = ConfigDict(extra="forbid")

    confirm: bool
    digest: Digest
    note: Note = ""


class SnapshotOut(BaseModel):
    """One version."""

    version: int
    state: SnapshotState
    reason: str
    public_digest: str
    sealed_digest: str
    proposed: PersonOut
    decided: PersonOut | None
    decision_note: str
    published_at: datetime | None


class SnapshotsOut(BaseModel):
    """All versions of a round, newest first."""

    items: list[SnapshotOut]


class PublicVersion(BaseModel):
    """One published version."""

    version: int
    reason: str
    published_at: datetime
    public_digest: str
    sealed_digest: str


class PublicRound(BaseModel):
    """A published round. The last of `versions` counts; earlier ones stay for comparison."""

    id: UUID
    year: int
    number: int
    title: str
    kind: RoundKind
    demo: bool
    method_digest: str
    versions: list[PublicVersion]


class PublicRounds(BaseModel):
    """Published rounds, newest first."""

    items: list[PublicRound]


class PublicKeyOut(BaseModel):
    """A key that signs published files: compare it with the one printed in the bulletin."""

    key_id: str = Field(description="First 16 hexadecimal digits of the SHA-256 of the key")
    algorithm: str
    public_key: str = Field(description="32 bytes, hexadecimal")
    current: bool


class PublicKeysOut(BaseModel):
    items: list[PublicKeyOut]


class VersionQuery(BaseModel):
    """Which version; the one that counts without it."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int | None, Field(ge=1, le=9999)] = None


class TableName(StrEnum):
    UNITS = "units"
    CELLS = "cells"


class TableQuery(VersionQuery):
    table: TableName = TableName.UNITS


class DictionaryEntry(BaseModel):
    """A column of the open data."""

    table: TableName
    column: str
    name: str = Field(description="In Chinese")
    meaning: str
    unit: str


class DictionaryOut(BaseModel):
    items: list[DictionaryEntry]
