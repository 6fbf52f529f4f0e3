"""Who is told of what happens to a case and of what its clocks do, and in which words.

A notice says what happened to which number, never what a case is about. A unit is told of its transfer order by the
order's own number; the case's number and id do not leave the centre (D6).
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount, UserRole
from backend.auth.policy import Role
from backend.calendar.engine import WorkCalendar, next_office_time
from backend.complaints.kinds import CLOCK_NAMES
from backend.complaints.models import Case
from backend.complaints.records import CaseClock, TransferOrder
from backend.complaints.records_requests import Conflict
from backend.core.clock import local_date
from backend.core.telling import Notify
from backend.core.text import Text
from backend.units.models import Unit


class Withdraw(Protocol):
    """Takes back the unread notices whose keys begin so."""

    def __call__(self, session: Session, key_prefix: str) -> int: ...


YELLOW, RED = "yellow", "red"
_CASE, _ORDER, _OFFICE = "/complaints/{case}", "/transfers/{transfer}", "/"
_RETALIATION = "/complaints/retaliation"


def _of_clocks(level: str, zh: str, en: str) -> dict[str, tuple[Text, str]]:
    """One kind a clock, since a notice's params carry no words."""
    return {
        f"complaint.{level}.{kind.value}": (Text(zh.format(name.zh), en.format(name.en)), _CASE)
        for kind, name in CLOCK_NAMES.items()
    }


NOTICES: Final[dict[str, tuple[Text, str]]] = {
    **_of_clocks(YELLOW, "投诉件 {{number}} 的{}期限将于 {{due}} 届满", "Case {{number}}: {} is due on {{due}}"),
    **_of_clocks(RED, "投诉件 {{number}} 的{}期限已于 {{due}} 届满", "Case {{number}}: {} was due on {{due}}"),
    "complaint.supervise": (
        Text("投诉件 {number} 超期未办结，已发督办单", "Case {number} is late and supervised"),
        _CASE,
    ),
    "complaint.bulletin": (
        Text("投诉件 {number} 超期未办结且未说明原因，请研究通报", "Case {number} is late: a bulletin is proposed"),
        _OFFICE,
    ),
    "complaint.account": (
        Text("投诉件 {number} 严重超期，建议研究问责", "Case {number} is very late: accountability is suggested"),
        _OFFICE,
    ),
    "complaint.message": (
        Text("投诉件 {number} 的投诉人补充了情况", "Case {number}: the complainant has written"),
        _CASE,
    ),
    "complaint.unit_message": (
        Text("投诉件 {number} 的承办单位有留言", "Case {number}: the unit has written"),
        _CASE,
    ),
    "complaint.answer": (
        Text("投诉件 {number} 的承办单位已反馈办理结果，请审核", "Case {number}: the unit has answered, please check"),
        _CASE,
    ),
    "complaint.request": (
        Text("投诉件 {number} 有申请待审批", "Case {number}: a request waits for a decision"),
        _CASE,
    ),
    "complaint.withdrawn": (
        Text("投诉件 {number} 已登记撤诉", "Case {number} was withdrawn"),
        _CASE,
    ),
    "complaint.retaliation": (
        Text("投诉件 {number} 的投诉人反映受到打击报复", "Case {number}: retaliation was reported"),
        _RETALIATION,
    ),
    "transfer.new": (
        Text("收到转办单 {number}，请于 {due} 前办结", "Order {number} came in; it is due on {due}"),
        _ORDER,
    ),
    "transfer.yellow": (Text("转办单 {number} 的办理期限将于 {due} 届满", "Order {number} is due on {due}"), _ORDER),
    "transfer.red": (Text("转办单 {number} 的办理期限已于 {due} 届满", "Order {number} was due on {due}"), _ORDER),
    "transfer.unsigned": (
        Text("转办单 {number} 逾期未签收，视为已经签收", "Order {number} was not signed in time and counts as signed"),
        _ORDER,
    ),
    "transfer.remind": (
        Text("转办单 {number} 超期，已发催办单", "Order {number} is late: a reminder was issued"),
        _ORDER,
    ),
    "transfer.head": (
        Text("转办单 {number} 超期未办结，请单位负责人督促办理", "Order {number} is late: please see to it"),
        _ORDER,
    ),
    "transfer.supervise": (
        Text("转办单 {number} 超期未办结，已发督办单", "Order {number} is late and supervised"),
        _ORDER,
    ),
}
"""Kind -> its words and the page it leads to, both filled with the params of the notice. The office sees no case."""

_CENTRE = (Role.COMPLAINT_OFFICER, Role.COMPLAINT_LEAD)
_SUPERVISORS = (Role.SUPERVISOR, Role.LEAD_SUPERVISOR)


