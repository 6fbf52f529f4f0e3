"""Which units a person sees. The register is the public profile of the units: whoever may read units sees them all,
the posts and telephones that the public is given included."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager

from backend.core.errors import NotFound
from backend.core.principal import Principal
from backend.units.models import Unit


def visible_units(_principal: Principal) -> Select[Any]:
    """The units in the person's sight, each with its sequence."""
    return select(Unit).join(Unit.sequence).options(contains_eager(Unit.sequence))


def get_unit(session: Session, principal: Principal, unit_id: UUID) -> Unit:
    """One visible unit. Raises NotFound."""
    return _one(session, visible_units(principal).where(Unit.id == unit_id))


def get_unit_by_code(session: Session, principal: Principal, code: str) -> Unit:
    """One visible unit by its code in upper case. Raises NotFound."""
    return _one(session, visible_units(principal).where(Unit.code == code))


def _one(session: Session, statement: Select[Any]) -> Unit:
    unit: Unit | None = session.execute(statement).scalar_one_or_none()
    if unit is None:
        raise NotFound
    return unit
