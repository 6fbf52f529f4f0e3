"""The declarative base, column types and mixins shared by all tables."""

from datetime import UTC, datetime
from enum import Enum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import DateTime, Dialect, Integer, MetaData, TypeDecorator, Uuid
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from backend.core.ids import new_id

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Stored in UTC, always read with its zone; a naive value is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_type(enum: type[Enum], length: int = 24, *, name: str | None = None) -> SqlEnum:
    """A text column with the enum's values and a CHECK that holds them to the list.

    `name` is of the CHECK: needed where a table has two columns of one enum.
    """
    name = name or "".join("_" + c.lower() if c.isupper() else c for c in enum.__name__).lstrip("_")
    return SqlEnum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=length,
        name=name,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """Base of all tables, with named constraints."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {datetime: UtcDateTime, UUID: Uuid}


class HasId:
    """A random primary key, set in Python so that it is known before the flush.

    It is the first column: SQLite 3.40 reports sound tables without a rowid as damaged when their key is not.
    """

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id, sort_order=-1)


class Versioned:
    """A counter for optimistic concurrency; it is the ETag (see core/etags.py)."""

    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
