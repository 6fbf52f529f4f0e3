"""Own complaints as a client system sees them: as much as their complainants would, without their messages."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from backend.complaints.desk import Desk
from backend.complaints.kinds import PUBLIC_LABELS, CaseState
from backend.complaints.models import Case, Category
from backend.complaints.public.acts import followed
from backend.complaints.public.view import track
from backend.complaints.records import CaseEvent, CaseMessage, MessageSender
from backend.core.paging import Sorting, paginate
from backend.core.principal import Client
from backend.integration import happenings
from backend.integration.adapters.words import Words
from backend.integration.intake.access import own_cases
from backend.integration.intake.schemas import IntakeDetail, IntakeItem, IntakeQuery
from backend.units.models import Unit

_SORTINGS: Final = {"registered_at": Sorting(Case.registered_at, lambda row: row.registered_at)}


def list_own(desk: Desk, client: Client, query: IntakeQuery) -> tuple[list[IntakeItem], dict[str, Any]]:
    """One page of the client's own complaints, and the other fields of the page."""
    statement = own_cases(client)
    if query.source_system is not None:
        statement = statement.where(Case.source_system == query.source_system)
    if query.source_id is not None:
        statement = statement.where(Case.source_id == query.source_id)
    if query.updated_since is not None:
        statement = statement.where(happenings.happened_since(query.updated_since))
    cases, page = paginate(desk.session, statement, query, query.sort.value, _SORTINGS, Case.id)
    return [IntakeItem(**fields) for fields in _fields(desk, cases)], page


def detail(desk: Desk, case: Case) -> IntakeDetail:
    """One complaint, with what its complainant would read."""
    shown = track(desk, case)
    parts = {name: getattr(shown, name) for name in ("deadlines", "steps", "answers", "where_to_go", "choices")}
    return IntakeDetail(**_fields(desk, [case])[0], **parts, asked_for=_asked_for(desk, case))


def _fields(desk: Desk, cases: Sequence[Case]) -> list[dict[str, Any]]:
    """What lists show of cases, with a few look-ups for a whole page."""
    session, words = desk.session, Words(desk.session)
    masters = {case.id: followed(session, case) for case in cases}
    units = _names(desk, Unit.id, Unit.name, {case.unit_id for case in cases})
    codes = _names(desk, Category.id, Category.code, {case.category_id for case in cases})
    updated = happenings.last_of(session, {*masters, *(master.id for master in masters.values())})
    found = []
    for case in cases:
        master = masters[case.id]
        own = ("id", "number", "source_system", "source_id", "unit_id", "received_at")
        course = ("state", "accepted_at", "replied_at", "closed_at")
        found.append(
            {name: getattr(case, name) for name in own}
            | {name: getattr(master, name) for name in course}
            | {
                "label": PUBLIC_LABELS[master.state].of(desk.language),
                "source_state": words.of(case.source_system, master.state),
                "open": not master.terminal,
                "merged": master is not case,
                "category": codes[case.category_id],
                "unit_name": units[case.unit_id] if case.unit_id is not None else None,
                "updated_at": max(updated[case.id], updated[master.id]),
            }
        )
    return found


def _names(desk: Desk, key: Any, name: Any, ids: set[Any]) -> dict[UUID, str]:
    return {row[0]: row[1] for row in desk.session.execute(select(key, name).where(key.in_(ids - {None})))}


def _asked_for(desk: Desk, case: Case) -> str | None:
    """What is missing, in the message that went with the request for it."""
    if case.state is not CaseState.SUPPLEMENTING:
        return None
    asked = select(func.max(CaseEvent.at)).where(CaseEvent.case_id == case.id, CaseEvent.action == "ask_supplement")
    message = desk.session.scalars(
        select(CaseMessage)
        .where(CaseMessage.case_id == case.id, CaseMessage.sender == MessageSender.OFFICER)
        .where(CaseMessage.transfer_id.is_(None), CaseMessage.at <= asked.scalar_subquery())
        .order_by(CaseMessage.at.desc(), CaseMessage.id)
        .limit(1)
    ).one_or_none()
    return desk.open(message.body, "case_message", "body", message.id) if message is not None else None
