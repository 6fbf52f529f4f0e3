"""Which cases a person sees, and how much of them (security design, section 2).

Officers see the cases assigned to them and the headers of those nobody has yet; leads see all; supervisors and
auditors see headers and dates of all, never what was written, but for what a decision of theirs is about (`basis.py`).
Nobody sees a case about the own unit or one with a declared conflict. Liaisons, leaders and everybody else see no case
at all: a unit works from its transfer orders.
"""

from uuid import UUID

from sqlalchemy import Select, exists, or_, select

from backend.auth.models import UserAccount
from backend.auth.policy import Role
from backend.complaints.desk import Desk
from backend.complaints.models import Case
from backend.complaints.records import Handler
from backend.complaints.records_requests import Conflict
from backend.core.errors import NotFound
from backend.core.principal import Principal

OVERSEERS = frozenset({Role.SUPERVISOR, Role.LEAD_SUPERVISOR, Role.AUDITOR})


def visible_cases(principal: Principal) -> Select[Case]:
    """The cases that a person may know of."""
    me = principal.user_id
    own_unit = select(UserAccount.unit_id).where(UserAccount.id == me, UserAccount.unit_id.is_not(None))
    conflict = exists().where(Conflict.case_id == Case.id, Conflict.user_id == me)
    cases = select(Case).where(~conflict, or_(Case.unit_id.is_(None), Case.unit_id.not_in(own_unit)))
    if principal.roles & (OVERSEERS | {Role.COMPLAINT_LEAD}):
        return cases
    if Role.COMPLAINT_OFFICER in principal.roles:
        handled = exists().where(Handler.case_id == Case.id, Handler.user_id == me)
        return cases.where(or_(Case.officer_id == me, Case.officer_id.is_(None), handled))
    return cases.where(Case.id.is_(None))


def find_case(desk: Desk, case_id: UUID, *, lock: bool = False) -> Case:
    """A case that the person at the desk may know of, with its row locked on request. Raises NotFound."""
    statement = visible_cases(desk.principal).where(Case.id == case_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    case = desk.session.scalars(statement).one_or_none()
    if case is None:
        raise NotFound
    return case


def reads_content(desk: Desk, case: Case) -> bool:
    """Whether the person may read what was written: the lead, the officer assigned, and named handlers."""
    principal = desk.principal
    if Role.COMPLAINT_LEAD in principal.roles:
        return True
    if Role.COMPLAINT_OFFICER not in principal.roles:
        return False
    if case.officer_id == principal.user_id:
        return True
    handled = select(Handler.user_id).where(Handler.case_id == case.id, Handler.user_id == principal.user_id)
    return desk.session.scalars(handled.limit(1)).first() is not None


def find_case_to_work(desk: Desk, case_id: UUID) -> Case:
    """A case whose content the person may read and work on. Raises NotFound: a header is not yet a case."""
    case = find_case(desk, case_id)
    if not reads_content(desk, case):
        raise NotFound
    return case
