"""A trial says of each row what taking the file in would make of it, also where numbers come back in later portions."""

import random
from typing import Any

import pytest
from fastapi import FastAPI

from backend.auth.policy import Scope
from backend.integration.bulk import work
from backend.units.models import Unit
from tests.auth.clients import add_client
from tests.conftest import Client
from tests.integration.records.conftest import row
from tests.integration.records.test_bulk import Sender, die_after_two_portions, lines, outcomes

Json = dict[str, Any]
DONE: Json = {"finished_at": "2026-03-05T10:00:00+08:00", "result": "approved"}


@pytest.fixture
def sender(app: FastAPI, client: Client, units: list[Unit]) -> Sender:
    system = add_client(app, Scope.BULK_WRITE, Scope.RECORDS_WRITE, unit_ids=[units[0].id])
    return Sender(app, client, system)


def told(found: list[Json]) -> list[tuple[int, str, str, str | None]]:
    return [(one["row"], one["external_id"], one["outcome"], one.get("error", {}).get("code")) for one in found]


def test_a_number_that_comes_back_after_hundreds_of_rows_is_new_once(sender: Sender) -> None:
    numbers = [f"N-{number}" for number in range(work.PORTION + 1)]
    content = lines(*map(row, numbers), row("N-0"), row("N-1", on_site=True), row(" N-2 "))
    job, found = sender.done(content, dry_run=True)
    assert job["counts"] == {"created": len(numbers), "updated": 1, "unchanged": 2, "rejected": 0}
    assert outcomes(found[-3:]) == ["unchanged", "updated", "unchanged"]
    assert {one["id"] for one in found} == {None}
    assert sender.records() == []


def test_a_finished_record_is_put_right_with_a_reason_only(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that a reason opened again takes changes without, until it is finished once more."""
    monkeypatch.setattr(work, "PORTION", 1)
    content = lines(
        row("N-1", **DONE),
        row("N-1", on_site=True, **DONE),
        row("N-1", correction="尚未办结"),
        row("N-1", on_site=True),
        row("N-1", immediate=True),
        row("N-1", immediate=True, **DONE),
        row("N-1"),
    )
    _, trial = sender.done(content, dry_run=True)
    assert outcomes(trial) == ["created", "rejected", *["updated"] * 4, "rejected"]
    _, real = sender.done(content)
    assert told(trial) == told(real)


@pytest.mark.parametrize("seed", range(3))
def test_a_trial_tells_what_will_come(sender: Sender, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    draw = random.Random(seed)
    variants: list[Json] = [
        *({}, {"on_site": True}, DONE, DONE | {"on_site": True}, {"matter_code": "Z"}),
        *({"correction": "录入有误"}, DONE | {"correction": "录入有误", "immediate": True}),
    ]
    rows = [row(f"N-{draw.randrange(5)}", **draw.choice(variants)) for _ in range(40)]
    sender.done(lines(row("N-0"), row("N-1", **DONE)))
    monkeypatch.setattr(work, "PORTION", 3)
    _, trial = sender.done(lines(*rows), dry_run=True)
    assert sender.records() == ["N-0", "N-1"]
    _, real = sender.done(lines(*rows))
    assert told(trial) == told(real)
    standing = {one["external_id"]: one["id"] for one in trial if one["id"] is not None}
    assert standing.keys() == {"N-0", "N-1"}, "others have none yet"


def test_a_trial_cut_mid_way_knows_what_was_before(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    content = lines(row("N-1"), row("N-2"), row("N-1", on_site=True), row("N-3"), row("N-1", on_site=True), row("N-2"))
    answer = sender.send(content, dry_run=True)
    taken = die_after_two_portions(sender, monkeypatch)
    sender.run()
    _, found = sender.told(answer.headers["location"])
    assert taken == [1, 3, 5]
    assert outcomes(found) == ["created", "created", "updated", "created", "unchanged", "unchanged"]
