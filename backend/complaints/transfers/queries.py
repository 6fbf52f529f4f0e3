"""The list of a unit's orders."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, literal, or_, select, type_coerce

from backend.complaints.desk import Desk
from backend.complaints.kinds import ClockKind
from backend.complaints.models import NEVER
from backend.complaints.records import CaseClock, TransferOrder
from backend.complaints.transfers.access import visible_orders
from backend.complaints.transfers.schemas import TransferFilter, TransferQuery
from backend.complaints.transfers.views import WAITING
from backend.core.models import UtcDateTime
from backend.core.paging import Sorting, paginate

_OF_ORDER: Final = (CaseClock.case_id == TransferOrder.case_id, CaseClock.transfer_id == TransferOrder.id)


def list_orders(desk: Desk, query: TransferQuery, now: datetime) -> tuple[Sequence[TransferOrder], dict[str, Any]]:
    """One page of the orders that the person may see."""
    statement = visible_orders(desk.principal)
    if query.state is TransferFilter.OPEN:
        statement = statement.where(TransferOrder.state.in_(WAITING))
    elif query.state is not TransferFilter.ALL:
        statement = statement.where(TransferOrder.state == query.state.value)
    if query.overdue is not None:
        late = or_(CaseClock.breached_at.is_not(None), TransferOrder.state.in_(WAITING) & (CaseClock.due <= now))
        found = select(CaseClock.id).where(*_OF_ORDER, CaseClock.kind == ClockKind.UNIT, late).exists()
        statement = statement.where(found if query.overdue else ~found)
    return paginate(desk.session, statement, query, query.sort.value, _sortings(desk), TransferOrder.id)


def _sortings(desk: Desk) -> dict[str, Sorting]:
    next_due = _next_due()

    def value_of(order: TransferOrder) -> datetime:
        return desk.session.execute(select(next_due).where(TransferOrder.id == order.id)).scalar_one()

    return {
        "next_due": Sorting(next_due, value_of),
        "dispatched": Sorting(TransferOrder.dispatched_at, lambda order: order.dispatched_at),
        "number": Sorting(TransferOrder.number, lambda order: order.number),
    }


def _next_due() -> ColumnElement[datetime]:
    """When the next of the order's clocks ends; NEVER when nothing is expected of the unit."""
    earliest = (
        select(func.min(CaseClock.due))
        .where(*_OF_ORDER, CaseClock.stopped_at.is_(None))
        .correlate(TransferOrder)
        .scalar_subquery()
    )
    never = literal(NEVER, UtcDateTime())
    waiting = case((TransferOrder.state.in_(WAITING), func.coalesce(earliest, never)), else_=never)
    return type_coerce(waiting, UtcDateTime())
