"""Webhooks: what became of events, making deliveries again, and trying a receiver out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from backend.auth.repeating import ClientRepeatDep, Repeatable, json_answer
from backend.core.db import DatabaseDep, SessionDep
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import CallerDep, ClientDep, permission
from backend.core.sealing import SealerDep
from backend.integration.webhooks import deliveries
from backend.integration.webhooks.access import delivery_out, find
from backend.integration.webhooks.routes import EgressDep
from backend.integration.webhooks.routes import router as endpoints
from backend.integration.webhooks.schemas import DeliveryOut, DeliveryQuery, ReplayIn, ReplayOut, TestOut
from backend.integration.webhooks.testing import try_out

router = APIRouter(prefix=endpoints.prefix, tags=endpoints.tags, route_class=Repeatable)
trying = APIRouter(prefix=endpoints.prefix, tags=endpoints.tags)


@trying.post(
    "/{endpoint_id}/test",
    response_model=TestOut,
    summary="Try the receiver out",
    responses=problems(401, 403, 404, 409, 422),
)
@permission("webhook.manage")
async def test(
    endpoint_id: UUID,
    request: Request,
    database: DatabaseDep,
    client: ClientDep,
    sealer: SealerDep,
    egress: EgressDep,
    repeat: ClientRepeatDep,
) -> Response:
    """One attempt, now, with what came of it as the answer. It is repeated by nobody and changes nothing here."""

    def look() -> None:
        with database.read() as session:
            repeat.look(session)

    await run_in_threadpool(look)  # the receiver has ten seconds, in which others have to write
    tried = await try_out(database, request.app.state.settings, sealer, egress, client, endpoint_id)
    answer = json_answer(tried)
    await database.run(lambda session: repeat.begin(session).keep(answer))
    return answer


@router.get("/{endpoint_id}/deliveries", summary="List deliveries", responses=problems(401, 403, 404, 422))
@permission("webhook.read")
def list_deliveries(
    endpoint_id: UUID, session: SessionDep, caller: CallerDep, query: Annotated[DeliveryQuery, Query()]
) -> Page[DeliveryOut]:
    rows, page = deliveries.list_deliveries(session, find(session, caller, endpoint_id), query)
    return Page(items=[delivery_out(row) for row in rows], **page)


@router.post(
    "/{endpoint_id}/deliveries/{delivery_id}/replay",
    summary="Make one delivery again",
    responses=problems(401, 403, 404, 409, 422),
)
@permission("webhook.manage")
def replay_one(endpoint_id: UUID, delivery_id: UUID, session: SessionDep, client: ClientDep) -> DeliveryOut:
    """Under the same `webhook-id`; one that waits is tried now."""
    endpoint = find(session, client, endpoint_id, lock=True)
    return delivery_out(deliveries.replay_one(session, client, endpoint, delivery_id))


@router.post("/{endpoint_id}/replay", summary="Make many deliveries again", responses=problems(401, 403, 404, 409, 422))
@permission("webhook.manage")
def replay(endpoint_id: UUID, body: ReplayIn, session: SessionDep, client: ClientDep) -> ReplayOut:
    """All that were given up, those of a range, or all of a range. Each under the same `webhook-id` as before."""
    endpoint = find(session, client, endpoint_id, lock=True)
    return ReplayOut(count=deliveries.replay(session, client, endpoint, body))
