"""Verifying the record: the chain, the rows elsewhere that it covers, and checkpoints.

What is compared is named by the number of the first event that is wrong. A chain that somebody computed anew from one
event on is sound in itself: only a checkpoint shows it, and best one that was kept outside.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.chain import GENESIS, event_hash
from backend.audit.models import AuditEvent
from backend.core.text import Text

_CHUNK: Final = 10_000
_COLUMNS: Final = tuple(AuditEvent.__table__.columns)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a checkpoint says: the event `seq` has this hash, or one that begins so. `where`: who keeps it."""

    seq: int
    hash: str
    where: Text


@dataclass(frozen=True, slots=True)
class Fault:
    """`seq`: the first event that is not what it was; 0 where no event belongs to what was found."""

    seq: int
    reason: Text


@dataclass(frozen=True, slots=True)
class Report:
    """`events` were read, up to the first fault. `head`: the hash of the last. `marks` were compared."""

    events: int
    head: str
    marks: int
    faults: tuple[Fault, ...]


class Cover(Protocol):
    """Rows of another table of which events of the record keep digests, as `event_digest` and `seq` of their data."""

    object_type: str

    def count(self, session: Session) -> int:
        """How many rows there are."""

    def digests(self, session: Session, first: UUID, last: UUID) -> dict[tuple[UUID, int], str]:
        """The digests of the rows of objects of `first` to `last`, as they are now, by object and number."""


def verify(
    session: Session,
    marks: Iterable[Mark] = (),
    covers: Sequence[Cover] = (),
    step: Callable[[int], None] | None = None,
) -> Report:
    """Verify everything as of one moment. `session` is a fresh one, which only reads. `step` is told now and then how
    many events were read."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    expected: dict[int, list[Mark]] = {}
    for mark in marks:
        expected.setdefault(mark.seq, []).append(mark)
    faults: list[Fault] = []
    last = good = compared = 0
    prev = GENESIS
    for event in _events(session, step):
        fault = _broken(event, last + 1, prev)
        if fault is None:
            last, prev = event["seq"], event["hash"]
            for mark in expected.pop(last, ()):
                compared += 1
                if not prev.startswith(mark.hash):
                    fault = fault or _rewritten(mark, good)
                elif fault is None:
                    good = last
        if fault is not None:
            faults.append(fault)
            break
    else:
        faults += [_cut_off(expected[seq][0], last) for seq in sorted(expected)[:1]]
    for cover in covers:
        faults += _uncovered(session, cover)
    return Report(last, prev, compared, tuple(sorted(faults, key=lambda fault: fault.seq)))


def _events(session: Session, step: Callable[[int], None] | None) -> Iterator[dict[str, Any]]:
    last = 0
    following = select(*_COLUMNS).order_by(AuditEvent.seq).limit(_CHUNK)
    while rows := session.execute(following.where(AuditEvent.seq > last)).all():
        for row in rows:
            yield row._asdict()
        last = rows[-1].seq
        if step is not None:
            step(last)


def _broken(event: dict[str, Any], seq: int, prev: str) -> Fault | None:
    """What is wrong with an event that should have this number and this hash before it."""
    if event["seq"] != seq:
        return Fault(seq, Text("缺少这一条", "this event is missing"))
    try:
        sound = event_hash(event) == event["hash"]
    except (ValueError, TypeError):
        sound = False
    if not sound:
        return Fault(seq, Text("内容与摘要不符", "the content is not what its hash says"))
    if event["prev"] != prev:  # both are sound in themselves: the one before was computed anew, or this one
        return Fault(max(1, seq - 1), Text("后一条不是接在这一条之后的", "the next event does not follow this one"))
    return None


def _rewritten(mark: Mark, good: int) -> Fault:
    """A sound chain that is not the one of a checkpoint; `good`: the last event that another one confirmed."""
    return Fault(
        good + 1,
        Text(
            f"第 {good + 1} 至 {mark.seq} 条中有改动：与{mark.where.zh}不符",
            f"one of the events {good + 1} to {mark.seq} was altered: {mark.where.en} says something else",
        ),
    )


def _cut_off(mark: Mark, last: int) -> Fault:
    return Fault(
        last + 1,
        Text(
            f"缺少第 {last + 1} 至 {mark.seq} 条：{mark.where.zh}中有第 {mark.seq} 条",
            f"the events {last + 1} to {mark.seq} are missing: {mark.where.en} knows event {mark.seq}",
        ),
    )


def _uncovered(session: Session, cover: Cover) -> Iterator[Fault]:
    """Rows that are not what the record says, that it does not know, or that are gone; by ranges of random keys."""
    parts = max(1, -(-cover.count(session) // _CHUNK))
    for low, high in pairwise((1 << 128) * part // parts for part in range(parts + 1)):
        first, last = UUID(int=low), UUID(int=high - 1)
        found = cover.digests(session, first, last)
        noted = (
            select(AuditEvent.seq, AuditEvent.object_id, AuditEvent.data)
            .where(AuditEvent.object_type == cover.object_type, AuditEvent.object_id.between(first, last))
            .order_by(AuditEvent.object_id, AuditEvent.seq)
        )
        for seq, object_id, data in session.execute(noted):
            if "event_digest" in data and found.pop((object_id, data.get("seq")), None) != data["event_digest"]:
                yield Fault(
                    seq, Text("所指的事项记录已改动或不见了", "the row that it accompanies was altered or is gone")
                )
        for object_id, number in found:
            yield Fault(
                0,
                Text(
                    f"{cover.object_type} {object_id} 的第 {number} 条没有对应的审计记录",
                    f"row {number} of {cover.object_type} {object_id} has no event in the record",
                ),
            )
