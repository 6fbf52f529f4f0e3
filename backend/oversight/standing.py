"""How units stand with their cards, ratings and dates, for the dashboard and the page of a unit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.auth.policy import permissions_of
from backend.core import clock
from backend.core.principal import Principal
from backend.oversight.access import WHOLE, in_sight
from backend.oversight.counting import Period, counts_by_unit, total
from backend.oversight.indicators import on_time_due
from backend.oversight.kinds import CardLevel, CardState
from backend.oversight.models_records import Card, ServiceRating
from backend.oversight.schemas_ratings import FOLLOWED_UP
from backend.oversight.standing_cards import OPEN_CARDS
from backend.stats.rounding import Ratio

PERMISSION: Final = "indicator.read"
_NONE: Final = Ratio(0, 0)


@dataclass(frozen=True, slots=True)
class OversightStanding:
    """`yellow`, `red` and `prompts` are open now; `unacknowledged` are yellow and red ones past their time.

    `on_time` is of the records that came in this year and can be judged (`indicators.on_time_due`).
    """

    yellow: int = 0
    red: int = 0
    prompts: int = 0
    unacknowledged: int = 0
    bad_ratings: int = 0
    ratings_overdue: int = 0
    on_time: Ratio = _NONE


@dataclass(frozen=True, slots=True)
class OversightStandings:
    """Units that have nothing are missing from `units`. `total` is of all, and None for who does not see all."""

    units: Mapping[UUID, OversightStanding]
    total: OversightStanding | None

    def of(self, unit_id: UUID) -> OversightStanding | None:
        """None for a unit that is not in the reader's sight, or has nothing there."""
        found = self.units.get(unit_id)
        return found or (OversightStanding() if self.total is not None else None)


def oversight_standings(session: Session, principal: Principal) -> OversightStandings | None:
    """How every unit in sight stands. None for readers who get no figures of the oversight."""
    if PERMISSION not in permissions_of(principal.roles):
        return None
    today = clock.local_date(clock.now(session))
    counts = counts_by_unit(session, principal, Period(date(today.year, 1, 1), today))
    found = {unit_id: OversightStanding(on_time=on_time_due(one)) for unit_id, one in counts.items()}
    for row in (*_cards(session, principal), *_ratings(session, principal)):
        values = {name: value for name, value in row.items() if name != "unit_id"}
        found[row["unit_id"]] = replace(found.get(row["unit_id"], OversightStanding()), **values)
    if not principal.roles & WHOLE:
        return OversightStandings(found, None)
    return OversightStandings(found, replace(_sum(found), on_time=on_time_due(total(counts.values()))))


def _sum(found: Mapping[UUID, OversightStanding]) -> OversightStanding:
    names = ("yellow", "red", "prompts", "unacknowledged", "bad_ratings", "ratings_overdue")
    return OversightStanding(**{name: sum(getattr(one, name) for one in found.values()) for name in names})


def _cards(session: Session, principal: Principal) -> list[Mapping[str, Any]]:
    warns = Card.level != CardLevel.PROMPT
    waiting = Card.state == CardState.RAISED
    statement = (
        select(
            Card.unit_id,
            func.count().filter(Card.level == CardLevel.YELLOW).label("yellow"),
            func.count().filter(Card.level == CardLevel.RED).label("red"),
            func.count().filter(Card.level == CardLevel.PROMPT).label("prompts"),
            func.count().filter(warns, waiting, Card.acknowledge_due <= clock.now(session)).label("unacknowledged"),
        )
        .where(Card.state.in_(OPEN_CARDS))
        .group_by(Card.unit_id)
    )
    return _rows(session, principal, statement, Card.unit_id)


def _ratings(session: Session, principal: Principal) -> list[Mapping[str, Any]]:
    statement = (
        select(
            ServiceRating.unit_id,
            func.count().label("bad_ratings"),
            func.count().filter(ServiceRating.due <= clock.now(session)).label("ratings_overdue"),
        )
        .where(ServiceRating.state.in_(FOLLOWED_UP))
        .group_by(ServiceRating.unit_id)
    )
    return _rows(session, principal, statement, ServiceRating.unit_id)


def _rows(session: Session, principal: Principal, statement: Any, unit_id: Any) -> list[Mapping[str, Any]]:
    condition = in_sight(principal, unit_id)
    if condition is not None:
        statement = statement.where(condition)
    return [dict(row) for row in session.execute(statement).mappings()]
