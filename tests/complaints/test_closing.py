"""Who may call back and close an answered case, and when (complaint design, 2.3)."""

from uuid import UUID

import pytest
from sqlalchemy import select

from backend.complaints.clockwork.sweep import sweep
from backend.complaints.kinds import CaseState, ClockKind, IdentityMode
from backend.complaints.models import Case
from backend.complaints.moves import NotReady
from backend.complaints.public import acts
from backend.complaints.public.schemas import RatingIn
from backend.complaints.records import CaseClock
from backend.complaints.tracking import find_by_code
from tests.complaints.conftest import Centre, read
from tests.complaints.timetravel import Notices, Travel, notices, travel

__all__ = ["notices", "travel"]


def state(centre: Centre, case_id: UUID) -> CaseState:
    return read(centre.database, lambda s: s.get_one(Case, case_id).state)


def rate(centre: Centre, code: str, rating: str) -> None:
    with centre.desk("citizen") as desk:
        case = find_by_code(desk.session, desk.keys, code, None, lock=True)
        acts.rate(desk, case, RatingIn(code=code, rating=rating))


def test_who_cannot_be_called_back_keeps_the_time_to_rate(centre: Centre, travel: Travel, notices: Notices) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register(mode=IdentityMode.ANONYMOUS)
    centre.to_replied(case_id)
    for moment in ("2026-03-02 10:01", "2026-03-16 23:59"):
        travel(moment)
        with pytest.raises(NotReady) as refused:
            centre.move("lead", case_id, "close")
        assert "2026年3月16日" in str(refused.value.detail and refused.value.detail.zh)
    travel("2026-03-17 00:00")
    sweep(centre.database, centre.keys, notices.notify)
    assert state(centre, case_id) is CaseState.CLOSED


def test_who_cannot_be_called_back_and_has_rated_waits_no_longer(centre: Centre, travel: Travel) -> None:
    travel("2026-03-02 10:00")
    case_id, code = centre.register(mode=IdentityMode.ANONYMOUS)
    centre.to_replied(case_id)
    rate(centre, code, "basically")
    centre.move("lead", case_id, "close")
    assert state(centre, case_id) is CaseState.CLOSED


def test_a_person_closes_when_the_time_to_rate_is_over(centre: Centre, travel: Travel) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register(mode=IdentityMode.ANONYMOUS)
    centre.to_replied(case_id)
    travel("2026-03-17 00:00")
    centre.move("lead", case_id, "close")
    assert state(centre, case_id) is CaseState.CLOSED


def test_nobody_is_late_in_calling_back_who_cannot_be_called(centre: Centre) -> None:
    case_id, _ = centre.register(mode=IdentityMode.ANONYMOUS)
    centre.to_replied(case_id)
    running = select(CaseClock.kind).where(CaseClock.case_id == case_id, CaseClock.stopped_at.is_(None))
    assert read(centre.database, lambda s: set(s.scalars(running))) == {ClockKind.RATING, ClockKind.OBJECTION}
