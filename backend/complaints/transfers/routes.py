"""The transfer orders of the own unit."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response

from backend.complaints.desk import DeskDep
from backend.complaints.requests.schemas import ExtensionIn, ReportIn, ReturnIn
from backend.complaints.transfers import queries, service, views
from backend.complaints.transfers.access import find_part
from backend.complaints.transfers.schemas import DraftIn, MessageIn, TransferItem, TransferOut, TransferQuery
from backend.core import clock
from backend.core.etags import IfMatch, set_etag
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import permission
from backend.core.text import choose_language

router = APIRouter(prefix="/api/v1/transfers", tags=["transfers"])
CHANGE = problems(401, 403, 404, 409, 422)
EDIT = problems(401, 403, 404, 409, 412, 422, 428)


class Answer:
    """What every change answers: the order as it is then, with labels in the reader's language."""

    def __init__(
        self, desk: DeskDep, response: Response, accept_language: Annotated[str | None, Header()] = None
    ) -> None:
        self.desk = desk
        self.response = response
        self.language = choose_language(accept_language)

    def __call__(self, order_id: UUID) -> TransferOut:
        part = find_part(self.desk, order_id)
        set_etag(self.response, part.order)
        return views.show(part, self.language)


AnswerDep = Annotated[Answer, Depends()]


@router.get("", summary="Orders to the own unit", responses=problems(401, 403, 422))
@permission("transfer.read")
def list_transfers(desk: DeskDep, query: Annotated[TransferQuery, Query()]) -> Page[TransferItem]:
    """Those to its sections too; what expires first comes first."""
    now = clock.now(desk.session)
    orders, page = queries.list_orders(desk, query, now)
    return Page[TransferItem](items=views.items_of(desk, orders, now), **page)


@router.get("/{order_id}", summary="One order", responses=problems(401, 403, 404, 422))
@permission("transfer.read")
def read_transfer(order_id: UUID, answer: AnswerDep) -> TransferOut:
    return answer(order_id)


@router.post("/{order_id}/sign", summary="Sign for an order", responses=CHANGE)
@permission("transfer.answer")
def sign(order_id: UUID, desk: DeskDep, answer: AnswerDep) -> TransferOut:
    """The clock has been running since the dispatch."""
    service.sign(desk, order_id)
    return answer(order_id)


@router.put("/{order_id}/draft", summary="Write the result down", responses=EDIT)
@permission("transfer.answer")
def save_draft(
    order_id: UUID, body: DraftIn, desk: DeskDep, answer: AnswerDep, if_match: IfMatch = None
) -> TransferOut:
    service.save_draft(desk, order_id, body, if_match)
    return answer(order_id)


@router.post("/{order_id}/approve", summary="Approve the result and submit it", responses=EDIT)
@permission("transfer.answer")
def approve(order_id: UUID, desk: DeskDep, answer: AnswerDep, if_match: IfMatch = None) -> TransferOut:
    """By the account of the unit's head; the version approved is the one that was read."""
    service.approve(desk, order_id, if_match)
    return answer(order_id)


@router.post("/{order_id}/messages", summary="Write to the officer", status_code=201, responses=CHANGE)
@permission("transfer.answer")
def write_message(order_id: UUID, body: MessageIn, desk: DeskDep, answer: AnswerDep) -> TransferOut:
    """The complainant never reads it."""
    service.write_message(desk, order_id, body)
    return answer(order_id)


@router.post("/{order_id}/returns", summary="Ask to give an order back", status_code=201, responses=CHANGE)
@permission("transfer.answer")
def ask_return(order_id: UUID, body: ReturnIn, desk: DeskDep, answer: AnswerDep) -> TransferOut:
    """No clock stops meanwhile."""
    service.ask_return(desk, order_id, body)
    return answer(order_id)


@router.post("/{order_id}/extensions", summary="Ask for more time", status_code=201, responses=CHANGE)
@permission("transfer.answer")
def ask_transfer_extension(order_id: UUID, body: ExtensionIn, desk: DeskDep, answer: AnswerDep) -> TransferOut:
    """No clock stops meanwhile."""
    service.ask_extension(desk, order_id, body)
    return answer(order_id)


@router.post(
    "/{order_id}/supervision-orders/{supervision_id}/acknowledge",
    summary="Take note of a supervision order",
    responses=CHANGE,
)
@permission("transfer.answer")
def acknowledge_supervision(order_id: UUID, supervision_id: UUID, desk: DeskDep, answer: AnswerDep) -> TransferOut:
    service.acknowledge(desk, order_id, supervision_id)
    return answer(order_id)


@router.post(
    "/{order_id}/supervision-orders/{supervision_id}/report",
    summary="Report on a supervision order",
    responses=CHANGE,
)
@permission("transfer.answer")
def report_supervision(
    order_id: UUID, supervision_id: UUID, body: ReportIn, desk: DeskDep, answer: AnswerDep
) -> TransferOut:
    service.report(desk, order_id, supervision_id, body)
    return answer(order_id)
