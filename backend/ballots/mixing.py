"""While a round is open: sheets from the ballot page lose what ties them to the transaction that spent their code.

Both were written by one transaction, which PostgreSQL notes in each row and both databases keep in their files. So the
waiting sheets of a stratum move, ten or more at a time, in random order and under new random keys to `pool`, and what
they leave behind is erased (security design, 3A.6). At closing the whole stratum is mixed once more (closing.py).

Nothing is recorded or logged of it: when and how many would help to tell who answered when (D4).
"""

import threading
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from backend.ballots.closing import CHUNK, KeyRange, new_key_of, new_keys
from backend.ballots.models import Intake, Pool
from backend.core.db import Database
from backend.core.erasing import Remains, Wait, erase
from backend.rounds.models import Round, RoundState

MIX_SECONDS: Final = 900.0
FEWEST: Final = 10
"""Sheets of a stratum that are mixed with each other at least."""
WAY_IN: Final = ("ballot_code", "intake", "pool")
MIXED: Final = {"intake": 400}
"""What is written anew after mixing, and how many milliseconds ballots may wait for it."""
COUNTED: Final = MIXED | {"pool": 60_000}  # nobody who submits waits for the pool
_EVERYWHERE: KeyRange = (bytes(16), b"\xff" * 16)


class Mixer:
    """The periodic task of a process; several may run at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._unclean = True  # a process that died may have left something

    def run(self, stopping: threading.Event) -> None:
        """Mix what waits and erase what is left of it, then of counted rounds where that failed before."""
        self._unclean |= mix(self._database, stopping) > 0
        counted = _not_clean(self._database)
        if self._unclean or counted:
            remains = erase(self._database, WAY_IN, COUNTED if counted else MIXED, stopping.wait)
            self._unclean = remains is not Remains.GONE
            _note(self._database, counted, remains)


def mix(database: Database, stopping: threading.Event) -> int:
    """Move what waits in each open round and stratum to the pool; return how many sheets moved. May be interrupted."""
    with database.read() as session:
        waiting = session.execute(
            select(Intake.round_id, Intake.stratum_id, func.count())
            .join(Round, Round.id == Intake.round_id)
            .where(Intake.batch_id.is_(None), Round.state == RoundState.OPEN)
            .group_by(Intake.round_id, Intake.stratum_id)
            .having(func.count() >= FEWEST)
        ).all()
    moved = 0
    for round_id, stratum_id, sheets in waiting:
        steps = -(-sheets // CHUNK)  # alike in size, so that none is small
        for _ in range(steps):
            if stopping.is_set():
                return moved
            with database.write() as session:
                moved += _move(session, round_id, stratum_id, -(-sheets // steps))
    return moved


def _move(session: Session, round_id: UUID, stratum_id: UUID, most: int) -> int:
    """Move a random part of a stratum's waiting sheets, at most so many; return how many. Not in a round that closes."""
    still_open = select(Round.id).where(Round.id == round_id, Round.state == RoundState.OPEN)
    if session.scalars(still_open.with_for_update(read=True)).first() is None:
        return 0
    connection = session.connection()
    mine = (Intake.round_id == round_id, Intake.stratum_id == stratum_id, Intake.batch_id.is_(None))
    # Their keys are random, and so are the lowest of them. Locked, so that no other process moves them, too.
    lowest = select(Intake.id).where(*mine).order_by(Intake.id).limit(most)
    keys = connection.scalars(lowest.with_for_update(skip_locked=True)).all()
    if len(keys) < FEWEST:
        return 0
    new_key = new_key_of(connection.dialect.name).label("new_key")
    columns = [Pool.id, Pool.round_id, Pool.stratum_id, Pool.payload]
    mixed = (
        select(new_key, Intake.round_id, Intake.stratum_id, Intake.payload).where(Intake.id.in_(keys)).order_by(new_key)
    )
    connection.execute(insert(Pool).from_select(columns, mixed), {"keys": new_keys(len(keys), _EVERYWHERE)})
    connection.execute(delete(Intake).where(Intake.id.in_(keys)))
    return len(keys)


def erase_way_in(database: Database, wait: Wait) -> Remains:
    """Erase codes and waiting sheets of rounds that are counted from the files of the database."""
    return erase(database, WAY_IN, COUNTED, wait)


def _not_clean(database: Database) -> list[UUID]:
    with database.read() as session:
        return list(session.scalars(select(Round.id).where(Round.remains.in_((Remains.HELD, Remains.REFUSED)))))


def _note(database: Database, round_ids: list[UUID], remains: Remains) -> None:
    """What a round's page says of it; no change of the round, so its version stays."""
    changed = update(Round).where(Round.id.in_(round_ids), Round.remains != remains)
    if round_ids:
        with database.write() as session:
            session.execute(changed.values(remains=remains))
