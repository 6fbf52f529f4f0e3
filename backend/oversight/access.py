"""Which matters, records, cards and ratings a person sees: those of the own unit, or all."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import Session, contains_eager

from backend.auth.policy import Role
from backend.core.errors import NotFound
from backend.core.principal import Principal
from backend.oversight.models import ServiceMatter
from backend.oversight.models_records import Card, ServiceRating, ServiceRecord
from backend.units.models import Unit

WHOLE: Final = frozenset(
    {Role.OFFICE.value, Role.SUPERVISOR.value, Role.LEAD_SUPERVISOR.value, Role.LEADER.value, Role.AUDITOR.value}
)


def in_sight(principal: Principal, unit_id: Any) -> ColumnElement[bool] | None:
    """The condition on the unit of what a person sees; None: no condition. A liaison's unit includes its sections."""
    if principal.roles & WHOLE:
        return None
    own = principal.unit_id
    if own is None:
        return false()
    sections = select(Unit.id).where(Unit.parent_id == own)
    below = select(Unit.id).where(Unit.parent_id.in_(sections))  # units have three levels at most
    return or_(unit_id == own, unit_id.in_(sections), unit_id.in_(below))


def visible_matters(principal: Principal) -> Select[Any]:
    """The matters in sight, each with its unit."""
    statement = select(ServiceMatter).join(ServiceMatter.unit).options(contains_eager(ServiceMatter.unit))
    return _limited(statement, principal, ServiceMatter.unit_id)


def visible_records(principal: Principal) -> Select[Any]:
    """The records in sight, each with its matter and unit."""
    statement = (
        select(ServiceRecord)
        .join(ServiceRecord.matter)
        .join(ServiceRecord.unit)
        .options(contains_eager(ServiceRecord.matter), contains_eager(ServiceRecord.unit))
    )
    return _limited(statement, principal, ServiceRecord.unit_id)


def visible_cards(principal: Principal) -> Select[Any]:
    """The cards in sight, each with its record, matter and unit."""
    statement = (
        select(Card)
        .join(Card.record)
        .join(ServiceRecord.matter)
        .join(Card.unit)
        .options(contains_eager(Card.record).contains_eager(ServiceRecord.matter), contains_eager(Card.unit))
    )
    return _limited(statement, principal, Card.unit_id)


def visible_ratings(principal: Principal) -> Select[Any]:
    """The ratings in sight, each with its record, matter and unit."""
    statement = (
        select(ServiceRating)
        .join(ServiceRating.record)
        .join(ServiceRecord.matter)
        .join(ServiceRating.unit)
        .options(
            contains_eager(ServiceRating.record).contains_eager(ServiceRecord.matter),
            contains_eager(ServiceRating.unit),
        )
    )
    return _limited(statement, principal, ServiceRating.unit_id)


def _limited(statement: Select[Any], principal: Principal, unit_id: Any) -> Select[Any]:
    condition = in_sight(principal, unit_id)
    return statement if condition is None else statement.where(condition)


def one(session: Session, statement: Select[Any]) -> Any:
    """The one row. Raises NotFound."""
    found = session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def get_matter(session: Session, principal: Principal, matter_id: UUID, *, lock: bool = False) -> ServiceMatter:
    """One visible matter. Raises NotFound."""
    statement = visible_matters(principal).where(ServiceMatter.id == matter_id)
    matter: ServiceMatter = one(session, statement.with_for_update(of=ServiceMatter) if lock else statement)
    return matter


def get_record(session: Session, principal: Principal, record_id: UUID) -> ServiceRecord:
    """One visible record. Raises NotFound."""
    record: ServiceRecord = one(session, visible_records(principal).where(ServiceRecord.id == record_id))
    return record


def get_card(session: Session, principal: Principal, card_id: UUID, *, lock: bool = False) -> Card:
    """One visible card. Raises NotFound."""
    statement = visible_cards(principal).where(Card.id == card_id)
    card: Card = one(session, statement.with_for_update(of=Card) if lock else statement)
    return card


def get_rating(session: Session, principal: Principal, rating_id: UUID, *, lock: bool = False) -> ServiceRating:
    """One visible rating. Raises NotFound."""
    statement = visible_ratings(principal).where(ServiceRating.id == rating_id)
    rating: ServiceRating = one(session, statement.with_for_update(of=ServiceRating) if lock else statement)
    return rating
