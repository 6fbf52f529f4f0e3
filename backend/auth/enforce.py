"""The application-level dependency that refuses what is not declared and allowed."""

from fastapi import Request

from backend.auth.policy import Open, rule_of
from backend.core.errors import Forbidden, NotAuthenticated
from backend.core.principal import declared_permission


async def enforce(request: Request) -> None:
    """Decide on a request before its route function runs.

    Public routes pass without a database session: one there would cost more than half of the ballot
    throughput. No declaration, or one that the table does not know, is refused.
    """
    rule = rule_of(declared_permission(request.scope.get("endpoint")))
    if rule is Open.PUBLIC:
        return
    if rule is None:
        raise Forbidden
    raise NotAuthenticated
