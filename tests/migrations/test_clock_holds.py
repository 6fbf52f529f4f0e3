"""Clocks of before `holds` come to this version: what an answer held is told from what a pause stopped."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from backend.complaints import bodies, working
from backend.complaints.kinds import ClockKind
from backend.complaints.models import NEVER, Case
from backend.complaints.records import CallbackOutcome, CaseClock
from backend.complaints.records_requests import Pause, PauseReason, RequestState
from backend.complaints.schemas_case import CallbackIn
from backend.core.db import Database
from backend.migrating import downgrade, upgrade
from tests.complaints.conftest import RESULT, Centre, centre, read
from tests.complaints.test_standing_still import clock_of, pause
from tests.complaints.timetravel import Travel, travel

__all__ = ["centre", "travel"]

BEFORE = "2026_11_29_stratum_of_round"
REPLY = bodies.IssueReplyBody(reply="已办结。")


@pytest.fixture
def database(empty: Database) -> Database:
    upgrade(empty)
    return empty


def plain(clock: CaseClock) -> dict[str, Any]:
    return {name: getattr(clock, name) for name in ("pauses", "holds", "due", "stopped_at", "breached_at")}


def test_holds_are_told_from_pauses_and_mistakes_are_mended(centre: Centre, travel: Travel) -> None:
    database = centre.database
    travel("2026-03-02 10:00")
    answered, late, checked = (centre.in_hand(within=5) for _ in range(3))
    pause(centre, checked, 10)
    travel("2026-03-04 10:00")
    for case_id in (answered, checked):
        centre.move("head", case_id, "answer", RESULT)
    travel("2026-03-12 10:00")
    centre.move("head", late, "answer", RESULT)
    for case_id in (answered, late):
        centre.move("lead", case_id, "issue_reply", REPLY)
    with centre.desk("lead2") as desk:
        working.call_back(desk, answered, CallbackIn(outcome=CallbackOutcome.REACHED, note="已联系"))
    cases = (answered, late, checked)
    before = [plain(clock_of(centre, case_id, ClockKind.UNIT)) for case_id in cases]
    assert [clock["breached_at"] is None for clock in before] == [True, False, True]
    with database.write() as session:  # what used to go wrong
        asked = Pause(
            case_id=answered,
            cycle=1,
            cause=PauseReason.EXPERTS,
            days=10,
            asked_by=centre.people["lead"].user_id,
            asked_at=before[0]["due"],
            reason=b"sealed",
        )
        session.add(asked)
        unit = (CaseClock.case_id == answered) & (CaseClock.kind == ClockKind.UNIT)
        session.execute(update(CaseClock).where(unit).values(breached_at=CaseClock.due))
        owed = (CaseClock.case_id == answered) & (CaseClock.kind == ClockKind.CALLBACK)
        session.execute(update(CaseClock).where(owed).values(stopped_at=None))
        past = before[0]["due"] - timedelta(days=3)
        session.execute(update(Case).where(Case.id == answered).values(external_due=past, next_due=past))

    downgrade(database, BEFORE)
    upgrade(database)
    assert [plain(clock_of(centre, case_id, ClockKind.UNIT)) for case_id in cases] == before
    assert clock_of(centre, answered, ClockKind.CALLBACK).stopped_at is not None
    dues = read(database, lambda s: {case.id: case.next_due for case in s.scalars(select(Case))})
    assert dues[answered] == NEVER
    assert dues[late] == clock_of(centre, late, ClockKind.CALLBACK).due
    assert read(database, lambda s: s.scalars(select(Pause.state).where(Pause.case_id == answered)).one()) is (
        RequestState.LAPSED
    )
