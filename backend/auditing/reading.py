"""Finding events of the record, on pages and as a file."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from backend.audit.chain import canonical
from backend.audit.models import AuditEvent
from backend.audit.record import RECORD, record
from backend.auditing.schemas import EventExportQuery, EventFilters, EventQuery, ExportFormat, RecordEventOut
from backend.auth.clients.models import ApiClient
from backend.auth.models import UserAccount
from backend.core import clock
from backend.core.db import note_reading
from backend.core.errors import DomainError
from backend.core.paging import Page, Sorting, paginate
from backend.core.principal import CLIENT_ACTOR, Principal
from backend.core.spreadsheets import CSV_MEDIA, write_csv
from backend.core.text import Text

EXPORT: Final = "audit.export"
MOST: Final = 50_000
"""Events in one file; more are refused, and can be had by days."""
JSONL_MEDIA: Final = "application/jsonl"
_SORTINGS: Final = {"seq": Sorting(AuditEvent.seq, lambda event: event.seq)}
_COLUMNS: Final = tuple(AuditEvent.__table__.columns)
_TITLES: Final = ("序号", "时间", "操作人", "姓名", "操作", "对象类别", "对象编号", "内容", "摘要")


class TooManyEvents(DomainError):
    status = 422
    code = "too_many_events"
    title = Text(
        f"超过 {MOST} 条，请缩小日期范围后分几次导出",
        f"More than {MOST} events: choose fewer days, and export in parts",
    )


def list_events(session: Session, query: EventQuery) -> Page[RecordEventOut]:
    """One page, the newest first."""
    rows, page = paginate(session, _fitting(session, select(AuditEvent), query), query, "-seq", _SORTINGS, None)
    names = _names(session, {event.actor for event in rows})
    return Page(items=[RecordEventOut.of(event, names) for event in rows], **page)


def export_events(session: Session, principal: Principal, query: EventExportQuery) -> tuple[bytes, str]:
    """All that fit, the oldest first, and the media type; that it was done is recorded. Raises TooManyEvents."""
    counted = _fitting(session, select(func.count()).select_from(AuditEvent), query)
    if session.scalars(counted).one() > MOST:
        raise TooManyEvents
    found = _fitting(session, select(*_COLUMNS), query).order_by(AuditEvent.seq)
    events = [row._asdict() for row in session.execute(found)]
    if query.format is ExportFormat.JSONL:
        content, media = b"".join(canonical(event) + b"\n" for event in events), JSONL_MEDIA
    else:
        names = _names(session, {event["actor"] for event in events})
        content, media = b"".join(write_csv(_TITLES, (_cells(event, names) for event in events))), CSV_MEDIA
    kinds = sorted(query.model_dump(exclude_none=True, exclude={"format"}))
    note_reading(
        session,
        lambda writer: record(
            writer, principal, EXPORT, RECORD, None, format=query.format.value, filters=kinds, events=len(events)
        ),
    )
    return content, media


def _fitting(session: Session, statement: Select[Any], query: EventFilters) -> Select[Any]:
    if query.seq is not None:
        statement = statement.where(AuditEvent.seq == query.seq)
    if query.actor:
        known = select(UserAccount.id).where(UserAccount.username == query.actor)
        statement = statement.where(AuditEvent.actor.in_([query.actor, *map(str, session.scalars(known))]))
    if query.action:
        statement = statement.where(AuditEvent.action.startswith(query.action, autoescape=True))
    if query.object_type:
        statement = statement.where(AuditEvent.object_type == query.object_type)
    if query.object_id is not None:
        statement = statement.where(AuditEvent.object_id == query.object_id)
    if query.first_day is not None:
        statement = statement.where(AuditEvent.at >= _midnight(query.first_day))
    if query.last_day is not None:
        statement = statement.where(AuditEvent.at < _midnight(query.last_day + timedelta(days=1)))
    return statement


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LOCAL_ZONE)


def _names(session: Session, actors: Iterable[str]) -> dict[str, str]:
    """Names of those actors that are users or client systems."""
    named = set(actors)
    systems = {actor.removeprefix(CLIENT_ACTOR) for actor in named if actor.startswith(CLIENT_ACTOR)}
    ids = [user_id for actor in named if (user_id := _user_id(actor)) is not None]
    people = select(UserAccount.id, UserAccount.display_name).where(UserAccount.id.in_(ids))
    clients = select(ApiClient.id, ApiClient.name).where(ApiClient.id.in_(map(UUID, systems)))
    found = {str(person.id): person.display_name for person in session.execute(people)}
    return found | {f"{CLIENT_ACTOR}{client.id.hex}": client.name for client in session.execute(clients)}


def _user_id(actor: str) -> UUID | None:
    try:
        return UUID(actor)
    except ValueError:
        return None


def _cells(event: dict[str, Any], names: dict[str, str]) -> Sequence[str | int]:
    return (
        event["seq"],
        event["at"].astimezone(clock.LOCAL_ZONE).isoformat(timespec="seconds"),
        event["actor"],
        names.get(event["actor"], ""),
        event["action"],
        event["object_type"],
        str(event["object_id"] or ""),
        json.dumps(event["data"], ensure_ascii=False, sort_keys=True),
        event["hash"],
    )
