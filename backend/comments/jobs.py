"""The job that follows the count: comments are looked through, so that the office can begin."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from backend.audit.record import SYSTEM, record
from backend.comments.access import COUNTED
from backend.comments.preparing import UnitComments, units_unprepared
from backend.comments.topics import list_topics
from backend.jobs.worker import Handler, JobContext
from backend.results.jobs import COMMENTS_JOB
from backend.rounds.models import Round


def prepare(context: JobContext) -> dict[str, Any]:
    """Prepare the comments of a round, unit by unit; may be run again at any point."""
    round_id = UUID(context.params["round_id"])
    with context.database.read() as session:
        row = session.get_one(Round, round_id)
        units = units_unprepared(session, round_id) if row.state in COUNTED else []
        topics = list_topics(session)
    prepared = 0
    for done, unit_id in enumerate(units, start=1):
        found = UnitComments(context.database, round_id, unit_id, topics)
        with context.write() as session:
            prepared += found.save(session)
            if prepared and done == len(units):
                record(session, SYSTEM, "comment.prepare", "round", round_id, comments=prepared)
        context.progress(done, len(units))
    return {"round_id": str(round_id), "comments": prepared}


HANDLERS: Final[Mapping[str, Handler]] = {COMMENTS_JOB: prepare}
