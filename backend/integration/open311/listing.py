"""What anybody may read of marked cases: number, category, unit, label and days.

Times are the midnights that begin their days, and filters see no finer: the minute of a complaint may tell an office
who complained.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import Select, not_, select
from sqlalchemy.orm import Session

from backend.complaints.kinds import PUBLIC_LABELS, TERMINAL, CaseState
from backend.complaints.models import Case, Category
from backend.complaints.public.acts import followed
from backend.complaints.records import CaseEvent
from backend.core import clock
from backend.core.errors import NotFound
from backend.core.principal import Client
from backend.core.text import Language
from backend.integration import happenings
from backend.integration.open311.refusing import TooLong
from backend.integration.open311.schemas import RequestsQuery, RequestToken, RequestUpdate, ServiceRequest, UpdatesQuery
from backend.units.models import Unit

WINDOW: Final = timedelta(days=90)
_DAY: Final = timedelta(days=1)
CHANGES: Final = frozenset(
    {"register", "ask_supplement", "supplement", "lapse", "lapse_to_decision", "refuse", "transfer_out", "accept"}
    | {"issue_reply", "rework", "close", "terminate", "ask_review", "uphold", "overturn"}
)
"""Events that change the label; who has a case in hand inside is told to nobody."""


def list_requests(session: Session, query: RequestsQuery, language: Language) -> list[ServiceRequest]:
    """One page of the marked cases, newest first. Raises TooLong."""
    statement = _marked()
    if query.service_request_id is not None:
        statement = statement.where(Case.number.in_(_several(query.service_request_id)))
    else:
        statement = _narrowed(session, statement, query)
    page = statement.order_by(Case.received_at.desc(), Case.id).offset((query.page - 1) * query.page_size)
    return _shown(session, session.scalars(page.limit(query.page_size)).all(), language)


def read_request(session: Session, number: str, client: Client | None, language: Language) -> ServiceRequest:
    """A marked case, or one of the client that asks. Raises NotFound."""
    case = session.scalars(_marked().where(Case.number == number)).one_or_none()
    if case is None and client is not None:
        own = select(Case).where(Case.number == number, Case.source_client_id == client.client_id)
        case = session.scalars(own).one_or_none()
    if case is None:
        raise NotFound
    return _shown(session, [case], language)[0]


def read_token(session: Session, token: str) -> RequestToken:
    """Numbers are given at once, so that the token of a request is its number. Raises NotFound."""
    if session.scalars(_marked().where(Case.number == token)).one_or_none() is None:
        raise NotFound
    return RequestToken(token=token, service_request_id=token)


def list_updates(session: Session, query: UpdatesQuery, language: Language) -> list[RequestUpdate]:
    """Changes of the label of marked cases, oldest first, as far as days tell. Raises TooLong."""
    first, behind = _window(session, query.start_date, query.end_date)
    statement = (
        select(CaseEvent, Case.number)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(Case.publishable, Case.state != CaseState.MERGED, CaseEvent.action.in_(CHANGES))
        .where(CaseEvent.at >= first, CaseEvent.at < behind)
        .order_by(CaseEvent.at, CaseEvent.id)
        .offset((query.page - 1) * query.page_size)
        .limit(query.page_size)
    )
    return [_update(event, number, language) for event, number in session.execute(statement)]


def _update(event: CaseEvent, number: str, language: Language) -> RequestUpdate:
    assert event.target is not None, "an event of a state has one"
    return RequestUpdate(
        update_id=str(event.id),
        service_request_id=number,
        status="CLOSED" if event.target in TERMINAL else "OPEN",
        updated_datetime=_day(event.at),
        description=PUBLIC_LABELS[event.target].of(language),
        media_url="",
    )


def _marked() -> Select[Case]:
    """A case that is reopened and merged then is told of with its master."""
    return select(Case).where(Case.publishable, Case.state != CaseState.MERGED)


def _narrowed(session: Session, statement: Select[Case], query: RequestsQuery) -> Select[Case]:
    first, behind = _window(session, query.start_date, query.end_date)
    statement = statement.where(Case.received_at >= first, Case.received_at < behind)
    if query.service_code is not None:
        codes = select(Category.id).where(Category.code.in_(_several(query.service_code)))
        statement = statement.where(Case.category_id.in_(codes))
    if query.status is not None:
        wanted = [status == "closed" for status in _several(query.status)]
        statement = statement.where(Case.terminal.in_(wanted))
    if query.updated_after is not None:
        statement = statement.where(happenings.happened_since(_midnight_at_or_after(query.updated_after)))
    if query.updated_before is not None:
        statement = statement.where(not_(happenings.happened_since(_midnight(query.updated_before) + _DAY)))
    return statement


def _window(session: Session, start: datetime | None, end: datetime | None) -> tuple[datetime, datetime]:
    """From the first instant to the one behind the last: whole days. Raises TooLong."""
    if start is not None and end is not None and end - start > WINDOW:
        raise TooLong
    if start is None:
        end = end or clock.now(session)
        start = end - WINDOW
    elif end is None:
        end = start + WINDOW
    return _midnight_at_or_after(start), _midnight(end) + _DAY


def _midnight(instant: datetime) -> datetime:
    return datetime.combine(clock.local_date(instant), time(), clock.LOCAL_ZONE)


def _midnight_at_or_after(instant: datetime) -> datetime:
    midnight = _midnight(instant)
    return midnight if midnight == instant else midnight + _DAY


def _day(instant: datetime) -> str:
    return _midnight(instant).isoformat()


def _several(codes: str) -> list[str]:
    return [code.strip() for code in codes.split(",") if code.strip()]


def _shown(session: Session, cases: Sequence[Case], language: Language) -> list[ServiceRequest]:
    wanted = {case.category_id for case in cases}
    categories = {row.id: row for row in session.scalars(select(Category).where(Category.id.in_(wanted)))}
    units = {case.unit_id for case in cases if case.unit_id is not None}
    names = {row.id: row.name for row in session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(units)))}
    updated = happenings.last_of(session, {case.id for case in cases})
    courses = {case.id: followed(session, case) for case in cases}
    return [
        ServiceRequest(
            service_request_id=case.number,
            status="closed" if courses[case.id].terminal else "open",
            status_notes=PUBLIC_LABELS[courses[case.id].state].of(language),
            service_name=categories[case.category_id].name,
            service_code=categories[case.category_id].code,
            description="",
            agency_responsible=names.get(case.unit_id, "") if case.unit_id is not None else "",
            service_notice="",
            requested_datetime=_day(case.received_at),
            updated_datetime=_day(updated[case.id]),
            expected_datetime=None,
            address="",
            address_id="",
            zipcode="",
            lat=None,
            long=None,
            media_url=None,
        )
        for case in cases
    ]
