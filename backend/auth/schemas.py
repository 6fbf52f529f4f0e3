"""What the account routes take and give."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from backend.auth.models import UserAccount, UserState
from backend.auth.passwords import MAX_LENGTH, MIN_LENGTH, Policy
from backend.auth.policy import Role, permissions_of
from backend.auth.second_factor import plain_code
from backend.auth.standing import Missing
from backend.core.fields import Email, Line
from backend.core.paging import PageQuery

Username = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[A-Za-z][A-Za-z0-9._-]{2,31}$"),
    Field(description="3 to 32 letters, digits, `.`, `_`, `-`, beginning with a letter; case does not matter"),
]
DisplayName = Annotated[Line, Field(min_length=1, max_length=60)]
Roles = Annotated[list[Role], Field(max_length=len(Role))]
UnitHead = Annotated[bool, Field(description="Of a liaison: the unit's head, who signs its answers to complaints")]
GivenPassword = Annotated[str, Field(min_length=1, max_length=MAX_LENGTH)]
NewPassword = Annotated[str, Field(min_length=MIN_LENGTH, max_length=MAX_LENGTH, description="Taken exactly as it is")]
LinkToken = Annotated[str, Field(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]
Code = Annotated[
    str,
    BeforeValidator(plain_code),
    StringConstraints(pattern=r"^[0-9A-Za-z]{6,20}$"),
    Field(
        description="Of the second factor: six digits, or one of the recovery codes; spaces and hyphens do not count"
    ),
]


class Body(BaseModel):
    """Base of request bodies."""

    model_config = ConfigDict(extra="forbid")


class LoginIn(Body):
    username: Annotated[Line, Field(min_length=1, max_length=64)]
    password: GivenPassword


class LoginCodeIn(Body):
    token: LinkToken
    code: Code


class CodeWantedOut(BaseModel):
    """The password was right; the code is to follow with this token, which opens nothing else."""

    token: str
    expires_in: int = Field(description="Seconds")


class ProviderAddressOut(BaseModel):
    address: str = Field(description="The identity provider's page, to which the browser goes")


class ProviderReturnIn(Body):
    """What the provider's address of return brings."""

    state: LinkToken
    code: Annotated[str, Field(min_length=1, max_length=2048, pattern=r"^[\x20-\x7e]+$")]


class LinkedIdentityOut(BaseModel):
    linked_at: datetime | None = Field(description="Null: none is linked")


class StepUpIn(Body):
    password: GivenPassword
    code: Code | None = Field(None, description="Needed from people with a second factor")


class ActivationToken(Body):
    token: LinkToken


class ActivationIn(ActivationToken):
    password: NewPassword


class PasswordIn(Body):
    current: GivenPassword
    new: NewPassword


class UserIn(Body):
    username: Username
    display_name: DisplayName
    roles: Roles
    unit_id: UUID | None = None
    email: Email | None = None
    unit_head: UnitHead = False


class UserEdit(Body):
    """What is absent stays as it is."""

    display_name: DisplayName | None = None
    roles: Roles | None = None
    unit_id: UUID | None = None
    email: Email | None = None
    unit_head: UnitHead | None = None


class MeEdit(Body):
    email: Email | None = Field(description="Where notices are mailed to; null: nowhere")


class Me(BaseModel):
    """Who is logged in, and what this person may do."""

    id: UUID
    username: str
    display_name: str
    roles: list[Role]
    unit_id: UUID | None
    email: str | None
    version: int
    has_password: bool
    second_factor: bool = Field(description="Whether logging in takes a code besides the password")
    missing: Missing | None = Field(description="What must be set before anything else; until then the rest is refused")
    permissions: list[str] = Field(description="Names of permissions; the pages show what these allow")

    @classmethod
    def of(cls, user: UserAccount, missing: Missing | None = None) -> "Me":
        return cls(
            id=user.id,
            username=user.username,
            display_name=user.display_name,
            roles=sorted(user.roles),
            unit_id=user.unit_id,
            email=user.email,
            version=user.version,
            has_password=user.password_hash is not None,
            second_factor=user.totp_since is not None,
            missing=missing,
            permissions=permissions_of(user.roles),
        )


