"""What the public side gives away: nothing (complaint design, cases 18 to 21, 25, 30; security design, C14 to C16)."""

import hmac
import secrets
from collections import Counter
from typing import Any

import pytest
from fastapi import FastAPI
from prometheus_client import generate_latest
from sqlalchemy import Engine, event, inspect, select, text
from structlog.testing import capture_logs

from backend.auth.throttle import Limit
from backend.ballots.codes import new_code
from backend.complaints import tracking
from backend.complaints.models import Case
from backend.complaints.public import door as tracking_door
from backend.complaints.public.door import FAILED, FAILED_UNDER_ATTACK
from tests.complaints.conftest import Centre, read
from tests.complaints.public.conftest import STORY, Citizen
from tests.conftest import Client, Login
from tests.counts import TRACKING_GUESSES

CONTACT = {"name": "金丝雀王某", "phone": "13812345678", "address": "金丝雀路一号"}
CANARY = "金丝雀在此"


def without_trace(content: bytes, trace: str) -> bytes:
    return content.replace(trace.encode(), b"")


def test_case_19_and_c14_every_wrong_code_gets_the_same_answer(citizen: Citizen, centre: Centre) -> None:
    made = citizen.file(pin="135790")
    right = made["tracking_code"]
    last = "1" if right[-1] == "0" else "0"
    tries = [
        {"code": new_code()},
        {"code": new_code(), "pin": "135790"},
        {"code": right[:-1] + last, "pin": "135790"},
        {"code": "x"},
        {"code": "查询码"},
        {"code": made["number"]},
        {"code": right},
        {"code": right, "pin": "135791"},
        {"code": right, "pin": "abc"},
        {"code": right, "pin": ""},
    ]
    seen = set()
    for body in tries:
        answer = citizen.send("/tracking", body)
        headers = {name: value for name, value in answer.headers.items() if name != "x-trace-id"}
        seen.add((answer.status_code, without_trace(answer.content, answer.headers["x-trace-id"]), str(headers)))
    assert len(seen) == 1
    assert {status for status, _, _ in seen} == {404}
    acts: list[tuple[str, dict[str, Any]]] = [
        ("/message", {"text": "x"}),
        ("/rating", {"rating": "satisfied"}),
        ("/withdrawal", {}),
        ("/pin", {"new_pin": "111111"}),
    ]
    for act, body in acts:
        answer = citizen.at("203.0.113.99").track(right, act, pin="000000", **body)
        assert without_trace(answer.content, answer.headers["x-trace-id"]) in {content for _, content, _ in seen}


def test_case_18_and_c14_guessing_is_slowed_by_address_and_shuts_out_nobody_else(
    citizen: Citizen, centre: Centre
) -> None:
    made = citizen.file()
    guesses = [citizen.track(new_code()) for _ in range(FAILED.count)]
    assert {answer.status_code for answer in guesses} == {404}
    refused = citizen.track(new_code())
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert citizen.track(made["tracking_code"]).status_code == 429, (
        "else a throttled guesser would still learn of a hit"
    )
    assert citizen.at("203.0.113.8").see(made["tracking_code"])["number"] == made["number"]
    stored = read(centre.database, lambda s: s.execute(text("SELECT key FROM throttle")).scalars().all())
    assert stored
    assert all(b"203.0.113" not in bytes(key) for key in stored)


