"""What a client system hands on for the complainant: the same functions, and the same refusals, as by tracking code."""

from collections.abc import Callable
from uuid import UUID

from backend.complaints.desk import Desk
from backend.complaints.models import Case
from backend.complaints.public import acts
from backend.core.principal import Client
from backend.integration.intake import views
from backend.integration.intake.access import find_own
from backend.integration.intake.schemas import IntakeDetail


def relay(desk: Desk, client: Client, case_id: UUID, act: Callable[[Case], None]) -> IntakeDetail:
    """Do something with an own case, then show it. Raises NotFound, NotNow."""
    case = find_own(desk.session, client, case_id, lock=True)
    act(case)
    desk.session.flush()
    return views.detail(desk, case)


def find_to_attach(desk: Desk, client: Client, case_id: UUID, *, lock: bool) -> Case:
    """An own case that takes files now. Raises NotFound, NotNow."""
    case = find_own(desk.session, client, case_id, lock=lock)
    if not lock:  # it may be there already, which is no refusal
        return case
    acts.refuse_now(acts.against_attachment(desk, case, acts.followed(desk.session, case)))
    return case
