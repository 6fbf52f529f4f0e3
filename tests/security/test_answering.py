"""Answering with a code: once, whatever happens on the way (security design, A01 to A05, A13)."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event, func, select, text, update

from backend.ballots.accepting import Outcome, Submission, write_batch
from backend.ballots.codes import code_hash, printed, retry_tag
from backend.ballots.models import BallotCode, BallotWindow, CodeState, Intake
from backend.core.db import Database
from backend.rounds.models import Round, RoundState, RoundStratum
from tests.conftest import Client
from tests.factories import make_codes, make_round, make_units

NONCE = "0123456789abcdef0123456789abcdef"
OTHER = "f" * 32


class Box:
    """An open round of 3 units with 30 codes in each of two strata."""

    def __init__(self, app: FastAPI, state: RoundState = RoundState.OPEN) -> None:
        self.database: Database = app.state.database
        self.pepper: bytes = app.state.keys.pepper
        with self.database.write() as session:
            units = make_units(session, 3)
            row = make_round(session, units, strata=(("A", Decimal(1)), ("B", Decimal(2))), criteria=2, state=state)
            strata = session.scalars(select(RoundStratum).order_by(RoundStratum.position)).all()
            self.codes = make_codes(session, row, strata[0], 30, self.pepper)
            self.codes_b = make_codes(session, row, strata[1], 30, self.pepper)
            self.round_id: UUID = row.id
            self.stratum_ids = [stratum.id for stratum in strata]

    def body(self, code: str, **changes: Any) -> dict[str, Any]:
        answers = [1, 2, 3, 4, 0, 1]
        body = {"code": code, "round_id": str(self.round_id), "retry_nonce": NONCE, "answers": answers}
        return body | changes

    def state_of(self, code: str) -> CodeState:
        with self.database.read() as session:
            return session.get_one(BallotCode, code_hash(self.pepper, code)).state

    def sheets(self) -> list[Intake]:
        with self.database.read() as session:
            return list(session.scalars(select(Intake)))

    def set_state(self, state: RoundState) -> None:
        with self.database.write() as session:
            closed = func.current_timestamp() if state is RoundState.CLOSED else None
            session.execute(update(Round).values(state=state, closed_at=closed))


@pytest.fixture
def box(client: Client) -> Iterator[Box]:
    return Box(client.app)


def submit(client: Client, body: dict[str, Any]) -> httpx.Response:
    return client.post("/api/v1/ballots/submissions", json=body)


def test_start_shows_the_ballot_of_the_code(client: Client, box: Box) -> None:
    answer = client.post("/api/v1/ballots/start", json={"code": printed(box.codes_b[0]).lower()})
    assert answer.status_code == 200
    form = answer.json()
    assert form["round_id"] == str(box.round_id)
    assert form["stratum_name"] == "层次B"
    assert [unit["code"] for unit in form["units"]] == ["U01", "U02", "U03"]
    assert [option["label"] for option in form["options"]] == ["满意", "基本满意", "不满意", "不了解"]
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_a01_one_code_one_sheet(client: Client, box: Box) -> None:
    body = box.body(box.codes[0], comments=[{"unit": 2, "text": " 排队久 "}, {"unit": 1, "text": ""}])
    first = submit(client, body)
    assert (first.status_code, first.content) == (201, b"")
    [sheet] = box.sheets()
    assert sheet.payload == bytes([1, 2, 3, 4, 0, 1]) + b"\x00\x02\x00\x09" + "排队久".encode()
    assert sheet.stratum_id == box.stratum_ids[0]
    assert box.state_of(box.codes[0]) is CodeState.USED
    again = submit(client, body | {"retry_nonce": OTHER})
    assert again.status_code == 409
    assert again.json()["code"] == "code_used"
    assert client.post("/api/v1/ballots/start", json={"code": box.codes[0]}).json()["code"] == "code_used"


def test_a_lost_answer_may_be_repeated_with_the_same_nonce(client: Client, box: Box) -> None:
    body = box.body(box.codes[0])
    assert [submit(client, body).status_code for _ in range(3)] == [201, 200, 200]
    assert len(box.sheets()) == 1


def test_code_state_tells_only_used_or_not(client: Client, box: Box) -> None:
    ask = {"code": box.codes[0]}
    assert client.post("/api/v1/ballots/code-state", json=ask).json() == {"state": "issued"}
    submit(client, box.body(box.codes[0]))
    assert client.post("/api/v1/ballots/code-state", json=ask).json() == {"state": "used"}
    assert client.post("/api/v1/ballots/code-state", json={"code": "0" * 16}).status_code == 404


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"answers": [1, 2, 3]}, "/answers", "answers_length"),
        ({"answers": [1, 2, 3, 4, 0, 5]}, "/answers/5", "unknown_option"),
        ({"answers": [1, 2, 3, 4, 0, -1]}, "/answers/5", "greater_than_equal"),
        ({"answers": [0, 0, 0, 0, 0, 0]}, "/answers", "empty_ballot"),
        ({"comments": [{"unit": 3, "text": "x"}]}, "/comments/0/unit", "comment_unit"),
        ({"comments": [{"unit": 0, "text": "x"}, {"unit": 0, "text": "y"}]}, "/comments/1/unit", "comment_unit"),
        ({"comments": [{"unit": 0, "text": "字" * 501}]}, "/comments/0/text", "string_too_long"),
        ({"comments": [{"unit": 0, "text": "x" * 100_000}]}, "/comments/0/text", "string_too_long"),
        ({"comments": [{"unit": 0, "text": "\x00"}]}, "/comments/0/text", "string_pattern_mismatch"),
        ({"retry_nonce": "short"}, "/retry_nonce", "string_pattern_mismatch"),
        ({"surprise": 1}, "/surprise", "extra_forbidden"),
    ],
)
def test_a04_a_bad_ballot_spends_nothing(
    client: Client, box: Box, changes: dict[str, Any], pointer: str, code: str
) -> None:
    answer = submit(client, box.body(box.codes[0], **changes))
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [(pointer, code)]
    assert box.codes[0] not in answer.text
    assert box.state_of(box.codes[0]) is CodeState.ISSUED
    assert box.sheets() == []


def test_a02_codes_that_are_not_codes_of_this_round(client: Client, box: Box) -> None:
    elsewhere = box.body(box.codes[0], round_id="7f7a0f3c-9a53-4f3e-8d3f-5f3d2f1e0c9b")
    for body in (box.body("0" * 16), box.body("nonsense"), elsewhere):
        answer = submit(client, body)
        assert (answer.status_code, answer.json()["code"]) == (404, "code_unknown")
    with box.database.write() as session:
        session.execute(update(BallotCode).values(state=CodeState.VOID))
    answer = submit(client, box.body(box.codes[0]))
    assert (answer.status_code, answer.json()["code"]) == (404, "code_unknown")
    assert box.sheets() == []


@pytest.mark.parametrize("typed", ["lower case", "look-alikes", "with spaces"])
def test_a02_a_code_is_taken_as_people_type_it(client: Client, box: Box, typed: str) -> None:
    """I and L for 1, O for 0 (Crockford)."""
    code = next((one for one in box.codes if {"0", "1"} & set(one)), box.codes[0])
    ways = {
        "lower case": code.lower(),
        "look-alikes": code.replace("0", "O").replace("1", "l"),
        "with spaces": f" {' '.join(code)} ",
    }
    assert submit(client, box.body(ways[typed])).status_code == 201
    assert box.state_of(code) is CodeState.USED
    assert submit(client, box.body(code, retry_nonce=OTHER)).status_code == 409, "it is the same code"


def test_a03_before_opening_and_after_closing(client: Client, app: FastAPI) -> None:
    box = Box(app, RoundState.DRAFT)
    for url, body in (("start", {"code": box.codes[0]}), ("submissions", box.body(box.codes[0]))):
        answer = client.post(f"/api/v1/ballots/{url}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "round_not_open")


def test_a03_the_round_closes_under_a_known_form(client: Client, box: Box) -> None:
    """The form is remembered by the process, the state of the round is not."""
    assert submit(client, box.body(box.codes[0])).status_code == 201
    box.set_state(RoundState.CLOSED)
    for code in (box.codes[1], box.codes_b[0]):
        answer = submit(client, box.body(code))
        assert (answer.status_code, answer.json()["code"]) == (409, "round_not_open")
    assert len(box.sheets()) == 1


def test_a04_a_comment_of_a_megabyte_spends_nothing(client: Client, box: Box) -> None:
    answer = submit(client, box.body(box.codes[0], comments=[{"unit": 0, "text": "x" * 2**20}]))
    assert answer.status_code in (413, 422)
    assert (box.state_of(box.codes[0]), box.sheets()) == (CodeState.ISSUED, [])
    assert submit(client, box.body(box.codes[0], comments=[{"unit": 0, "text": "x" * 500}])).status_code == 201


def test_a13_nothing_of_a_sheet_is_ever_answered(client: Client, box: Box) -> None:
    """Neither answers nor an id nor a time: not by the submission, its repetition, a second visit or the self-check."""
    words = "只有我会这样写"
    body = box.body(box.codes[0], comments=[{"unit": 1, "text": words}])
    first, again = submit(client, body), submit(client, body)
    assert [(first.status_code, first.content), (again.status_code, again.content)] == [(201, b""), (200, b"")]
    [sheet] = box.sheets()
    assert words.encode() in sheet.payload, "it was stored"
    asked = [client.post(f"/api/v1/ballots/{path}", json={"code": box.codes[0]}) for path in ("start", "code-state")]
    for answer in (first, again, submit(client, body | {"retry_nonce": OTHER}), *asked):
        assert words not in answer.text
        assert sheet.id.hex not in answer.text.replace("-", "")
        assert {"location", "etag", "last-modified", "set-cookie"}.isdisjoint(answer.headers)
    assert asked[1].json() == {"state": "used"}


def test_a01_many_clients_with_the_same_code(client: Client, box: Box) -> None:
    """50 at once: one is accepted, the others are told that the code is used."""

    async def race() -> list[int]:
        transport = httpx.ASGITransport(app=client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as http:
            bodies = [box.body(box.codes[0], retry_nonce=f"{n:032x}") for n in range(50)]
            answers = await asyncio.gather(*(http.post("/api/v1/ballots/submissions", json=b) for b in bodies))
        return [answer.status_code for answer in answers]

    assert Counter(client.portal.call(race)) == {201: 1, 409: 49}
    assert len(box.sheets()) == 1


def test_a05_a_failure_inside_the_transaction_keeps_nothing(client: Client, box: Box) -> None:
    """The sheet is stored and the code spent: all is undone, and the code still works."""
    broken = threading.Event()
    broken.set()

    @event.listens_for(box.database.write_engine, "after_cursor_execute")
    def fail(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if broken.is_set() and "UPDATE ballot_code" in statement:
            raise RuntimeError("the disk is full")

    answer = submit(client, box.body(box.codes[0]))
    assert answer.status_code == 503
    assert "retry-after" in answer.headers
    assert box.state_of(box.codes[0]) is CodeState.ISSUED
    broken.clear()
    assert submit(client, box.body(box.codes[0])).status_code == 201
    assert len(box.sheets()) == 1


def test_one_batch_with_every_outcome(client: Client, box: Box) -> None:
    """Decided together as they would have been one by one, in the order in which they came."""
    used, fresh, other = (code_hash(box.pepper, code) for code in box.codes[:3])

    def one(code: bytes, tag: str, round_id: UUID = box.round_id) -> Submission:
        return Submission(code, round_id, retry_tag(tag), tag.encode())

    assert write(box.database, [one(used, "before")]) == [Outcome.ACCEPTED]
    batch = {
        one(fresh, "first"): Outcome.ACCEPTED,
        one(used, "before"): Outcome.REPEATED,
        one(used, "another"): Outcome.USED,
        one(b"?" * 32, "nobody"): Outcome.UNKNOWN,
        one(other, "elsewhere", uuid4()): Outcome.UNKNOWN,
        one(fresh, "second"): Outcome.USED,
    }
    repeated = one(fresh, "first")
    assert write(box.database, [*batch, repeated]) == [*batch.values(), Outcome.REPEATED]
    assert sorted(sheet.payload for sheet in box.sheets()) == [b"before", b"first"]
    assert box.state_of(box.codes[2]) is CodeState.ISSUED
    box.set_state(RoundState.CLOSED)
    late = [one(other, "late"), one(fresh, "first"), one(fresh, "second")]
    assert write(box.database, late) == [Outcome.NOT_OPEN, Outcome.REPEATED, Outcome.USED]
    assert len(box.sheets()) == 2


def test_ballots_are_counted_by_five_minutes_and_stratum(client: Client, box: Box) -> None:
    """Accepted ones only; the count of a window grows from batch to batch."""
    pepper = box.pepper
    first, second, other = (code_hash(pepper, code) for code in (*box.codes[:2], box.codes_b[0]))

    def one(code: bytes, tag: str = "t") -> Submission:
        return Submission(code, box.round_id, retry_tag(tag), b"")

    began = datetime.now(UTC)
    write(box.database, [one(first), one(other)])
    write(box.database, [one(first), one(first, "again"), one(second), one(b"?" * 32)])
    write(box.database, [one(second)])
    with box.database.read() as session:
        rows = session.scalars(select(BallotWindow)).all()
    counted: Counter[UUID] = Counter()
    for row in rows:
        assert row.round_id == box.round_id
        assert 0 <= row.slot - int(began.timestamp()) // 300 <= 1
        counted[row.stratum_id] += row.ballots
    assert counted == dict(zip(box.stratum_ids, (2, 1), strict=True))
    assert len(box.sheets()) == 3


def write(database: Database, batch: list[Submission]) -> list[Outcome]:
    with database.hold_turn(), database.write_engine.begin() as connection:
        return write_batch(connection, batch)


def test_a_connection_cut_while_idle_costs_no_answer(client: Client, box: Box) -> None:
    """PostgreSQL was started anew between two batches; on SQLite there is nothing to cut."""
    assert submit(client, box.body(box.codes[0])).status_code == 201
    if box.database.dialect == "postgresql":
        with box.database.write_engine.connect() as connection:
            others = "pid != pg_backend_pid() AND datname = current_database()"
            cut = text(f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {others}")
            assert connection.scalars(cut).one() > 0
    assert submit(client, box.body(box.codes[1])).status_code == 201
    assert submit(client, box.body(box.codes[1])).status_code == 200
    assert len(box.sheets()) == 2
