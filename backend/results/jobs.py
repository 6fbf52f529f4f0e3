"""The job that follows the close of a round."""

import time
from typing import Any
from uuid import UUID

import structlog

from backend.audit.record import SYSTEM, record
from backend.ballots.imports.service import discard_unfinished
from backend.jobs.service import enqueue
from backend.jobs.worker import JobContext
from backend.results.products import save_products
from backend.results.screening.jobs import SCREEN_JOB
from backend.results.tally import count_round, save_tally
from backend.rounds.facts import RoundFacts
from backend.rounds.models import Round, RoundState
from backend.rounds.states import transition

log = structlog.get_logger("tally")
ATTEMPTS = 100
PAUSE = 0.2


def tally(context: JobContext) -> dict[str, Any]:
    """Count a closed round, move it to `tallied`, delete the answer files that were never loaded; screening follows.

    Does nothing when that was done before.
    """
    round_id = UUID(context.params["round_id"])
    with context.database.read() as session:
        row = session.get_one(Round, round_id)
    if row.state is not RoundState.CLOSED:
        return {"round_id": str(round_id)}
    count = count_round(context.database, context.write, round_id, context.progress)
    _forget_the_way_in(context)
    with context.write() as session:
        row = session.get_one(Round, round_id, with_for_update=True)
        if row.state is RoundState.CLOSED:
            save_tally(session, round_id, count.tally)
            save_products(session, round_id, count.products)
            session.flush()
            record(session, SYSTEM, "round.mix", "round", round_id, n=count.mixed, root=count.root)
            discard_unfinished(session, context.files, round_id, SYSTEM)
            enqueue(session, SCREEN_JOB, {"round_id": str(round_id)}, context.created_by)
            transition(session, row, "tally", SYSTEM, RoundFacts(sheets=count.tally["sheets"]))
    return {"round_id": str(round_id), "sheets": count.tally["sheets"]}


def _forget_the_way_in(context: JobContext) -> None:
    """Before the round counts as tallied, take codes and waiting sheets out of the write-ahead log too.

    A commit in the log can hold a code and the sheet it was spent for. Readers may hold the log for a moment; should
    one hold it for long, the worker's next sweep or the next start empties it.
    """
    for _ in range(ATTEMPTS):
        context.check()
        if context.database.empty_log():
            return
        time.sleep(PAUSE)
    log.warning("log_not_emptied")
