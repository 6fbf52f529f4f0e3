"""Verifying the record: the same for the auditor's job and for the command `pingyi verify audit`."""

from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.checkpoints import stored_marks
from backend.audit.record import RECORD, SYSTEM, head, record
from backend.audit.verify import Fault, Mark, Report, verify
from backend.complaints.proving import CaseEvents
from backend.core.db import Database
from backend.core.keys import Keys
from backend.core.principal import Principal
from backend.jobs.models import Job
from backend.jobs.rows import UNFINISHED
from backend.jobs.service import enqueue
from backend.jobs.worker import Handler, JobContext

JOB: Final = "audit.verify"
SHOWN: Final = 20
"""Findings in a result; how many there are is told beside them."""


def check(
    database: Database,
    keys: Keys,
    given: Sequence[Mark] = (),
    faults: Sequence[Fault] = (),
    step: Callable[[int], None] | None = None,
) -> tuple[Report, list[Fault]]:
    """Verify the chain, the events of complaints, the checkpoints of the database and those `given`.

    Returns all that was found by number, `faults` of the given ones included. `step` is told how many events were read.
    """
    with database.read() as session:
        stored, unsigned = stored_marks(session, keys)
    with database.read() as session:
        report = verify(session, [*stored, *given], [CaseEvents()], step)
    return report, sorted([*unsigned, *faults, *report.faults], key=lambda fault: fault.seq)


def start(session: Session, principal: Principal) -> Job:
    """Ask for a verification, or for the one that is under way."""
    running = select(Job).where(Job.kind == JOB, Job.state.in_(UNFINISHED)).order_by(Job.created_at).limit(1)
    found = session.scalars(running).one_or_none()
    return enqueue(session, JOB, {}, principal.user_id) if found is None else found


def verify_job(keys: Keys) -> Handler:
    """The handler: what was found is the result, and that it was done is recorded, with the counts."""

    def run(context: JobContext) -> dict[str, Any]:
        with context.database.read() as session:
            total, _ = head(session)
        report, faults = check(context.database, keys, step=lambda done: context.progress(done, max(done, total)))
        counts = {"events": report.events, "checkpoints": report.marks, "findings": len(faults)}
        with context.write() as session:
            record(session, _actor(context.created_by), JOB, RECORD, None, **counts, head=report.head)
        return {
            **counts,
            "head": report.head,
            "first": [{"seq": fault.seq, "zh": fault.reason.zh, "en": fault.reason.en} for fault in faults[:SHOWN]],
        }

    return run


def _actor(user_id: UUID | None) -> str:
    return SYSTEM if user_id is None else str(user_id)
