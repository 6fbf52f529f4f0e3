"""Who is told of cards and bad ratings, and in which words: numbers and codes, no names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount, UserRole
from backend.auth.policy import Role
from backend.calendar.engine import WorkCalendar, next_office_time
from backend.core.clock import local_date
from backend.core.telling import Notify
from backend.core.text import Text
from backend.oversight.models_records import Card, ServiceRating
from backend.units.models import Unit

_CARD, _CARDS, _OVERDUE, _RATING = (
    "/oversight/cards/{card}",
    "/oversight/cards?unit={unit_id}",
    "/oversight/cards?unit={unit_id}&overdue=true",
    "/oversight/ratings/{rating}",
)

NOTICES: Final[dict[str, tuple[Text, str]]] = {
    "oversight.prompt": (Text("办件 {number} 的承诺期限将于 {due} 届满", "Record {number} is due on {due}"), _CARD),
    "oversight.yellow": (
        Text("办件 {number} 超过承诺期限，已亮黄牌，请签收并说明", "Record {number} is late: a yellow card"),
        _CARD,
    ),
    "oversight.red": (
        Text("办件 {number} 已亮红牌，请签收并说明", "Record {number} has a red card"),
        _CARD,
    ),
    "oversight.unit_cards": (
        Text("单位 {unit} 有新的红黄牌", "Unit {unit} has new cards"),
        _CARDS,
    ),
    "oversight.unacknowledged": (
        Text(
            "办件 {number} 的红黄牌逾期未签收（应于 {due} 前签收），请督促签收并说明",
            "The card of record {number} was to be acknowledged by {due} and was not; please see to it",
        ),
        _CARD,
    ),
    "oversight.unit_unacknowledged": (
        Text("单位 {unit} 有红黄牌逾期未签收", "Unit {unit} did not acknowledge cards in time"),
        _OVERDUE,
    ),
    "oversight.explained": (
        Text("办件 {number} 的红黄牌已作说明，请审核销号", "The card of record {number} was explained, please check"),
        _CARD,
    ),
    "oversight.returned": (
        Text("办件 {number} 的说明被退回，请重新说明", "The explanation for record {number} was returned"),
        _CARD,
    ),
    "oversight.bad_rating": (
        Text("办件 {number} 收到差评，请于 {due} 前核实回访", "Record {number} was rated badly; follow it up by {due}"),
        _RATING,
    ),
    "oversight.assessed": (
        Text("办件 {number} 的差评已核实，请复核", "The bad rating of record {number} was checked, please verify"),
        _RATING,
    ),
    "oversight.verified": (
        Text("办件 {number} 的差评已复核", "The bad rating of record {number} was verified"),
        _RATING,
    ),
}
"""Kind -> its words and the page it leads to."""

_SUPERVISORS: Final = (Role.SUPERVISOR, Role.LEAD_SUPERVISOR)


@dataclass(frozen=True)
class Tellers:
    """Tells people; who they are is read once for all that a transaction does."""

    session: Session
    notify: Notify
    calendar: WorkCalendar
    now: datetime

    @cached_property
    def not_before(self) -> datetime:
        """No mail at night and on holidays."""
        return next_office_time(self.calendar, self.now)

    def raised(self, card: Card, number: str) -> None:
        """Tell the unit of a card, and the office once a day that the unit has new ones."""
        params = {"number": number, "card": str(card.id), "due": _last_day(card.breach_at)}
        self._give(self._of_unit(card.unit_id), f"oversight.{card.level.value}", params, f"card/{card.id}")
        if card.level.value != "prompt":
            params = {"unit": self._units[card.unit_id][0], "unit_id": str(card.unit_id)}
            key = f"cards/{card.unit_id}/{local_date(self.now).isoformat()}"
            self._give(self._office, "oversight.unit_cards", params, key)

    def unacknowledged(self, card: Card, number: str) -> None:
        """Tell the liaisons and the head of a unit of a card that they let lie, and the office and the supervisors once
        a day that there are such cards of the unit."""
        params = {"number": number, "card": str(card.id), "due": _last_day(card.acknowledge_due)}
        people = self._of_unit(card.unit_id) | self._of_unit(card.unit_id, head=True)
        self._give(people, "oversight.unacknowledged", params, _let_lie(card.id))
        params = {"unit": self._units[card.unit_id][0], "unit_id": str(card.unit_id)}
        key = f"unacknowledged/{card.unit_id}/{local_date(self.now).isoformat()}"
        self._give(self._office | self._supervisors, "oversight.unit_unacknowledged", params, key)

    def of_card(self, card: Card, about: str, number: str, *, to_unit: bool) -> None:
        """Tell the unit or the office what was done about a card; again when it is done again."""
        people = self._of_unit(card.unit_id) if to_unit else self._office
        key = f"card/{card.id}/{about}/{card.version}"
        self._give(people, f"oversight.{about}", {"number": number, "card": str(card.id)}, key)

    def of_rating(self, rating: ServiceRating, about: str, number: str, *, to_unit: bool, to_office: bool) -> None:
        """Tell of a bad rating, or of what was done about it."""
        people = (self._of_unit(rating.unit_id) if to_unit else set()) | (self._office if to_office else set())
        params = {"number": number, "rating": str(rating.id), "due": _last_day(rating.due)}
        self._give(people, f"oversight.{about}", params, f"rating/{rating.id}/{about}/{rating.version}")

    def _give(self, people: Iterable[UUID], kind: str, params: dict[str, str], key: str) -> None:
        found = list(people)
        if found:
            self.notify(self.session, found, kind, params, key=f"oversight/{key}", not_before=self.not_before)

    def _of_unit(self, unit_id: UUID, *, head: bool = False) -> set[UUID]:
        """The liaisons of a unit, or its head only; those of the unit above where it has none."""
        place: UUID | None = unit_id
        while place is not None:
            people = {user_id for user_id, leads in self._liaisons.get(place, ()) if leads or not head}
            if people:
                return people
            place = self._units[place][1]
        return set()

    @cached_property
    def _units(self) -> dict[UUID, tuple[str, UUID | None]]:
        rows = self.session.execute(select(Unit.id, Unit.code, Unit.parent_id))
        return {row.id: (row.code, row.parent_id) for row in rows}

    @cached_property
    def _office(self) -> set[UUID]:
        return {person.id for person in self._people if person.role is Role.OFFICE}

    @cached_property
    def _supervisors(self) -> set[UUID]:
        return {person.id for person in self._people if person.role in _SUPERVISORS}

    @cached_property
    def _liaisons(self) -> dict[UUID, set[tuple[UUID, bool]]]:
        """By unit, each with whether it is the unit's head."""
        found: dict[UUID, set[tuple[UUID, bool]]] = {}
        for person in self._people:
            if person.role is Role.LIAISON and person.unit_id is not None:
                found.setdefault(person.unit_id, set()).add((person.id, person.unit_head))
        return found

    @cached_property
    def _people(self) -> Sequence[Row[UUID, UUID | None, bool, Role]]:
        statement = (
            select(UserAccount.id, UserAccount.unit_id, UserAccount.unit_head, UserRole.role)
            .join(UserRole, UserRole.user_id == UserAccount.id)
            .where(UserRole.role.in_((Role.OFFICE, *_SUPERVISORS, Role.LIAISON)), UserAccount.disabled_at.is_(None))
        )
        return self.session.execute(statement).all()


def unacknowledged_key(card_id: UUID) -> str:
    """The key of what a unit is told about a card that it let lie."""
    return f"oversight/{_let_lie(card_id)}"


def _let_lie(card_id: UUID) -> str:
    return f"card/{card_id}/unacknowledged"


def _last_day(due: datetime) -> str:
    """The last day of a limit; `due` is the instant that ends it."""
    return local_date(due - datetime.resolution).isoformat()
