"""What every request has in common that one person makes and another decides."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from backend.auth.models import UserAccount
from backend.complaints.desk import Desk
from backend.complaints.models import Case
from backend.complaints.records import TransferOrder
from backend.complaints.records_requests import (
    Extension,
    IdentityAccess,
    Pause,
    RequestState,
    ReturnRequest,
    Termination,
)
from backend.core.errors import Conflict, NotFound
from backend.core.text import Text

Row = TypeVar("Row", Extension, ReturnRequest, Pause, Termination, IdentityAccess)


class AlreadyDecided(Conflict):
    code = "already_decided"
    title = Text("该申请已经有结果", "The request has been settled already")


class OwnRequest(Conflict):
    """The decider is never the one who asked, nor of the unit that asked (complaint design, case 68)."""

    code = "own_request"
    title = Text("不能决定本人或者本单位提出的申请", "Nobody decides a request of their own or of their unit")


def pending_request(desk: Desk, case: Case, table: type[Row], request_id: UUID) -> Row:
    """A request of a locked case that the person at the desk may decide.

    Raises NotFound, AlreadyDecided, OwnRequest.
    """
    row: Row | None = desk.session.get(table, request_id, populate_existing=True)
    if row is None or row.case_id != case.id:
        raise NotFound
    if row.state is not RequestState.PENDING:
        raise AlreadyDecided
    if not decidable(desk, row):
        raise OwnRequest
    return row


def decidable(desk: Desk, row: Any) -> bool:
    """Whether somebody else, and another unit, has asked."""
    return row.asked_by != desk.user_id and not _of_asking_unit(desk, getattr(row, "transfer_id", None))


def decide(desk: Desk, row: Any, state: RequestState, note: str, at: datetime) -> None:
    """Enter the decision; `note` is the decider's."""
    row.state, row.decided_at, row.decided_by = state, at, desk.user_id
    row.decision_note = desk.seal(note, row.__tablename__, "decision_note", row.id) if note else None
    desk.session.flush()


def lapse(row: Any, at: datetime) -> None:
    """Nobody has decided in time."""
    row.state, row.decided_at = RequestState.LAPSED, at


def _of_asking_unit(desk: Desk, transfer_id: UUID | None) -> bool:
    if transfer_id is None:
        return False
    own = desk.session.get_one(UserAccount, desk.user_id).unit_id
    return own is not None and own == desk.session.get_one(TransferOrder, transfer_id).unit_id
