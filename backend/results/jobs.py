"""The job that follows the close of a round."""

import time
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy import select

from backend.audit.record import SYSTEM, record
from backend.ballots.imports.service import discard_unfinished
from backend.ballots.mixing import erase_way_in
from backend.ballots.models import Comment
from backend.core.erasing import Remains
from backend.jobs.service import enqueue
from backend.jobs.worker import JobContext
from backend.results.digests import COUNT, sums_digest
from backend.results.models import TallyKind
from backend.results.products import save_products
from backend.results.screening.jobs import SCREEN_JOB
from backend.results.tally import count_round, save_tally
from backend.rounds.facts import RoundFacts
from backend.rounds.models import Round, RoundState
from backend.rounds.states import transition

log = structlog.get_logger("tally")
COMMENTS_JOB: Final = "comments"
"""The job that prepares the comments of a counted round; its handler belongs to a later layer."""


def tally(context: JobContext) -> dict[str, Any]:
    """Count a closed round, move it to `tallied`, delete the answer files that were never loaded; screening and the
    preparation of the comments follow.

    Does nothing when that was done before.
    """
    round_id = UUID(context.params["round_id"])
    with context.database.read() as session:
        row = session.get_one(Round, round_id)
    if row.state is not RoundState.CLOSED:
        return {"round_id": str(round_id)}
    count = count_round(context.database, context.write, round_id, context.progress)
    remains = _erase_the_way_in(context)
    with context.write() as session:
        row = session.get_one(Round, round_id, with_for_update=True)
        if row.state is RoundState.CLOSED:
            save_tally(session, round_id, count.tally)
            save_products(session, round_id, count.products)
            session.flush()
            sums = sums_digest(session, round_id, TallyKind.ALL)
            record(session, SYSTEM, COUNT, "round", round_id, n=count.mixed, root=count.root, sums=sums)
            discard_unfinished(session, context.files, round_id, SYSTEM)
            enqueue(session, SCREEN_JOB, {"round_id": str(round_id)}, context.created_by)
            if session.scalars(select(Comment.id).where(Comment.round_id == round_id).limit(1)).first() is not None:
                enqueue(session, COMMENTS_JOB, {"round_id": str(round_id)}, context.created_by)
            transition(session, row, "tally", SYSTEM, RoundFacts(sheets=count.tally["sheets"])).remains = remains
    return {"round_id": str(round_id), "sheets": count.tally["sheets"], "remains": remains.value}


def _erase_the_way_in(context: JobContext) -> Remains:
    """Before the round counts as counted, take codes and waiting sheets out of the database's files.

    Both were written by one transaction, and what is left of it could tell which belong together. Others may hold on to
    it for a while; should one do so for long, the mixer goes on trying (ballots/mixing.py).
    """

    def wait(seconds: float) -> None:
        context.check()
        time.sleep(seconds)

    remains = erase_way_in(context.database, wait)
    if remains is not Remains.GONE:
        log.warning("way_in_not_erased", remains=remains.value)
    return remains
