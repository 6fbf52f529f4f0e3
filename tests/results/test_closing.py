"""From open to tallied: shuffled, counted, and the same when it is interrupted."""

import hashlib
import threading
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from backend.audit.models import AuditEvent
from backend.ballots import closing, mixing
from backend.ballots.closing import KeyRange
from backend.ballots.mixing import Mixer
from backend.ballots.models import (
    BallotCode,
    BatchState,
    CodeState,
    Comment,
    Intake,
    Sheet,
)
from backend.config import Settings
from backend.core.erasing import Remains
from backend.jobs.models import Job
from backend.rounds.config import RoundConfig
from backend.rounds.models import RoundState, RoundStratum
from tests.conftest import Client, Login
from tests.results.filling import Filled


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The tests run the worker themselves."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def filled(client: Client) -> Filled:
    filled = Filled(client.app)
    filled.add(0, (1, 3), 6, "A 层意见")
    filled.add(0, (2, 4), 4)
    filled.add(1, (3, 1), 5)
    filled.add(1, (1, 0), 5)
    return filled


def test_close_count_and_results(client: Client, login: Login, filled: Filled) -> None:
    """Two units, worked by hand.

    Unit 1: stratum A 10 of 10 satisfied, stratum B 5 of 10; weights 1 and 3: (1 x 1 + 3 x 0.5) / 4 = 62.5 %.
    Points: A (6 x 100 + 4 x 80) / 10 = 92, B (5 x 30 + 5 x 100) / 10 = 65; (92 + 3 x 65) / 4 = 71.75.
    Unit 2: A 0 of 6 (4 do not know), B 5 of 5 (5 blank): (0 + 3 x 1) / 4 = 75 %; plain 5 / 11 = 45.45 %.
    """
    filled.close(client, login)
    assert filled.state() is RoundState.CLOSED
    client.app.state.worker.run_pending()
    assert filled.state() is RoundState.TALLIED
    found = client.get(f"/api/v1/rounds/{filled.round_id}/results", headers=login("office")).json()
    first, second = found["units"]
    assert first["plain"] == {"numerator": 15, "denominator": 20, "percent": "75.00"}
    assert first["rate"]["value"] == "62.50"
    assert first["score"]["value"] == "71.75"
    assert first["plain_score"] == "78.50"
    assert second["plain"] == {"numerator": 5, "denominator": 11, "percent": "45.45"}
    assert second["rate"]["value"] == "75.00"
    assert second["awareness"] == {"numerator": 11, "denominator": 20, "percent": "55.00"}
    assert second["dont_know"] == {"numerator": 4, "denominator": 15, "percent": "26.67"}
    assert second["blank"] == {"numerator": 5, "denominator": 20, "percent": "25.00"}
    assert found["overall"]["sheets"] == 20
    assert found["overall"]["turnout"] == "40.0"
    assert [t["web"] for t in found["turnout"]] == [10, 10]


def test_rosters_raise_flags_and_change_no_figure(client: Client, login: Login, filled: Filled) -> None:
    """10 sheets from a stratum of 9 people, and from one of 10: more than the roster, and everybody."""
    with filled.database.write() as session:
        for stratum_id, people in zip(filled.strata, (9, 10), strict=True):
            session.get_one(RoundStratum, stratum_id).population = people
    filled.close(client, login)
    client.app.state.worker.run_pending()
    found = client.get(f"/api/v1/rounds/{filled.round_id}/results", headers=login("office")).json()
    first = found["units"][0]
    for estimate in (first["rate"], first["score"]):
        assert [flag for flag in estimate["flags"] if flag != "imprecise"] == ["roster_exceeded", "census"]
    assert (first["rate"]["value"], first["score"]["value"]) == ("62.50", "71.75")
    assert first["rate"]["lower"] < first["rate"]["value"] < first["rate"]["upper"]
    assert first["rate"]["n_eff"] is not None


def test_after_closing_nothing_waits_and_no_code_is_left(client: Client, login: Login, filled: Filled) -> None:
    filled.close(client, login)
    client.app.state.worker.run_pending()
    assert (filled.count(Intake), filled.count(Sheet), filled.count(Comment)) == (0, 20, 6)
    with filled.database.read() as session:
        states = Counter(session.scalars(select(BallotCode.state)))
        tags = session.scalars(select(BallotCode.retry_tag)).all()
    assert states == {CodeState.USED: 20, CodeState.VOID: 30}
    assert set(tags) == {None}


