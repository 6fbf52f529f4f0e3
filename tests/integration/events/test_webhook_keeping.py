"""How long deliveries are kept, and what a restored backup does with them."""

from datetime import UTC, datetime, timedelta

from fastapi import FastAPI

from backend.integration.webhooks import deliveries
from backend.integration.webhooks.models import Delivery
from backend.upkeep.restoring import end_what_went_on
from tests.conftest import Client
from tests.integration.hooks import (
    Hook,
    dispatcher,
    rows,
)
from tests.integration.reporting import add_cases, database_of, happen
from tests.receiver import Receiver


def test_old_deliveries_go_after_ninety_days(client: Client, app: FastAPI, hook: Hook, receiver: Receiver) -> None:
    happen(database_of(app), *add_cases(database_of(app), hook.system.id, 3))
    dispatcher(app).run_once()
    old, kept, in_hand = rows(app, hook.id)
    now = datetime.now(UTC)
    with database_of(app).write() as session:
        for id_, days in ((old.id, 91), (in_hand.id, 91), (kept.id, 89)):
            session.get_one(Delivery, id_).created_at = now - timedelta(days=days)
        row = session.get_one(Delivery, in_hand.id)
        row.state, row.delivered_at, row.lease_until = "pending", None, now + timedelta(minutes=1)  # type: ignore[assignment]
    with database_of(app).write() as session:
        assert deliveries.forget_old(session) == 1
    assert {row.id for row in rows(app, hook.id)} == {kept.id, in_hand.id}


def test_case_63_a_restored_backup_sends_nothing_again(
    client: Client, app: FastAPI, hook: Hook, receiver: Receiver
) -> None:
    happen(database_of(app), *add_cases(database_of(app), hook.system.id))
    hook.act("pause")
    dispatcher(app).run_once()
    hook.act("resume")
    with database_of(app).write() as session:
        end_what_went_on(session)
    assert dispatcher(app).run_once() == 0
    assert [(row.state.value, row.last_error) for row in rows(app, hook.id)] == [("dead", "restored")]
    assert hook.act("replay", {}) == {"count": 1}
    assert dispatcher(app).run_once() == 1
