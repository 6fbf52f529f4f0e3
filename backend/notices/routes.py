"""The own notices."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request

from backend.core.db import SessionDep
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import PrincipalDep, permission
from backend.core.text import choose_language
from backend.notices import service
from backend.notices.kinds import NoticeKinds
from backend.notices.schemas import NoticeOut, NoticeQuery, ReadAllIn, ReadAllOut, Unread, notice_out

router = APIRouter(prefix="/api/v1/notices", tags=["notices"])

AcceptLanguage = Annotated[str | None, Header(description="Language of the texts")]


@router.get("", summary="The own notices, newest first", responses=problems(401, 422))
@permission("notice.self")
def list_notices(
    request: Request,
    session: SessionDep,
    principal: PrincipalDep,
    query: Annotated[NoticeQuery, Query()],
    accept_language: AcceptLanguage = None,
) -> Page[NoticeOut]:
    kinds: NoticeKinds = request.app.state.notice_kinds
    language = choose_language(accept_language)
    rows, page = service.list_notices(session, principal, query)
    return Page(items=[notice_out(row, kinds, language) for row in rows], **page)


@router.get("/unread-count", summary="How many of the own notices are unread", responses=problems(401))
@permission("notice.self")
def unread_count(session: SessionDep, principal: PrincipalDep) -> Unread:
    count, as_of = service.count_unread(session, principal)
    return Unread(count=count, as_of=as_of)


@router.post("/read-all", summary="Mark the own notices as read", responses=problems(401, 422))
@permission("notice.self")
def read_all(body: ReadAllIn, session: SessionDep, principal: PrincipalDep) -> ReadAllOut:
    """Those of up to `until`; what came later stays unread."""
    return ReadAllOut(count=service.mark_all_read(session, principal, body.until))


@router.post("/{notice_id}/read", summary="Mark a notice as read", status_code=204, responses=problems(401, 404, 422))
@permission("notice.self")
def read(notice_id: UUID, session: SessionDep, principal: PrincipalDep) -> None:
    service.mark_read(session, principal, notice_id)
