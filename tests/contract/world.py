"""What the contract tests run against: a database with one object of most kinds, and somebody of every kind in it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from schemathesis.schemas import APIOperation
from sqlalchemy import select

from backend.audit.record import write_pending
from backend.auth import tokens
from backend.auth.clients.models import ApiCredential
from backend.auth.models import UserAccount
from backend.auth.policy import Scope
from backend.complaints.seeding import seed_centre
from backend.config import Settings
from backend.core.db import Database
from backend.core.ids import new_id
from backend.core.keys import Keys, load_keys
from backend.rounds.models import Preset, RoundState, RoundStratum
from backend.rounds.presets import seed_presets
from tests.auth.clients import add_system
from tests.conftest import enter
from tests.factories import make_codes, make_round, make_units, matter_of

ROLES = ("office", "sysadmin", "auditor", "supervisor", "complaint_lead", "lead_supervisor", "liaison")


class World:
    """A database with one object of most kinds, a person of each role, and two client systems of a unit each.

    Tokens are made anew for each operation: the large counts take longer than a token lives.
    """

    def __init__(self, configuration: Settings) -> None:
        self.keys: Keys = load_keys(configuration.keys_path)
        self.database = Database(configuration.database, before_commit=(write_pending,))
        self.people = {role: (new_id(), new_id()) for role in ROLES}
        for role, ids in self.people.items():
            enter(self.database, self.keys, role, ids=ids)
        with self.database.write() as session:
            seed_presets(session)
            units = make_units(session, 3)
            draft = make_round(session, units, state=RoundState.DRAFT, strata=(("A", Decimal(1)), ("B", Decimal(1))))
            stratum = session.scalars(select(RoundStratum)).first()
            assert stratum is not None
            make_codes(session, draft, stratum, 20, self.keys.pepper)
            seed_centre(session)
            unit_ids = [unit.id for unit in units]
            session.add_all(matter_of(unit_id) for unit_id in unit_ids)
            self.ids: dict[str, UUID] = {
                "round_id": draft.id,
                "unit_id": units[0].id,
                "sequence_id": units[0].sequence_id,
                "preset_id": session.scalars(select(Preset.id)).first() or draft.id,
                "user_id": session.scalars(select(UserAccount.id)).first() or draft.id,
            }

        self.systems = [self._system(unit_id) for unit_id in unit_ids[:2]]

    def header(self, operation: dict[str, Any]) -> dict[str, str]:
        """What lets somebody in who may call the operation; nothing where nobody needs to be let in."""
        if operation.get("x-roles"):
            role = next(role for role in ROLES if role in operation["x-roles"])
            return {"Authorization": f"Bearer {tokens.mint(self.keys, *self.people[role])}"}
        if any("client" in need for need in operation.get("security", ())):
            return self.as_system(0)
        return {"Authorization": f"Bearer {self.keys.metrics_token}"} if operation.get("security") else {}

    def as_system(self, number: int) -> dict[str, str]:
        """The header of one of the two client systems, with all scopes."""
        return {"Authorization": f"Bearer {tokens.mint_client(self.keys, self.systems[number])}"}

    def known(self, operation: APIOperation[Any, Any, Any, Any]) -> dict[str, str]:
        names = [parameter.name for parameter in operation.path_parameters]
        return {name: str(self.ids[name]) for name in names if name in self.ids}

    def _system(self, unit_id: UUID) -> tokens.ClientClaims:
        """What the tokens of a new client system of one unit say."""
        system = add_system(self.database, *Scope, unit_ids=[unit_id])
        with self.database.read() as session:
            credential = session.scalars(select(ApiCredential).where(ApiCredential.client_id == system.id)).one()
        return tokens.ClientClaims(system.id, credential.id, frozenset(Scope))