def test_case_18_under_attack_addresses_have_fewer_tries_and_still_one(
    citizen: Citizen, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = citizen.file()
    monkeypatch.setattr(tracking_door, "FAILED_IN_ALL", Limit("tracking-all", 30, tracking_door.FAILED_IN_ALL.window))
    for number in range(30):
        assert citizen.at(f"198.51.100.{number}").track(new_code()).status_code == 404
    bystander = citizen.at("203.0.113.50")
    assert bystander.see(made["tracking_code"])["label"] == "已收到"
    for _ in range(FAILED_UNDER_ATTACK.count):
        assert bystander.track(new_code()).status_code == 404
    assert bystander.track(new_code()).status_code == 429
    assert citizen.at("203.0.113.51").see(made["tracking_code"])["label"] == "已收到"


@pytest.mark.slow
def test_case_18_and_c14_many_guesses_from_many_addresses(citizen: Citizen, centre: Centre) -> None:
    """No hit, one answer for all of them, and whoever has the code is served all the while."""
    made = citizen.file()
    each, together = FAILED_UNDER_ATTACK.count, 50
    answers: Counter[tuple[int, bytes]] = Counter()
    for first in range(0, TRACKING_GUESSES, together):
        guessers = [
            citizen.at(f"2001:db8::{(first + number) // each:x}")
            for number in range(min(together, TRACKING_GUESSES - first))
        ]
        for answer in citizen.together(*((guesser, "/tracking", {"code": new_code()}, {}) for guesser in guessers)):
            answers[answer.status_code, without_trace(answer.content, answer.headers["x-trace-id"])] += 1
        if first % (20 * together) == 0:
            assert citizen.at("203.0.113.8").see(made["tracking_code"])["number"] == made["number"]
    assert {status for status, _ in answers} <= {404, 429}
    assert len([1 for status, _ in answers if status == 404]) == 1
    assert sum(count for (status, _), count in answers.items() if status == 404) > TRACKING_GUESSES / 2
    assert citizen.at("203.0.113.9").see(made["tracking_code"])["number"] == made["number"]


def test_correct_codes_are_never_throttled(citizen: Citizen, centre: Centre) -> None:
    made = citizen.file()
    answers = citizen.together(*[(citizen, "/tracking", {"code": made["tracking_code"]}, {})] * (FAILED.count + 20))
    assert {answer.status_code for answer in answers} == {200}


def test_case_20_a_number_opens_nothing(citizen: Citizen, client: Client, centre: Centre) -> None:
    made = citizen.file()
    number = made["number"]
    assert citizen.track(number).json()["code"] == "tracking_unknown"
    for path in (f"/api/v1/tracking/{number}", f"/api/v1/filing/{number}", f"/api/v1/complaints/{number}"):
        assert client.get(path).status_code in (401, 404)


def test_case_21_and_c16_no_address_takes_the_code_and_no_log_has_it(
    citizen: Citizen, client: Client, centre: Centre, app: FastAPI
) -> None:
    with capture_logs() as lines:
        made = citizen.file(text=CANARY, contact=CONTACT, pin="135790")
        code = made["tracking_code"]
        citizen.see(code, pin="135790")
        citizen.track(code, pin="135791")
        citizen.see(code, "/message", pin="135790", text=CANARY)
        citizen.track(code, "/rating", pin="135790", rating="satisfied")
        citizen.send("/filing", {"text": CANARY})
        for path in ("/complain", "/track"):
            client.get(path)
    assert lines == []
    metrics = generate_latest(app.state.metrics.registry)
    assert b"/api/v1/filing" not in metrics
    assert b"/track" not in metrics
    assert client.get(f"/api/v1/tracking?code={code}").status_code == 405
    assert citizen.send(f"/tracking?code={code}", {}).status_code == 422
    recorded = read(centre.database, lambda s: s.execute(text("SELECT action, data FROM audit_event")).all())
    assert recorded
    assert not any(word in str(recorded) for word in (code, code.replace("-", ""), CANARY, CONTACT["name"]))


def test_other_requests_of_the_centre_are_logged_all_the_same(client: Client) -> None:
    """`/complaints` begins like `/complain`, and is no page of complainants."""
    with capture_logs() as lines:
        client.get("/api/v1/complaints")
    assert [line["route"] for line in lines] == ["/api/v1/complaints"]


def test_case_25_and_c04_a_hidden_field_is_no_filter_and_no_order(
    citizen: Citizen, client: Client, centre: Centre, login: Login
) -> None:
    citizen.file(text=CANARY, contact=CONTACT)
    lead = login("complaint_lead")
    for wrong in ("phone=13812345678", "sort=name", "sort=text", "contact=x", "filter=phone"):
        assert client.get(f"/api/v1/complaints?{wrong}", headers=lead).status_code == 422, wrong
    for q in (CANARY, CONTACT["name"], CONTACT["phone"]):
        assert client.get("/api/v1/complaints", params={"q": q}, headers=lead).json()["items"] == []


@pytest.mark.parametrize("contact", [None, CONTACT])
def test_case_30_no_address_and_no_browser_is_stored(
    citizen: Citizen, centre: Centre, contact: dict[str, str] | None
) -> None:
    agent = "Canary-Browser/1.0"
    headers = {"Idempotency-Key": secrets.token_hex(16), "User-Agent": agent, "X-Forwarded-For": "198.51.100.77"}
    made = citizen.send("/filing", citizen.body(**({"contact": contact} if contact else {})), **headers).json()
    citizen.send("/tracking/message", {"code": made["tracking_code"], "text": STORY}, **{"User-Agent": agent})
    citizen.send("/tracking", {"code": new_code()}, **{"User-Agent": agent})
    kept = _everything(centre)
    assert made["number"] in kept, "the search sees what is stored"
    for word in (citizen.address, "198.51.100.77", agent, STORY, made["tracking_code"], *(contact or {}).values()):
        assert word not in kept


def _everything(centre: Centre) -> str:
    """All rows of all tables, texts and bytes, as one text."""
    with centre.database.read() as session:
        tables = inspect(session.get_bind()).get_table_names()
        rows = [row for table in tables for row in session.execute(text(f'SELECT * FROM "{table}"')).all()]
    return "\n".join(
        bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
        for row in rows
        for value in row
    )


def test_the_staff_sees_no_code(citizen: Citizen, client: Client, centre: Centre, login: Login) -> None:
    made = citizen.file()
    case_id = read(centre.database, lambda s: s.scalars(select(Case.id)).one())
    shown = client.get(f"/api/v1/complaints/{case_id}", headers=login("complaint_lead"))
    assert shown.status_code == 200
    assert made["tracking_code"] not in shown.text
    assert made["tracking_code"].replace("-", "") not in shown.text


def test_c15_every_wrong_code_costs_the_same_work(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same statements and the same keyed hashes, for the page and for the copy; `make bench` measures the time."""
    code = citizen.file(pin="246810")["tracking_code"]
    done: list[str] = []

    def statement(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        done.append(text)

    def hashed(key: bytes, message: bytes, algorithm: str, plain: Any = hmac.digest) -> bytes:
        done.append(f"hash of {len(message)} bytes")
        return bytes(plain(key, message, algorithm))

    monkeypatch.setattr(tracking.hmac, "digest", hashed)

    def work(act: str, typed: str, **fields: Any) -> list[str]:
        done.clear()
        event.listen(Engine, "before_cursor_execute", statement)
        try:
            assert citizen.track(typed, act, **fields).status_code == 404
        finally:
            event.remove(Engine, "before_cursor_execute", statement)
        return [one for one in done if "throttle" not in one]

    work("", new_code())  # begins the count of this address, with statements of its own
    for act in ("", "/copy"):
        known = work(act, code, pin="000000")
        assert "complaint_case" in " ".join(known), "the twin: something was looked up"
        assert sum(one.startswith("hash") for one in known) >= 2
        unknown = work(act, new_code(), pin="000000")
        assert [one for one in unknown if "hash" not in one] == [one for one in known if "hash" not in one]
        assert len(unknown) == len(known)