def test_nothing_of_the_way_in_stays_on_the_disk(client: Client, login: Login, filled: Filled) -> None:
    """Neither the database file nor its write-ahead log still holds a waiting sheet or a retry tag (SQLite)."""
    with filled.database.read() as session:
        waiting = [sheet.id.hex.encode() for sheet in session.scalars(select(Intake))]
    filled.close(client, login)
    client.app.state.worker.run_pending()
    assert (filled.state(), filled.count(Intake)) == (RoundState.TALLIED, 0)
    if filled.database.dialect == "sqlite":
        path = Path(str(filled.database.url.database))
        found = path.read_bytes() + Path(f"{path}-wal").read_bytes()
        assert b"t" * 32 not in found
        assert not any(sheet in found for sheet in waiting)


@pytest.mark.parametrize("left", [Remains.HELD, Remains.REFUSED])
def test_what_could_not_be_erased_is_told_and_tried_again(
    client: Client, login: Login, filled: Filled, monkeypatch: pytest.MonkeyPatch, left: Remains
) -> None:
    """The count goes on; the office reads it on the round until the mixer has succeeded. A unit does not."""
    headers, unit = login("office"), login("liaison", unit_id=filled.units[0])

    def told(reader: dict[str, str]) -> Any:
        return client.get(f"/api/v1/rounds/{filled.round_id}", headers=reader).json()["remains"]

    with monkeypatch.context() as patched:
        patched.setattr(mixing, "erase", lambda *_: left)
        filled.close(client, login)
        client.app.state.worker.run_pending()
        assert filled.state() is RoundState.TALLIED
        Mixer(filled.database).run(threading.Event())
        assert (told(headers), told(unit)) == (left.value, None)
    Mixer(filled.database).run(threading.Event())
    assert told(headers) == "gone"


def test_a_batch_that_is_being_loaded_keeps_the_round_open(client: Client, login: Login, filled: Filled) -> None:
    filled.batch(BatchState.LOADING)
    answer = client.post(f"/api/v1/rounds/{filled.round_id}/close", headers=login("office"))
    assert (answer.status_code, answer.json()["code"]) == (409, "round_not_ready")
    assert "正在装入" in answer.json()["detail"]
    assert filled.state() is RoundState.OPEN


def test_batches_that_are_void_do_not_count(client: Client, login: Login, filled: Filled) -> None:
    filled.add(0, (3, 3), 7, batch=filled.batch(BatchState.LOADED, 7, issued=10))
    filled.add(0, (3, 3), 8, batch=filled.batch(BatchState.VOID, 8))
    filled.close(client, login)
    client.app.state.worker.run_pending()
    found = client.get(f"/api/v1/rounds/{filled.round_id}/results", headers=login("auditor")).json()
    assert found["overall"]["sheets"] == 27
    assert [(t["issued"], t["web"], t["paper"], t["rate"]) for t in found["turnout"]] == [
        (35, 10, 7, "48.6"),
        (25, 10, 0, "40.0"),
    ]
    assert found["units"][0]["plain"] == {"numerator": 15, "denominator": 27, "percent": "55.56"}
    assert filled.count(Intake) == 0


def test_sheets_move_whole_undernew_keys(
    client: Client, login: Login, filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "CHUNK", 3)
    with filled.database.read() as session:
        before = {
            sheet.id: (sheet.stratum_id, sheet.origin, sheet.payload[:2]) for sheet in session.scalars(select(Intake))
        }
    filled.close(client, login)
    client.app.state.worker.run_pending()
    with filled.database.read() as session:
        after = {sheet.id: (sheet.stratum_id, sheet.origin, sheet.answers) for sheet in session.scalars(select(Sheet))}
        comments = [(comment.unit_id, comment.text) for comment in session.scalars(select(Comment))]
    assert Counter(after.values()) == Counter(before.values())
    assert before.keys().isdisjoint(after)
    assert {id_.version for id_ in after} == {4}
    assert comments == [(filled.units[1], "A 层意见")] * 6


