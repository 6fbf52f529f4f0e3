"""Which cases a client system may know of: those that it registered itself, whatever became of their unit."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from backend.complaints.models import Case
from backend.complaints.tracking import lock_course
from backend.core.errors import NotFound
from backend.core.principal import Client


def own_cases(client: Client) -> Select[Case]:
    return select(Case).where(Case.source_client_id == client.client_id)


def find_own(session: Session, client: Client, case_id: UUID, *, lock: bool = False) -> Case:
    """A case of the client's own, with `lock` locked together with its master. Raises NotFound."""
    case = session.scalars(own_cases(client).where(Case.id == case_id)).one_or_none()
    if case is None:
        raise NotFound
    if lock:
        lock_course(session, case)
    return case
