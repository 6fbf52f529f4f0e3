"""Ratings: taking them in, reading them, and one route for each action of the table."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from backend.core import clock
from backend.core.db import SessionDep
from backend.core.etags import IfMatch, set_etag
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import PrincipalDep, permission
from backend.core.sealing import SealerDep
from backend.oversight import following_up, ratings
from backend.oversight.access import get_rating, get_record
from backend.oversight.schemas_ratings import RatingDetail, RatingOut, RatingQuery, ServiceRatingIn
from backend.units.import_routes import LanguageDep

router = APIRouter(prefix="/api/v1/service-ratings", tags=["oversight"])
of_record = APIRouter(prefix="/api/v1/service-records/{record_id}/rating", tags=["oversight"])


@of_record.post(
    "", summary="Take in the rating of a record", status_code=201, responses=problems(401, 403, 404, 409, 422)
)
@permission("rating.write")
def add_rating(
    record_id: UUID,
    body: ServiceRatingIn,
    session: SessionDep,
    principal: PrincipalDep,
    sealer: SealerDep,
    language: LanguageDep,
    response: Response,
) -> RatingDetail:
    """One record, one rating: a second one is refused."""
    record = get_record(session, principal, record_id)
    rating = ratings.add_rating(session, sealer, principal, record, body)
    response.headers["Location"] = f"/api/v1/service-ratings/{rating.id}"
    set_etag(response, rating)
    return ratings.show_whole(session, sealer, principal, rating, language)


@router.get("", summary="List ratings", responses=problems(401, 403, 422))
@permission("rating.read")
def list_ratings(
    session: SessionDep, principal: PrincipalDep, query: Annotated[RatingQuery, Query()], language: LanguageDep
) -> Page[RatingOut]:
    """Without comments: those are shown one by one."""
    found, page = ratings.list_ratings(session, principal, query)
    now = clock.now(session)
    return Page[RatingOut](items=[ratings.show(principal, rating, now, language) for rating in found], **page)


@router.get("/{rating_id}", summary="One rating", responses=problems(401, 403, 404, 422))
@permission("rating.read")
def read_rating(
    rating_id: UUID,
    session: SessionDep,
    principal: PrincipalDep,
    sealer: SealerDep,
    language: LanguageDep,
    response: Response,
) -> RatingDetail:
    rating = get_rating(session, principal, rating_id)
    set_etag(response, rating)
    return ratings.show_whole(session, sealer, principal, rating, language)


def _endpoint(step: following_up.Transition) -> Callable[..., RatingDetail]:
    def act(
        rating_id: UUID,
        body: Any,
        session: SessionDep,
        principal: PrincipalDep,
        sealer: SealerDep,
        language: LanguageDep,
        response: Response,
        if_match: IfMatch = None,
    ) -> RatingDetail:
        rating = get_rating(session, principal, rating_id, lock=True)
        following_up.transition(session, principal, rating, step.action, body, if_match)
        set_etag(response, rating)
        return ratings.show_whole(session, sealer, principal, rating, language)

    act.__name__ = f"{step.action}_rating"
    act.__annotations__["body"] = step.body
    return act


for _step in following_up.TABLE:
    router.add_api_route(
        f"/{{rating_id}}/{_step.action.replace('_', '-')}",
        permission(_step.permission)(_endpoint(_step)),
        methods=["POST"],
        summary=f"Bad rating: {_step.label.en.lower()}",
        responses=problems(401, 403, 404, 409, 412, 422, 428),
    )
