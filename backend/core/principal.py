"""Who is asking, and what a route declares that it needs.

The table that says which role may do what is `auth/policy.py`; here is only the shape that all layers share.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Request

from backend.core.errors import NotAuthenticated

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


def permission(name: str) -> Callable[[Route], Route]:
    """Declare the permission of a route function; without a declaration the route is refused."""

    def declare(route: Route) -> Route:
        route.__dict__["permission"] = name
        return route

    return declare


def declared_permission(endpoint: Any) -> str | None:
    """What `permission` declared on a route function."""
    return getattr(endpoint, "__dict__", {}).get("permission")


def get_principal(request: Request) -> Principal:
    """The principal that enforcement put on the request."""
    principal: Principal | None = getattr(request.state, "principal", None)
    if principal is None:
        raise NotAuthenticated
    return principal


PrincipalDep = Annotated[Principal, Depends(get_principal)]
