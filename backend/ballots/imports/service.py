"""Files of answers: taking them in, saying what their columns mean, having them checked and loaded.

Rows are locked in the order round, import, batch, so that nothing waits in a circle; the round's lock also keeps it
from being closed meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.ballots.imports.access import find_import, visible_imports
from backend.ballots.imports.inspect import Look
from backend.ballots.imports.mapping import compile_plan
from backend.ballots.imports.models import AnswerImport, AnswerImportState
from backend.ballots.imports.schemas import ImportOrigin, ImportQuery, MappingIn
from backend.ballots.imports.suggest import suggest_mapping
from backend.ballots.models import Batch, BatchState, Origin
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, InvalidInput
from backend.core.paging import Sorting, paginate
from backend.core.principal import Principal
from backend.core.text import Text
from backend.files import service as files_service
from backend.files.models import StoredFile
from backend.files.storage import FileStore, Saved
from backend.jobs.models import Job
from backend.jobs.service import enqueue
from backend.rounds.config import config_of
from backend.rounds.models import Round, RoundState
from backend.rounds.service import get_round, lock_round

CHECK_JOB: Final = "answers.check"
LOAD_JOB: Final = "answers.load"
CLEAR_JOB: Final = "answers.clear"

_SORTINGS = {"created_at": Sorting(AnswerImport.created_at, lambda row: row.created_at)}
_AT_REST = (AnswerImportState.UPLOADED, AnswerImportState.CHECKED, AnswerImportState.REJECTED)


class NotOpen(Conflict):
    code = "round_not_open"
    title = Text("只有评议进行中才能导入", "Answers can be imported only while the round is open")


class WrongImportState(Conflict):
    code = "import_state"
    title = Text("这次导入当前的状态不允许这样做", "The state of the import does not allow this")


class LoadedBefore(Conflict):
    code = "loaded_before"
    title = Text("同一个文件已经导入过", "The very same file has been loaded before")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the sender says about a file: how its sheets were collected, for which stratum (None: a column says it),
    how many paper sheets were issued and returned (None: not known)."""

    origin: ImportOrigin
    stratum_id: UUID | None
    issued: int | None
    returned: int | None


def refuse_unless_open(round_: Round) -> None:
    """Raise NotOpen."""
    if round_.state is not RoundState.OPEN:
        raise NotOpen


def create_import(
    session: Session, principal: Principal, round_id: UUID, saved: Saved, filename: str, look: Look, delivery: Delivery
) -> AnswerImport:
    """Enter an uploaded file, with a suggested mapping. Raises NotFound, NotOpen, InvalidInput."""
    round_ = get_round(session, principal, round_id)
    refuse_unless_open(round_)
    config = config_of(session, round_)
    if delivery.stratum_id is not None and config.stratum(delivery.stratum_id) is None:
        text = Text("本轮没有这个层次", "The round has no such stratum")
        raise InvalidInput(errors=[FieldProblem("/stratum_id", "stratum_unknown", text)])
    file = files_service.add(session, saved, filename, principal.user_id)
    row = AnswerImport(
        round_id=round_id,
        file_id=file.id,
        filename=file.name,
        size=saved.size,
        sha256=saved.sha256,
        encoding=look.encoding,
        delimiter=look.delimiter,
        lines=look.lines,
        columns=look.columns,
        sample=look.sample,
        mapping=suggest_mapping(look.columns, config, delivery.stratum_id).model_dump(mode="json"),
        origin=Origin(delivery.origin),
        issued=delivery.issued,
        returned=delivery.returned,
        created_by=principal.user_id,
        created_at=clock.now(session),
    )
    session.add(row)
    session.flush()
    record(session, principal, "import.upload", "import", row.id, round_id=str(round_id), sha256=saved.sha256)
    return row


def list_imports(
    session: Session, principal: Principal, round_id: UUID, query: ImportQuery
) -> tuple[Sequence[AnswerImport], dict[str, Any]]:
    """One page of a round's imports, and the other fields of the page."""
    get_round(session, principal, round_id)
    imports = visible_imports(principal).where(AnswerImport.round_id == round_id)
    if query.state is not None:
        imports = imports.where(AnswerImport.state == query.state)
    return paginate(session, imports, query, query.sort, _SORTINGS, AnswerImport.id)


