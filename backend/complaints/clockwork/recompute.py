"""Computing the running clocks anew after the calendar changed (complaint design, 2.5 d, cases 45 and 46)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, delete, select

from backend.calendar.queries import load_calendar
from backend.complaints import clocks
from backend.complaints.clockwork import ladder
from backend.complaints.desk import Desk
from backend.complaints.events import entry_of, write_events
from backend.complaints.kinds import Actor, ClockKind
from backend.complaints.models import Case
from backend.complaints.records import CaseClock, ClockRung
from backend.complaints.rules.policy import policy_of
from backend.complaints.telling import Withdraw
from backend.core import clock
from backend.core.db import Database
from backend.core.keys import Keys
from backend.jobs.worker import Handler, JobContext

JOB: Final = "clocks.recompute"
CHUNK: Final = 100
"""Cases in a transaction."""


@dataclass
class Recomputed:
    """How many running clocks were of an older calendar, and how many of their dates moved."""

    clocks: int = 0
    moved: int = 0


def recompute_provisional(database: Database, keys: Keys, withdraw: Withdraw | None = None) -> Recomputed:
    """Bring every running clock to the newest calendar. May run again at any time; then there is nothing to do.

    A date moves later as the calendar has it, and never to before what the complainant was told. What a clock did
    for a date that has not come yet is taken back: its breach, its rungs and, by `withdraw`, the unread notices.
    """
    done = Recomputed()
    with database.read() as session:
        version = load_calendar(session).version
    place: UUID | None = None
    while case_ids := _outdated(database, version, place):
        with database.write() as session:
            left = _recompute(Desk(session, keys, Actor.SYSTEM), case_ids, withdraw, done, wait=False)
        for case_id in left:  # alone, so that waiting for it holds up nobody
            with database.write() as session:
                _recompute(Desk(session, keys, Actor.SYSTEM), [case_id], withdraw, done, wait=True)
        place = case_ids[-1]
    return done


def _outdated(database: Database, version: int, place: UUID | None) -> Sequence[UUID]:
    statement = select(CaseClock.case_id).where(_old(version)).distinct().order_by(CaseClock.case_id).limit(CHUNK)
    if place is not None:
        statement = statement.where(CaseClock.case_id > place)
    with database.read() as session:
        return session.scalars(statement).all()


def _old(version: int) -> Any:
    return CaseClock.stopped_at.is_(None) & (CaseClock.calendar_version < version)


def _recompute(
    desk: Desk, case_ids: Sequence[UUID], withdraw: Withdraw | None, done: Recomputed, *, wait: bool
) -> list[UUID]:
    """Recompute the clocks of some cases; returns those that somebody else holds, unless told to wait for them."""
    session = desk.session
    locked: Select[Case] = select(Case).where(Case.id.in_(case_ids)).with_for_update(skip_locked=not wait)
    cases = {case.id: case for case in session.scalars(locked.execution_options(populate_existing=True))}
    statement = select(CaseClock).where(CaseClock.case_id.in_(cases), _old(desk.calendar.version))
    moves: dict[UUID, list[dict[str, Any]]] = {}
    for row in session.scalars(statement.order_by(CaseClock.due, CaseClock.id)).all():
        moved = _recompute_clock(desk, cases[row.case_id], row, withdraw)
        done.clocks += 1
        if moved:
            done.moved += 1
            moves.setdefault(row.case_id, []).append(moved)
    session.flush()
    entries = []
    for case_id, moved_now in moves.items():
        case, running = cases[case_id], clocks.running(session, cases[case_id])
        case.next_due = clocks.earliest_of(case, running)
        case.version += 1
        data = {"calendar": desk.calendar.version, "moved": moved_now}
        entries.append(entry_of(case, "recompute", data, running))
    write_events(desk, entries)
    return [case_id for case_id in case_ids if case_id not in cases]


def _recompute_clock(desk: Desk, case: Case, row: CaseClock, withdraw: Withdraw | None) -> dict[str, Any]:
    """What moved, empty when nothing did. What a date that has not come had brought about is undone (case 46)."""
    session, before, policy = desk.session, row.due, policy_of(desk.session, case)
    statement = select(ClockRung.rung, ClockRung.fired_at).where(ClockRung.clock_id == row.id)
    fired = {row.rung: row.fired_at for row in session.execute(statement)}
    clocks.recompute(row, desk.calendar, policy, fired)
    if row.due == before:
        return {}
    if row.promised is not None:
        row.promised = max(row.promised, row.due)
    now = clock.now(session)
    ahead = {step for step, at in clocks.steps(row, desk.calendar, policy) if at > (clocks.held_since(row) or now)}
    undone = {rung: fired.pop(rung) for rung in sorted(ahead.intersection(fired))}
    if row.breached_at is not None:
        row.breached_at = None if clocks.BREACH in ahead else row.due
    for rung in undone:
        if withdraw is not None:
            withdraw(session, f"{row.id}:{rung}")
    session.execute(delete(ClockRung).where(ClockRung.clock_id == row.id, ClockRung.rung.in_(undone)))
    clocks.plan(row, desk.calendar, policy, fired)
    moved = {"clock": row.kind.value, "before": before.isoformat(), "after": row.due.isoformat()}
    closed = ladder.take_back(desk, now, case, undone) if row.kind is ClockKind.TOTAL else []
    return moved | {"undone": list(undone), "closed_orders": closed}


def recompute_job(keys: Keys, withdraw: Withdraw | None = None) -> Handler:
    """The handler of JOB, to be asked for whenever the calendar has a new version."""

    def run(context: JobContext) -> dict[str, Any]:
        done = recompute_provisional(context.database, keys, withdraw)
        return {"clocks": done.clocks, "moved": done.moved}

    return run
