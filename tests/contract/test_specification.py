"""The running program against its own specification: random requests, valid and invalid, as nobody, staff and system.

`make test` tries every other operation on one engine and the rest on the other, `make soak` all of them on both.
Every operation is tried by somebody whose role may call it, so that the answers come from behind the door; half of the
requests name objects that exist. A request that fits the schema may still be refused for what the database holds, so
`positive_data_acceptance` is left out; everything else that schemathesis checks must hold.
"""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as limits
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from backend.cli import specification
from backend.config import Settings
from tests.conftest import ENGINES
from tests.contract.world import World
from tests.counts import FUZZ_REQUESTS, SOAK
from tests.serving import Server


@pytest.mark.slow
@pytest.mark.parametrize("caller", ["anonymous", "staff"])
def test_every_operation_keeps_its_word(settings: Settings, caller: str) -> None:
    schema = schemathesis.openapi.from_dict(specification())
    # An If-Match that is none is refused before the body is looked at.
    rejection = schema.config.checks.negative_data_rejection
    rejection.expected_statuses = [*rejection.expected_statuses, "412"]
    world = World(settings)
    found: list[str] = []
    operations = [result.ok() for result in schema.get_all_operations()]
    with Server(settings) as server:
        for operation in operations if SOAK else operations[ENGINES.index(world.database.dialect) :: len(ENGINES)]:
            headers = world.header(operation.definition.raw) if caller == "staff" else {}
            found += _try(operation, server.url, headers, world.known(operation))
    world.database.close()
    assert len(operations) == sum(len(path) for path in schema.raw_schema["paths"].values()) > 50
    assert not found, "\n\n".join(found)


def _try(
    operation: APIOperation[Any, Any, Any, Any], url: str, headers: dict[str, str], known: dict[str, str]
) -> list[str]:
    """What went wrong with one operation; nothing, if all is well."""
    strategies = [
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE, path_parameters=known or None),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    ]

    # In a form every value is a string, whatever type was meant: there is no such thing as a wrong one.
    form = "multipart/form-data" in operation.definition.raw.get("requestBody", {}).get("content", {})
    excluded = [positive_data_acceptance, *([negative_data_rejection] if form else [])]

    @seed(20261122)
    @limits(
        max_examples=FUZZ_REQUESTS,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(strategies))
    def run(case: Case) -> None:
        # Several values of one word of the query are that word several times, of which the last counts.
        repeated = any(isinstance(value, list) for value in (case.query or {}).values())
        without = [*excluded, negative_data_rejection] if repeated else excluded
        case.call_and_validate(base_url=url, headers=headers, excluded_checks=without, timeout=60)

    try:
        run()
    except FailureGroup as group:
        return [f"{operation.label}: {problem}" for problem in group.exceptions]
    except Failure as problem:
        return [f"{operation.label}: {problem}"]
    return []
