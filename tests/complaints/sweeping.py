"""What tests of the sweep ask of a case, and how they run it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from backend.complaints.clockwork.sweep import Swept, sweep
from backend.complaints.kinds import CaseState, ClockKind
from backend.complaints.models import Case
from backend.complaints.records import CaseClock, CaseEvent, ClockRung
from backend.core.clock import LOCAL_ZONE
from tests.complaints.conftest import Centre, read
from tests.complaints.timetravel import Notices


def state(centre: Centre, case_id: UUID) -> CaseState:
    return read(centre.database, lambda s: s.get_one(Case, case_id).state)


def clock_of(centre: Centre, case_id: UUID, kind: ClockKind) -> CaseClock:
    """The newest clock of a kind."""
    statement = select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.kind == kind)
    return read(centre.database, lambda s: s.scalars(statement.order_by(CaseClock.cycle.desc())).first())


def rungs(centre: Centre, clock: CaseClock) -> list[str]:
    statement = select(ClockRung.rung).where(ClockRung.clock_id == clock.id).order_by(ClockRung.due_at)
    return read(centre.database, lambda s: list(s.scalars(statement)))


def events(centre: Centre, case_id: UUID) -> list[CaseEvent]:
    statement = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
    return read(centre.database, lambda s: list(s.scalars(statement)))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


def run(centre: Centre, notices: Notices) -> Swept:
    return sweep(centre.database, centre.keys, notices.notify)


def ids(centre: Centre, *names: str) -> frozenset[UUID]:
    return frozenset(centre.people[name].user_id for name in names)


def to_handling(centre: Centre) -> UUID:
    case_id, _ = centre.register()
    centre.accept(case_id)
    centre.dispatch(case_id)
    centre.move("liaison", case_id, "sign")
    return case_id