class LoginOut(BaseModel):
    """An access token for the `Authorization` header; the refresh cookie goes beside it."""

    access_token: str
    expires_in: int = Field(description="Seconds")
    user: Me


class SecondFactorOut(BaseModel):
    since: datetime | None = Field(description="null: there is none")
    required: bool = Field(description="Whether the roles of this person must have one here")
    recovery_codes_left: int


class SetupOut(BaseModel):
    """What a device needs to make codes; it counts once one of its codes has been confirmed."""

    secret: str = Field(description="To type in, base32")
    uri: str
    picture: str = Field(description="The address as a QR code: an SVG in a data: address")


class ConfirmIn(Body):
    code: Annotated[str, BeforeValidator(plain_code), StringConstraints(pattern=r"^[0-9]{6}$")]


class RecoveryCodesOut(BaseModel):
    """Shown this once. Each stands in for the device once."""

    recovery_codes: list[str]


class SessionOut(BaseModel):
    id: UUID
    created_at: datetime
    last_seen_at: datetime = Field(description="To within five minutes")
    current: bool
    device: str = Field(description="Browser and system, as far as known")


class SessionList(BaseModel):
    items: list[SessionOut]


class ActivationOut(BaseModel):
    """Whom a link lets in."""

    username: str
    display_name: str


class UserOut(BaseModel):
    id: UUID
    username: str
    display_name: str
    roles: list[Role]
    unit_id: UUID | None
    email: str | None
    unit_head: bool
    second_factor: bool
    state: UserState
    created_at: datetime
    last_login_at: datetime | None
    version: int

    @classmethod
    def of(cls, user: UserAccount) -> "UserOut":
        return cls(
            id=user.id,
            username=user.username,
            display_name=user.display_name,
            roles=sorted(user.roles),
            unit_id=user.unit_id,
            email=user.email,
            unit_head=user.unit_head,
            second_factor=user.totp_since is not None,
            state=user.state,
            created_at=user.created_at,
            last_login_at=user.last_login_at,
            version=user.version,
        )


class UserCreated(BaseModel):
    """The link is shown this once."""

    user: UserOut
    activation_link: str
    expires_at: datetime


class LinkIn(Body):
    reset_second_factor: bool = Field(False, description="Take the second factor away, too; auditors are told")


class LinkOut(BaseModel):
    link: str
    expires_at: datetime


class UserSort(StrEnum):
    USERNAME = "username"
    USERNAME_DESC = "-username"
    DISPLAY_NAME = "display_name"
    DISPLAY_NAME_DESC = "-display_name"
    CREATED_AT = "created_at"
    CREATED_AT_DESC = "-created_at"


class UserQuery(PageQuery):
    id: UUID | None = Field(None, description="Only this person")
    q: Annotated[Line, Field(max_length=60)] | None = Field(None, description="Part of the name or username")
    role: Role | None = None
    state: UserState | None = None
    sort: UserSort = UserSort.USERNAME


class SystemInfo(BaseModel):
    """What the login page shows before anybody is known."""

    name: str
    site_name: str
    version: str
    env: str
    password_policy: Policy = Field(description="djbh: several kinds of characters, and a new one every 90 days")
    demo: bool = Field(description="Whether the data is invented and one may log in by choosing a role")
    oidc: bool = Field(description="Whether one may log in through an identity provider")
    maintenance: bool = Field(description="Nothing can be changed until an auditor has acknowledged a restore")


class DemoRole(BaseModel):
    role: Role
    unit_head: bool
    label: str
    display_name: str


class DemoLoginIn(Body):
    role: Role
    unit_head: bool = False