def testnew_keys_lie_in_their_range() -> None:
    """Exact to the first 4 bytes, and everywhere in it."""
    [_, (low, high), _] = closing._key_ranges(9, 3)
    packed = closing.new_keys(3_000, (low, high))
    keys = [packed[start : start + 16] for start in range(0, len(packed), 16)]
    assert len(set(keys)) == 3_000
    heads = [int.from_bytes(key[:4], "big") for key in keys]
    first, last = int.from_bytes(low[:4], "big"), int.from_bytes(high[:4], "big")
    assert all(first <= head <= last for head in heads)
    in_tenths = Counter((head - first) * 10 // (last - first + 1) for head in heads)
    assert all(in_tenths[tenth] > 150 for tenth in range(10))
    assert keys != sorted(keys)


def test_an_interrupted_count_goes_on_where_it_stopped(
    client: Client, login: Login, filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "CHUNK", 3)
    moved: list[int] = []
    move = closing._move

    def move_twice_then_die(session: Session, config: RoundConfig, old: KeyRange, new: KeyRange) -> int:
        if len(moved) == 2:
            raise RuntimeError("power cut")
        moved.append(move(session, config, old, new))
        return moved[-1]

    monkeypatch.setattr(closing, "_move", move_twice_then_die)
    filled.close(client, login)
    worker = client.app.state.worker
    worker.run_pending()
    assert filled.state() is RoundState.CLOSED
    assert len(moved) == 2
    assert (filled.count(Intake), filled.count(Sheet)) == (20 - sum(moved), sum(moved))
    monkeypatch.setattr(closing, "_move", move)
    worker.resume()
    with filled.database.write() as session:
        session.execute(update(Job).values(lease_until=None))
    worker.run_pending()
    assert filled.state() is RoundState.TALLIED
    assert (filled.count(Intake), filled.count(Sheet), filled.count(Comment)) == (0, 20, 6)


def test_c18_nobody_sees_figures_before_the_count_and_only_two_roles_after(
    client: Client, login: Login, filled: Filled
) -> None:
    url = f"/api/v1/rounds/{filled.round_id}/results"
    assert client.get(url, headers=login("office")).status_code == 404
    filled.close(client, login)
    assert client.get(url, headers=login("office")).status_code == 404
    client.app.state.worker.run_pending()
    answers = {role: client.get(url, headers=login(role)).status_code for role in ("office", "auditor", "leader")}
    assert answers == {"office": 200, "auditor": 200, "leader": 403}
    assert client.get(url).status_code == 401
    history = client.get(f"/api/v1/units/{filled.units[0]}/history", headers=login("leader")).json()
    assert history == {"figures_visible": False, "items": []}


def test_the_record_holds_a_root_over_the_sheets(client: Client, login: Login, filled: Filled) -> None:
    """Written down here once more: the hash of the sorted hashes of stratum and answers."""
    filled.close(client, login)
    client.app.state.worker.run_pending()
    with filled.database.read() as session:
        [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "round.mix"))
        rows = session.execute(select(Sheet.stratum_id, Sheet.answers)).all()
    leaves = sorted(hashlib.sha256(stratum_id.bytes + answers).digest() for stratum_id, answers in rows)
    assert event.object_id == filled.round_id
    assert (event.data["n"], event.data["root"]) == (20, hashlib.sha256(b"".join(leaves)).hexdigest())
    actions = filled.actions()
    assert actions.index("round.close") < actions.index("round.mix") < actions.index("round.tally")


def test_the_root_changes_with_every_sheet_and_with_no_order(client: Client, login: Login, filled: Filled) -> None:
    filled.close(client, login)
    client.app.state.worker.run_pending()
    told = filled.root()
    with filled.database.write() as session:
        for sheet in session.scalars(select(Sheet)).all():
            session.execute(update(Sheet).where(Sheet.id == sheet.id).values(id=uuid4()))
    assert filled.root() == told, "other keys are another order"
    with filled.database.read() as session:
        first = session.scalars(select(Sheet)).first()
    assert first is not None
    same = {name: getattr(first, name) for name in ("round_id", "stratum_id", "origin", "answers")}
    other = next(stratum for stratum in filled.strata if stratum != first.stratum_id)
    changes = (
        insert(Sheet).values(id=uuid4(), **same),  # even one more of the same
        delete(Sheet).where(Sheet.id == first.id),
        update(Sheet).where(Sheet.id == first.id).values(answers=bytes([4, 4])),
        update(Sheet).where(Sheet.id == first.id).values(stratum_id=other),
    )
    for change in changes:
        with filled.database.write_engine.connect() as connection:
            connection.execute(change)
            assert filled.root(Session(connection)) != told
            connection.rollback()
    assert filled.root() == told
