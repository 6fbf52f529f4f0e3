"""Sequences of requests that build on each other's answers, over the whole specification: what one client system made,
another never sees (object-level authorisation), and every answer keeps the specification's word.

The links between operations are those that the specification shows by the names of ids; the requests are the same in
each run. Client systems act as the first of two; whatever it is given about an object of its own is asked for as the
second, too.
"""

import json
import re
from contextlib import suppress
from typing import Any, ClassVar

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, seed
from hypothesis import settings as limits
from hypothesis.errors import FlakyStrategyDefinition
from hypothesis.stateful import get_state_machine_test
from schemathesis import Case
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.generation.stateful.state_machine import APIStateMachine
from schemathesis.specs.openapi.checks import (
    ensure_resource_availability,
    negative_data_rejection,
    positive_data_acceptance,
    use_after_free,
)

from backend.cli import specification
from backend.config import Settings
from tests.contract.world import World
from tests.counts import STATEFUL_SCENARIOS
from tests.serving import Server

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What belongs to the client that made it. Operations beside these show everybody the same, or nothing of anybody.
OWNED = ("/api/v1/source-records", "/api/v1/bulk-jobs", "/api/v1/intake/complaints", "/api/v1/webhooks", "/api/v1/jobs")
EXCLUDED = [positive_data_acceptance, negative_data_rejection, ensure_resource_availability, use_after_free]
"""What a database and rules about it can refuse; random negatives are test_specification's part."""


HOOKS = "hooks.example"
TOGETHER = 10
SETTINGS = limits(
    max_examples=TOGETHER,
    stateful_step_count=8,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def belongings(url: str, headers: dict[str, str], unit_id: str) -> dict[str, str]:
    """Something of each kind that a client system has, by the names of path parameters."""
    record = {
        "external_id": "N-1",
        "unit_code": "U01",
        "matter_code": "A-1",
        "received_at": "2026-03-02T10:00:00+08:00",
    }
    complaint = {
        "mode": "anonymous",
        "category": "slow",
        "unit_id": unit_id,
        "text": "窗口办理超过承诺期限二十天。",
        "source_system": "12345",
        "source_id": "GD-1",
    }
    with httpx.Client(base_url=f"{url}/api/v1", headers=headers | {"Idempotency-Key": "first"}, timeout=60) as client:
        lines = {"content": json.dumps(record), "headers": {"Content-Type": "application/x-ndjson"}}
        made = [
            client.put("/source-records/N-1", json=record),
            client.post("/bulk-jobs", params={"target": "service_records"}, **lines),
            client.post("/intake/complaints", json=complaint),
            client.post("/webhooks", json={"url": f"https://{HOOKS}/in"}),
        ]
        assert [answer.status_code for answer in made] == [201, 202, 201, 201], [answer.text for answer in made]
        job = client.get("/jobs").json()["items"][0]["id"]
        endpoint = re.search(_ID, made[3].text)
    assert endpoint is not None
    return {
        "external_id": "N-1",
        "bulk_id": made[1].json()["id"],
        "case_id": made[2].json()["id"],
        "endpoint_id": endpoint[0],
        "job_id": job,
    }


class Machine(APIStateMachine):
    """A scenario of requests; `world`, `url` and what the first client system `owns` are of the test."""

    world: ClassVar[World]
    url: ClassVar[str]
    owns: ClassVar[dict[str, str]]
    asked: ClassVar[int] = 0
    crossed: ClassVar[int] = 0
    broken: ClassVar[list[str]] = []

    def get_call_kwargs(self, case: Case) -> dict[str, Any]:
        return {"base_url": self.url, "headers": self.world.header(case.operation.definition.raw), "timeout": 60}

    def before_call(self, case: Case) -> None:
        """Every other request for something that clients have is for something that is there, and changes have a key."""
        if case.operation.path.startswith(OWNED) and self.asked % 2:
            case.path_parameters |= {name: self.owns[name] for name in case.path_parameters if name in self.owns}
        if case.operation.path.startswith(OWNED) and case.method.upper() == "POST":
            case.headers.setdefault("Idempotency-Key", f"asked-{self.asked}")

    def after_call(self, response: Response, case: Case) -> None:
        type(self).asked += 1
        path = case.operation.path
        if not (200 <= response.status_code < 300 and path.startswith(OWNED) and case.operation.path_parameters):
            return
        type(self).crossed += 1
        there = httpx.URL(str(response.request.url))
        other = httpx.get(there, headers=self.world.as_system(1), timeout=60)
        if other.status_code not in (403, 404, 405):
            self.broken.append(f"{case.operation.label}: {other.status_code} for another client")
        listed = httpx.get(f"{self.url}{path.partition('/{')[0]}", headers=self.world.as_system(1), timeout=60)
        if any(one in listed.text for one in case.path_parameters.values() if _ID.fullmatch(str(one))):
            self.broken.append(f"{case.operation.label}: its id is in another client's list")

    def validate_response(self, response: Response, case: Case, **options: Any) -> None:
        """Failures are kept: hypothesis would look for the smallest sequence, in a database that has moved on."""
        try:
            case.validate_response(response, excluded_checks=EXCLUDED)
        except FailureGroup as group:
            self.broken.extend(f"{case.operation.label}: {problem}" for problem in group.exceptions)


@pytest.mark.slow
@pytest.mark.one_engine
def test_c22_sequences_keep_their_word_and_their_owners(settings: Settings) -> None:
    schema = schemathesis.openapi.from_dict(specification())
    inferred = schema.apply_stateful_inference(None)
    assert inferred.total > 100, "the specification must say what leads where"
    machine: type[Machine] = type("Walk", (Machine, schema.as_state_machine()), {})
    machine.world = World(settings)
    with Server(settings, PINGYI_EGRESS_ALLOW=HOOKS) as server:
        machine.url = server.url
        machine.owns = belongings(server.url, machine.world.as_system(0), str(machine.world.ids["unit_id"]))
        for number in range(0, STATEFUL_SCENARIOS, TOGETHER):
            walk = get_state_machine_test(machine, settings=SETTINGS, _min_steps=4, _flaky_state={})
            with suppress(FlakyStrategyDefinition):  # the same beginning was answered otherwise than before
                seed(number)(walk)()
    machine.world.database.close()
    assert machine.broken == []
    assert machine.asked >= STATEFUL_SCENARIOS
    assert machine.crossed > 0, "no client was given anything of its own: nothing was proved"
