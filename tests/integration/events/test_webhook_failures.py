"""Receivers that fail, each in its way, and what follows (complaint design, section 4, cases 56, 57 and 59)."""

import ssl
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
import trustme
from fastapi import FastAPI
from sqlalchemy import select

from backend.integration.webhooks import schedule
from backend.integration.webhooks.models import Delivery, DeliveryState, Endpoint
from backend.notices.models import Notice
from tests.conftest import Client, Login
from tests.integration.hooks import (
    OK,
    Hook,
    Verifier,
    add_hook,
    dispatcher,
    door,
    due_now,
    endpoint,
    listening,
    messages,
    rows,
    set_rows,
    until,
)
from tests.integration.reporting import add_cases, database_of, happen
from tests.receiver import Receiver, Reply, receiving, replying


def _one_byte_a_second(client: ssl.SSLSocket, _: bytes) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
    for _ in range(100):
        client.sendall(b"x")
        time.sleep(1)


def _ten_megabytes(client: ssl.SSLSocket, _: bytes) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n")
    for _ in range(100):
        client.sendall(b"x" * 100_000)


REPLIES: dict[str, tuple[Reply, str, int | None, str | None]] = {
    "ok": (replying("204 No Content"), "delivered", 204, None),
    "500": (replying("500 Internal Server Error"), "pending", 500, "status"),
    "404": (replying("404 Not Found"), "pending", 404, "status"),
    "timeout": (OK, "pending", None, "time"),  # which never comes
    "redirect": (
        replying("301 Moved", b"", "Location: https://169.254.169.254/latest/meta-data/"),
        "pending",
        301,
        "redirect",
    ),
    "429": (replying("429 Too Many Requests", b"", "Retry-After: 7200"), "pending", 429, "status"),
    "410": (replying("410 Gone"), "dead", 410, "gone"),
    "10 MB": (_ten_megabytes, "delivered", 200, None),
    "slow": (_one_byte_a_second, "pending", None, "time"),
    "cut": (
        lambda client, _: client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab"),
        "pending",
        None,
        "answer",
    ),
}


def test_case_56_each_receiver_has_its_outcome_and_delays_no_other(
    client: Client, app: FastAPI, authority: trustme.CA, login: Login
) -> None:
    login("sysadmin")
    with ExitStack() as stack:
        there: dict[str, Receiver] = {}
        meanwhile: list[int] = []

        def never(connection: ssl.SSLSocket, _: bytes) -> None:
            connection.recv(1)  # until the other side gives up
            meanwhile.append(sum(len(one.asked) for one in there.values()))

        for name, (reply, *_) in REPLIES.items():
            answer = never if name == "timeout" else reply
            there[name] = stack.enter_context(receiving(authority, answer))
        yesterday = datetime.now(UTC) - timedelta(days=1)
        there["expired"] = stack.enter_context(receiving(authority, OK, not_after=yesterday))
        there["other name"] = stack.enter_context(receiving(authority, OK, "other.office.example"))
        app.state.egress = everybody = door(authority, *there.values(), within=4)
        hooks = {name: add_hook(client, app, receiver.url()) for name, receiver in there.items()}
        for hook in hooks.values():
            happen(database_of(app), *add_cases(database_of(app), hook.system.id))
        assert dispatcher(app, everybody).run_once() == len(hooks)
    assert meanwhile == [len(REPLIES)]  # all had been asked before the first of the slow ones was given up
    outcomes = {name: (expected, status, error) for name, (_, expected, status, error) in REPLIES.items()}
    outcomes["expired"] = outcomes["other name"] = ("pending", None, "certificate")
    found = {name: rows(app, hook.id)[0] for name, hook in hooks.items()}
    assert {name: (row.state.value, row.last_status, row.last_error) for name, row in found.items()} == outcomes
    now = datetime.now(UTC)
    for name, row in found.items():
        if row.state is DeliveryState.PENDING:
            wait = (row.next_at - now).total_seconds()
            assert 7100 < wait <= 7200 if name == "429" else -10 < wait <= 5.5, name
            assert hooks[name].shown()["failing_since"] is not None
    gone = hooks["410"].shown()
    assert (gone["state"], gone["stopped_by"]) == ("disabled", "gone")
    with database_of(app).read() as session:
        assert list(session.scalars(select(Notice.kind))) == ["webhook.gone"]


