"""Who is asking, and what a route declares that it needs.

The table that says which role may do what is `auth/policy.py`; here is only the shape that all layers share.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from fastapi import Depends, Request

from backend.core.errors import Forbidden, NotAuthenticated

CLIENT_ACTOR: Final = "client:"
Route = TypeVar("Route", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Principal:
    """A logged-in person. `unit_id` is the own unit of a liaison."""

    user_id: UUID
    session_id: UUID
    username: str
    display_name: str
    roles: frozenset[str]
    unit_id: UUID | None = None

    @property
    def actor(self) -> str:
        """What the record calls this person."""
        return str(self.user_id)


@dataclass(frozen=True, slots=True)
class Client:
    """Another system that asks with a token of its own. `unit_ids` are the units it may touch; None: all of them."""

    client_id: UUID
    name: str
    scopes: frozenset[str]
    unit_ids: frozenset[UUID] | None = None

    @property
    def actor(self) -> str:
        """What the record calls this system."""
        return f"{CLIENT_ACTOR}{self.client_id.hex}"

    def covers(self, unit_id: UUID | None) -> bool:
        """Whether an object of that unit may be touched at all; what belongs to no unit needs all units."""
        return self.unit_ids is None or unit_id in self.unit_ids


Caller = Principal | Client


def permission(name: str, *, step_up: bool = False) -> Callable[[Route], Route]:
    """Declare the permission of a route function; without a declaration the route is refused.

    With `step_up` the person must have shown within the last minutes who they are, by logging in or once more.
    """

    def declare(route: Route) -> Route:
        route.__dict__["permission"] = name
        route.__dict__["step_up"] = step_up
        return route

    return declare


def declared_permission(endpoint: Any) -> str | None:
    """What `permission` declared on a route function."""
    return getattr(endpoint, "__dict__", {}).get("permission")


def needs_step_up(endpoint: Any) -> bool:
    """Whether `permission` declared that the caller must have shown lately who they are."""
    return getattr(endpoint, "__dict__", {}).get("step_up") is True


def get_caller(request: Request) -> Caller:
    """Who asks, a person or a system, as enforcement put it on the request."""
    caller: Caller | None = getattr(request.state, "principal", None)
    if caller is None:
        raise NotAuthenticated
    return caller


def get_principal(request: Request) -> Principal:
    """The person who asks. Raises Forbidden for a system."""
    caller = get_caller(request)
    if not isinstance(caller, Principal):
        raise Forbidden
    return caller


def get_client(request: Request) -> Client:
    """The system that asks. Raises Forbidden for a person."""
    caller = get_caller(request)
    if not isinstance(caller, Client):
        raise Forbidden
    return caller


CallerDep = Annotated[Caller, Depends(get_caller)]
PrincipalDep = Annotated[Principal, Depends(get_principal)]
ClientDep = Annotated[Client, Depends(get_client)]
