"""Published results for everybody, without a session: cacheable, since a version never changes."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response

from backend.core.db import SessionDep
from backend.core.openapi import problems
from backend.core.principal import permission
from backend.core.signing import ALGORITHM, public_keys
from backend.results.publishing.routes import FILE
from backend.results.publishing.schemas import (
    DictionaryOut,
    PublicKeyOut,
    PublicKeysOut,
    PublicRounds,
    TableQuery,
    VersionQuery,
)
from backend.results.publishing.showing import public_rounds, public_version
from backend.results.publishing.tables import dictionary, table_csv

router = APIRouter(prefix="/api/v1/public", tags=["public"])

# A correction shows within five minutes; a version that is named never changes.
CURRENT = "public, max-age=300"
FINAL = "public, max-age=86400, immutable"
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", max_length=1000, description="ETags already held")]
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "The version that is held already"}}


@router.get("/results", summary="Published rounds and their versions")
@permission("result.public")
def list_public_results(session: SessionDep, response: Response) -> PublicRounds:
    response.headers["Cache-Control"] = CURRENT
    return public_rounds(session)


@router.get(
    "/results/{round_id}",
    summary="The signed public file of a round",
    response_class=Response,
    responses={**FILE, **NOT_MODIFIED, **problems(404, 422)},
)
@permission("result.public")
def read_public_results(
    round_id: UUID,
    query: Annotated[VersionQuery, Query()],
    session: SessionDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    found = public_version(session, round_id, query.version)
    headers = _headers(found.public_digest, query)
    if _held(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(found.public, media_type="application/json", headers=headers)


@router.get(
    "/results/{round_id}/table",
    summary="Units, or units by strata, as CSV",
    response_class=Response,
    responses={
        200: {"content": {"text/csv": {}}, "description": "The table"},
        **NOT_MODIFIED,
        **problems(404, 422),
    },
)
@permission("result.public")
def read_public_table(
    round_id: UUID,
    query: Annotated[TableQuery, Query()],
    session: SessionDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    found = public_version(session, round_id, query.version)
    headers = _headers(f"{found.public_digest}-{query.table.value}", query)
    if _held(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f"attachment; filename=pingyi-{query.table.value}-{found.version}.csv"
    content = table_csv(json.loads(found.public), query.table)
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/dictionary", summary="What the columns of the tables mean")
@permission("result.public")
def read_dictionary(response: Response) -> DictionaryOut:
    response.headers["Cache-Control"] = CURRENT
    return DictionaryOut(items=dictionary())


@router.get("/keys", summary="The keys that sign published files")
@permission("result.public")
def list_public_keys(request: Request, response: Response) -> PublicKeysOut:
    response.headers["Cache-Control"] = CURRENT
    found = public_keys(request.app.state.keys)
    return PublicKeysOut(
        items=[
            PublicKeyOut(key_id=key.key_id, algorithm=ALGORITHM, public_key=key.public_key, current=key.current)
            for key in found
        ]
    )


def _headers(tag: str, query: VersionQuery) -> dict[str, str]:
    return {"ETag": f'"{tag}"', "Cache-Control": CURRENT if query.version is None else FINAL}


def _held(if_none_match: str | None, etag: str) -> bool:
    """Whether the client holds it already (weak comparison, RFC 9110)."""
    held = {tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")}
    return etag in held or "*" in held