def test_case_56_a_slow_receiver_has_few_requests_at_a_time(
    client: Client, app: FastAPI, authority: trustme.CA
) -> None:
    """Those that wait for it take no place from others: five while it is well, then one."""
    release = threading.Event()

    def slow(connection: ssl.SSLSocket, _: bytes) -> None:
        release.wait(120)
        OK(connection, b"")

    with receiving(authority, slow) as stuck, receiving(authority, OK) as quick:
        app.state.egress = everybody = door(authority, stuck, quick)
        slow_hook, quick_hook = add_hook(client, app, stuck.url()), add_hook(client, app, quick.url())
        for hook in (slow_hook, quick_hook):
            happen(database_of(app), *add_cases(database_of(app), hook.system.id, 12))
        sender, stopping = dispatcher(app, everybody), threading.Event()
        thread = threading.Thread(target=sender.run, args=(stopping,))
        thread.start()
        until(lambda: len(quick.asked) == 12)
        assert len(stuck.asked) == 5
        release.set()
        until(lambda: len(stuck.asked) == 12)
        stopping.set()
        thread.join(120)
    assert {row.state for hook in (slow_hook, quick_hook) for row in rows(app, hook.id)} == {DeliveryState.DELIVERED}


def test_case_57_a_name_that_turns_to_an_inner_address_is_not_followed(
    client: Client, app: FastAPI, hook: Hook, receiver: Receiver
) -> None:
    answers = [["127.0.0.1"], ["169.254.169.254"], ["127.0.0.1", "10.0.0.5"]]

    async def rebinding(_host: str, _port: int) -> list[str]:
        return answers.pop(0)

    allowed = app.state.egress
    egress = type(allowed)(allowed.allowed, allowed.context, rebinding)
    case_ids = add_cases(database_of(app), hook.system.id, 3)
    for case_id in case_ids:
        happen(database_of(app), case_id)
        dispatcher(app, egress).run_once()
    assert [(row.state.value, row.last_error) for row in rows(app, hook.id)] == [
        ("delivered", None),
        ("pending", "blocked_address"),
        ("pending", "blocked_address"),
    ]
    assert len(receiver.asked) == 1


def test_case_59_dead_letters_of_three_days_are_replayed_in_the_order_of_each_case(
    client: Client, app: FastAPI, authority: trustme.CA, login: Login
) -> None:
    login("office")
    with listening(app, authority, OK) as away:
        hook = add_hook(client, app, away.url())
    case_ids = add_cases(database_of(app), hook.system.id, 4)
    for _ in range(5):
        happen(database_of(app), *case_ids)
    assert dispatcher(app).run_once() == 20
    set_rows(app, Delivery, attempt=schedule.ATTEMPTS - 1)
    due_now(app)
    assert dispatcher(app).run_once() == 20
    assert [(row.state, row.attempt, row.last_error) for row in rows(app, hook.id)] == [
        (DeliveryState.DEAD, schedule.ATTEMPTS, "unreachable")
    ] * 20
    with database_of(app).read() as session:
        assert list(session.scalars(select(Notice.kind))) == ["webhook.dead"]  # one for the day
    with listening(app, authority, OK) as back:
        with database_of(app).write() as session:
            session.get_one(Endpoint, hook.id).url = back.url()
        first, last = rows(app, hook.id)[0].seq, rows(app, hook.id)[3].seq
        assert hook.act("replay", {"first_sequence": str(first), "last_sequence": str(last)}) == {"count": 4}
        assert hook.act("replay", {}) == {"count": 16}
        assert hook.act("replay", {}) == {"count": 0}
        assert dispatcher(app).run_once() == 20
        got = messages(back)
    for case_id in case_ids:
        order = [one.event["sequence"] for one in got if one.event["data"]["id"] == str(case_id)]
        assert order == sorted(order)
        assert len(order) == 5
    assert {row.state for row in rows(app, hook.id)} == {DeliveryState.DELIVERED}
    assert hook.shown()["failing_since"] is None


