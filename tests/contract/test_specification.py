"""The running program against its own specification: random requests, valid and invalid, as nobody and as staff.

`make test` tries every other operation on one engine and the rest on the other, `make soak` all of them on both.
Every operation is tried by somebody whose role may call it, so that the answers come from behind the door; half of the
requests name objects that exist. A request that fits the schema may still be refused for what the database holds, so
`positive_data_acceptance` is left out; everything else that schemathesis checks must hold.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as limits
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from sqlalchemy import select

from backend.audit.record import write_pending
from backend.auth.models import UserAccount
from backend.cli import specification
from backend.config import Settings
from backend.core.db import Database
from backend.core.keys import Keys, load_keys
from backend.rounds.models import Preset, RoundState, RoundStratum
from backend.rounds.presets import seed_presets
from tests.conftest import ENGINES, enter
from tests.counts import FUZZ_REQUESTS, SOAK
from tests.factories import make_codes, make_round, make_units
from tests.serving import Server

ROLES = ("office", "sysadmin", "auditor", "supervisor", "complaint_lead", "lead_supervisor", "liaison")


class World:
    """A database with one object of most kinds, and a person of each role."""

    def __init__(self, configuration: Settings) -> None:
        self.keys: Keys = load_keys(configuration.keys_path)
        self.database = Database(configuration.database, before_commit=(write_pending,))
        self.tokens = {role: enter(self.database, self.keys, role) for role in ROLES}
        with self.database.write() as session:
            seed_presets(session)
            units = make_units(session, 3)
            draft = make_round(session, units, state=RoundState.DRAFT, strata=(("A", Decimal(1)), ("B", Decimal(1))))
            stratum = session.scalars(select(RoundStratum)).first()
            assert stratum is not None
            make_codes(session, draft, stratum, 20, self.keys.pepper)
            self.ids: dict[str, UUID] = {
                "round_id": draft.id,
                "unit_id": units[0].id,
                "sequence_id": units[0].sequence_id,
                "preset_id": session.scalars(select(Preset.id)).first() or draft.id,
                "user_id": session.scalars(select(UserAccount.id)).first() or draft.id,
            }

    def header(self, operation: dict[str, Any]) -> dict[str, str]:
        """What lets somebody in whose role may call the operation; nothing where nobody needs to be let in."""
        if operation.get("x-roles"):
            role = next(role for role in ROLES if role in operation["x-roles"])
            return {"Authorization": f"Bearer {self.tokens[role]}"}
        return {"Authorization": f"Bearer {self.keys.metrics_token}"} if operation.get("security") else {}

    def known(self, operation: APIOperation[Any, Any, Any, Any]) -> dict[str, str]:
        names = [parameter.name for parameter in operation.path_parameters]
        return {name: str(self.ids[name]) for name in names if name in self.ids}


@pytest.mark.parametrize("caller", ["anonymous", "staff"])
def test_every_operation_keeps_its_word(settings: Settings, caller: str) -> None:
    schema = schemathesis.openapi.from_dict(yaml.safe_load(specification()))
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
