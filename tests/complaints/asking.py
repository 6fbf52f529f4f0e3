"""What a unit asks for, and the clocks that it is about."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from backend.complaints import bodies
from backend.complaints.kinds import ClockKind
from backend.complaints.records import CaseClock
from tests.complaints.at_centre import Office
from tests.complaints.conftest import read
from tests.complaints.test_transfers import events

RETURN = {"basis": "三定规定第五条", "reason": "该事项由自然资源部门办理"}
MORE_TIME = {"amount": 10, "reason": "需要现场鉴定"}
NOTE_BODY = {"note": "经研究，情况复杂，延长办理时间。"}


def total_of(office: Office, case_id: UUID) -> CaseClock:
    return clock_of(office, CaseClock.case_id == case_id, CaseClock.kind == ClockKind.TOTAL)


def clock_of(office: Office, *where: Any) -> CaseClock:
    found: CaseClock = read(office.centre.database, lambda s: s.scalars(select(CaseClock).where(*where)).one())
    return found


def ask_return(office: Office, case_id: UUID) -> str:
    """The unit asks to return its newest order; gives the id of the request."""
    office.do("liaison", f"/transfers/{office.order()['id']}/returns", RETURN)
    return str(office.get("lead", f"/complaints/{case_id}/returns")["items"][-1]["id"])


def ask_extension(office: Office, case_id: UUID, **fields: Any) -> str:
    office.do("liaison", f"/transfers/{office.order()['id']}/extensions", MORE_TIME | fields)
    return str(office.get("lead", f"/complaints/{case_id}/extensions")["items"][-1]["id"])


def redispatch(office: Office, case_id: UUID, who: str = "lead") -> None:
    order = bodies.OrderBody(unit_id=office.centre.units["A"], matter="请再次核查。")
    office.centre.move(who, case_id, "redispatch", bodies.RedispatchBody(lead=order, note="指定办理"))


def names(office: Office, case_id: UUID) -> list[str]:
    return [event.action for event in read(office.centre.database, lambda s: events(s, case_id))]
