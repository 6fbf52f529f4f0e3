"""The clock of the callback runs while somebody is owed one (complaint design, 2.5, C5)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from backend.complaints import working
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.kinds import ClockKind, DissatisfactionCause, IdentityMode
from backend.complaints.models import NEVER, Case
from backend.complaints.records import CallbackOutcome, CaseClock
from backend.complaints.schemas_case import CallbackIn
from tests.complaints.conftest import Centre, read
from tests.complaints.test_standing_still import clock_of, local
from tests.complaints.timetravel import Notices, Travel, notices, travel

__all__ = ["notices", "travel"]


def next_due(centre: Centre, case_id: UUID) -> datetime:
    found: datetime = read(centre.database, lambda s: s.get_one(Case, case_id).next_due)
    return found


def call(centre: Centre, case_id: UUID, outcome: CallbackOutcome, cause: DissatisfactionCause | None = None) -> None:
    with centre.desk("lead2") as desk:
        working.call_back(desk, case_id, CallbackIn(outcome=outcome, cause=cause, note="已联系"))


def test_the_callback_clock_stops_when_the_complainant_was_reached(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register()
    centre.to_replied(case_id)
    assert next_due(centre, case_id) == clock_of(centre, case_id, ClockKind.CALLBACK).due
    travel("2026-03-02 12:00")
    call(centre, case_id, CallbackOutcome.REACHED)
    clock = clock_of(centre, case_id, ClockKind.CALLBACK)
    assert (clock.stopped_at, clock.breached_at) == (local("2026-03-02 12:00"), None)
    assert next_due(centre, case_id) == NEVER
    travel("2026-03-05 09:00")
    sweep(centre.database, centre.keys, notices.notify)
    assert "complaint.red.callback" not in notices.kinds()


def test_the_callback_clock_stops_after_the_tries_that_the_policy_asks_for(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register()
    centre.to_replied(case_id)
    call(centre, case_id, CallbackOutcome.NO_ANSWER)
    assert clock_of(centre, case_id, ClockKind.CALLBACK).stopped_at is None
    travel("2026-03-04 10:00")
    call(centre, case_id, CallbackOutcome.NO_ANSWER)
    clock = clock_of(centre, case_id, ClockKind.CALLBACK)
    assert (clock.stopped_at, clock.breached_at) == (local("2026-03-04 10:00"), local("2026-03-04 00:00"))
    call(centre, case_id, CallbackOutcome.REACHED)  # nothing runs any more


def test_nobody_has_to_call_back_an_anonymous_complainant(centre: Centre, travel: Travel, notices: Notices) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register(mode=IdentityMode.ANONYMOUS)
    centre.to_replied(case_id)
    kinds = select(CaseClock.kind).where(CaseClock.case_id == case_id, CaseClock.stopped_at.is_(None))
    assert read(centre.database, lambda s: set(s.scalars(kinds))) == {ClockKind.RATING, ClockKind.OBJECTION}
    assert next_due(centre, case_id) == NEVER