@dataclass(frozen=True)
class Tellers:
    """Tells people about the cases of a chunk; who they are is read once for all of them."""

    session: Session
    notify: Notify
    calendar: WorkCalendar
    now: datetime
    case_ids: frozenset[UUID]

    @cached_property
    def not_before(self) -> datetime:
        """No mail at night and on holidays."""
        return next_office_time(self.calendar, self.now)

    def centre(self, case: Case, clock: CaseClock, level: str) -> None:
        """Tell the officer of a case and the leads; of one that nobody has, all officers."""
        self._tell_of_case(case, clock, self._centre_of(case.officer_id), f"complaint.{level}.{clock.kind.value}")

    def centre_of_event(self, case: Case, about: str, key: UUID, by: UUID | None, officer_id: UUID | None) -> None:
        """Tell the officer and the leads of what somebody, whom they need not be told of, has done."""
        people = self._centre_of(officer_id) - {by}
        self._give(case, people - self._own_of(case), f"complaint.{about}", _params_of(case), str(key))

    def supervisors_of_event(self, case: Case, about: str, key: UUID) -> None:
        people = self._having(*_SUPERVISORS)
        self._give(case, people - self._own_of(case), f"complaint.{about}", _params_of(case), str(key))

    def unit_of_new(self, case: Case, order: TransferOrder, due: date) -> None:
        """Tell a unit that it has an order."""
        people = self._of_unit(order.unit_id, head=False)
        self._give(case, people, "transfer.new", _params_of_order(order, due), f"{order.id}:new")

    def supervisors(self, case: Case, clock: CaseClock, about: str) -> None:
        self._tell_of_case(case, clock, self._having(*_SUPERVISORS), f"complaint.{about}")

    def office(self, case: Case, clock: CaseClock, about: str) -> None:
        self._tell_of_case(case, clock, self._having(Role.OFFICE), f"complaint.{about}")

    def unit(self, case: Case, clock: CaseClock, order: TransferOrder, about: str, *, head: bool = False) -> None:
        """Tell the liaisons of the unit that has the order, or its head only; those of the unit above where it has none."""
        people = self._of_unit(order.unit_id, head=head)
        self._send(case, clock, people, f"transfer.{about}", _params_of_order(order, last_day(clock)))

    def _of_unit(self, unit_id: UUID, *, head: bool) -> set[UUID]:
        """Who sees the orders of a section sees to them when it has no account (transfers/access.py)."""
        place: UUID | None = unit_id
        while place is not None:
            liaisons = self._people[Role.LIAISON].values()
            people = {user.id for user in liaisons if user.unit_id == place and (user.unit_head or not head)}
            if people:
                return people
            place = self._parents[place]
        return set()

    @cached_property
    def _parents(self) -> dict[UUID, UUID | None]:
        return dict(self.session.execute(select(Unit.id, Unit.parent_id)).all())

    def _tell_of_case(self, case: Case, clock: CaseClock, people: set[UUID], kind: str) -> None:
        """Nobody hears of a complaint about the own unit."""
        params = _params_of(case) | {"due": last_day(clock).isoformat()}
        self._send(case, clock, people - self._own_of(case), kind, params)

    def _own_of(self, case: Case) -> set[UUID]:
        """Who belongs to the unit complained of."""
        return {
            u.id for users in self._people.values() for u in users.values() if u.unit_id == case.unit_id is not None
        }

    def _centre_of(self, officer_id: UUID | None) -> set[UUID]:
        officers = self._having(*_CENTRE)
        assigned = officers & {officer_id}
        return self._having(Role.COMPLAINT_LEAD) | (assigned or officers)

    def _send(self, case: Case, clock: CaseClock, people: set[UUID], kind: str, params: dict[str, str]) -> None:
        """One notice for the step that the clock is taking, whoever sweeps, and another when its limit was extended."""
        self._give(case, people, kind, params, f"{clock.id}:{clock.next_step}:{clock.amount}")

    def _give(self, case: Case, people: set[UUID], kind: str, params: dict[str, str], key: str) -> None:
        people = people - self._conflicts.get(case.id, set())
        if people:
            self.notify(self.session, people, kind, params, key=key, not_before=self.not_before)

    def _having(self, *roles: Role) -> set[UUID]:
        return {user_id for role in roles for user_id in self._people[role]}

    @cached_property
    def _people(self) -> dict[Role, dict[UUID, Row[UUID, UUID | None, bool, Role]]]:
        wanted = (*_CENTRE, *_SUPERVISORS, Role.OFFICE, Role.LIAISON)
        statement = (
            select(UserAccount.id, UserAccount.unit_id, UserAccount.unit_head, UserRole.role)
            .join(UserRole, UserRole.user_id == UserAccount.id)
            .where(UserRole.role.in_(wanted), UserAccount.disabled_at.is_(None))
        )
        found: dict[Role, dict[UUID, Row[UUID, UUID | None, bool, Role]]] = {role: {} for role in wanted}
        for row in self.session.execute(statement):
            found[row.role][row.id] = row
        return found

    @cached_property
    def _conflicts(self) -> dict[UUID, set[UUID]]:
        """Who must have nothing to do with a case hears nothing of it."""
        found: dict[UUID, set[UUID]] = {}
        statement = select(Conflict.case_id, Conflict.user_id).where(Conflict.case_id.in_(self.case_ids))
        for case_id, user_id in self.session.execute(statement):
            found.setdefault(case_id, set()).add(user_id)
        return found


def last_day(clock: CaseClock) -> date:
    """The last day of a clock's limit; `due` is the instant that ends it."""
    return local_date(clock.due - datetime.resolution)


def _params_of(case: Case) -> dict[str, str]:
    return {"number": case.number, "case": str(case.id)}


def _params_of_order(order: TransferOrder, due: date) -> dict[str, str]:
    return {"number": order.number, "transfer": str(order.id), "due": due.isoformat()}
