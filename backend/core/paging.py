"""Typed lists with keyset cursors."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.core.errors import FieldProblem, InvalidInput
from backend.core.text import Text

EXACT_TOTAL = 10_000
NO_KEY = UUID(int=0)
_INTEGER_LIMIT = 2**63  # what a column can hold
Item = TypeVar("Item", bound=BaseModel)


class PageQuery(BaseModel):
    """Base of every list's query parameters; a list adds its filters and its `sort` enum."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=200, description="Items a page")
    cursor: str | None = Field(None, max_length=600, description="`next_cursor` of the page before")


class Page(BaseModel, Generic[Item]):
    """One page. `total` is exact up to 10,000; beyond it only `total_at_least` is given."""

    items: list[Item]
    total: int | None = None
    total_at_least: int | None = None
    limit: int
    next_cursor: str | None = None


class Sorting:
    """Where a sort key lives: a column that is never null, read back from a row by `value`."""

    def __init__(self, column: InstrumentedAttribute[Any] | ColumnElement[Any], value: Callable[[Any], Any]) -> None:
        self.column = column
        self.value = value


def paginate(
    session: Session,
    statement: Select[Any],
    query: PageQuery,
    sort: str,
    sortings: dict[str, Sorting],
    key: InstrumentedAttribute[UUID] | None,
    exact: int | None = None,
) -> tuple[Sequence[Any], dict[str, Any]]:
    """Run `statement` (selecting one entity) for one page.

    `sort` is a key of `sortings`, with a leading `-` for descending; `key` is the primary key, the tie-breaker;
    None where all values of the sort differ.
    `exact` is what is counted up to, EXACT_TOTAL if not given. Returns the rows and the other fields of Page. Raises
    InvalidInput for a cursor of another list or filter.
    """
    most = EXACT_TOTAL if exact is None else exact
    descending = sort.startswith("-")
    sorting = sortings[sort.removeprefix("-")]
    fingerprint = _fingerprint(query, sort)
    found = (
        statement.with_only_columns(sorting.column if key is None else key, maintain_column_froms=True)
        .order_by(None)
        .limit(most + 1)
    )
    count = session.execute(select(func.count()).select_from(found.subquery())).scalar_one()
    if query.cursor is not None:
        column = sorting.column
        value, last_id = _decode(query.cursor, fingerprint, column.type.python_type)
        beyond = column < value if descending else column > value
        if key is not None:
            beyond = or_(beyond, and_(column == value, key > last_id))
        statement = statement.where(beyond)
    order = sorting.column.desc() if descending else sorting.column.asc()
    orders = [order] if key is None else [order, key]
    rows = session.execute(statement.order_by(*orders).limit(query.limit + 1)).scalars().all()
    more = len(rows) > query.limit
    rows = rows[: query.limit]
    page: dict[str, Any] = {"limit": query.limit, "next_cursor": None}
    page |= {"total": count} if count <= most else {"total_at_least": most}
    if more:
        last = rows[-1]
        page["next_cursor"] = _encode(fingerprint, sorting.value(last), NO_KEY if key is None else last.id)
    return rows, page


def _fingerprint(query: PageQuery, sort: str) -> str:
    filters = query.model_dump(mode="json", exclude={"limit", "cursor"})
    text = json.dumps([type(query).__name__, sort, filters], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _encode(fingerprint: str, value: Any, last_id: UUID) -> str:
    if isinstance(value, datetime):
        tagged = ["t", value.isoformat()]
    elif isinstance(value, date):
        tagged = ["d", value.isoformat()]
    elif isinstance(value, UUID):
        tagged = ["u", value.hex]
    else:
        tagged = ["v", value]
    raw = json.dumps([fingerprint, *tagged, last_id.hex], ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _plain(value: Any) -> Any:
    """A text or number that the database can take. Raises ValueError."""
    if isinstance(value, str):
        value.encode()  # no lone surrogates
        if "\0" in value:
            raise ValueError
    elif abs(value) >= _INTEGER_LIMIT:
        raise ValueError
    return value


_READ: dict[str, Callable[[Any], Any]] = {
    "t": lambda text: datetime.fromisoformat(text).astimezone(UTC),
    "d": date.fromisoformat,
    "u": lambda text: UUID(hex=text),
    "v": _plain,
}


def _decode(cursor: str, fingerprint: str, kind: type[Any]) -> tuple[Any, UUID]:
    """The sort value, which must be one that a column of `kind` can be compared with, and the id."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        seen, tag, value, last_id = json.loads(raw)
        if seen != fingerprint:
            raise ValueError
        value = _READ[tag](value)
        if type(value) is not kind:
            raise ValueError
        return value, UUID(hex=last_id)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, binascii.Error) as problem:
        text = Text("翻页标记无效或属于别的查询", "The cursor is invalid or belongs to another query")
        raise InvalidInput(errors=[FieldProblem("query:cursor", "cursor_invalid", text)]) from problem
