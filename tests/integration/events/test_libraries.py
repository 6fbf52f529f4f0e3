"""What we send, read by the libraries that receivers use: events by `cloudevents`, signatures by `standardwebhooks`."""

import json
from datetime import UTC, datetime

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from fastapi import FastAPI
from standardwebhooks import Webhook, WebhookVerificationError

from tests.conftest import Client
from tests.integration.hooks import Hook, dispatcher, message
from tests.integration.reporting import URL, add_cases, database_of, happen
from tests.receiver import Receiver

pytestmark = pytest.mark.one_engine  # of the form alone


def test_each_event_of_the_feed_is_a_cloudevent(client: Client, app: FastAPI, hook: Hook) -> None:
    case_ids = add_cases(database_of(app), hook.system.id, 3)
    happen(database_of(app), *case_ids)
    batch = client.get(URL, headers=hook.headers | {"Accept": "application/cloudevents-batch+json"}).json()
    events = [JSONFormat().read(CloudEvent, json.dumps(item)) for item in batch]
    assert [event.get_subject() for event in events] == [f"complaint/{case_id}" for case_id in case_ids]
    for event, item in zip(events, batch, strict=True):
        assert (event.get_specversion(), event.get_source()) == ("1.0", app.state.settings.base_url)
        assert event.get_extension("sequence") == item["sequence"]
        assert abs((datetime.now(UTC) - (event.get_time() or datetime.now(UTC))).total_seconds()) < 600
        assert event.get_data() == item["data"]


def test_n10_a_delivery_verifies_and_an_altered_one_does_not(app: FastAPI, hook: Hook, receiver: Receiver) -> None:
    happen(database_of(app), *add_cases(database_of(app), hook.system.id))
    assert hook.act("test")["delivered"] is True
    dispatcher(app).run_once()
    for request in receiver.asked:
        got = message(request)
        assert Webhook(hook.secret).verify(got.body, got.headers) == got.event
        event = from_http_event(HTTPMessage(got.headers, got.body))
        assert event.get_type() == got.event["type"]
        with pytest.raises(WebhookVerificationError):
            Webhook(hook.secret).verify(got.body.replace(b"1.0", b"1.1"), got.headers)
        with pytest.raises(WebhookVerificationError, match="old"):
            Webhook(hook.secret).verify(got.body, got.headers | {"webhook-timestamp": "1700000000"})


def test_case_58_both_secrets_verify_while_one_replaces_the_other(app: FastAPI, hook: Hook, receiver: Receiver) -> None:
    happen(database_of(app), *add_cases(database_of(app), hook.system.id))
    after = hook.act("rotate", {})["secret"]
    dispatcher(app).run_once()
    (got,) = map(message, receiver.asked)
    for secret in (hook.secret, after):
        assert Webhook(secret).verify(got.body, got.headers) == got.event
