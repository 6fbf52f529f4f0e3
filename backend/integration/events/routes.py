"""The change feed."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from backend.core.openapi import problems
from backend.core.principal import ClientDep, permission
from backend.integration.events.cloudevents import BATCH_TYPE
from backend.integration.events.feed import FeedDep
from backend.integration.events.schemas import CloudEvent, EventPage, EventQuery

router = APIRouter(prefix="/api/v1/events", tags=["events"])


@router.get(
    "",
    summary="What has changed",
    response_model=EventPage,
    responses={
        200: {
            "content": {
                BATCH_TYPE: {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/CloudEvent"}}}
            },
            "headers": {
                "Next-Cursor": {"description": "`next_cursor`, for the batch form", "schema": {"type": "string"}}
            },
        },
        **problems(401, 403, 410, 422, 429, 503),
    },
)
@permission("event.read")
async def read_events(
    request: Request, response: Response, client: ClientDep, feed: FeedDep, query: Annotated[EventQuery, Query()]
) -> Response | EventPage:
    """Events in the order of their commits, none missed and none twice for a reader that goes on from `next_cursor`.

    With `Accept: application/cloudevents-batch+json` the answer is the plain list.
    """
    page = await feed.poll(client, query, request.is_disconnected)
    following = urlencode([("after", page.next_cursor), *(("types", one) for one in query.types)])
    headers = {"Next-Cursor": page.next_cursor, "Link": f'<{router.prefix}?{following}>; rel="next"'}
    if BATCH_TYPE in request.headers.get("accept", ""):
        return JSONResponse(_plain(page.items), media_type=BATCH_TYPE, headers=headers)
    response.headers.update(headers)
    return page


def _plain(events: list[CloudEvent]) -> list[dict[str, object]]:
    return [event.model_dump(mode="json") for event in events]
