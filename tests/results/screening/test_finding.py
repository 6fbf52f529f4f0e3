"""What was planted is found, and little else (statistics vectors, README)."""

from collections import Counter
from uuid import UUID, uuid4

import numpy as np
import pytest
from sqlalchemy import delete, func, select

from backend.audit.models import AuditEvent
from backend.ballots.models import Batch, Origin, Sheet
from backend.jobs.service import enqueue
from backend.results.models import Tally, TallyKind
from backend.results.screening import jobs
from backend.results.screening.finding import Finder, Sheets, one_in
from backend.results.screening.jobs import SCREEN_JOB
from backend.results.screening.models import FlaggedSheet, FlagKind, Screening, ScreeningFlag
from backend.results.screening.service import facts
from backend.rounds.config import load_config
from backend.rounds.models import Round, RoundState
from tests.results.screening.planted import TRUTH, Planted, forms, packed


def test_everything_planted_is_found(planted: Planted) -> None:
    rows = forms()
    planted.came_in(rows)
    planted.load(rows)
    planted.close()
    found = planted.screening()
    assert (found["sheets"], found["decided"], found["recounting"]) == (len(rows), 0, False)
    assert found["total"] == len(found["flags"])
    assert [flag["number"] for flag in found["flags"]] == list(range(1, found["total"] + 1))

    by_id = {form["form_id"]: packed(form) for form in rows}
    wanted = [Counter(by_id[id_] for id_ in group) for name, group in TRUTH.items() if name.startswith("dup")]
    groups = [planted.sheets_of(flag) for flag in planted.flags("duplicates")]
    assert all(group in groups for group in wanted)
    assert len(groups) <= len(wanted) + 2
    for flag in planted.flags("duplicates"):
        numbers = flag["numbers"]
        assert flag["sheets"] == sum(stratum["sheets"] for stratum in numbers["strata"])
        assert numbers["one_in"] > 100
        assert numbers["largest"]["unit"].startswith("单位")

    cells = [(flag["stratum"], flag["unit"]) for flag in planted.flags("outlier")]
    assert cells[0] == ("层次S08", "单位21")
    assert len(cells) <= 4
    worst = planted.flags("outlier")[0]
    assert worst["sheets"] == 0
    assert float(worst["numbers"]["value"]) < float(worst["numbers"]["others"]) - 30
    assert float(worst["numbers"]["z"]) < -10

    [source] = planted.flags("source")
    assert (source["numbers"]["source"], source["numbers"]["seen"]) == ("ip_farm", len(TRUTH["burst"]))
    assert source["batch"] == "1 forms.csv"

    begin = {int(form["submitted_s"]) // 300 * 300 for form in rows if form["form_id"] in TRUTH["burst"]}
    bursts = planted.flags("burst")
    assert "层次S08" in {flag["stratum"] for flag in bursts}
    for flag in bursts:
        [window] = flag["numbers"]["windows"]
        assert window["begins_at"] == f"1970-01-04T{9 + 1:02}:00:00Z"
        assert begin == {295_200}
        assert flag["sheets"] == 0


def test_nothing_odd(planted: Planted) -> None:
    """Ten people of one stratum, all a little different."""
    rows = [form for form in forms() if form["stratum"] == "S01" and form["form_id"] not in TRUTH["burst"]][:10]
    planted.load(rows)
    planted.close()
    found = planted.screening()
    assert found["screened_at"] is not None
    assert (found["flags"], found["total"], found["sheets"]) == ([], 0, 10)
    assert found["straight"][0]["sheets"] == 10
    effect = planted.effect()
    assert effect["sheets"] == {"all": 10, "flagged": 10, "final": 10}
    with planted.database.read() as session:
        found = facts(session, planted.round_id)
    assert (found.screened, found.flags, found.undecided, found.behind) == (True, 0, 0, 0)
    steps = planted.ok("GET", f"/rounds/{planted.round_id}")["steps"]
    assert [step["state"] for step in steps] == ["done"] * 5
    assert steps[3]["note"] == "没有疑点"


def test_repeating_the_job_changes_nothing(screened: Planted) -> None:
    before = screened.screening()
    with screened.database.write() as session:
        enqueue(session, SCREEN_JOB, {"round_id": str(screened.round_id)}, None)
    screened.work()
    assert screened.screening() == before
    with screened.database.read() as session:
        finds = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "screening.find")
        assert session.scalars(finds).one() == 1


