"""Whether an ended case may be named in public: its number, category, unit, state and days, never what was written.

Decided by the lead for each case, and off until then: the smaller the place, the more even a day may tell.
"""

from typing import Final
from uuid import UUID

from backend.complaints.access import find_case
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.kinds import CaseState
from backend.complaints.models import Case
from backend.core.errors import Conflict
from backend.core.text import Text

MAY_BE: Final = frozenset({CaseState.CLOSED, CaseState.NOT_ACCEPTED, CaseState.TRANSFERRED_OUT, CaseState.TERMINATED})
"""Who withdrew wants no more of it; a merged case is told of with its master."""


class NotForPublic(Conflict):
    """The case has not ended, or ended in a way that is nobody else's business."""

    code = "complaint_not_for_public"
    title = Text("办结、不予受理、移送或终止的投诉件才能公开进度", "Only a case that has ended can be named in public")


def publish(desk: Desk, case_id: UUID, reason: str) -> Case:
    """Name an ended case in public. Doing it twice changes nothing. Raises NotFound, NotForPublic."""
    return _set(desk, case_id, reason, publishable=True)


def unpublish(desk: Desk, case_id: UUID, reason: str) -> Case:
    """Name it no longer. Raises NotFound."""
    return _set(desk, case_id, reason, publishable=False)


def _set(desk: Desk, case_id: UUID, reason: str, *, publishable: bool) -> Case:
    case = find_case(desk, case_id, lock=True)
    if publishable and case.state not in MAY_BE:
        raise NotForPublic
    if case.publishable != publishable:
        case.publishable = publishable
        case.version += 1
        write_event(desk, case, "publish" if publishable else "unpublish", permission="complaint.decide", note=reason)
    return case
