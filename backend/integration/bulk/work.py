"""The job that takes the rows of a bulk file in, some at a time, and goes on where it was cut off."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.auth.clients.service import acting
from backend.core.errors import DomainError, FieldProblem, NotFound
from backend.core.principal import Client
from backend.core.text import Text
from backend.files import service as files_service
from backend.files.models import StoredFile
from backend.files.storage import FileStore
from backend.integration.bulk.models import BulkJob, BulkPart
from backend.integration.bulk.reading import Row, rows_of
from backend.integration.bulk.targets import TARGETS, BulkTarget, Rows, Taken
from backend.integration.bulk.trying import Earlier, earlier_of
from backend.jobs.models import Job
from backend.jobs.worker import JobContext

JOB: Final = "bulk.take"
PORTION: Final = 500
"""Rows in one transaction, and of a file that counts as a whole at most."""
REJECTED: Final = "rejected"
_NOT_DONE: Final = FieldProblem(
    "", "not_done", Text("其他行有误，整批未处理", "Other rows are wrong, so none was taken")
)


class ClientGone(DomainError):
    status = 409
    code = "client_shut_out"
    title = Text("该对接系统已停用", "The client system has been shut out")


class _Undo(Exception):
    """Ends a transaction of which nothing may stay."""


def take(context: JobContext) -> dict[str, Any]:
    """Take in what is left of a file. Raises ClientGone."""
    bulk_id = UUID(context.params["bulk_id"])
    with context.database.read() as session:
        bulk = session.get(BulkJob, bulk_id)
        if bulk is None:
            raise NotFound
        file = session.get(StoredFile, bulk.file_id) if bulk.file_id is not None else None
        done = session.scalar(select(func.sum(BulkPart.rows)).where(BulkPart.bulk_id == bulk_id)) or 0
    if file is not None:
        with context.files.local(file.key) as path:
            earlier = earlier_of(context.database, bulk, path, done)
            rows = islice(rows_of(path, bulk.form), done, None)
            for portion in _portions(rows):
                _take_portion(context, bulk, portion, earlier)
                done += len(portion)
                context.progress(done, bulk.rows)
    with context.write() as session:
        forget_file(session, context.files, bulk_id)
        return counts_of(session, [bulk_id])[bulk_id]


def counts_of(session: Session, bulk_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Rows so far of each of these, by what became of them."""
    columns = (BulkPart.created, BulkPart.updated, BulkPart.unchanged, BulkPart.rejected)
    sums = select(BulkPart.bulk_id, *(func.sum(column).label(column.key) for column in columns))
    found = session.execute(sums.where(BulkPart.bulk_id.in_(bulk_ids)).group_by(BulkPart.bulk_id))
    counts = {row.bulk_id: {column.key: int(getattr(row, column.key)) for column in columns} for row in found}
    return {bulk_id: counts.get(bulk_id, {column.key: 0 for column in columns}) for bulk_id in bulk_ids}


def forget_file(session: Session, files: FileStore, bulk_id: UUID) -> None:
    """The rows are in, or will never be: what was sent is not kept beside them."""
    bulk = session.get_one(BulkJob, bulk_id, with_for_update=True)
    file = session.get(StoredFile, bulk.file_id) if bulk.file_id is not None else None
    bulk.file_id = None
    session.flush()
    if file is not None:
        files_service.remove(session, files, file)


def give_up(session: Session, job: Job) -> None:
    """The job has failed for good: what was taken stays, what was not never will be. The sweep removes the file."""
    bulk = session.get(BulkJob, UUID(job.params["bulk_id"]), with_for_update=True)
    file = session.get(StoredFile, bulk.file_id) if bulk is not None and bulk.file_id is not None else None
    if file is not None:
        session.delete(file)


def _take_portion(context: JobContext, bulk: BulkJob, portion: list[Row], earlier: Earlier) -> None:
    """Rows and their outcomes in one transaction; of a trial the outcomes alone."""
    again = earlier.before(portion)
    done: list[Taken] = []
    taken: list[Taken] = []
    try:
        with context.write() as session:
            done = _done(session, _client(session, bulk), bulk, again, portion)
            taken = _taken(portion, done[len(again) :])
            wrong = bulk.atomic and any(one.outcome == REJECTED for one in taken)
            if bulk.dry_run or wrong:
                raise _Undo
            session.add(_part(bulk, portion, taken))
    except _Undo:
        if bulk.atomic and any(one.outcome == REJECTED for one in taken):
            taken = [one if one.problem else Taken(one.external_id, REJECTED, None, _NOT_DONE) for one in taken]
        gone = {one.id for one in done if one.outcome == "created"}  # also of later rows of the same records
        made = [Taken(one.external_id, one.outcome, None if one.id in gone else one.id, one.problem) for one in taken]
        with context.write() as session:
            session.add(_part(bulk, portion, made))
    for row, one in zip(portion, taken, strict=True):
        earlier.add(row, one.outcome)


def _done(session: Session, client: Client, bulk: BulkJob, again: Rows, portion: list[Row]) -> list[Taken]:
    """What became of the rows that are taken in once more, and of those of the portion that could be read."""
    readable = [row.content for row in portion if row.problem is None]
    return TARGETS[BulkTarget(bulk.target)].take(session, client, [*again, *readable])


def _taken(portion: list[Row], done: list[Taken]) -> list[Taken]:
    """What became of each row, those that could not be read among them."""
    following = iter(done)
    return [next(following) if row.problem is None else Taken("", REJECTED, None, row.problem) for row in portion]


def _client(session: Session, bulk: BulkJob) -> Client:
    """The client as it is now: what was taken from it meanwhile, it may not use any more. Raises ClientGone."""
    client = acting(session, bulk.client_id)
    if client is None or TARGETS[BulkTarget(bulk.target)].scope not in client.scopes:
        raise ClientGone
    return client


def _part(bulk: BulkJob, portion: list[Row], taken: list[Taken]) -> BulkPart:
    counts = Counter(one.outcome for one in taken)
    return BulkPart(
        bulk_id=bulk.id,
        first_row=portion[0].number,
        rows=len(portion),
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        rejected=counts[REJECTED],
        outcomes=[[one.external_id, one.outcome, str(one.id) if one.id else None, _told(one.problem)] for one in taken],
    )


def _told(problem: FieldProblem | None) -> dict[str, str] | None:
    if problem is None:
        return None
    words = {"zh": problem.message.of("zh"), "en": problem.message.of("en")}
    return {"pointer": problem.pointer, "code": problem.code, **words}


def _portions(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while portion := list(islice(rows, PORTION)):
        yield portion
