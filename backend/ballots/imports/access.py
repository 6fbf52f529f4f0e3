"""Which imports and batches a person sees: those of the rounds that the person sees."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from backend.ballots.imports.models import AnswerImport
from backend.ballots.models import Batch
from backend.core.errors import NotFound
from backend.core.principal import Principal
from backend.rounds.access import visible_rounds
from backend.rounds.models import Round


def visible_imports(principal: Principal) -> Select[AnswerImport]:
    """The imports that `principal` may see."""
    rounds = visible_rounds(principal).with_only_columns(Round.id)
    return select(AnswerImport).where(AnswerImport.round_id.in_(rounds))


def visible_batches(principal: Principal) -> Select[Batch]:
    """The batches that `principal` may see."""
    rounds = visible_rounds(principal).with_only_columns(Round.id)
    return select(Batch).where(Batch.round_id.in_(rounds))


def find_import(session: Session, principal: Principal, import_id: UUID) -> AnswerImport:
    """One import. Raises NotFound."""
    row = session.scalars(visible_imports(principal).where(AnswerImport.id == import_id)).one_or_none()
    if row is None:
        raise NotFound
    return row


def find_batch(session: Session, principal: Principal, batch_id: UUID) -> Batch:
    """One batch. Raises NotFound."""
    row = session.scalars(visible_batches(principal).where(Batch.id == batch_id)).one_or_none()
    if row is None:
        raise NotFound
    return row
