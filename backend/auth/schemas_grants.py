"""What the routes of grants and of rights take and give."""

from collections.abc import Mapping, Set
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from backend.auth.grants import state_at
from backend.auth.models import UserAccount
from backend.auth.models_grants import GrantState, RoleGrant
from backend.auth.policy import Open, Role, Scope
from backend.auth.schemas import Body
from backend.core.fields import Prose
from backend.core.paging import PageQuery


class RefusalIn(Body):
    note: Annotated[Prose, Field(min_length=1, max_length=500, description="The reason")]


class GrantSort(StrEnum):
    PROPOSED_AT = "proposed_at"
    PROPOSED_AT_DESC = "-proposed_at"


class GrantQuery(PageQuery):
    state: GrantState | None = None
    user_id: UUID | None = None
    sort: GrantSort = GrantSort.PROPOSED_AT_DESC


class Person(BaseModel):
    id: UUID
    username: str
    display_name: str

    @classmethod
    def of(cls, user: UserAccount) -> "Person":
        return cls(id=user.id, username=user.username, display_name=user.display_name)


class GrantOut(BaseModel):
    id: UUID
    user: Person
    role: Role
    state: GrantState
    has_come: bool = Field(description="The person has set a password and no link is open: it can be confirmed")
    proposed_by: Person | None = Field(description="null: by command on the server")
    proposed_at: datetime
    expires_at: datetime
    decided_by: Person | None
    decided_at: datetime | None
    note: str = Field(description="The reason of a refusal, or of a command")

    @classmethod
    def of(cls, grant: RoleGrant, people: Mapping[UUID, UserAccount], linked: Set[UUID], now: datetime) -> "GrantOut":
        """`people` has whoever the grant names, `linked` those of them for whom a link is open."""

        def person(user_id: UUID | None) -> Person | None:
            return Person.of(people[user_id]) if user_id is not None else None

        return cls(
            id=grant.id,
            user=Person.of(people[grant.user_id]),
            role=grant.role,
            state=state_at(grant, now),
            has_come=people[grant.user_id].activated_at is not None and grant.user_id not in linked,
            proposed_by=person(grant.proposed_by),
            proposed_at=grant.proposed_at,
            expires_at=grant.expires_at,
            decided_by=person(grant.decided_by),
            decided_at=grant.decided_at,
            note=grant.note,
        )


class RoleOut(BaseModel):
    role: Role
    people: int = Field(description="Who holds it and is not shut out")
    four_eyes: bool = Field(description="Proposed by the administrator, confirmed by an auditor")
    excludes: list[Role] = Field(description="Nobody holds one of these beside it")


class OperationOut(BaseModel):
    method: str
    path: str
    summary: str


class PermissionOut(BaseModel):
    name: str
    open: Open | None = Field(description="null: only to the roles and scopes")
    roles: list[Role]
    scopes: list[Scope] = Field(description="Of client systems; any one of them is enough")
    operations: list[OperationOut]


class RightsOut(BaseModel):
    """Who may do what, as it is enforced."""

    roles: list[RoleOut]
    permissions: list[PermissionOut]
