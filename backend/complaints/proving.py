"""Events of cases as the record covers them: its verification compares each with the digest that was noted."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.chain import digest
from backend.complaints.events import DIGESTED
from backend.complaints.records import CaseEvent

_COLUMNS = tuple(CaseEvent.__table__.c[name] for name in DIGESTED)


class CaseEvents:
    """The cover of `case_event` (audit/verify.py)."""

    object_type = "complaint"

    def count(self, session: Session) -> int:
        return session.scalars(select(func.count()).select_from(CaseEvent)).one()

    def digests(self, session: Session, first: UUID, last: UUID) -> dict[tuple[UUID, int], str]:
        rows = session.execute(select(*_COLUMNS).where(CaseEvent.case_id.between(first, last)))
        return {(row.case_id, row.seq): digest(row._asdict()) for row in rows}
