"""A million complaint cases: a few hundred made by the program itself, in all states and at many dates, and copied."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from unittest.mock import patch
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount, UserRole
from backend.auth.policy import Role
from backend.calendar.editing import seed_calendar
from backend.complaints import bodies, clocks, intake
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.desk import Desk
from backend.complaints.kinds import Actor, ClockKind, Conclusion, HandlingMode, IdentityMode
from backend.complaints.models import Case
from backend.complaints.moves import transition
from backend.complaints.records import CaseClock
from backend.complaints.rules.categories import list_categories, seed_categories
from backend.complaints.rules.policy import seed_policy
from backend.complaints.schemas import ComplaintIn, ContactIn
from backend.core import clock
from backend.core.principal import Principal
from bench.copies import copy_cases
from bench.databases import Place
from tests.factories import make_units

TEMPLATES: Final = 500
UNITS: Final = 43
DUE: Final = 10
"""Of the templates, those whose copies have something to do: 2 %."""

PATHS: Final = (
    # share of the templates, how far the case gets
    (10, ()),
    (10, ("accept",)),
    (10, ("accept", "dispatch")),
    (45, ("accept", "dispatch", "sign")),
    (5, ("accept", "dispatch", "sign", "answer")),
    (20, ("accept", "dispatch", "sign", "answer", "issue_reply")),
)
STEPS: Final = (
    # what the due copies do: clock, step
    (ClockKind.TOTAL, clocks.WARN),
    (ClockKind.TOTAL, clocks.WARN),
    (ClockKind.UNIT, clocks.WARN),
    (ClockKind.ACCEPT, clocks.WARN),
    (ClockKind.ACCEPT, clocks.BREACH),
    (ClockKind.TOTAL, clocks.BREACH),
    (ClockKind.UNIT, clocks.BREACH),
    (ClockKind.CHECK, clocks.BREACH),
    (ClockKind.SIGN, clocks.BREACH),
    (ClockKind.RATING, clocks.BREACH),
)
_random = random.Random(20260101)
_RESULT: Final = bodies.ResultBody(
    conclusion=Conclusion.TRUE, findings="经查，承办人漏办。", measures="批评教育。", reply="经查属实，已办结。"
)


@dataclass(frozen=True)
class Centre:
    """The people and units of the installation under measurement."""

    where: Place
    people: dict[str, Principal]
    units: Sequence[UUID]
    categories: Sequence[str]

    def desk(self, session: Session, who: str | Actor) -> Desk:
        return Desk(session, self.where.keys, who if isinstance(who, Actor) else self.people[who])

    def register(self, session: Session) -> Case:
        """A complaint by somebody; every third is anonymous."""
        anonymous = _random.random() < 1 / 3
        body = ComplaintIn(
            mode=IdentityMode.ANONYMOUS if anonymous else IdentityMode.CONFIDENTIAL,
            category=_random.choice(self.categories),
            unit_id=_random.choice(self.units),
            text="申请办理许可，超过承诺期限二十天仍未办结。" * 5,
            contact=None if anonymous else ContactIn(name="王测试", phone=f"139{_random.randrange(10**8):08}"),
        )
        return intake.register(self.desk(session, Actor.CITIZEN), body, secrets.token_hex(16)).case

    def carry(self, session: Session, found: Case, action: str) -> None:
        """One step of the usual way of a case through the first unit."""
        unit = self.units[0]
        who, body = {
            "accept": ("lead", bodies.AcceptBody(handling=HandlingMode.PASSED, summary=_summary())),
            "dispatch": ("lead", bodies.DispatchBody(lead=bodies.OrderBody(unit_id=unit, matter="审批超过承诺期限。"))),
            "sign": ("head", bodies.PlainBody()),
            "answer": ("head", _RESULT),
            "issue_reply": ("lead", bodies.IssueReplyBody(reply="经查属实，已办结。")),
        }[action]
        transition(self.desk(session, who), found, action, body)


def _summary() -> str:
    what = _random.choice(
        ("施工许可", "营业执照", "低保申请", "宅基地审批", "占道经营", "停车收费", "户口迁移", "医保报销")
    )
    how = _random.choice(("超期未办结", "反复补材料", "窗口态度差", "推诿扯皮", "收费无依据"))
    return f"反映{what}{how}（{_random.randrange(10_000):04}）"


def found_centre(where: Place) -> Centre:
    """An installation with a centre and no case."""
    with where.database.write() as session:
        seed_calendar(session)
        seed_categories(session)
        seed_policy(session)
        units = [unit.id for unit in make_units(session, UNITS)]
        people = {
            "lead": _person(session, "lead", Role.COMPLAINT_LEAD),
            "officer": _person(session, "officer", Role.COMPLAINT_OFFICER),
            "head": _person(session, "head", Role.LIAISON, units[0]),
        }
        codes = [category.code for category in list_categories(session)]
    return Centre(where, people, units, codes)


def _person(session: Session, name: str, role: Role, unit_id: UUID | None = None) -> Principal:
    now = datetime.now(UTC)
    user = UserAccount(
        username=name, display_name=name, unit_id=unit_id, unit_head=True, created_at=now, activated_at=now
    )
    user.role_rows = [UserRole(role=role)]
    session.add(user)
    session.flush()
    return Principal(user.id, user.id, name, name, frozenset({role.value}), unit_id)


def fill_cases(centre: Centre, cases: int) -> None:
    """Copies of templates, `cases` in all, of which DUE in TEMPLATES have one step to take now."""
    _make_templates(centre)
    _make_due(centre)
    engine = centre.where.database.write_engine
    with centre.where.database.hold_turn(), engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.commit()
            raw = connection.connection.driver_connection
            assert raw is not None
            for pragma in ("synchronous=OFF", "cache_size=-600000", "foreign_keys=OFF"):  # while filling only
                raw.execute(f"PRAGMA {pragma}")
        else:
            connection.execute(text("SET session_replication_role = replica"))  # no look at foreign keys, either
        copy_cases(connection, cases // TEMPLATES - 1)
        connection.commit()
    centre.where.database.write_engine.dispose()
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))  # as autovacuum would have done on the way
            connection.execute(text("CHECKPOINT"))  # what was filled in a minute would have been written long ago


def _make_templates(centre: Centre) -> None:
    """Cases registered over the last weeks, with nothing left to do now."""
    shares = [path for share, path in PATHS for _ in range(share)]
    for number in range(TEMPLATES):
        path = shares[number % len(shares)]
        # Who has just been sent an order has not signed it yet; the program signs for who is silent.
        at = datetime.now(UTC) - timedelta(
            minutes=_random.randrange(60 if path[-1:] == ("dispatch",) else 20 * 24 * 60)
        )
        with patch.object(clock, "now", lambda _session, at=at: at), centre.where.database.write() as session:
            found = centre.register(session)
            found.officer_id = centre.people["officer"].user_id if number % 4 else None
            for action in path:
                centre.carry(session, found, action)
    sweep(centre.where.database, centre.where.keys, lambda *_, **__: 0)
    with centre.where.database.write() as session:
        session.execute(text("DELETE FROM clock_rung"))


def _make_due(centre: Centre) -> None:
    """Put one clock of DUE templates into the last hour, each with another of STEPS to do."""
    now, used = datetime.now(UTC), set[UUID]()
    with centre.where.database.write() as session:
        session.execute(update(CaseClock).where(CaseClock.stopped_at.is_(None)).values(breached_at=None))
        for number, (kind, step) in enumerate(STEPS):
            running = select(CaseClock).where(CaseClock.kind == kind, CaseClock.stopped_at.is_(None))
            row = next(row for row in session.scalars(running) if row.case_id not in used)
            used.add(row.case_id)
            row.next_step, row.next_at = step, now - timedelta(minutes=number + 1)
            if step == clocks.BREACH:
                row.due, row.warn_at = row.next_at, None
            found = session.get_one(Case, row.case_id)
            session.flush()
            found.next_due = clocks.earliest(session, found)
