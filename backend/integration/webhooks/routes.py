"""Webhooks: endpoints of client systems. Each client has its own; people look at all of them, and stop them.

Everything that changes something may be sent again (auth/repeating.py): whoever lost the answer with a secret asks with
the same key, and gets that secret.
"""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from backend.auth.repeating import Repeatable
from backend.core.db import SessionDep
from backend.core.etags import IfMatch, check_match, set_etag
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import CallerDep, ClientDep, permission
from backend.core.sealing import SealerDep
from backend.egress.http import Egress
from backend.integration.webhooks import service
from backend.integration.webhooks.access import find, shown
from backend.integration.webhooks.models import EndpointState
from backend.integration.webhooks.schemas import (
    EndpointEdit,
    EndpointIn,
    EndpointMade,
    EndpointOut,
    EndpointQuery,
    RotationIn,
    SecretOut,
)

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"], route_class=Repeatable)


def get_egress(request: Request) -> Egress:
    """The door to other machines of the running application."""
    egress: Egress = request.app.state.egress
    return egress


EgressDep = Annotated[Egress, Depends(get_egress)]


@router.get("", summary="List endpoints", responses=problems(401, 403, 422))
@permission("webhook.read")
def list_endpoints(
    session: SessionDep, caller: CallerDep, query: Annotated[EndpointQuery, Query()]
) -> Page[EndpointOut]:
    """The own ones; for people those of all clients."""
    rows, page = service.list_endpoints(session, caller, query)
    return Page(items=shown(session, caller, rows), **page)


@router.post("", status_code=201, summary="Add an endpoint", responses=problems(401, 403, 409, 422))
@permission("webhook.manage")
def create(
    body: EndpointIn, response: Response, session: SessionDep, client: ClientDep, sealer: SealerDep, egress: EgressDep
) -> EndpointMade:
    """It is told of what happens from now on. The secret is shown this once."""
    endpoint, secret = service.create(session, sealer, egress, client, body)
    response.headers["Location"] = f"{router.prefix}/{endpoint.id}"
    set_etag(response, endpoint)
    return EndpointMade(**shown(session, client, [endpoint])[0].model_dump(), secret=secret)


@router.get("/{endpoint_id}", summary="One endpoint", responses=problems(401, 403, 404, 422))
@permission("webhook.read")
def read(endpoint_id: UUID, response: Response, session: SessionDep, caller: CallerDep) -> EndpointOut:
    endpoint = find(session, caller, endpoint_id)
    set_etag(response, endpoint)
    return shown(session, caller, [endpoint])[0]


@router.patch("/{endpoint_id}", summary="Edit an endpoint", responses=problems(401, 403, 404, 409, 412, 422, 428))
@permission("webhook.manage")
def edit(
    endpoint_id: UUID,
    body: EndpointEdit,
    response: Response,
    session: SessionDep,
    client: ClientDep,
    egress: EgressDep,
    if_match: IfMatch = None,
) -> EndpointOut:
    """What waits goes to the new address."""
    endpoint = find(session, client, endpoint_id, lock=True)
    check_match(if_match, endpoint, lambda: shown(session, client, [endpoint])[0].model_dump(mode="json"))
    service.edit(session, egress, client, endpoint, body)
    set_etag(response, endpoint)
    return shown(session, client, [endpoint])[0]


@router.delete("/{endpoint_id}", status_code=204, summary="Delete an endpoint", responses=problems(401, 403, 404, 422))
@permission("webhook.manage")
def delete(endpoint_id: UUID, session: SessionDep, client: ClientDep) -> None:
    """With its deliveries, also those that wait."""
    service.delete(session, client, find(session, client, endpoint_id, lock=True))


@router.post("/{endpoint_id}/pause", summary="Send nothing for now", responses=problems(401, 403, 404, 409, 422))
@permission("webhook.stop")
def pause(endpoint_id: UUID, response: Response, session: SessionDep, caller: CallerDep) -> EndpointOut:
    """What happens meanwhile waits. What the administrator paused only the administrator resumes."""
    return _stop(endpoint_id, response, session, caller, EndpointState.PAUSED)


@router.post("/{endpoint_id}/disable", summary="Send nothing any more", responses=problems(401, 403, 404, 409, 422))
@permission("webhook.stop")
def disable(endpoint_id: UUID, response: Response, session: SessionDep, caller: CallerDep) -> EndpointOut:
    """What waits is given up, and nothing is kept of what happens meanwhile."""
    return _stop(endpoint_id, response, session, caller, EndpointState.DISABLED)


@router.post("/{endpoint_id}/resume", summary="Send again", responses=problems(401, 403, 404, 409, 422))
@permission("webhook.stop")
def resume(endpoint_id: UUID, response: Response, session: SessionDep, caller: CallerDep) -> EndpointOut:
    endpoint = find(session, caller, endpoint_id, lock=True)
    service.resume(session, caller, endpoint)
    set_etag(response, endpoint)
    return shown(session, caller, [endpoint])[0]


@router.post("/{endpoint_id}/rotate", summary="Make a new secret", responses=problems(401, 403, 404, 409, 422))
@permission("webhook.manage")
def rotate(endpoint_id: UUID, body: RotationIn, session: SessionDep, client: ClientDep, sealer: SealerDep) -> SecretOut:
    """Shown this once. Until the overlap ends, everything is signed with both."""
    endpoint = find(session, client, endpoint_id, lock=True)
    secret = service.rotate(session, sealer, client, endpoint, timedelta(hours=body.overlap_hours))
    assert endpoint.previous_until is not None
    return SecretOut(secret=secret, previous_until=endpoint.previous_until)


def _stop(
    endpoint_id: UUID, response: Response, session: SessionDep, caller: CallerDep, state: EndpointState
) -> EndpointOut:
    endpoint = find(session, caller, endpoint_id, lock=True)
    service.stop(session, caller, endpoint, state)
    set_etag(response, endpoint)
    return shown(session, caller, [endpoint])[0]
