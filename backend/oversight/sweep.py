"""The sweep: raising cards when their time comes, and following a changed calendar.

It compares stored times with the time of the database, so it may run late, twice, and on several machines at once: a
record that somebody else holds is left to the next run, and a card of a level stands once at a record.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.record import SYSTEM, record
from backend.calendar.engine import Unit as TimeUnit
from backend.calendar.engine import WorkCalendar, due
from backend.calendar.queries import load_calendar
from backend.core import clock, coming
from backend.core.db import Database
from backend.core.ids import new_id
from backend.core.telling import Notify
from backend.jobs.worker import Handler, JobContext
from backend.oversight import dating
from backend.oversight.dating import DueCard
from backend.oversight.events import note
from backend.oversight.kinds import CardLevel, CardState, EventSubject, RecordState
from backend.oversight.models import OversightRules
from backend.oversight.models_records import Card, ServiceRecord
from backend.oversight.rules import load_rules
from backend.oversight.standing_cards import end, settle, standing_cards
from backend.oversight.telling import Tellers

CHUNK: Final = 100
"""Records in a transaction."""
JOB: Final = "service_records.recompute"


def sweep(database: Database, notify: Notify) -> Counter[CardLevel]:
    """Raise every card that is due by now, oldest first; returns how many of each level."""

    def some(session: Session, record_ids: Sequence[UUID]) -> Counter[CardLevel]:
        return _Sweeper(session, notify).sweep(record_ids)

    raised: Counter[CardLevel] = Counter()
    for record_ids in coming.due(database, ServiceRecord.next_due, ServiceRecord.id, ServiceRecord.id, CHUNK):
        raised += sum(coming.done(database, record_ids, some, "record_not_swept"), Counter())
    return raised


class _Sweeper:
    """What the records of one transaction need."""

    def __init__(self, session: Session, notify: Notify) -> None:
        self.session = session
        self.now = clock.tell(session, clock.now(session))  # one time for all that a transaction does
        self.calendar: WorkCalendar = load_calendar(session)
        self.rules: OversightRules = load_rules(session)
        self.tellers = Tellers(session, notify, self.calendar, self.now)

    def sweep(self, record_ids: Sequence[UUID]) -> Counter[CardLevel]:
        raised: Counter[CardLevel] = Counter()
        records = _lock(self.session, record_ids)
        cards = standing_cards(self.session, list(records))
        for row in records.values():
            standing = cards.get(row.id, [])
            wanted = dating.cards_due(row, self.calendar, self.rules)
            levels = {card.level for card in standing}
            new = [one for one in wanted if one[2] <= self.now and one[0] not in levels]
            passed = any(level is not CardLevel.PROMPT for level, _, at in wanted if at <= self.now)
            for one in new:
                if one[0] is CardLevel.PROMPT and passed:
                    continue  # nobody is reminded of what has passed
                self._raise(row, one)
                raised[one[0]] += 1
            if passed:
                self._settle_prompts(standing)
            dating.plan(row, [one for one in wanted if one[2] > self.now], ())
        return raised

    def _raise(self, row: ServiceRecord, one: DueCard) -> None:
        level, rung, at = one
        answer_by = due(self.calendar, TimeUnit.WORKING_DAY, self.rules.acknowledge_days, self.now).at
        card = Card(
            id=new_id(),
            record_id=row.id,
            unit_id=row.unit_id,
            level=level,
            rung=rung,
            breach_at=at,
            raised_at=self.now,
            acknowledge_due=answer_by,
            remind_at=None if level is CardLevel.PROMPT else answer_by,
            state=CardState.RAISED,
            version=1,
        )
        self.session.add(card)
        self.session.flush()
        self._note(card, "raise", rung=rung.value)
        self.tellers.raised(card, row.external_id)

    def _settle_prompts(self, standing: Sequence[Card]) -> None:
        for card in standing:
            if card.level is CardLevel.PROMPT:
                for ended, action in end(card, CardState.CLOSED, self.now):
                    self._note(ended, action)

    def _note(self, card: Card, action: str, **data: Any) -> None:
        data |= {"level": card.level.value}
        note(self.session, SYSTEM, card.record_id, action, EventSubject.CARD, card.id, **data)
        record(self.session, SYSTEM, f"card.{action}", "card", card.id, **data)

    def recompute(self, record_ids: Sequence[UUID]) -> int:
        """Bring open records to the newest calendar; returns how many dates moved. Wrong cards are withdrawn."""
        moved = 0
        records = _lock(self.session, record_ids, wait=True)
        cards = standing_cards(self.session, list(records))
        for row in records.values():
            before = (row.judged_due, row.due, row.legal_due)
            dating.date_record(row, self.calendar, self.rules)
            wanted = dating.cards_due(row, self.calendar, self.rules)
            standing, ended = settle(row, cards.get(row.id, []), wanted, self.now)
            for card, action in ended:
                self._note(card, action, cause="calendar")
            dating.plan(row, wanted, {card.level for card in standing})
            if before != (row.judged_due, row.due, row.legal_due):
                row.version += 1
                moved += 1
                note(self.session, SYSTEM, row.id, "recompute", calendar=self.calendar.version)
        return moved


def _lock(session: Session, record_ids: Sequence[UUID], *, wait: bool = False) -> dict[UUID, ServiceRecord]:
    """The records that nobody holds; with `wait` all of them."""
    statement = select(ServiceRecord).where(ServiceRecord.id.in_(record_ids)).order_by(ServiceRecord.id)
    locked = statement.with_for_update(key_share=True, skip_locked=not wait)
    return {row.id: row for row in session.scalars(locked.execution_options(populate_existing=True))}


def recompute_job(notify: Notify) -> Handler:
    """The handler of JOB, to be asked for whenever the calendar has a new version. May run again at any time."""

    def run(context: JobContext) -> dict[str, Any]:
        with context.database.read() as session:
            version = load_calendar(session).version
        moved, place = 0, UUID(int=0)
        while record_ids := _outdated(context.database, version, place):
            with context.write() as session:
                moved += _Sweeper(session, notify).recompute(record_ids)
            place = record_ids[-1]
        return {"moved": moved}

    return run


def _outdated(database: Database, version: int, place: UUID) -> Sequence[UUID]:
    statement = select(ServiceRecord.id).where(
        ServiceRecord.state == RecordState.OPEN, ServiceRecord.calendar_version < version, ServiceRecord.id > place
    )
    with database.read() as session:
        return session.scalars(statement.order_by(ServiceRecord.id).limit(CHUNK)).all()
