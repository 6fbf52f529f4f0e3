"""What the account routes take and give."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.auth.models import UserAccount, UserState
from backend.auth.passwords import MAX_LENGTH, MIN_LENGTH
from backend.auth.policy import Role, permissions_of
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


class Body(BaseModel):
    """Base of request bodies."""

    model_config = ConfigDict(extra="forbid")


class LoginIn(Body):
    username: Annotated[Line, Field(min_length=1, max_length=64)]
    password: GivenPassword


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
    permissions: list[str] = Field(description="Names of permissions; the pages show what these allow")

    @classmethod
    def of(cls, user: UserAccount) -> "Me":
        return cls(
            id=user.id,
            username=user.username,
            display_name=user.display_name,
            roles=sorted(user.roles),
            unit_id=user.unit_id,
            email=user.email,
            version=user.version,
            permissions=permissions_of(user.roles),
        )


class LoginOut(BaseModel):
    """An access token for the `Authorization` header; the refresh cookie goes beside it."""

    access_token: str
    expires_in: int = Field(description="Seconds")
    user: Me


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
    demo: bool = Field(description="Whether the data is invented and one may log in by choosing a role")


class DemoRole(BaseModel):
    role: Role
    unit_head: bool
    label: str
    display_name: str


class DemoLoginIn(Body):
    role: Role
    unit_head: bool = False
