"""What arrives at a receiver, when, and how often (complaint design, section 4, cases 57 and 58; security check N10)."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI

from backend.auth.clients.models import ApiClient
from backend.integration.webhooks import schedule
from backend.integration.webhooks.models import Delivery, DeliveryState, Endpoint
from tests.auth.clients import add_client
from tests.conftest import Client
from tests.integration.hooks import (
    SCOPES,
    Hook,
    Message,
    Refused,
    Verifier,
    add_hook,
    dispatcher,
    keyed,
    messages,
    rows,
    set_rows,
    until,
)
from tests.integration.reporting import add_cases, database_of, happen
from tests.receiver import Receiver


def test_an_event_arrives_signed_and_thin(app: FastAPI, hook: Hook, receiver: Receiver) -> None:
    mine, theirs = add_cases(database_of(app), hook.system.id) + add_cases(database_of(app), None)
    happen(database_of(app), mine, theirs)
    assert dispatcher(app).run_once() == 1
    (got,) = messages(receiver)
    assert receiver.asked[0].startswith(b"POST /in?who=us HTTP/1.1\r\n")
    assert Verifier(hook.secret).take(got)
    assert got.headers["content-type"] == "application/cloudevents+json"
    assert got.event["data"] == {
        "id": str(mine),
        "state": "in_progress",
        "url": f"{app.state.settings.base_url}/api/v1/intake/complaints/{mine}",
    }
    (row,) = hook.deliveries()
    assert (row["state"], row["attempt"], row["last_status"], row["message_id"]) == ("delivered", 1, 200, got.id)
    assert row["sequence"] == got.event["sequence"]
    shown = hook.shown()
    assert (shown["waiting"], shown["dead"], shown["failing_since"]) == (0, 0, None)
    assert shown["last_delivered_at"] == row["delivered_at"]
    assert dispatcher(app).run_once() == 0


def test_n10_an_altered_or_replayed_delivery_is_refused(app: FastAPI, hook: Hook, receiver: Receiver) -> None:
    happen(database_of(app), *add_cases(database_of(app), hook.system.id))
    dispatcher(app).run_once()
    (got,) = messages(receiver)
    verifier = Verifier(hook.secret)
    altered = Message(got.headers, got.body.replace(b"in_progress", b"closed"))
    for wrong in (
        altered,
        Message(got.headers | {"webhook-id": "msg_other"}, got.body),
        Message(got.headers | {"webhook-timestamp": str(int(time.time()) + 1)}, got.body),
        Message(got.headers | {"webhook-signature": "v1,AAAA v2,x"}, got.body),
    ):
        with pytest.raises(Refused, match="signature"):
            verifier.take(wrong)
    with pytest.raises(Refused, match="time"):
        verifier.take(got, now=time.time() + 301)
    assert verifier.take(got) is True
    assert verifier.take(got) is False  # a second time within the five minutes: known by its id


def test_case_58_a_secret_that_is_replaced_while_messages_are_on_their_way(
    app: FastAPI, hook: Hook, receiver: Receiver
) -> None:
    before, (case_id,) = hook.secret, add_cases(database_of(app), hook.system.id)
    happen(database_of(app), case_id)
    after = hook.act("rotate", {"overlap_hours": 24})["secret"]
    assert after != before
    dispatcher(app).run_once()
    (got,) = messages(receiver)
    assert len(got.headers["webhook-signature"].split(" ")) == 2
    for secret in (before, after):
        assert Verifier(secret).take(got)
    answer = hook.client.post(f"{hook.url}/rotate", json={}, headers=keyed(hook.headers))
    assert (answer.status_code, answer.json()["code"]) == (409, "rotation_under_way")
    set_rows(app, Endpoint, previous_until=datetime.now(UTC) - timedelta(seconds=1))
    happen(database_of(app), case_id)
    dispatcher(app).run_once()
    got = messages(receiver)[1]
    assert Verifier(after).take(got)
    with pytest.raises(Refused, match="signature"):
        Verifier(before).take(got)


def test_what_may_not_be_seen_any_more_is_not_sent(
    client: Client, app: FastAPI, hook: Hook, receiver: Receiver
) -> None:
    happen(database_of(app), *add_cases(database_of(app), hook.system.id))
    hook.act("pause")
    dispatcher(app).run_once()
    with database_of(app).write() as session:
        session.get_one(ApiClient, hook.system.id).scopes = ["webhooks:manage"]
    hook.act("resume")
    assert dispatcher(app).run_once() == 0
    assert receiver.asked == []
    assert [(row.state, row.last_error) for row in rows(app, hook.id)] == [(DeliveryState.DEAD, "not_visible")]


def test_a_client_that_is_shut_out_is_sent_nothing(
    client: Client, app: FastAPI, hook: Hook, receiver: Receiver
) -> None:
    happen(database_of(app), *add_cases(database_of(app), hook.system.id))
    hook.act("pause")
    dispatcher(app).run_once()
    hook.act("resume")
    with database_of(app).write() as session:
        session.get_one(ApiClient, hook.system.id).disabled_at = datetime.now(UTC)
    assert dispatcher(app).run_once() == 0
    assert (receiver.asked, len(rows(app, hook.id))) == ([], 1)


def test_types_and_beginning_are_kept_to(client: Client, app: FastAPI, receiver: Receiver) -> None:
    system = add_client(app, *SCOPES)
    (case_id,) = add_cases(database_of(app), system.id)
    happen(database_of(app), case_id, action="issue_reply")  # before there is an endpoint
    hook = add_hook(client, app, receiver.url(), system, types=["cn.gov.efficiency.complaint.re"])
    everything = add_hook(client, app, receiver.url(), system)
    for action in ("accept", "issue_reply", "close"):
        happen(database_of(app), case_id, action=action)
    dispatcher(app).run_once()
    assert [row.type.split(".")[-2] for row in rows(app, hook.id)] == ["replied"]
    assert [row.type.split(".")[-2] for row in rows(app, everything.id)] == ["accepted", "replied", "closed"]


def test_two_senders_at_once_send_everything_once(client: Client, app: FastAPI, hook: Hook, receiver: Receiver) -> None:
    for _ in range(5):
        happen(database_of(app), *add_cases(database_of(app), hook.system.id, 6))
    threads = [threading.Thread(target=dispatcher(app).run_once) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    dispatcher(app).run_once()
    assert sorted(one.id for one in messages(receiver)) == sorted({f"msg_{row.id.hex}" for row in rows(app, hook.id)})
    assert {row.attempt for row in rows(app, hook.id)} == {1}


def test_an_expired_lease_gives_the_work_back(app: FastAPI, hook: Hook, receiver: Receiver) -> None:
    happen(database_of(app), *add_cases(database_of(app), hook.system.id))
    hook.act("pause")
    dispatcher(app).run_once()
    hook.act("resume")
    set_rows(app, Delivery, attempt=1, lease_until=datetime.now(UTC) + timedelta(seconds=50))
    assert dispatcher(app).run_once() == 0
    set_rows(app, Delivery, lease_until=datetime.now(UTC))
    assert dispatcher(app).run_once() == 1
    assert [(row.state, row.attempt) for row in rows(app, hook.id)] == [(DeliveryState.DELIVERED, 2)]
    set_rows(app, Delivery, state="pending", delivered_at=None, attempt=schedule.ATTEMPTS, lease_until=None)
    assert dispatcher(app).run_once() == 0
    assert rows(app, hook.id)[0].last_error == "interrupted"


def test_from_the_commit_to_the_receiver_in_less_than_two_seconds(
    client: Client, app: FastAPI, hook: Hook, receiver: Receiver
) -> None:
    sender, stopping = dispatcher(app), threading.Event()
    thread = threading.Thread(target=sender.run, args=(stopping,))
    thread.start()
    try:
        took = []
        for case_id in add_cases(database_of(app), hook.system.id, 3):
            count, started = len(receiver.asked), time.monotonic()
            happen(database_of(app), case_id)
            until(lambda count=count: len(receiver.asked) > count)
            took.append(time.monotonic() - started)
    finally:
        stopping.set()
        thread.join(20)
    assert min(took) < 2
    assert not thread.is_alive()
