"""An account for each role, two of those that a case needs two of; entered by the demonstration's buttons, no passwords."""

from sqlalchemy.orm import Session

from backend.audit.record import COMMAND
from backend.auth.models import UserAccount
from backend.auth.policy import Role
from backend.auth.service import create_user
from backend.core import clock
from backend.units.models import Unit

UNIT_HEAD = "demo-unit-head"
PEOPLE = (
    ("demo-office", "效能办 用户甲", Role.OFFICE),
    ("demo-auditor", "审计 用户乙", Role.AUDITOR),
    ("demo-supervisor", "监督员 用户丙", Role.SUPERVISOR),
    ("demo-leader", "领导小组 用户丁", Role.LEADER),
    ("demo-liaison", "市财政局联络员 用户戊", Role.LIAISON),
    ("demo-officer", "投诉中心 用户庚", Role.COMPLAINT_OFFICER),
    ("demo-officer2", "投诉中心 用户辛", Role.COMPLAINT_OFFICER),
    ("demo-lead", "投诉中心负责人 用户壬", Role.COMPLAINT_LEAD),
    ("demo-unit-head", "市财政局分管负责人 用户癸", Role.LIAISON),
    ("demo-lead-supervisor", "监督组长 用户子", Role.LEAD_SUPERVISOR),
    ("demo-sysadmin", "系统管理 用户己", Role.SYSADMIN),
)


def create_people(session: Session, liaison_unit: Unit) -> dict[Role, UserAccount]:
    """Active accounts without passwords, by role; the unit's head is none of them."""
    people: dict[Role, UserAccount] = {}
    for username, name, role in PEOPLE:
        user = create_user(
            session,
            COMMAND,
            username=username,
            display_name=name,
            roles=[role],
            unit_id=liaison_unit.id if role is Role.LIAISON else None,
            unit_head=username == UNIT_HEAD,
        )
        user.activated_at = clock.now(session)
        people.setdefault(role, user)
    session.flush()
    return people
