"""Copies of complaint cases: inserts of what a select finds, the same on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

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
)
from sqlalchemy import String as SqlString

from backend.complaints.models import Case, CaseOriginal
from backend.complaints.records import CaseClock, CaseEvent, CaseResult, TransferOrder
from backend.complaints.searching import Gram

FIRST_YEAR: Final = 3000  # of the numbers of copies
_FIRST: Final = "红新东西南北中长安平和兴建文武民富金银玉龙凤云水山江海河湖林花松竹梅兰青白黄大"
_SECOND: Final = "星华阳光明辉胜利福祥康宁乐园春秋景泰丰盛源泉溪桥坊里门城台楼阁苑庭港湾洲岭峰谷川原田禾苗果叶枝根石玛"
"""Characters of the names of roads: a pair of them is in few of the copies."""


def copy_cases(connection: Connection, copies: int) -> None:
    """Each case `copies` times, about another road each time; `road` names them."""
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
