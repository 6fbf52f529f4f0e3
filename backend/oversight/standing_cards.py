"""The cards that stand at records: reading them, and ending those that a record would not have any more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.oversight.dating import DueCard
from backend.oversight.kinds import CardLevel, CardState, RecordState
from backend.oversight.models_records import Card, ServiceRecord

OPEN_CARDS: Final = (CardState.RAISED, CardState.ACKNOWLEDGED, CardState.EXPLAINED)
SETTLE, WITHDRAW = "settle", "withdraw"


def standing_cards(session: Session, record_ids: Sequence[UUID]) -> dict[UUID, list[Card]]:
    """The cards of these records that were not withdrawn, locked, in the order of their ids."""
    found: dict[UUID, list[Card]] = {}
    statement = select(Card).where(Card.record_id.in_(record_ids), Card.state != CardState.WITHDRAWN)
    locked = statement.order_by(Card.id).with_for_update()
    for card in session.scalars(locked.execution_options(populate_existing=True)):
        found.setdefault(card.record_id, []).append(card)
    return found


def settle(
    record: ServiceRecord, cards: Sequence[Card], due: Sequence[DueCard], now: datetime
) -> tuple[list[Card], list[tuple[Card, str]]]:
    """Withdraw the cards that a record, as it is now, would not have, and let prompts rest that have done their work.

    Returns the cards that go on standing, and those that have ended now, each with what was done to it.
    """
    wanted = {level: at for level, _, at in due}
    standing, ended = [], []
    for card in cards:
        if card.level is CardLevel.PROMPT and record.state is not RecordState.OPEN:
            ended += end(card, CardState.CLOSED, now)
            standing.append(card)
        elif _wrong(card, record, wanted):
            ended += end(card, CardState.WITHDRAWN, now)
        else:
            standing.append(card)
    return standing, ended


def end(card: Card, state: CardState, now: datetime) -> list[tuple[Card, str]]:
    """Close or withdraw a card by the program, if it is not ended so already."""
    if card.state is state:
        return []
    card.state, card.ended_at = state, now
    card.version += 1
    return [(card, SETTLE if state is CardState.CLOSED else WITHDRAW)]


def _wrong(card: Card, record: ServiceRecord, wanted: Mapping[CardLevel, datetime]) -> bool:
    moved = wanted.get(card.level) != card.breach_at and record.stands_since is None
    return moved or card.unit_id != record.unit_id
