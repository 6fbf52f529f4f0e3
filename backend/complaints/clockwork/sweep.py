"""The sweep: what clocks do by themselves when their time comes (complaint design, 2.5).

It compares stored dates with the time of the database, so it may run late, twice, and on several machines at once. A
case that somebody else holds is left to the next run. Every step of a clock is done once: its row of `clock_rung` is
written in one transaction with what the step does, under the lock of the case.

Locks are taken in the order of `transition()`, the case before what belongs to it. So clocks are found without a
lock, then their cases are locked, then the clocks are read again.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.complaints.clockwork.stepping import Stepping
from backend.complaints.desk import Desk
from backend.complaints.kinds import Actor
from backend.complaints.models import Case
from backend.complaints.records import CaseClock
from backend.core import clock, coming
from backend.core.db import Database
from backend.core.keys import Keys
from backend.core.telling import Notify

log = structlog.get_logger("sweep")

CHUNK: Final = 200
"""Clocks that are looked for together."""

TOGETHER: Final = 40
"""Cases that are locked and read together, about as many as one transaction has the time for."""

BUDGET: Final = 0.4
"""Seconds after which a transaction takes no further case: nobody shall wait for it."""


@dataclass
class Swept:
    """What a run did: how often each step was taken, and how many cases it could not do and left as they were."""

    steps: Counter[str] = field(default_factory=Counter)
    failed: int = 0


def sweep(database: Database, keys: Keys, notify: Notify) -> Swept:
    """Do everything that is due by now, oldest first."""
    swept = Swept()
    for found in coming.due(database, CaseClock.next_at, CaseClock.id, CaseClock.case_id, CHUNK):
        case_ids = list(dict.fromkeys(found))
        while case_ids:
            case_ids = case_ids[_sweep_some(database, keys, notify, case_ids[:TOGETHER], swept) :]
    return swept


def _sweep_some(database: Database, keys: Keys, notify: Notify, case_ids: Sequence[UUID], swept: Swept) -> int:
    """Do the first of these cases in one transaction; returns how many are over with, at least one."""
    try:
        with database.write() as session:
            done, steps = _sweep_cases(Desk(session, keys, Actor.SYSTEM, later=[]), notify, case_ids)
    except Exception:
        if len(case_ids) == 1:
            log.exception("case_not_swept", case=str(case_ids[0]))
            swept.failed += 1
            return 1
        # One of them cannot be done, and the others must not wait for it.
        for case_id in case_ids:
            _sweep_some(database, keys, notify, [case_id], swept)
        return len(case_ids)
    swept.steps += steps
    return done


def _sweep_cases(desk: Desk, notify: Notify, case_ids: Sequence[UUID]) -> tuple[int, Counter[str]]:
    end = time.monotonic() + BUDGET
    now = clock.tell(desk.session, clock.now(desk.session))  # one time for all that a transaction does
    stepping = Stepping(desk, notify, now, cases := _lock(desk.session, case_ids))
    done = 0
    while done < len(case_ids) and (done == 0 or time.monotonic() < end):
        case = cases.get(case_ids[done])
        if case is not None:
            stepping.take_steps(case)
        done += 1
    stepping.finish()
    return done, stepping.taken


def _lock(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, Case]:
    """The cases that nobody holds."""
    statement = select(Case).where(Case.id.in_(case_ids)).with_for_update(skip_locked=True)
    return {case.id: case for case in session.scalars(statement.execution_options(populate_existing=True))}
