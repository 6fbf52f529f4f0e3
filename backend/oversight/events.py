"""Writing down what happened to records, cards and ratings, for their pages."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount
from backend.core import clock
from backend.core.principal import Caller
from backend.oversight.kinds import EventSubject
from backend.oversight.models_records import ServiceEvent
from backend.oversight.schemas_records import ServiceEventOut


def note(
    session: Session,
    actor: Caller | str,
    record_id: UUID,
    action: str,
    subject: EventSubject = EventSubject.RECORD,
    subject_id: UUID | None = None,
    **data: Any,
) -> None:
    """Add an event with the transaction of `session`."""
    session.add(
        ServiceEvent(
            record_id=record_id,
            at=clock.now(session),
            actor=actor if isinstance(actor, str) else actor.actor,
            subject=subject,
            subject_id=subject_id or record_id,
            action=action,
            data=data,
        )
    )


def events_of(session: Session, record_id: UUID) -> list[ServiceEventOut]:
    """The events of a record, oldest first, with the names of people."""
    statement = select(ServiceEvent).where(ServiceEvent.record_id == record_id)
    events = session.scalars(statement.order_by(ServiceEvent.at, ServiceEvent.id)).all()
    people = {UUID(event.actor) for event in events if len(event.actor) == 36}
    found = session.execute(select(UserAccount.id, UserAccount.display_name).where(UserAccount.id.in_(people)))
    names = {str(row.id): row.display_name for row in found} if people else {}
    return [ServiceEventOut.of(event, names) for event in events]
