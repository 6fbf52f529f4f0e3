"""Tables of bulk jobs and of what became of their rows."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.models import Base, HasId, enum_type


class BulkForm(StrEnum):
    """One JSON object a line, or a table with the names of fields in its first row."""

    NDJSON = "ndjson"
    CSV = "csv"


class BulkJob(HasId, Base):
    """A file of rows that a client sent. The job row (`job_id`) says how far it is.

    `target` names what the rows are (bulk/targets.py). The file goes when the job has ended. `rows` is counted when it
    comes. With `dry_run` nothing is changed, with `atomic` all rows count or none.
    """

    __tablename__ = "bulk_job"
    __table_args__ = (
        CheckConstraint("rows >= 1", name="rows"),
        Index("ix_bulk_job_client_id_created_at", "client_id", "created_at"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("api_client.id", ondelete="RESTRICT"))
    target: Mapped[str] = mapped_column(String(24))
    form: Mapped[BulkForm] = mapped_column(enum_type(BulkForm, 8))
    dry_run: Mapped[bool] = mapped_column(Boolean)
    atomic: Mapped[bool] = mapped_column(Boolean)
    rows: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"), unique=True)
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(index=True)


class BulkPart(Base):
    """What became of some rows in the order of the file, written in the transaction that took them in: so a job that is
    cut off goes on after its last part, and no row is taken in twice.

    `outcomes`: `[external id, outcome, id or null, problem or null]` of each row, the problem as
    `{pointer, code, zh, en}`.
    """

    __tablename__ = "bulk_part"
    __table_args__ = (CheckConstraint("first_row >= 1 AND rows >= 1", name="rows"),)

    bulk_id: Mapped[UUID] = mapped_column(ForeignKey("bulk_job.id", ondelete="CASCADE"), primary_key=True)
    first_row: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    rows: Mapped[int] = mapped_column(Integer)
    created: Mapped[int] = mapped_column(Integer)
    updated: Mapped[int] = mapped_column(Integer)
    unchanged: Mapped[int] = mapped_column(Integer)
    rejected: Mapped[int] = mapped_column(Integer)
    outcomes: Mapped[list[Any]] = mapped_column(JSON)
