"""A hold (保留): nothing of a case is erased while it may be needed, however old it is (security design, P03)."""

from uuid import UUID

from backend.complaints.access import find_case
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.models import Case
from backend.core.errors import Conflict
from backend.core.text import Text


class AlreadyErased(Conflict):
    """There is nothing left to keep."""

    code = "complaint_erased"
    title = Text("本件的内容已按保存期限清除", "What was written in this case has been erased")


def hold(desk: Desk, case_id: UUID, reason: str) -> Case:
    """Keep everything of a case from now on. Holding twice changes nothing. Raises NotFound, AlreadyErased."""
    return _set(desk, case_id, reason, held=True)


def release(desk: Desk, case_id: UUID, reason: str) -> Case:
    """End a hold: from then on the age of the case counts again. Raises NotFound."""
    return _set(desk, case_id, reason, held=False)


def _set(desk: Desk, case_id: UUID, reason: str, *, held: bool) -> Case:
    case = find_case(desk, case_id, lock=True)
    if held and case.text_erased_at is not None:
        raise AlreadyErased
    if case.held != held:
        case.held = held
        case.version += 1
        write_event(desk, case, "hold" if held else "release_hold", permission="complaint.decide", note=reason)
    return case
