"""Taking records in: from other systems, from files, by hand. The natural key is (source, external id).

The same content again changes nothing, so whoever is unsure whether a push arrived repeats it. A finished record is
changed only with a reason: its dates decide on cards and figures.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import insert, select, text, tuple_, update
from sqlalchemy.orm import Session

from backend.audit.record import record as record_event
from backend.calendar.days import WorkCalendar
from backend.calendar.queries import load_calendar
from backend.core import clock
from backend.core.errors import FieldProblem, InvalidInput
from backend.core.ids import new_id
from backend.core.principal import Caller
from backend.core.text import Text
from backend.core.validation_texts import message_for, pointer_for
from backend.oversight import dating
from backend.oversight.content import content_digest, content_of, limits_of, state_of
from backend.oversight.kinds import EventSubject, RecordState
from backend.oversight.models import OversightRules, ServiceMatter
from backend.oversight.models_records import Card, ServiceEvent, ServiceRating, ServiceRecord
from backend.oversight.rules import load_rules
from backend.oversight.schemas_records import Outcome, RecordIn
from backend.oversight.standing_cards import settle, standing_cards
from backend.units.models import Unit

MANUAL: Final = "manual"
"""The source of what the office writes by hand."""

_SKEW: Final = timedelta(minutes=10)  # clocks of other systems go wrong
_ASKED: Final = 400  # keys in a statement


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of one row; `problem` says why it was rejected, and where."""

    outcome: Outcome
    external_id: str = ""
    record_id: UUID | None = None
    problem: FieldProblem | None = None


def lock_source(session: Session, source: str) -> None:
    """Let one transaction at a time push for a source. Taken before any record of it is locked."""
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(f"oversight\0{source}".encode()).digest()[:8], "big", signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def push(session: Session, actor: Caller | str, source: str, body: RecordIn) -> Pushed:
    """Take one record in. Raises InvalidInput, at the field."""
    done = push_many(session, actor, source, [body])[0]
    if done.problem is not None:
        raise InvalidInput(errors=[done.problem])
    return done


def push_many(
    session: Session,
    actor: Caller | str,
    source: str,
    rows: Sequence[Mapping[str, Any] | RecordIn],
    unit_ids: frozenset[UUID] | None = None,
) -> list[Pushed]:
    """Take records in, one transaction for all, with an outcome for each row; a rejected one does not stop the others.

    `actor` is who is written down as having done it; `unit_ids` are the units whose records it may touch, None: all.
    Rows of one key count in their order. Pushes of one source wait for each other. A row costs up to a millisecond, and
    no transaction should take longer than a second: bring some 500 at a time.
    """
    lock_source(session, source)
    bodies = [_read(row) for row in rows]
    taken = [body for body in bodies if isinstance(body, RecordIn)]
    intake = _Intake(session, actor, source, taken, unit_ids)
    done = [body if isinstance(body, Pushed) else intake.take(body) for body in bodies]
    intake.finish()
    return done


def _read(row: Mapping[str, Any] | RecordIn) -> RecordIn | Pushed:
    if isinstance(row, RecordIn):
        return row
    try:
        return RecordIn.model_validate(row)
    except ValidationError as error:
        first: dict[str, Any] = dict(error.errors()[0])
        problem = FieldProblem(pointer_for(("body", *first["loc"])), first["type"], message_for(first))
        external_id = row.get("external_id")
        return Pushed(Outcome.REJECTED, external_id if isinstance(external_id, str) else "", problem=problem)