def test_what_waits_for_another_attempt_lets_others_of_its_case_pass(
    client: Client, app: FastAPI, authority: trustme.CA
) -> None:
    answers = ["500 Internal Server Error", "200 OK", "200 OK"]
    with listening(app, authority, lambda it, _: replying(answers.pop(0))(it, b"")) as receiver:
        hook = add_hook(client, app, receiver.url())
        (case_id,) = add_cases(database_of(app), hook.system.id)
        happen(database_of(app), case_id)
        happen(database_of(app), case_id)
        dispatcher(app).run_once()
        due_now(app)
        dispatcher(app).run_once()
        first, second = rows(app, hook.id)
        order = [one.event["sequence"] for one in messages(receiver)]
    assert order == [f"{first.seq:020d}", f"{second.seq:020d}", f"{first.seq:020d}"]
    assert len({one.id for one in messages(receiver)}) == 2  # the same id at each attempt


def test_five_days_of_failures_pause_an_endpoint_and_what_happens_waits(
    client: Client, app: FastAPI, authority: trustme.CA, login: Login
) -> None:
    login("office")
    login("sysadmin")
    login("auditor")
    answers = {"now": "503 Service Unavailable"}
    with listening(app, authority, lambda it, _: replying(answers["now"])(it, b"")) as receiver:
        hook = add_hook(client, app, receiver.url())
        case_ids = add_cases(database_of(app), hook.system.id, 2)
        happen(database_of(app), case_ids[0])
        dispatcher(app).run_once()
        set_rows(app, Endpoint, failing_since=datetime.now(UTC) - timedelta(days=5))
        due_now(app)
        dispatcher(app).run_once()
        assert (hook.shown()["state"], hook.shown()["stopped_by"]) == ("paused", "failures")
        with database_of(app).read() as session:
            assert list(session.scalars(select(Notice.kind))) == ["webhook.failures"] * 2
        happen(database_of(app), case_ids[1])
        due_now(app)
        assert dispatcher(app).run_once() == 0
        assert hook.shown()["waiting"] == 2
        answers["now"] = "200 OK"
        hook.act("resume")
        assert dispatcher(app).run_once() == 2
    assert hook.shown()["failing_since"] is None


def test_one_success_ends_failing(client: Client, app: FastAPI, authority: trustme.CA) -> None:
    answers = ["500 Internal Server Error", "200 OK"]
    with listening(app, authority, lambda it, _: replying(answers.pop(0))(it, b"")) as receiver:
        hook = add_hook(client, app, receiver.url())
        happen(database_of(app), *add_cases(database_of(app), hook.system.id))
        dispatcher(app).run_once()
        set_rows(app, Endpoint, failing_since=datetime.now(UTC) - timedelta(days=9))
        due_now(app)
        dispatcher(app).run_once()
    assert (hook.shown()["state"], hook.shown()["failing_since"]) == ("active", None)


@pytest.mark.one_engine
def test_the_schedule() -> None:
    now = datetime.now(UTC)
    waits = [schedule.next_at(now, attempts, None) for attempts in range(schedule.ATTEMPTS + 1)]
    assert waits[-1] is None
    for wait, delay in zip(waits, schedule.DELAYS, strict=False):
        assert wait is not None
        assert delay * 0.9 <= wait - now <= delay * 1.1
    assert sum(schedule.DELAYS, timedelta(0)) > timedelta(days=3)
    assert schedule.next_at(now, 1, timedelta(hours=1)) == now + timedelta(hours=1)
    assert schedule.next_at(now, 1, timedelta(days=300)) == now + timedelta(days=1)
    asked = {"120": 120, " 7 ": 7, "9" * 30: 86400, "-1": None, "soon": None, "": None, "²": None}
    for header, seconds in asked.items():
        found = schedule.asked_patience(header, now)
        assert found == (None if seconds is None else timedelta(seconds=seconds)), header
    later = (now + timedelta(minutes=10)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert abs((schedule.asked_patience(later, now) or timedelta(0)) - timedelta(minutes=10)) < timedelta(seconds=2)


def test_an_endpoint_fails_only_by_real_deliveries(client: Client, app: FastAPI, authority: trustme.CA) -> None:
    with listening(app, authority, replying("410 Gone")) as receiver:
        hook = add_hook(client, app, receiver.url())
        tried = hook.act("test")
        assert (tried["delivered"], tried["status"], tried["error"]) == (False, 410, "gone")
        (got,) = messages(receiver)
    assert Verifier(hook.secret).take(got)
    assert got.event["type"] == "cn.gov.efficiency.webhook.test.v1"
    shown = hook.shown()
    assert (shown["state"], shown["failing_since"], shown["waiting"], shown["dead"]) == ("active", None, 0, 0)
    assert endpoint(app, hook.id).version == 1
