"""What the routes of client systems take and give."""

from datetime import datetime
from enum import StrEnum
from ipaddress import ip_network
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, field_validator

from backend.auth.clients.models import ApiClient, ApiCredential, CredentialKind
from backend.auth.policy import Scope
from backend.auth.schemas import Body
from backend.core.fields import Instant, Line, Prose
from backend.core.paging import PageQuery
from backend.core.text import Text

MAX_UNITS = 2000
Name = Annotated[Line, Field(min_length=1, max_length=60)]
Networks = Annotated[
    list[Annotated[Line, Field(max_length=43)]],
    Field(max_length=50, description="CIDRs that it asks from, such as 10.20.0.0/16; none: from anywhere"),
]
Scopes = Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
Quota = Annotated[int, Field(ge=1, le=100_000, description="Requests a minute")]


def _as_networks(value: list[str]) -> list[str]:
    """In their usual form. Raises ValueError, which says the first that is none by its place."""
    found = set()
    for number, entry in enumerate(value, 1):
        try:
            found.add(str(ip_network(entry.strip())))
        except ValueError:
            text = Text(
                f"第 {number} 个不是网段：应写作 10.20.0.0/16（主机位为 0），单个地址写作 10.20.3.5",
                f"Number {number} is no network: write 10.20.0.0/16 (host bits 0), or 10.20.3.5 for one address",
            )
            raise ValueError(text) from None
    return sorted(found)


class ClientIn(Body):
    """A system to be let in."""

    name: Name
    purpose: Annotated[Prose, Field(max_length=300)] = ""
    owner_unit_id: UUID | None = Field(None, description="The unit that runs it")
    contact: Annotated[Line, Field(max_length=120, description="A post and a telephone")] = ""
    scopes: Scopes
    all_units: bool = Field(False, description="Objects of every unit, and those of none")
    unit_ids: Annotated[list[UUID], Field(max_length=MAX_UNITS)] = Field(
        [], description="The units whose objects it touches"
    )
    networks: Networks = Field([])
    per_minute: Quota = 600
    sandbox: bool = Field(False, description="For trying out on a demonstration; gets no token in production")
    expires_at: Instant | None = None

    _networks = field_validator("networks")(_as_networks)


class ClientEdit(Body):
    """What is not named stays."""

    name: Name | None = None
    purpose: Annotated[Prose, Field(max_length=300)] | None = None
    owner_unit_id: UUID | None = None
    contact: Annotated[Line, Field(max_length=120)] | None = None
    scopes: Scopes | None = None
    all_units: bool | None = None
    unit_ids: Annotated[list[UUID], Field(max_length=MAX_UNITS)] | None = None
    networks: Networks | None = None
    per_minute: Quota | None = None
    sandbox: bool | None = None
    expires_at: Instant | None = None
    disabled: bool | None = None

    @field_validator("networks")
    @classmethod
    def _networks(cls, value: list[str] | None) -> list[str] | None:
        return None if value is None else _as_networks(value)


class KeyIn(Body):
    """The public half of a key that only the client has: RSA of 2048 bits or more, or EC on P-256."""

    jwk: dict[str, Any] = Field(description="A JSON Web Key; private members are refused", max_length=20)
    expires_at: Instant | None = None


class SecretIn(Body):
    expires_at: Instant | None = None


class CredentialEdit(Body):
    expires_at: Instant = Field(description="From then on it does not count, nor do tokens given for it")


class CredentialOut(BaseModel):
    id: UUID
    kind: CredentialKind
    kid: str | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, row: ApiCredential) -> "CredentialOut":
        return cls.model_validate(row, from_attributes=True)


class ClientSecretOut(BaseModel):
    """A new secret, shown this once."""

    secret: str
    credential: CredentialOut


class ClientState(StrEnum):
    ACTIVE = "active"
    EXPIRED = "expired"
    DISABLED = "disabled"


class ClientOut(BaseModel):
    """A client system, without anything secret."""

    id: UUID = Field(description="Its `client_id`")
    name: str
    purpose: str
    owner_unit_id: UUID | None
    contact: str
    scopes: list[Scope]
    all_units: bool
    unit_ids: list[UUID]
    networks: list[str]
    per_minute: int
    sandbox: bool
    state: ClientState
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    credentials: list[CredentialOut] = Field(description="Those in force, at most two")
    requests_today: int = Field(description="Requests in the last 24 hours")
    version: int


class ClientSort(StrEnum):
    NAME = "name"
    NAME_DESC = "-name"


class ClientQuery(PageQuery):
    sort: ClientSort = ClientSort.NAME


class AccessToken(BaseModel):
    """RFC 6749, 5.1."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 a word of the standard
    expires_in: int = Field(description="Seconds")
    scope: str


class AuthorizationServer(BaseModel):
    """RFC 8414: where tokens are had, and how."""

    issuer: str
    token_endpoint: str
    scopes_supported: list[str]
    response_types_supported: list[str]
    grant_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    token_endpoint_auth_signing_alg_values_supported: list[str]
    service_documentation: str


class ClientSelf(BaseModel):
    """What a client's own token is good for."""

    client_id: UUID
    name: str
    scopes: list[str] = Field(description="Of this token")
    all_units: bool
    unit_ids: list[UUID]
    per_minute: int
    sandbox: bool
    expires_at: datetime | None


def state_of(row: ApiClient, now: datetime) -> ClientState:
    if row.disabled_at is not None:
        return ClientState.DISABLED
    return ClientState.EXPIRED if row.expires_at is not None and row.expires_at <= now else ClientState.ACTIVE