@dataclass
class _Intake:
    """One batch: everything that it needs is read once, everything that it changed is written at the end."""

    session: Session
    actor: Caller | str
    source: str
    bodies: Sequence[RecordIn]
    unit_ids: frozenset[UUID] | None = None
    counts: dict[str, int] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        session = self.session
        self.now: datetime = clock.now(session)
        self.calendar: WorkCalendar = load_calendar(session)
        self.rules: OversightRules = load_rules(session)
        self.matters = self._matters({(body.unit_code, body.matter_code) for body in self.bodies})
        self.records = self._records([body.external_id for body in self.bodies])
        self.cards = self._cards([record.id for record in self.records.values()])
        self.digest = hashlib.sha256()

    def take(self, body: RecordIn) -> Pushed:
        """Create, update or leave one record."""
        matter = self.matters.get((body.unit_code, body.matter_code))
        existing = self.records.get(body.external_id)
        problem = self._problem(body, matter, existing)
        if matter is None or problem is not None:
            return self._done(Outcome.REJECTED, body, None, problem)
        digest = content_digest(body)
        if existing is not None and existing.content_digest == digest:
            return self._done(Outcome.UNCHANGED, body, existing.id)
        self.digest.update(f"{body.external_id}\0{digest}\n".encode())
        if existing is None:
            made = self._create(body, matter, digest)
            return self._done(Outcome.CREATED, body, made.id)
        self._update(existing, body, matter, digest)
        return self._done(Outcome.UPDATED, body, existing.id)

    def finish(self) -> None:
        """Write what was collected; the sealed record gets one event for the batch."""
        self.session.flush()
        if self.events:
            self.session.execute(insert(ServiceEvent), self.events)
        if self.counts.keys() - {Outcome.UNCHANGED, Outcome.REJECTED}:
            counts = {outcome.value: self.counts.get(outcome, 0) for outcome in Outcome}
            data = {"source": self.source, "digest": self.digest.hexdigest(), **counts}
            one = next(iter(self.records.values())) if len(self.bodies) == 1 else None
            record_event(
                self.session, self.actor, "service_record.push", "service_record", one.id if one else None, **data
            )

    def _done(
        self, outcome: Outcome, body: RecordIn, record_id: UUID | None, problem: FieldProblem | None = None
    ) -> Pushed:
        self.counts[outcome] = self.counts.get(outcome, 0) + 1
        return Pushed(outcome, body.external_id, record_id, problem)

    def _problem(
        self, body: RecordIn, matter: ServiceMatter | None, existing: ServiceRecord | None
    ) -> FieldProblem | None:
        """What stands against a row."""
        latest = self.now + _SKEW
        if matter is None or not self._covers(matter.unit_id) or (existing and not self._covers(existing.unit_id)):
            text_ = Text("没有这个单位的这个事项", "The unit has no such matter")
            return FieldProblem("/matter_code", "matter_unknown", text_)
        for name in ("received_at", "finished_at"):
            if (at := getattr(body, name)) is not None and at > latest:
                return FieldProblem(f"/{name}", "in_future", Text("时间在将来", "The time is in the future"))
        if sum(one.days for one in body.extensions) > self.rules.extension_cap:
            cap = self.rules.extension_cap
            text_ = Text(f"延期合计最多 {cap} 个工作日", f"All extensions together: at most {cap} working days")
            return FieldProblem("/extensions", "beyond_cap", text_)
        reasoned = body.correction is not None or existing is None or existing.state is RecordState.OPEN
        if not reasoned and existing is not None and existing.content_digest != content_digest(body):
            text_ = Text("办件已办结，更正须写明原因", "The record is finished: say why it is corrected")
            return FieldProblem("/correction", "correction_needed", text_)
        return None

    def _covers(self, unit_id: UUID) -> bool:
        return self.unit_ids is None or unit_id in self.unit_ids

    def _create(self, body: RecordIn, matter: ServiceMatter, digest: str) -> ServiceRecord:
        made = ServiceRecord(
            id=new_id(),
            source=self.source,
            external_id=body.external_id,
            limits=limits_of(matter),
            created_at=self.now,
            version=1,
        )
        self._write(made, body, matter, digest)
        dating.date_record(made, self.calendar, self.rules)
        dating.plan(made, dating.cards_due(made, self.calendar, self.rules), ())
        self.records[body.external_id] = made
        self.session.add(made)
        self._note(made, "create", {"state": made.state.value})
        return made

    def _update(self, record: ServiceRecord, body: RecordIn, matter: ServiceMatter, digest: str) -> None:
        before = content_of(record)
        was = record.state
        if record.matter_id != matter.id:
            record.limits = limits_of(matter)
        if record.unit_id != matter.unit_id:
            self._move_rating(record, matter.unit_id)
        self._write(record, body, matter, digest)
        dating.date_record(record, self.calendar, self.rules)
        self._settle_cards(record)
        record.version += 1
        after = content_of(record)
        changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
        data: dict[str, Any] = {"changes": changes}
        if body.correction is not None:
            data["reason"] = body.correction
        action = "correct" if was is not RecordState.OPEN else "update" if record.state is was else record.state.value
        self._note(record, action, data)
        if action == "correct":
            record_event(
                self.session,
                self.actor,
                "service_record.correct",
                "service_record",
                record.id,
                unit=str(record.unit_id),
                state=record.state.value,
                fields=sorted(changes),
            )

    def _move_rating(self, record: ServiceRecord, unit_id: UUID) -> None:
        """A rating is of whoever handled the record: that unit follows it up, and in its figures it counts."""
        rating = update(ServiceRating).where(ServiceRating.record_id == record.id)
        self.session.execute(rating.values(unit_id=unit_id, version=ServiceRating.version + 1))

    def _write(self, record: ServiceRecord, body: RecordIn, matter: ServiceMatter, digest: str) -> None:
        record.matter_id, record.unit_id = matter.id, matter.unit_id
        record.received_at, record.finished_at, record.result = body.received_at, body.finished_at, body.result
        record.given_promised_due, record.given_legal_due = body.promised_due, body.legal_due
        record.on_site, record.immediate = body.on_site, body.immediate
        record.extensions = [one.model_dump(mode="json") for one in body.extensions]
        record.pauses = [one.model_dump(mode="json") for one in body.pauses]
        record.state = state_of(body)
        record.content_digest, record.updated_at = digest, self.now

    def _settle_cards(self, record: ServiceRecord) -> None:
        due = dating.cards_due(record, self.calendar, self.rules)
        standing, ended = settle(record, self.cards.get(record.id, []), due, self.now)
        for card, action in ended:
            self._note_card(card, action)
        self.cards[record.id] = standing
        dating.plan(record, due, {card.level for card in standing})

    def _note(self, record: ServiceRecord, action: str, data: dict[str, Any]) -> None:
        self._add_event(record.id, EventSubject.RECORD, record.id, action, data)

    def _note_card(self, card: Card, action: str) -> None:
        data = {"level": card.level.value, "cause": "corrected"}
        self._add_event(card.record_id, EventSubject.CARD, card.id, action, data)
        record_event(self.session, self.actor, f"card.{action}", "card", card.id, **data)

    def _add_event(self, record_id: UUID, subject: EventSubject, subject_id: UUID, action: str, data: Any) -> None:
        actor = self.actor if isinstance(self.actor, str) else self.actor.actor
        event = {"id": new_id(), "record_id": record_id, "at": self.now, "actor": actor, "data": data}
        self.events.append(event | {"subject": subject, "subject_id": subject_id, "action": action})

    def _matters(self, keys: set[tuple[str, str]]) -> dict[tuple[str, str], ServiceMatter]:
        found: dict[tuple[str, str], ServiceMatter] = {}
        for some in _portions(sorted(keys)):
            statement = select(Unit.code, ServiceMatter).join(ServiceMatter.unit)
            statement = statement.where(tuple_(Unit.code, ServiceMatter.code).in_(some))
            found |= {(code, matter.code): matter for code, matter in self.session.execute(statement)}
        return found

    def _records(self, external_ids: Sequence[str]) -> dict[str, ServiceRecord]:
        found: dict[str, ServiceRecord] = {}
        for some in _portions(sorted(set(external_ids))):
            statement = select(ServiceRecord).where(
                ServiceRecord.source == self.source, ServiceRecord.external_id.in_(some)
            )
            # Not against those who write an event of a record: they hold a card that is wanted here.
            locked = statement.order_by(ServiceRecord.id).with_for_update(key_share=True)
            rows = self.session.scalars(locked.execution_options(populate_existing=True))
            found |= {row.external_id: row for row in rows}
        return found

    def _cards(self, record_ids: Sequence[UUID]) -> dict[UUID, list[Card]]:
        found: dict[UUID, list[Card]] = {}
        for some in _portions(record_ids):
            found |= standing_cards(self.session, some)
        return found


def _portions(values: Iterable[Any]) -> list[list[Any]]:
    listed = list(values)
    return [listed[start : start + _ASKED] for start in range(0, len(listed), _ASKED)]
