"""What happened to cases, as far as their complainants may know: what goes on inside the centre shows in no date."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from backend.complaints.models import Case
from backend.complaints.public.view import STEPS
from backend.complaints.records import CaseEvent

TOLD: Final = frozenset(STEPS) | {"withdraw", "rate"}


def happened_since(instant: datetime) -> ColumnElement[bool]:
    """Of cases to which something happened, or to the one that they were merged into."""
    of_case = or_(CaseEvent.case_id == Case.id, CaseEvent.case_id == Case.merged_into)
    return exists().where(of_case, CaseEvent.action.in_(TOLD), CaseEvent.at >= instant)


def last_of(session: Session, case_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When something happened last to each case."""
    newest = select(CaseEvent.case_id, func.max(CaseEvent.at)).where(CaseEvent.case_id.in_(set(case_ids)))
    rows = session.execute(newest.where(CaseEvent.action.in_(TOLD)).group_by(CaseEvent.case_id))
    return {row[0]: row[1] for row in rows}
