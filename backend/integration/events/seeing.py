"""What one reader sees of rows of the record: few statements for a page, however long it is.

The same for the change feed and for webhooks. Rows that a reader may not see are left out without a trace but the gap
in the numbers, which says that something has happened in the installation, not what, where or to whom.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.models import AuditEvent
from backend.complaints.models import Case
from backend.complaints.public.view import OF_OTHERS
from backend.core.principal import Client
from backend.integration.events.kinds import KINDS, SCOPES, Kind, Subject, plain_state
from backend.oversight.kinds import BAD, RatingState
from backend.oversight.models_records import Card, ServiceRating
from backend.results.publishing.models import Snapshot

COLUMNS: Final = (
    AuditEvent.seq,
    AuditEvent.at,
    AuditEvent.action,
    AuditEvent.object_type,
    AuditEvent.object_id,
    AuditEvent.data,
    AuditEvent.hash,
)


class Row(Protocol):
    """A row of the record with the COLUMNS."""

    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def action(self) -> str: ...
    @property
    def object_type(self) -> str: ...
    @property
    def object_id(self) -> UUID | None: ...
    @property
    def data(self) -> dict[str, Any]: ...
    @property
    def hash(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """One event as one reader sees it. `hash` is that of the row."""

    seq: int
    hash: str
    at: datetime
    kind: Kind
    object_id: UUID
    data: dict[str, Any]

    @property
    def subject(self) -> str:
        """The object, the same in all of its events."""
        return f"{self.kind.subject}/{self.object_id}"


About = tuple[UUID, dict[str, Any]]
"""The object as the reader knows it, and what it is told of it."""


def see(session: Session, reader: Client, rows: Sequence[Row]) -> list[Seen]:
    """What `reader` sees of these rows, in their order. Which of its scopes count is looked at here too."""
    sorted_out: dict[Subject, list[Row]] = {}
    for row in rows:
        kind = KINDS.get((row.object_type, row.action))
        if kind is not None and SCOPES[kind.subject] in reader.scopes and row.object_id is not None:
            sorted_out.setdefault(kind.subject, []).append(row)
    about: dict[int, About] = {}
    for subject, found in sorted_out.items():
        about |= _DECIDE[subject](session, reader, found)
    return [
        Seen(row.seq, row.hash, row.at, KINDS[row.object_type, row.action], *about[row.seq])
        for row in rows
        if row.seq in about
    ]


def _complaints(session: Session, reader: Client, rows: Sequence[Row]) -> dict[int, About]:
    """Cases that the reader registered, and what happens to the case that one of them was merged into: the complainant
    follows that, too. Not what was done or asked before the merging, nor what concerns other complainants only."""
    ids = {row.object_id for row in rows}
    mine = (Case.source_client_id == reader.client_id,)
    own = set(session.scalars(select(Case.id).where(Case.id.in_(ids), *mine)))
    merged = session.execute(select(Case.id, Case.merged_into).where(Case.merged_into.in_(ids), *mine)).all()
    since = _merged_at(session, [row.id for row in merged]) if merged else {}
    about: dict[int, About] = {}
    for row in rows:
        state = plain_state(row.data.get("state"))
        following = [
            one.id
            for one in merged
            if one.merged_into == row.object_id and since.get(one.id, row.seq) < row.seq and not _of_others(row.action)
        ]
        concerned = [*([row.object_id] if row.object_id in own else []), *sorted(following)]
        if state is not None and concerned:
            first, *others = [one for one in concerned if one is not None]
            data: dict[str, Any] = {"id": str(first), "state": state}
            about[row.seq] = (first, data | ({"with": [str(one) for one in others]} if others else {}))
    return about


def _of_others(action: str) -> bool:
    return action.removeprefix(f"{Subject.COMPLAINT}.") in OF_OTHERS


def _merged_at(session: Session, case_ids: Sequence[UUID]) -> dict[UUID | None, int]:
    """The number of the event by which each of these cases was merged into another."""
    merging = (
        select(AuditEvent.object_id, func.max(AuditEvent.seq).label("seq"))
        .where(AuditEvent.object_type == Subject.COMPLAINT.value, AuditEvent.object_id.in_(case_ids))
        .where(AuditEvent.action == f"{Subject.COMPLAINT}.merge")
        .group_by(AuditEvent.object_id)
    )
    return {row.object_id: row.seq for row in session.execute(merging)}


def _cards(session: Session, reader: Client, rows: Sequence[Row]) -> dict[int, About]:
    """Cards at records of the units that the reader covers."""
    ids = {row.object_id for row in rows}
    cards = {card.id: card for card in session.scalars(select(Card).where(Card.id.in_(ids)))}
    about: dict[int, About] = {}
    for row in rows:
        card = cards.get(row.object_id) if row.object_id is not None else None
        if card is not None and reader.covers(card.unit_id):
            data = {"id": str(card.id), "unit_id": str(card.unit_id), "record_id": str(card.record_id)}
            told = {name: row.data[name] for name in _TOLD if name in row.data}
            about[row.seq] = (card.id, data | {"level": card.level.value} | told)
    return about


def _service_ratings(session: Session, reader: Client, rows: Sequence[Row]) -> dict[int, About]:
    """Bad ratings of records of the units that the reader covers: that they came in, and that they need nothing more."""
    states = {row.seq: _turn(row) for row in rows}
    ids = {row.object_id for row in rows if states[row.seq] is not None}
    ratings = {one.id: one for one in session.scalars(select(ServiceRating).where(ServiceRating.id.in_(ids)))}
    about: dict[int, About] = {}
    for row in rows:
        state = states[row.seq]
        rating = ratings.get(row.object_id) if row.object_id is not None else None
        if state is not None and rating is not None and reader.covers(rating.unit_id):
            data = {"id": str(rating.id), "unit_id": str(rating.unit_id), "record_id": str(rating.record_id)}
            about[row.seq] = (rating.id, data | {"state": state})
    return about


def _turn(row: Row) -> str | None:
    """The state in which a row leaves a bad rating, where the following up begins or ends with it."""
    if row.action == f"{Subject.SERVICE_RATING}.create":
        level = row.data.get("level")
        return RatingState.OPEN.value if isinstance(level, int) and level <= BAD else None
    state = row.data.get("state")
    return str(state) if state in (RatingState.DONE, RatingState.EXCLUDED) else None


def _service_records(session: Session, reader: Client, rows: Sequence[Row]) -> dict[int, About]:
    """Records of the units that the reader covers; what does not say its unit is of nobody."""
    about: dict[int, About] = {}
    for row in rows:
        try:
            unit_id = UUID(str(row.data.get("unit")))
        except ValueError:
            continue
        if reader.covers(unit_id) and row.object_id is not None:
            data = {"id": str(row.object_id), "unit_id": str(unit_id)}
            about[row.seq] = (row.object_id, data | {name: row.data[name] for name in _TOLD if name in row.data})
    return about


_TOLD: Final = ("state",)
"""Members of the record's data that go on as they are: words."""


def _rounds(session: Session, reader: Client, rows: Sequence[Row]) -> dict[int, About]:
    """Published versions, with the digest that the published file has."""
    digests = {row.data.get("public_digest") for row in rows}
    found = session.execute(
        select(Snapshot.round_id, Snapshot.version, Snapshot.public_digest).where(
            Snapshot.round_id.in_({row.object_id for row in rows}), Snapshot.public_digest.in_(digests)
        )
    )
    versions = {(one.round_id, one.public_digest): one.version for one in found}
    about: dict[int, About] = {}
    for row in rows:
        digest = row.data.get("public_digest")
        version = versions.get((row.object_id, digest))
        if version is not None and row.object_id is not None:
            about[row.seq] = (row.object_id, {"id": str(row.object_id), "version": version, "sha256": digest})
    return about


_DECIDE: Final[dict[Subject, Callable[[Session, Client, Sequence[Row]], dict[int, About]]]] = {
    Subject.COMPLAINT: _complaints,
    Subject.SERVICE_RECORD: _service_records,
    Subject.CARD: _cards,
    Subject.SERVICE_RATING: _service_ratings,
    Subject.ROUND: _rounds,
}
