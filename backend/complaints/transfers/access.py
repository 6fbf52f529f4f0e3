"""Which transfer orders a person of a unit sees (security design, D6 and section 2)."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sqlalchemy import Select, exists, false, or_, select

from backend.auth.models import UserAccount
from backend.complaints.desk import Desk
from backend.complaints.kinds import ClockKind
from backend.complaints.models import Case
from backend.complaints.records import CaseClock, TransferOrder
from backend.complaints.records_requests import Conflict
from backend.complaints.situation import Situation, situation_of
from backend.core.errors import NotFound
from backend.core.principal import Principal
from backend.units.models import Unit


@dataclass(frozen=True)
class Part:
    """A unit's part of a case: its order, and the situation of the case, which the unit never sees itself."""

    order: TransferOrder
    now: Situation

    @property
    def desk(self) -> Desk:
        return self.now.desk

    @cached_property
    def clock(self) -> CaseClock | None:
        """The clock of the unit, running or not."""
        statement = select(CaseClock).where(
            CaseClock.case_id == self.order.case_id,
            CaseClock.transfer_id == self.order.id,
            CaseClock.kind == ClockKind.UNIT,
        )
        return self.desk.session.scalars(statement).one_or_none()

    @cached_property
    def by_head(self) -> bool:
        """Whether the person at the desk is the head of the own unit."""
        return self.desk.session.get_one(UserAccount, self.desk.user_id).unit_head


def visible_orders(principal: Principal) -> Select[TransferOrder]:
    """The orders to the own unit and to the sections below it.

    An order about a case in which the person has a declared conflict does not exist for that person (回避).
    """
    own = principal.unit_id
    if own is None:
        return select(TransferOrder).where(false())
    sections = select(Unit.id).where(Unit.parent_id == own)
    below = select(Unit.id).where(Unit.parent_id.in_(sections))  # units have three levels at most
    conflict = exists().where(Conflict.case_id == TransferOrder.case_id, Conflict.user_id == principal.user_id)
    return select(TransferOrder).where(
        or_(TransferOrder.unit_id == own, TransferOrder.unit_id.in_(sections), TransferOrder.unit_id.in_(below)),
        ~conflict,
    )


def find_part(desk: Desk, order_id: UUID, *, lock: bool = False) -> Part:
    """A visible order; with `lock` the case's row is locked first, then the order's. Raises NotFound."""
    session = desk.session
    order = session.scalars(visible_orders(desk.principal).where(TransferOrder.id == order_id)).one_or_none()
    if order is None:
        raise NotFound
    case = session.get_one(Case, order.case_id, with_for_update=lock or None, populate_existing=True)
    if lock:
        session.refresh(order, with_for_update=True)
    return Part(order, situation_of(desk, case))
