"""A million complaint cases: a few hundred made by the program itself, in all states and at many dates, and copied."""

import random
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Table,
    Uuid,
    case,
    cast,
    func,
    insert,
    literal_column,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy import String as SqlString
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount, UserRole
from backend.auth.policy import Role
from backend.calendar.editing import seed_calendar
from backend.complaints import bodies, clocks, intake
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.desk import Desk
from backend.complaints.kinds import Actor, ClockKind, Conclusion, HandlingMode, IdentityMode
from backend.complaints.models import Case, CaseOriginal
from backend.complaints.moves import transition
from backend.complaints.records import CaseClock, CaseEvent, CaseResult, TransferOrder
from backend.complaints.rules.categories import list_categories, seed_categories
from backend.complaints.rules.policy import seed_policy
from backend.complaints.schemas import ComplaintIn, ContactIn
from backend.complaints.searching import Gram
from backend.core import clock
from backend.core.principal import Principal
from bench.databases import Place
from tests.factories import make_units

TEMPLATES: Final = 500
FIRST_YEAR: Final = 3000  # of the numbers of copies
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
_FIRST: Final = "红新东西南北中长安平和兴建文武民富金银玉龙凤云水山江海河湖林花松竹梅兰青白黄大"
_SECOND: Final = "星华阳光明辉胜利福祥康宁乐园春秋景泰丰盛源泉溪桥坊里门城台楼阁苑庭港湾洲岭峰谷川原田禾苗果叶枝根石玛"
"""Characters of the names of roads: a pair of them is in few of the copies."""

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
        _copy(connection, cases // TEMPLATES - 1)
        connection.commit()
    centre.where.database.write_engine.dispose()
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))  # as autovacuum would have done on the way


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


def _copy(connection: Connection, copies: int) -> None:
    """Each template `copies` times: inserts of what a select finds, the same on both engines."""
    metadata = MetaData()
    # Which copy of which template has which id, for cases and for transfer orders.
    maps = {
        name: Table(
            name, metadata, Column("old", Uuid), Column("n", Integer), Column("new", Uuid), prefixes=["TEMPORARY"]
        )
        for name in ("copied_case", "copied_order")
    }
    metadata.create_all(connection)
    one = select(literal_column("1").label("n")).cte("numbers", recursive=True)
    numbers = one.union_all(select(one.c.n + 1).where(one.c.n < copies))
    case_map, order_map = maps["copied_case"], maps["copied_order"]
    for table, target in ((Case.__table__, case_map), (TransferOrder.__table__, order_map)):
        source = select(table.c.id, numbers.c.n, _new_id(connection)).select_from(table.join(numbers, text("1 = 1")))
        connection.execute(insert(target).from_select(["old", "n", "new"], source))
    for name in maps:
        connection.execute(text(f"CREATE INDEX ix_{name} ON {name} (old, n)"))
    serial = cast(FIRST_YEAR + case_map.c.n, SqlString) + func.substr(Case.__table__.c.number, 5)
    changed: dict[str, Any] = {
        "number": serial,
        "code_hash": _new_hash(connection),
        "request_key": _new_hash(connection),
        "summary": _road(case_map.c.n) + Case.__table__.c.summary,
    }
    with _unindexed(connection, Case.__table__):
        _insert_copies(connection, Case.__table__, case_map, None, changed)
    _insert_copies(connection, CaseOriginal.__table__, case_map, None, {})
    with _unindexed(connection, TransferOrder.__table__):
        _insert_copies(connection, TransferOrder.__table__, case_map, order_map, {"number": _order_number(case_map)})
    for table in (CaseClock.__table__, CaseEvent.__table__, CaseResult.__table__):
        with _unindexed(connection, table):
            _insert_copies(connection, table, case_map, order_map, {})
    _insert_grams(connection, case_map)


@contextmanager
def _unindexed(connection: Connection, table: Any) -> Iterator[None]:
    """Without the indexes of a table, but for its keys: sorted at the end, they are made in a fraction of the time.

    Committed at the end, so that the journal does not grow to the size of the database.
    """
    for index in table.indexes:
        index.drop(connection)
    yield
    for index in table.indexes:
        index.create(connection)
    connection.commit()


def road(copy: int) -> str:
    """The road that the copies with this number, one of each template, are about."""
    return f"{_FIRST[copy % len(_FIRST)]}{_SECOND[copy // len(_FIRST) % len(_SECOND)]}路"


def _road(copy: ColumnElement[int]) -> ColumnElement[str]:
    first = func.substr(_FIRST, copy % len(_FIRST) + 1, 1)
    second = func.substr(_SECOND, copy // len(_FIRST) % len(_SECOND) + 1, 1)
    return cast(first, SqlString) + cast(second, SqlString) + "路"


def _insert_grams(connection: Connection, case_map: Table) -> None:
    """What `summarise` keeps of each summary: the pairs of the template, and those that begin in the name of the road."""
    cases = Case.__table__
    pairs = [select(Gram.gram.label("gram"), case_map.c.new.label("id")).join(case_map, case_map.c.old == Gram.case_id)]
    for at in (1, 2, 3):
        pair = func.substr(cases.c.summary, at, 2).label("gram")
        pairs.append(select(pair, case_map.c.new.label("id")).join(cases, cases.c.id == case_map.c.new))
    found = union_all(*pairs).subquery()
    source = select(found).order_by(found.c.gram, found.c.id)  # in the order of the key, each page is written once
    connection.execute(insert(Gram).from_select(["gram", "case_id"], source))


def _order_number(case_map: Table) -> Any:
    return cast(case_map.c.n, SqlString) + literal_column("'-'") + func.substr(TransferOrder.__table__.c.number, 7)


def _insert_copies(
    connection: Connection, table: Any, case_map: Table, order_map: Table | None, changed: dict[str, Any]
) -> None:
    key = table.c.id if table is Case.__table__ else table.c.case_id
    joined = table.join(case_map, case_map.c.old == key)
    new: dict[str, Any] = {key.name: case_map.c.new} | changed
    if table is TransferOrder.__table__ and order_map is not None:
        joined = joined.join(order_map, (order_map.c.old == table.c.id) & (order_map.c.n == case_map.c.n))
        new["id"] = order_map.c.new
    elif "transfer_id" in table.c and order_map is not None:
        joined = joined.outerjoin(order_map, (order_map.c.old == table.c.transfer_id) & (order_map.c.n == case_map.c.n))
        new["transfer_id"] = case((table.c.transfer_id.is_not(None), order_map.c.new), else_=None)
    if "id" in table.c and "id" not in new:
        new["id"] = _new_id(connection)
    columns = [new.get(column.name, column) for column in table.c]
    connection.execute(insert(table).from_select([c.name for c in table.c], select(*columns).select_from(joined)))


def _new_id(connection: Connection) -> Any:
    return literal_column("lower(hex(randomblob(16)))" if connection.dialect.name == "sqlite" else "gen_random_uuid()")


def _new_hash(connection: Connection) -> Any:
    if connection.dialect.name == "sqlite":
        return literal_column("randomblob(32)")
    return literal_column("uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())")
