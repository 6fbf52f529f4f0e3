"""Batches: what was delivered, and taking a wrong delivery out again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.ballots.imports.access import find_batch, visible_batches
from backend.ballots.imports.schemas import BatchOut, BatchQuery, BatchStratumOut
from backend.ballots.imports.service import CLEAR_JOB, refuse_unless_open
from backend.ballots.models import Batch, BatchState, BatchStratum
from backend.core.errors import Conflict
from backend.core.paging import Sorting, paginate
from backend.core.principal import Principal
from backend.core.text import Text
from backend.jobs.service import enqueue
from backend.rounds.models import RoundStratum
from backend.rounds.service import get_round, lock_round

_SORTINGS = {"number": Sorting(Batch.number, lambda row: row.number)}


class NotLoaded(Conflict):
    code = "batch_state"
    title = Text("只有已导入的批次才能作废", "Only a loaded batch can be voided")


def list_batches(
    session: Session, principal: Principal, round_id: UUID, query: BatchQuery
) -> tuple[list[BatchOut], dict[str, Any]]:
    """One page of a round's batches, and the other fields of the page."""
    get_round(session, principal, round_id)
    batches = visible_batches(principal).where(Batch.round_id == round_id)
    if query.state is not None:
        batches = batches.where(Batch.state == query.state)
    rows, page = paginate(session, batches, query, query.sort, _SORTINGS, Batch.id)
    return batches_out(session, rows), page


def void_batch(session: Session, principal: Principal, batch_id: UUID, reason: str) -> BatchOut:
    """Take a batch out of an open round: it counts no more from now on, and a job deletes its sheets.

    Raises NotOpen, NotLoaded.
    """
    batch = find_batch(session, principal, batch_id)
    refuse_unless_open(lock_round(session, principal, batch.round_id))
    session.refresh(batch, with_for_update=True)
    if batch.state is not BatchState.LOADED:
        raise NotLoaded
    batch.state = BatchState.VOID
    batch.void_reason = reason
    enqueue(session, CLEAR_JOB, {"batch_id": str(batch.id)}, principal.user_id)
    record(session, principal, "batch.void", "batch", batch.id, round_id=str(batch.round_id), sheets=batch.valid)
    session.flush()
    return batches_out(session, [batch])[0]


def batches_out(session: Session, batches: Sequence[Batch]) -> list[BatchOut]:
    """Batches with their sheets by stratum."""
    strata: dict[UUID, list[BatchStratumOut]] = {batch.id: [] for batch in batches}
    rows = session.execute(
        select(BatchStratum.batch_id, RoundStratum.id, RoundStratum.name, BatchStratum.sheets)
        .join(RoundStratum, RoundStratum.id == BatchStratum.stratum_id)
        .where(BatchStratum.batch_id.in_(strata))
        .order_by(RoundStratum.position)
    )
    for batch_id, stratum_id, name, sheets in rows:
        strata[batch_id].append(BatchStratumOut(stratum_id=stratum_id, name=name, sheets=sheets))
    return [
        BatchOut(
            id=batch.id,
            number=batch.number,
            origin=batch.origin,
            state=batch.state,
            label=batch.label,
            issued=batch.issued,
            returned=batch.returned,
            valid=batch.valid,
            invalid=batch.invalid,
            overreturned=batch.issued is not None and batch.returned > batch.issued,
            strata=strata[batch.id],
            void_reason=batch.void_reason,
            created_at=batch.created_at,
        )
        for batch in batches
    ]
