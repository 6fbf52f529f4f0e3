"""Cards: reading them, and one route for each action of the table."""

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
from backend.oversight import cards
from backend.oversight.access import get_card
from backend.oversight.schemas_cards import CardOut, CardQuery
from backend.units.import_routes import LanguageDep

router = APIRouter(prefix="/api/v1/oversight-cards", tags=["oversight"])


@router.get("", summary="List cards", responses=problems(401, 403, 422))
@permission("card.read")
def list_cards(
    session: SessionDep, principal: PrincipalDep, query: Annotated[CardQuery, Query()], language: LanguageDep
) -> Page[CardOut]:
    found, page = cards.list_cards(session, principal, query)
    now = clock.now(session)
    return Page[CardOut](items=[cards.show(principal, card, now, language) for card in found], **page)


@router.get("/{card_id}", summary="One card", responses=problems(401, 403, 404, 422))
@permission("card.read")
def read_card(
    card_id: UUID, session: SessionDep, principal: PrincipalDep, language: LanguageDep, response: Response
) -> CardOut:
    card = get_card(session, principal, card_id)
    set_etag(response, card)
    return cards.show(principal, card, clock.now(session), language)


def _endpoint(step: cards.Transition) -> Callable[..., CardOut]:
    def act(
        card_id: UUID,
        body: Any,
        session: SessionDep,
        principal: PrincipalDep,
        language: LanguageDep,
        response: Response,
        if_match: IfMatch = None,
    ) -> CardOut:
        card = get_card(session, principal, card_id, lock=True)
        cards.transition(session, principal, card, step.action, body, if_match)
        set_etag(response, card)
        return cards.show(principal, card, clock.now(session), language)

    act.__name__ = f"{step.action}_card"
    act.__annotations__["body"] = step.body
    return act


for _step in cards.TABLE:
    router.add_api_route(
        f"/{{card_id}}/{_step.action}",
        permission(_step.permission)(_endpoint(_step)),
        methods=["POST"],
        summary=f"{_step.label.en} a card" if _step.action != "explain" else "Explain why a card was due",
        responses=problems(401, 403, 404, 409, 412, 422, 428),
    )
