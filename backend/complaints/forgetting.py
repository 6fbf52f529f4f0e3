"""Forgetting who complained: when it has been kept long enough, or at the complainant's wish (PIPL, article 47)."""

from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from backend.complaints.kinds import TERMINAL
from backend.complaints.models import Case, CaseIdentity
from backend.complaints.records import CaseClock
from backend.complaints.records_requests import RetaliationReport
from backend.core import clock


def forget_who(session: Session, case: Case) -> None:
    """Name, numbers, address, the marks by which a second complaint is found, and the number of the case in the system
    that it came from. The case is locked; the caller writes the event."""
    session.execute(delete(CaseIdentity).where(CaseIdentity.case_id == case.id))
    # A hotline knows by its number who called, and the digest of the registration tells whether a guess at it is right.
    # Both only keep a registration from being sent twice, which nobody does after so long.
    case.source_system = case.source_id = None
    case.request_key = case.request_digest = None
    case.identity_erased_at = clock.now(session)
    case.version += 1


def must_wait() -> ColumnElement[bool]:
    """Whether the case of the query, or one merged with it, is held or goes on in any way."""
    member = aliased(Case)
    waiting = or_(
        member.held,
        member.state.not_in(TERMINAL),
        exists().where(CaseClock.case_id == member.id, CaseClock.stopped_at.is_(None)),
        exists().where(RetaliationReport.case_id == member.id, RetaliationReport.settled_at.is_(None)),
    )
    return group_of(Case).in_(select(group_of(member)).where(waiting))


def group_of(case: type[Case]) -> ColumnElement[Any]:
    """The id that merged cases share, their master's: a master is never merged itself."""
    return func.coalesce(case.merged_into, case.id)
