"""A centre with people, units, categories and a calendar, and short functions that carry a case along."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount, UserRole
from backend.auth.policy import Role
from backend.calendar.editing import seed_calendar
from backend.complaints import bodies, intake
from backend.complaints.bodies import ActionBody
from backend.complaints.desk import Desk
from backend.complaints.kinds import Actor, Conclusion, HandlingMode, IdentityMode
from backend.complaints.models import Case
from backend.complaints.moves import transition
from backend.complaints.records_requests import Conflict
from backend.complaints.rules.categories import seed_categories
from backend.complaints.rules.policy import seed_policy
from backend.complaints.schemas import ComplaintIn, ContactIn, RegisterIn
from backend.core import clock
from backend.core.db import Database
from backend.core.ids import new_id
from backend.core.keys import Keys, create_key_file, load_keys
from backend.core.principal import Principal
from backend.units.models import Unit, UnitSequence
from tests.complaints.at_centre import Office, open_office
from tests.conftest import Client

PEOPLE = {
    "officer": (Role.COMPLAINT_OFFICER,),
    "officer2": (Role.COMPLAINT_OFFICER,),
    "lead": (Role.COMPLAINT_LEAD,),
    "lead2": (Role.COMPLAINT_LEAD,),
    "chief": (Role.LEAD_SUPERVISOR,),
    "supervisor": (Role.SUPERVISOR,),
    "auditor": (Role.AUDITOR,),
    "liaison": (Role.LIAISON,),
    "head": (Role.LIAISON,),
    "other_liaison": (Role.LIAISON,),
}


@dataclass(frozen=True)
class Centre:
    """`people` by the names of PEOPLE; `units` A, B and the section A1 of A; liaison and head belong to A."""

    database: Database
    keys: Keys
    people: dict[str, Principal]
    units: dict[str, UUID]

    @contextmanager
    def desk(self, who: str | Actor) -> Iterator[Desk]:
        """A desk with its own transaction."""
        with self.database.write() as session:
            yield Desk(
                session, self.keys, self.people[who] if isinstance(who, str) and who in self.people else Actor(who)
            )

    def register(self, who: str | Actor = Actor.CITIZEN, key: str | None = None, **fields: Any) -> tuple[UUID, str]:
        """Register a confidential complaint about unit A; returns case id and tracking code."""
        given: dict[str, Any] = {
            "mode": IdentityMode.CONFIDENTIAL,
            "category": "slow",
            "unit_id": self.units["A"],
            "text": "申请办理许可，超过承诺期限二十天仍未办结。",
            "contact": ContactIn(name="王测试", phone="13800000001"),
        } | fields
        if given["mode"] is IdentityMode.ANONYMOUS:
            given["contact"] = fields.get("contact")
        body = ComplaintIn(**given) if who is Actor.CITIZEN else RegisterIn(**given)
        with self.desk(who) as desk:
            made = intake.register(desk, body, key or secrets.token_hex(16))
            return made.case.id, made.code

    def move(self, who: str | Actor, case_id: UUID, action: str, body: ActionBody | None = None) -> None:
        """Perform an action; a note is given where nothing else is."""
        with self.desk(who) as desk:
            transition(desk, desk.session.get_one(Case, case_id), action, body or bodies.PlainBody())

    def merge(self, who: str, case_id: UUID, master_id: UUID) -> None:
        self.move(who, case_id, "merge", bodies.MergeBody(master_id=master_id))

    def declare_conflict(self, who: str, case_id: UUID) -> None:
        """回避: the person must have nothing to do with the case."""
        with self.desk("lead") as desk:
            id_ = new_id()
            desk.session.add(
                Conflict(
                    id=id_,
                    case_id=case_id,
                    user_id=self.people[who].user_id,
                    reason=desk.seal("配偶为被投诉人", "case_conflict", "reason", id_),
                    declared_by=desk.user_id,
                    at=clock.now(desk.session),
                )
            )

    def accept(self, case_id: UUID, handling: HandlingMode = HandlingMode.PASSED) -> None:
        self.move("lead", case_id, "accept", bodies.AcceptBody(handling=handling, summary="反映审批超期"))

    def dispatch(self, case_id: UUID, unit: str = "A", **fields: Any) -> None:
        lead = bodies.OrderBody(unit_id=self.units[unit], matter="群众反映你单位审批超过承诺期限，请调查。", **fields)
        self.move("lead", case_id, "dispatch", bodies.DispatchBody(lead=lead))

    def in_hand(self, **fields: Any) -> UUID:
        """A new case that is in hand with unit A; `fields` are those of its order."""
        case_id, _ = self.register()
        self.accept(case_id)
        self.dispatch(case_id, **fields)
        self.move("liaison", case_id, "sign")
        return case_id

    def to_review(self, case_id: UUID) -> None:
        """From dispatched to the check of the reply."""
        self.move("liaison", case_id, "sign")
        self.move("head", case_id, "answer", RESULT)

    def to_replied(self, case_id: UUID) -> None:
        """From registered to replied."""
        self.accept(case_id)
        self.dispatch(case_id)
        self.to_review(case_id)
        self.move("lead", case_id, "issue_reply", bodies.IssueReplyBody(reply="经查属实，已办结并向您致歉。"))


RESULT = bodies.ResultBody(
    conclusion=Conclusion.TRUE,
    findings="经查，承办人漏办。",
    measures="批评教育，当日办结。",
    reply="经查属实，已办结。",
)
NOTE = bodies.NoteBody(note="说明")


def read(database: Database, what: Callable[[Session], Any]) -> Any:
    """Look something up in a session of its own."""
    with database.read() as session:
        return what(session)


@pytest.fixture
def centre(database: Database, tmp_path: Any) -> Centre:
    create_key_file(tmp_path / "centre-keys.json")
    keys = load_keys(tmp_path / "centre-keys.json")
    with database.write() as session:
        seed_calendar(session)
        seed_categories(session)
        seed_policy(session)
        units = make_units(session)
        people = {
            name: make_person(session, name, *roles, unit_id=units["A"] if name in ("liaison", "head") else None)
            for name, roles in PEOPLE.items()
        }
    return Centre(database, keys, people, units)


def make_units(session: Session) -> dict[str, UUID]:
    sequence = UnitSequence(name="政府部门", position=1)
    session.add(sequence)
    session.flush()
    units: dict[str, UUID] = {}
    for code in ("A", "B", "A1"):
        unit = Unit(
            code=code,
            name=f"测试单位{code}",
            short_name=f"单位{code}",
            sequence_id=sequence.id,
            parent_id=units["A"] if code == "A1" else None,
            active_from=date(2020, 1, 1),
        )
        session.add(unit)
        session.flush()
        units[code] = unit.id
    return units


def make_person(session: Session, username: str, *roles: Role, unit_id: UUID | None = None) -> Principal:
    now = datetime.now(UTC)
    user = UserAccount(
        username=username,
        display_name=f"测试{username}",
        unit_id=unit_id,
        unit_head=username == "head",
        created_at=now,
        activated_at=now,
    )
    user.role_rows = [UserRole(role=role) for role in roles]
    session.add(user)
    session.flush()
    return Principal(user.id, user.id, username, username, frozenset(role.value for role in roles), unit_id)


@pytest.fixture
def office(app: FastAPI, client: Client, centre: Centre) -> Office:
    """The centre behind the application, whose keys seal what it writes from here on."""
    return open_office(app, client, replace(centre, database=app.state.database, keys=app.state.keys))
