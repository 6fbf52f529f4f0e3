"""Lists of the register."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, String, cast, or_, select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.paging import Sorting, paginate
from backend.core.principal import Principal
from backend.units.access import visible_units
from backend.units.models import Unit, UnitSequence
from backend.units.schemas import UnitFilter, UnitQuery, UnitStatus

# Inside a sequence by code; five digits, because texts are compared.
_BY_SEQUENCE = cast(UnitSequence.position + 10_000, String) + Unit.code

_SORTINGS = {
    "code": Sorting(Unit.code, lambda unit: unit.code),
    "name": Sorting(Unit.name, lambda unit: unit.name),
    "sequence": Sorting(_BY_SEQUENCE, lambda unit: f"{unit.sequence.position + 10_000}{unit.code}"),
}


def list_units(session: Session, principal: Principal, query: UnitQuery) -> tuple[Sequence[Unit], dict[str, Any]]:
    """One page of the register."""
    return paginate(session, _matching(session, principal, query), query, query.sort.value, _SORTINGS, Unit.id)


def all_units(session: Session, principal: Principal, wanted: UnitFilter) -> Sequence[Unit]:
    """The whole register as far as the filter goes, in the order of the list."""
    column = _SORTINGS[wanted.sort.removeprefix("-")].column
    order = column.desc() if wanted.sort.startswith("-") else column.asc()
    return session.execute(_matching(session, principal, wanted).order_by(order, Unit.id)).scalars().all()


def list_sequences(session: Session) -> Sequence[UnitSequence]:
    """All sequences in their order."""
    return session.scalars(select(UnitSequence).order_by(UnitSequence.position, UnitSequence.name)).all()


def _matching(session: Session, principal: Principal, wanted: UnitFilter) -> Select[Any]:
    statement = visible_units(principal)
    if wanted.q:
        columns = (Unit.code, Unit.name, Unit.short_name)
        statement = statement.where(or_(*(column.icontains(wanted.q, autoescape=True) for column in columns)))
    if wanted.sequence is not None:
        statement = statement.where(Unit.sequence_id == wanted.sequence)
    if wanted.parent is not None:
        statement = statement.where(Unit.parent_id == wanted.parent)
    today = clock.local_date(clock.now(session))
    if wanted.status is UnitStatus.ACTIVE:
        statement = statement.where(or_(Unit.active_to.is_(None), Unit.active_to >= today))
    elif wanted.status is UnitStatus.CLOSED:
        statement = statement.where(Unit.active_to < today)
    return statement
