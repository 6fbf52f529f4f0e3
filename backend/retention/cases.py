"""Cases that ended long ago: first the identity goes, later the texts with the attachments; what figures need stays.

A hold (`held`) wins over any age, and so does whatever still runs: a clock, a report of retaliation that is not settled.
Merged cases are handled as one with their master: the time of each begins at the earliest when that of the master does,
and what holds one of them holds all.
"""

import json
import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, null, or_, select, update
from sqlalchemy.orm import Session, aliased

from backend.audit.record import SYSTEM
from backend.complaints.attachments.models import CaseAttachment
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.forgetting import forget_who, group_of, must_wait
from backend.complaints.kinds import TERMINAL, Actor
from backend.complaints.models import Case, CaseIdentity
from backend.complaints.records import CaseEvent
from backend.complaints.searching import summarise
from backend.core import clock
from backend.core.sealing import Sealer
from backend.files.attachments.models import Attachment
from backend.files.attachments.service import erase
from backend.retention.rules import Keeping
from backend.sealed import SealedColumn, sealed_columns

_EMPTY: Final = {"complaint_original": json.dumps({"subject": "", "text": "", "wish": ""})}
"""What is left of a text that a row must have, by table; elsewhere an empty one."""


def due_identities(session: Session, limit: datetime) -> tuple[Sequence[UUID], int]:
    """Cases that ended before `limit` and whose complainant is still known, here or where they came from, and how many of
    them must wait."""
    known = exists().where(CaseIdentity.case_id == Case.id) | Case.source_id.is_not(None)
    return _due(session, limit, Case.identity_erased_at.is_(None) & known)


def due_texts(session: Session, limit: datetime) -> tuple[Sequence[UUID], int]:
    """Cases that ended before `limit` and whose texts are still there, and how many of them must wait."""
    return _due(session, limit, Case.text_erased_at.is_(None))


def count_one(_session: Session, _case_id: UUID | None, _limit: datetime) -> int:
    return 1


def erase_identity(keeping: Keeping, session: Session, case_id: UUID | None, limit: datetime) -> int:
    """Forget who complained: name, numbers, address, the marks by which a second complaint is found, and the number of
    the case in the system that it came from."""
    case = _locked(session, case_id, limit)
    if case is None or case.identity_erased_at is not None:
        return 0
    forget_who(session, case)
    write_event(Desk(session, keeping.keys, Actor.SYSTEM), case, "erase_identity")
    return 1


def erase_texts(keeping: Keeping, session: Session, case_id: UUID | None, limit: datetime) -> int:
    """Forget what was written, by whomever, and the attachments. The tracking code opens nothing any more.

    State, dates, unit, category, conclusion and rating stay: figures count them.
    """
    case = _locked(session, case_id, limit)
    if case is None or case.text_erased_at is not None:
        return 0
    if case.identity_erased_at is None:
        forget_who(session, case)
    sealer = Sealer(keeping.keys)
    for column in sealed_columns():
        if "case_id" in column.table.c:
            _empty(session, sealer, column, case.id)
    summarise(session, case, "")
    attached = select(Attachment).join(CaseAttachment, CaseAttachment.attachment_id == Attachment.id)
    for attachment in session.scalars(attached.where(CaseAttachment.case_id == case.id)):
        erase(session, keeping.files, attachment, SYSTEM)
    case.code_hash, case.pin_hash = os.urandom(32), None
    case.text_erased_at = clock.now(session)
    write_event(Desk(session, keeping.keys, Actor.SYSTEM), case, "erase_text")
    return 1


def _empty(session: Session, sealer: Sealer, column: SealedColumn, case_id: UUID) -> None:
    mine = (column.table.c.case_id == case_id) & column.column.is_not(None)
    connection = session.connection()
    if column.column.nullable:
        connection.execute(update(column.table).where(mine).values({column.column: null()}))
        return
    left = _EMPTY.get(column.table.name, "")
    for row_id in connection.scalars(select(column.key).where(mine)).all():
        sealed = sealer.seal(left, column.place(row_id))
        connection.execute(update(column.table).where(column.key == row_id).values({column.column: sealed}))


def _locked(session: Session, case_id: UUID | None, limit: datetime) -> Case | None:
    """The case, locked, if it is still due: somebody may have held or reopened it meanwhile, or one merged with it.

    Locks all that were merged, in the order of their ids like every action.
    """
    mine = session.scalars(select(group_of(Case)).where(Case.id == case_id)).first()
    together = select(Case).where(or_(Case.id == mine, Case.merged_into == mine)).order_by(Case.id)
    locked = session.scalars(together.with_for_update().execution_options(populate_existing=True)).all()
    due = select(Case.id).where(Case.id == case_id, _ended_before(limit), ~must_wait())
    if session.scalars(due).first() is None:
        return None
    return next((case for case in locked if case.id == case_id), None)


def _due(session: Session, limit: datetime, also: ColumnElement[bool]) -> tuple[Sequence[UUID], int]:
    old = (_ended_before(limit), also)
    ids = session.scalars(select(Case.id).where(*old, ~must_wait()).order_by(Case.id)).all()
    waiting: Select[Any] = select(func.count()).select_from(Case).where(*old, must_wait())
    return ids, session.scalars(waiting).one()


def _ended_before(limit: datetime) -> ColumnElement[bool]:
    """Ended before `limit`, and so did the case that it was merged into, whose course it took (`must_wait` asks whether
    that has ended at all)."""
    master = aliased(Case)
    master_too = exists().where(master.id == Case.merged_into, _last_step(master) < limit)
    return Case.state.in_(TERMINAL) & (_last_step(Case) < limit) & (Case.merged_into.is_(None) | master_too)


def _last_step(case: type[Case]) -> ColumnElement[Any]:
    """When the state changed last: a case may have been opened again and closed."""
    last = (
        select(func.max(CaseEvent.at))
        .where(CaseEvent.case_id == case.id, CaseEvent.source.is_not(None))
        .correlate(case)
        .scalar_subquery()
    )
    return func.coalesce(last, case.closed_at, case.registered_at)
