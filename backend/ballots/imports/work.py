"""The jobs of an import: check the whole file, load it, delete the sheets of a batch that does not count.

Each may be cut off at any point and run again. While a batch is `loading` its sheets count nowhere; one last
transaction makes them count, and only while the round is open.
"""

import secrets
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from backend.audit.record import SYSTEM, record
from backend.ballots.imports import totals
from backend.ballots.imports.collect import FREE, Box, collect
from backend.ballots.imports.inspect import read_table
from backend.ballots.imports.mapping import compile_plan
from backend.ballots.imports.models import AnswerImport, AnswerImportState
from backend.ballots.imports.schemas import MappingIn, Totals
from backend.ballots.imports.service import CHECK_JOB, CLEAR_JOB, LOAD_JOB, forget_file, refuse_unless_open
from backend.ballots.models import Batch, BatchState, BatchStratum, Intake
from backend.core.db import Database
from backend.core.ids import new_id
from backend.core.spreadsheets import open_table
from backend.files.models import StoredFile
from backend.jobs.models import Job
from backend.jobs.rows import Failures
from backend.jobs.service import enqueue
from backend.jobs.worker import Handler, JobContext
from backend.rounds.config import load_config
from backend.rounds.models import Round

CHUNK: Final = 4_000
_READ_SHARE = 0.9  # of a load's progress
_FREE_IS_BLANK: Final = bytes(0 if byte == FREE else byte for byte in range(256))
_random = secrets.SystemRandom()


class _Source:
    """An import as a job reads it."""

    def __init__(self, database: Database, import_id: UUID) -> None:
        with database.read() as session:
            self.row = session.get_one(AnswerImport, import_id)
            file = session.get(StoredFile, self.row.file_id) if self.row.file_id else None
            self.key = file.key if file else ""
            self.config = load_config(session, self.row.round_id)

    def collect(self, context: JobContext, share: float) -> Box:
        """Read the file; the progress goes up to `share` of the whole."""
        lines = self.row.lines

        def progress(row: int) -> None:
            context.progress(round(100 * share * min(1, row / lines)) if lines else 0, 100)

        with context.files.local(self.key) as path:
            columns, rows = read_table(open_table(path, self.row.filename))
            plan = compile_plan(MappingIn.model_validate(self.row.mapping), columns, self.config)
            return collect(plan, rows, progress)


def check(context: JobContext) -> dict[str, Any]:
    """Count everything in the file and find everything wrong with it."""
    import_id = UUID(context.params["import_id"])
    source = _Source(context.database, import_id)
    if source.row.state is not AnswerImportState.CHECKING:  # an earlier run got this far
        return _outcome(source.row)
    box = source.collect(context, 1)
    found = totals.count(box, source.config)
    with context.write() as session:
        row = session.get_one(AnswerImport, import_id, with_for_update=True)
        if row.state is AnswerImportState.CHECKING:
            row.state = AnswerImportState.REJECTED if box.problems.count else AnswerImportState.CHECKED
            row.totals = {**found.model_dump(mode="json"), "digest": totals.digest(box)}
            row.problem_count = box.problems.count
            row.problems = [list(astuple(problem)) for problem in box.problems.kept]
            counts = {"sheets": found.sheets, "ratings": found.ratings, "problems": box.problems.count}
            record(session, _actor(context), f"import.{row.state}", "import", import_id, **counts)
        return _outcome(row)


def load(context: JobContext) -> dict[str, Any]:
    """Make the sheets of a checked file count."""
    import_id = UUID(context.params["import_id"])
    source = _Source(context.database, import_id)
    if source.row.state is not AnswerImportState.LOADING:
        return _outcome(source.row)
    assert source.row.batch_id is not None
    clear_batch(context, source.row.batch_id)  # what an earlier run has left
    with context.write() as session:
        _open_round(session, source)
    box = source.collect(context, _READ_SHARE)
    found = totals.count(box, source.config)
    if box.problems.count or totals.digest(box) != (source.row.totals or {}).get("digest"):
        raise RuntimeError("the file is not what was checked")
    _insert(context, source, box)
    return _finish(context, source, found)


def clear(context: JobContext) -> dict[str, Any]:
    """Delete the waiting sheets of a void batch."""
    clear_batch(context, UUID(context.params["batch_id"]))
    return {}


