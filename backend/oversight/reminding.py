"""Reminding of cards that nobody acknowledged in time (domain model, oversight: a card must be acknowledged).

Like the sweep that raises cards it compares stored times with the time of the database, so it may run late, twice, and
on several machines at once: a card that somebody else holds is left to the next run, and each is looked at once.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from backend.audit.record import SYSTEM, record
from backend.calendar.queries import load_calendar
from backend.core import clock, coming
from backend.core.db import Database
from backend.core.telling import Notify
from backend.oversight.events import note
from backend.oversight.kinds import EventSubject
from backend.oversight.models_records import Card
from backend.oversight.schemas_cards import is_overdue
from backend.oversight.telling import Tellers

CHUNK: Final = 100
"""Cards in a transaction."""
REMIND: Final = "remind"


def remind(database: Database, notify: Notify) -> int:
    """Tell of every yellow or red card whose time to be acknowledged has passed by now; returns how many there were."""

    def some(session: Session, card_ids: Sequence[UUID]) -> int:
        return _remind(session, notify, card_ids)

    found = coming.due(database, Card.remind_at, Card.id, Card.id, CHUNK)
    return sum(count for card_ids in found for count in coming.done(database, card_ids, some, "card_not_reminded"))


def _remind(session: Session, notify: Notify, card_ids: Sequence[UUID]) -> int:
    now = clock.tell(session, clock.now(session))  # one time for all that a transaction does
    tellers = Tellers(session, notify, load_calendar(session), now)
    reminded = 0
    for card in _lock(session, card_ids):
        card.remind_at = None  # seen: what was answered or has ended meanwhile needs no reminder either
        if is_overdue(card, now):
            note(session, SYSTEM, card.record_id, REMIND, EventSubject.CARD, card.id, level=card.level.value)
            record(session, SYSTEM, f"card.{REMIND}", "card", card.id, level=card.level.value)
            tellers.unacknowledged(card, card.record.external_id)
            reminded += 1
    return reminded


def _lock(session: Session, card_ids: Sequence[UUID]) -> Sequence[Card]:
    """The cards that nobody holds and that were not looked at yet, each with its record; unit by unit, so that two who
    tell the office of the same units do it in one order."""
    statement = select(Card).where(Card.id.in_(card_ids), Card.remind_at.is_not(None))
    found = statement.join(Card.record).options(contains_eager(Card.record)).order_by(Card.unit_id, Card.id)
    locked = found.with_for_update(of=Card, skip_locked=True)
    return session.scalars(locked.execution_options(populate_existing=True)).all()
