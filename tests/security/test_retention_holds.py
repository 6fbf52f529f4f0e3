"""What is held, still runs or belongs to a case that does is not deleted (P03)."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from backend.complaints import holding
from backend.complaints.clocks import running
from backend.complaints.kinds import CaseState, ClockKind
from backend.complaints.models import Case
from backend.complaints.records import CaseClock
from backend.complaints.records_requests import RetaliationReport
from backend.files.storage import FolderStore
from backend.retention.cases import due_texts
from backend.retention.rules import Keeping
from backend.retention.running import RULES, look, run
from tests.complaints.at_centre import Office
from tests.complaints.conftest import Centre, centre, office
from tests.complaints.timetravel import Travel
from tests.complaints.timetravel import travel as jump
from tests.security.keeping import CANARY
from tests.security.retaining import (
    YEAR,
    closed,
    counts,
    end,
    events,
    everything,
    files,
    keeping,
    settings,
    travel,
)

__all__ = ["centre", "files", "jump", "keeping", "office", "settings", "travel"]  # fixtures


def waits(centre: Centre, keeping: Keeping) -> None:
    """It is old enough, and nothing of it goes."""
    before = everything(centre.database)
    found = run(keeping)
    assert counts(found) == {}
    assert found["texts"].waits == 1
    assert everything(centre.database) == before


def test_p03_a_hold_wins_over_every_age(centre: Centre, keeping: Keeping, files: FolderStore, travel: Travel) -> None:
    case_id = closed(centre, files)
    with centre.desk("lead") as desk:
        holding.hold(desk, case_id, f"{CANARY} 行政诉讼尚未结案")
    travel(datetime.now(UTC) + 9 * YEAR)
    waits(centre, keeping)
    assert look(keeping)["identity"].waits == 1
    with centre.desk("lead") as desk:
        holding.release(desk, case_id, "诉讼已结案")
    assert counts(run(keeping)) == {"identity": 1, "texts": 1}
    with centre.desk("lead") as desk, pytest.raises(holding.AlreadyErased):
        holding.hold(desk, case_id, "晚了")
    assert CANARY not in json.dumps([data for _, data in events(centre.database, "complaint.hold")])


def test_p03_a_hold_between_looking_and_deleting(centre: Centre, keeping: Keeping, travel: Travel) -> None:
    """Somebody holds the case after a run has listed it."""
    case_id, _ = centre.register()
    end(centre, case_id)
    travel(datetime.now(UTC) + 9 * YEAR)
    rule = next(rule for rule in RULES if rule.id == "texts")
    limit = datetime.now(UTC) + 5 * YEAR
    with centre.database.read() as session:
        ids, _ = due_texts(session, limit)
    assert ids == [case_id]
    with centre.desk("lead") as desk:
        holding.hold(desk, case_id, "诉讼")
    with centre.database.write() as session:
        assert rule.erase(keeping, session, case_id, limit) == 0


def test_p03_what_still_runs_holds_too(centre: Centre, keeping: Keeping, travel: Travel) -> None:
    case_id, _ = centre.register()
    end(centre, case_id)
    run_on(centre, case_id)
    travel(datetime.now(UTC) + 9 * YEAR)
    waits(centre, keeping)
    with centre.database.write() as session:
        session.execute(update(CaseClock).values(stopped_at=datetime.now(UTC), next_at=None, next_step=None))
        session.add(RetaliationReport(case_id=case_id, body=b"", at=datetime.now(UTC)))
    waits(centre, keeping)
    with centre.database.write() as session:
        session.execute(update(RetaliationReport).values(settled_at=datetime.now(UTC)))
    run(keeping)
    with centre.database.read() as session:
        assert session.get_one(Case, case_id).text_erased_at is not None
        assert running(session, session.get_one(Case, case_id)) == []


def run_on(centre: Centre, case_id: UUID) -> None:
    """A clock of an ended case that still runs."""
    with centre.database.write() as session:
        clock_row = session.scalars(select(CaseClock).where(CaseClock.case_id == case_id)).first()
        assert clock_row is not None
        clock_row.kind, clock_row.stopped_at = ClockKind.OBJECTION, None


def merged(centre: Centre) -> tuple[UUID, UUID]:
    """A case that was merged today into another, which goes on."""
    case_id, _ = centre.register()
    master, _ = centre.register(contact=None, mode="anonymous")
    end(centre, case_id)
    with centre.database.write() as session:
        case = session.get_one(Case, case_id)
        case.state, case.merged_into = CaseState.MERGED, master
    return case_id, master


def test_p01_the_time_of_a_merged_case_begins_with_its_masters(
    centre: Centre, keeping: Keeping, travel: Travel
) -> None:
    """Whoever complained together is known as long as whoever complained first."""
    case_id, master = merged(centre)
    travel(datetime.now(UTC) + 2 * YEAR)
    waiting = run(keeping)["identity"]
    assert (waiting.count, waiting.waits) == (0, 1), "the master goes on"
    ending = datetime.now(UTC) + 2 * YEAR
    end(centre, master, at=ending)
    travel(ending + YEAR - timedelta(days=1))
    assert counts(run(keeping)) == {}
    travel(ending + YEAR + timedelta(days=1))
    assert counts(run(keeping)) == {"identity": 1}
    travel(ending + 3 * YEAR - timedelta(days=1))
    assert counts(run(keeping)) == {}
    travel(ending + 3 * YEAR + timedelta(days=1))
    assert counts(run(keeping)) == {"texts": 2}
    with centre.database.read() as session:
        assert session.get_one(Case, case_id).text_erased_at is not None


@pytest.mark.parametrize("of_master", [True, False])
@pytest.mark.parametrize("why", ["held", "clock", "report"])
def test_p03_what_holds_one_of_merged_cases_holds_all(
    centre: Centre, keeping: Keeping, travel: Travel, why: str, of_master: bool
) -> None:
    case_id, master = merged(centre)
    end(centre, master)
    other, _ = centre.register()
    end(centre, other)
    holder = master if of_master else case_id
    if why == "held":
        with centre.desk("lead") as desk:
            holding.hold(desk, holder, "诉讼")
    elif why == "clock":
        run_on(centre, holder)
    else:
        with centre.database.write() as session:
            session.add(RetaliationReport(case_id=holder, body=b"", at=datetime.now(UTC)))
    limit = datetime.now(UTC) + 4 * YEAR
    with centre.database.write() as session:
        found, waiting = due_texts(session, limit)
        assert (list(found), waiting) == ([other], 2)
        rule = next(rule for rule in RULES if rule.id == "texts")
        assert [rule.erase(keeping, session, one, limit) for one in (case_id, master)] == [0, 0]
    travel(limit)
    assert counts(run(keeping)) == {"identity": 1, "texts": 1}, "a case that has nothing to do with them"


def test_p03_the_lead_holds_and_others_may_not(office: Office) -> None:
    case_id, _ = office.centre.register()
    path = f"/complaints/{case_id}"
    for who, status in (("officer", 403), ("chief", 403), ("auditor", 403), ("liaison", 403)):
        office.refused(who, f"{path}/hold", {"reason": "行政诉讼"}, status)
    office.refused("lead", f"{path}/hold", {"reason": ""}, 422)
    assert office.get("lead", path)["held"] is False
    held = office.do("lead", f"{path}/hold", {"reason": "行政诉讼"})
    assert held["held"] is True
    assert (held["events"][-1]["action"], held["events"][-1]["note"]) == ("hold", "行政诉讼")
    again = office.do("lead", f"{path}/hold", {"reason": "再次"})
    assert len(again["events"]) == len(held["events"]), "twice is once"
    released = office.do("lead", f"{path}/release-hold", {"reason": "已结案"})
    assert released["held"] is False
    assert released["events"][-1]["action"] == "release_hold"