def clear_batch(context: JobContext, batch_id: UUID) -> None:
    """Delete the waiting sheets of a batch that does not count, in short steps."""
    left = select(Intake.id).where(Intake.batch_id == batch_id).limit(CHUNK)
    while True:
        with context.write() as session:
            if session.get_one(Batch, batch_id).state is BatchState.LOADED:
                return
            ids = session.scalars(left).all()
            if not ids:
                return
            session.execute(delete(Intake).where(Intake.id.in_(ids)))


def _insert(context: JobContext, source: _Source, box: Box) -> None:
    """Insert the sheets under random ids, in the order of these: nothing keeps the order of the file."""
    config, length = source.config, box.length
    packed = box.buffer.translate(_FREE_IS_BLANK)
    strata = [stratum.id for stratum in config.strata]
    starts = list(range(0, len(packed), length))
    _random.shuffle(starts)
    ids = sorted((new_id() for _ in starts), key=lambda id_: id_.hex)
    same = {"round_id": config.round_id, "origin": source.row.origin, "batch_id": source.row.batch_id}
    for first in range(0, len(ids), CHUNK):
        # The payload is that of packing.pack without comments: the cells as they are.
        rows = [
            {**same, "id": id_, "stratum_id": strata[packed[at]], "payload": bytes(packed[at + 1 : at + length])}
            for id_, at in zip(ids[first : first + CHUNK], starts[first : first + CHUNK], strict=True)
        ]
        with context.write() as session:
            session.execute(insert(Intake), rows)
        done = _READ_SHARE + (1 - _READ_SHARE) * (first + len(rows)) / len(ids)
        context.progress(round(100 * done), 100)


def _finish(context: JobContext, source: _Source, found: Totals) -> dict[str, Any]:
    with context.write() as session:
        round_ = _open_round(session, source)
        row = session.get_one(AnswerImport, source.row.id, with_for_update=True)
        batch = session.get_one(Batch, source.row.batch_id, with_for_update=True)
        inserted = session.scalar(select(func.count()).select_from(Intake).where(Intake.batch_id == batch.id))
        if inserted != found.sheets:
            raise RuntimeError("sheets are missing")
        batch.state = BatchState.LOADED
        batch.valid = found.sheets - found.blank_sheets
        batch.returned = found.sheets if row.returned is None else row.returned
        batch.invalid = max(0, batch.returned - batch.valid)
        session.add_all(
            BatchStratum(batch_id=batch.id, stratum_id=stratum.stratum_id, sheets=stratum.sheets)
            for stratum in found.strata
        )
        row.state = AnswerImportState.LOADED
        row.totals = found.model_dump(mode="json")
        forget_file(session, context.files, row)
        counts = {"round_id": str(round_.id), "number": batch.number, "sheets": found.sheets, "ratings": found.ratings}
        record(session, _actor(context), "batch.load", "batch", batch.id, import_id=str(row.id), **counts)
        return _outcome(row)


def put_back(session: Session, job: Job) -> None:
    """A check or load has failed for good: the import rests where it was before and nothing of the batch counts."""
    row = session.get(AnswerImport, UUID(job.params["import_id"]), with_for_update=True)
    if row is None or row.job_id != job.id:
        return
    if row.state is AnswerImportState.CHECKING:
        row.state = AnswerImportState.UPLOADED
    elif row.state is AnswerImportState.LOADING:
        batch = session.get_one(Batch, row.batch_id, with_for_update=True)
        batch.state = BatchState.VOID
        enqueue(session, CLEAR_JOB, {"batch_id": str(batch.id)}, job.created_by)
        row.state = AnswerImportState.CHECKED
        row.batch_id = None
    else:
        return
    actor = str(job.created_by) if job.created_by else SYSTEM
    record(session, actor, "import.fail", "import", row.id, job_id=str(job.id))


def _open_round(session: Session, source: _Source) -> Round:
    round_ = session.get_one(Round, source.row.round_id, with_for_update=True)
    refuse_unless_open(round_)
    return round_


def _actor(context: JobContext) -> str:
    return str(context.created_by) if context.created_by else SYSTEM


def _outcome(row: AnswerImport) -> dict[str, Any]:
    """The result of a job, enough for a message."""
    found = row.totals or {}
    return {
        "import_id": str(row.id),
        "batch_id": str(row.batch_id) if row.batch_id else None,
        "state": row.state,
        "problem_count": row.problem_count,
        **{name: found.get(name) for name in ("rows", "sheets", "ratings", "blanks")},
    }


HANDLERS: Final[Mapping[str, Handler]] = {CHECK_JOB: check, LOAD_JOB: load, CLEAR_JOB: clear}
FAILURES: Final[Failures] = {CHECK_JOB: put_back, LOAD_JOB: put_back}
