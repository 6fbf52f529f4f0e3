"""Reports of retaliation (打击报复): a supervisor takes one, looks into it, and writes down what came of it.

Nobody sees a report about the own unit, nor one of a case with a declared conflict (security design, C07).
"""

from uuid import UUID

from sqlalchemy import Row, Select, select

from backend.audit.record import record
from backend.auth.models import UserAccount
from backend.auth.policy import Role
from backend.complaints.access import visible_cases
from backend.complaints.desk import Desk
from backend.complaints.records_requests import RetaliationReport
from backend.complaints.requests.schemas import RetaliationOut, RetaliationState
from backend.core import clock
from backend.core.errors import Conflict, NotFound
from backend.core.text import Text

MOST = 500


class RetaliationNotNow(Conflict):
    """Somebody else looks into the report, or it is settled."""

    code = "retaliation_not_now"
    title = Text("现在不能这样做", "This is not possible now")


def reports(desk: Desk) -> list[RetaliationOut]:
    """The newest MOST reports: those that nobody has taken first, then those in hand."""
    statement = _visible(desk).order_by(
        RetaliationReport.settled_at.is_not(None), RetaliationReport.taken_at.is_not(None), RetaliationReport.at.desc()
    )
    return [_shown(desk, row) for row in desk.session.execute(statement.limit(MOST))]


def take(desk: Desk, report_id: UUID) -> RetaliationOut:
    """Look into a report. Raises NotFound, RetaliationNotNow."""
    report = _locked(desk, report_id)
    if report.taken_by is not None:
        raise RetaliationNotNow(Text("已有人受理", "Somebody looks into it already"))
    report.taken_by, report.taken_at = desk.user_id, clock.now(desk.session)
    return _done(desk, report, "complaint.retaliation_take")


def settle(desk: Desk, report_id: UUID, outcome: str) -> RetaliationOut:
    """Write down what came of it: by who took it, or the lead supervisor. Raises NotFound, RetaliationNotNow."""
    report = _locked(desk, report_id)
    if report.taken_by is None:
        raise RetaliationNotNow(Text("请先受理", "Take it first"))
    if report.settled_at is not None:
        raise RetaliationNotNow(Text("已经办结", "It is settled already"))
    if not _may_settle(desk, report):
        raise RetaliationNotNow(Text("由受理人或者监督组长办结", "Who took it or the lead supervisor settles it"))
    report.outcome = desk.seal(outcome, "retaliation_report", "outcome", report.id)
    report.settled_at = clock.now(desk.session)
    return _done(desk, report, "complaint.retaliation_settle")


def _visible(desk: Desk) -> Select[RetaliationReport, str, str | None]:
    cases = visible_cases(desk.principal).subquery()
    return (
        select(RetaliationReport, cases.c.number, UserAccount.display_name)
        .join(cases, cases.c.id == RetaliationReport.case_id)
        .outerjoin(UserAccount, UserAccount.id == RetaliationReport.taken_by)
    )


def _locked(desk: Desk, report_id: UUID) -> RetaliationReport:
    found = desk.session.execute(_visible(desk).where(RetaliationReport.id == report_id)).one_or_none()
    if found is None:
        raise NotFound
    desk.session.refresh(found[0], with_for_update=True)
    return found[0]


def _may_settle(desk: Desk, report: RetaliationReport) -> bool:
    return report.taken_by == desk.user_id or Role.LEAD_SUPERVISOR in desk.principal.roles


def _done(desk: Desk, report: RetaliationReport, action: str) -> RetaliationOut:
    desk.session.flush()
    record(desk.session, desk.principal, action, "retaliation_report", report.id)
    return _shown(desk, desk.session.execute(_visible(desk).where(RetaliationReport.id == report.id)).one())


def _shown(desk: Desk, row: Row[RetaliationReport, str, str | None]) -> RetaliationOut:
    report, number, taker = row
    in_hand = report.taken_by is not None and report.settled_at is None
    state = (
        RetaliationState.SETTLED if report.settled_at else RetaliationState.TAKEN if in_hand else RetaliationState.NEW
    )
    return RetaliationOut(
        id=report.id,
        case_id=report.case_id,
        case_number=number,
        at=report.at,
        body=desk.open(report.body, "retaliation_report", "body", report.id),
        state=state,
        taken_by_name=taker,
        taken_at=report.taken_at,
        outcome=desk.open(report.outcome, "retaliation_report", "outcome", report.id) if report.outcome else None,
        settled_at=report.settled_at,
        may_settle=in_hand and _may_settle(desk, report),
    )