def set_mapping(session: Session, principal: Principal, import_id: UUID, mapping: MappingIn) -> AnswerImport:
    """Say what the columns mean; an earlier check is void. Raises WrongImportState, InvalidInput."""
    row, round_ = _lock(session, principal, import_id)
    _refuse_unless(row.state in _AT_REST)
    compile_plan(mapping, row.columns, config_of(session, round_))
    row.mapping = mapping.model_dump(mode="json")
    row.state = AnswerImportState.UPLOADED
    row.totals, row.problems, row.problem_count = None, [], 0
    record(session, principal, "import.map", "import", row.id)
    return row


def start_check(session: Session, principal: Principal, import_id: UUID) -> Job:
    """Have the whole file checked. Raises NotOpen, WrongImportState, InvalidInput for an incomplete mapping."""
    row, round_ = _lock(session, principal, import_id)
    refuse_unless_open(round_)
    _refuse_unless(row.state in _AT_REST)
    compile_plan(MappingIn.model_validate(row.mapping), row.columns, config_of(session, round_))
    row.state = AnswerImportState.CHECKING
    row.totals, row.problems, row.problem_count = None, [], 0
    return _start(session, principal, row, CHECK_JOB, "import.check")


def start_load(session: Session, principal: Principal, import_id: UUID, *, again: bool) -> Job:
    """Have a checked file loaded as a batch. Raises NotOpen, WrongImportState, LoadedBefore unless `again`."""
    row, round_ = _lock(session, principal, import_id)
    refuse_unless_open(round_)
    _refuse_unless(row.state is AnswerImportState.CHECKED)
    if not again and _loaded_before(session, row):
        raise LoadedBefore
    row.batch_id = _new_batch(session, principal, row).id
    row.state = AnswerImportState.LOADING
    return _start(session, principal, row, LOAD_JOB, "import.load")


def discard(session: Session, principal: Principal, import_id: UUID, files: FileStore) -> AnswerImport:
    """Give a file up: nothing of it stays. Raises WrongImportState."""
    row, _ = _lock(session, principal, import_id)
    _refuse_unless(row.state in _AT_REST)
    row.state = AnswerImportState.DISCARDED
    forget_file(session, files, row)
    record(session, principal, "import.discard", "import", row.id)
    return row


def discard_unfinished(session: Session, files: FileStore, round_id: UUID, actor: str) -> int:
    """Give up all files of a closed round that were never loaded; returns how many."""
    left = select(AnswerImport).where(AnswerImport.round_id == round_id, AnswerImport.file_id.is_not(None))
    rows = session.scalars(left.with_for_update()).all()
    for row in rows:
        if row.batch_id is not None:
            session.get_one(Batch, row.batch_id).state = BatchState.VOID
        row.state = AnswerImportState.DISCARDED
        forget_file(session, files, row)
        record(session, actor, "import.discard", "import", row.id)
    return len(rows)


def forget_file(session: Session, files: FileStore, row: AnswerImport) -> None:
    """Delete the file of an import and what was shown of its rows."""
    file = session.get(StoredFile, row.file_id) if row.file_id else None
    row.sample = []
    row.file_id = None
    session.flush()
    if file is not None:
        files_service.remove(session, files, file)


def _lock(session: Session, principal: Principal, import_id: UUID) -> tuple[AnswerImport, Round]:
    row = find_import(session, principal, import_id)
    round_ = lock_round(session, principal, row.round_id)
    session.refresh(row, with_for_update=True)
    return row, round_


def _refuse_unless(allowed: bool) -> None:
    if not allowed:
        raise WrongImportState


def _start(session: Session, principal: Principal, row: AnswerImport, kind: str, action: str) -> Job:
    job = enqueue(session, kind, {"import_id": str(row.id)}, principal.user_id)
    row.job_id = job.id
    record(session, principal, action, "import", row.id, job_id=str(job.id))
    return job


def _loaded_before(session: Session, row: AnswerImport) -> bool:
    counted = (BatchState.LOADING, BatchState.LOADED)
    same = (
        select(AnswerImport.id)
        .join(Batch, Batch.id == AnswerImport.batch_id)
        .where(AnswerImport.round_id == row.round_id, AnswerImport.sha256 == row.sha256, AnswerImport.id != row.id)
        .where(Batch.state.in_(counted))
    )
    return session.scalars(same.limit(1)).first() is not None


def _new_batch(session: Session, principal: Principal, row: AnswerImport) -> Batch:
    last = session.scalar(select(func.max(Batch.number)).where(Batch.round_id == row.round_id))
    batch = Batch(
        round_id=row.round_id,
        number=(last or 0) + 1,
        origin=row.origin,
        label=row.filename[:120],
        issued=row.issued,
        created_by=principal.user_id,
        created_at=clock.now(session),
    )
    session.add(batch)
    session.flush()
    return batch