def test_an_interrupted_screening_goes_on(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    """The flags are there and the count without them is not; the next run makes it."""
    real = jobs.count_unflagged

    def die(*_: object) -> None:
        raise RuntimeError("power cut")

    planted.load(forms())
    monkeypatch.setattr(jobs, "count_unflagged", die)
    planted.close()
    with planted.database.read() as session:
        assert session.get(Screening, planted.round_id) is not None
        assert session.get(Tally, (planted.round_id, TallyKind.FLAGGED)) is None
    monkeypatch.setattr(jobs, "count_unflagged", real)
    with planted.database.write() as session:
        enqueue(session, SCREEN_JOB, {"round_id": str(planted.round_id)}, None)
    planted.work()
    effect = planted.effect()
    assert effect["sheets"]["flagged"] < effect["sheets"]["all"]


def test_a_round_of_an_earlier_version_is_screened_on_request(planted: Planted) -> None:
    path = f"/rounds/{planted.round_id}/screening"
    assert planted.send("GET", path).status_code == 404, "not counted"
    assert planted.send("POST", path).status_code == 404
    planted.load(forms())
    planted.close()
    assert planted.send("POST", path).json()["code"] == "already_screened"
    with planted.database.write() as session:
        for model in (Screening, FlaggedSheet, ScreeningFlag):
            session.execute(delete(model))
    empty = planted.screening()
    assert (empty["screened_at"], empty["flags"], empty["straight"]) == (None, [], [])
    assert planted.send("GET", f"{path}/effect").status_code == 404
    with planted.database.read() as session:
        assert not facts(session, planted.round_id).screened
    assert planted.send("POST", path, headers=planted.login("auditor")).status_code == 403
    planted.ok("POST", path, 202)
    planted.work()
    assert planted.screening()["total"] > 0


def finder(planted: Planted, answers: list[bytes], batches: list[UUID | None] | None = None) -> Finder:
    """Over sheets of the first stratum."""
    with planted.database.read() as session:
        config = load_config(session, planted.round_id)
    return Finder(
        config,
        Sheets(
            ids=[uuid4() for _ in answers],
            strata=np.zeros(len(answers), dtype=np.intp),
            batches=batches or [None] * len(answers),
            answers=np.array([list(sheet) for sheet in answers], dtype=np.uint8),
        ),
    )


def test_sheets_that_say_nothing_are_no_copies(planted: Planted) -> None:
    """Of blank sheets and of those that know no unit there is one kind each."""
    rows = [packed(form) for form in forms()[:200]]
    found = finder(planted, [*rows, *[b"\x00" * 43] * 5, *[b"\x04" * 43] * 5]).findings()
    assert FlagKind.DUPLICATES not in {finding.kind for finding in found}


def test_a_batch_that_turned_on_one_unit(planted: Planted) -> None:
    """Against the ballot page and other batches; with only two to compare nobody knows which is odd."""
    odd, *others = (uuid4() for _ in range(4))
    rows = [packed(form) for form in forms() if form["stratum"] != "S08"][:300]
    assert len(rows) == 300
    turned = [sheet[:4] + b"\x03" + sheet[5:] for sheet in rows[:60]]
    batches = [odd] * 60 + [other for other in others for _ in range(60)] + [None] * 60
    found = [f for f in finder(planted, [*turned, *rows[60:]], batches).findings() if f.kind is FlagKind.BATCH_OUTLIER]
    assert found[0].batch_id == odd
    assert len(found) <= 4, "the extra cells that the vectors allow"
    assert (found[0].numbers.n, found[0].numbers.value) == (60, "0.0")
    two = [odd if batch == odd else None for batch in batches]
    kinds = {finding.kind for finding in finder(planted, [*turned, *rows[60:]], two).findings()}
    assert FlagKind.BATCH_OUTLIER not in kinds


def test_a_batch_larger_than_chance_explains(planted: Planted) -> None:
    """Compared with batches of its own kind only."""
    rows = forms()
    for start, size in ((0, 10), (10, 12), (22, 9), (31, 60)):
        part = [{**form, "source": ""} for form in rows[start : start + size]]
        planted.load(part)
    with planted.database.write() as session:
        for batch in session.scalars(select(Batch)):
            batch.origin = Origin.PAPER_KEYED
    planted.load([{**form, "source": ""} for form in rows[91:700]])
    planted.close()
    [flag] = planted.flags("batch")
    assert (flag["numbers"]["seen"], flag["numbers"]["usual"], flag["numbers"]["compared"]) == (60, "11", 4)


@pytest.mark.parametrize(
    ("expected", "rounds"), [(0.01, 100), (0.027, 37), (0.0, 1_000_000), (1e-9, 1_000_000), (3.0, 1)]
)
def test_once_in_how_many_rounds(expected: float, rounds: int) -> None:
    assert one_in(expected) == rounds


def test_a_frozen_round_is_left_alone(planted: Planted) -> None:
    """Should a job come late, it finds that the round went on."""
    planted.load(forms())
    planted.ok("POST", f"/rounds/{planted.round_id}/close")
    with planted.database.write() as session:
        session.get_one(Round, planted.round_id).state = RoundState.FROZEN
    planted.work()
    with planted.database.read() as session:
        assert session.get(Screening, planted.round_id) is None
        assert session.scalars(select(func.count()).select_from(Sheet)).one() == 0
