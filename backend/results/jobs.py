"""The job that follows the close of a round."""

from typing import Any
from uuid import UUID

from backend.audit.record import SYSTEM
from backend.ballots.imports.service import discard_unfinished
from backend.jobs.worker import JobContext
from backend.results.tally import count_round, save_tally
from backend.rounds.facts import RoundFacts
from backend.rounds.models import Round, RoundState
from backend.rounds.states import transition


def tally(context: JobContext) -> dict[str, Any]:
    """Count a closed round, move it to `tallied`, delete the answer files that were never loaded.

    Does nothing when that was done before.
    """
    round_id = UUID(context.params["round_id"])
    with context.database.read() as session:
        row = session.get_one(Round, round_id)
    if row.state is not RoundState.CLOSED:
        return {"round_id": str(round_id)}
    content = count_round(context.database, context.write, round_id, context.progress)
    with context.write() as session:
        row = session.get_one(Round, round_id, with_for_update=True)
        if row.state is RoundState.CLOSED:
            save_tally(session, round_id, content)
            session.flush()
            discard_unfinished(session, context.files, round_id, SYSTEM)
            transition(session, row, "tally", SYSTEM, RoundFacts(sheets=content["sheets"]))
    return {"round_id": str(round_id), "sheets": content["sheets"]}
