"""The table of answer files on their way in."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.ballots.models import Origin
from backend.core.models import Base, HasId, enum_type


class AnswerImportState(StrEnum):
    """uploaded -> checking -> checked or rejected; checked -> loading -> loaded; a new mapping leads back to uploaded,
    a check or load that fails for good to where it began.

    Loaded and discarded are final.
    """

    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    REJECTED = "rejected"
    LOADING = "loading"
    LOADED = "loaded"
    DISCARDED = "discarded"


class AnswerImport(HasId, Base):
    """A file of answers to one round.

    `columns` are the titles of its columns, made unique; `sample` its first rows; `mapping` a MappingIn; `totals` a
    Totals, with the digest of the checked sheets until they are loaded; `problems` the first of `problem_count` rows of (row, column, code, value). File and sample go when the
    answers are loaded or discarded. `issued` and `returned` are paper sheets of the delivery; null: not known.
    """

    __tablename__ = "answer_import"
    __table_args__ = (
        CheckConstraint("issued >= 0 AND returned >= 0", name="paper"),
        CheckConstraint("size >= 0 AND lines >= 0 AND problem_count >= 0", name="counts"),
        CheckConstraint("state NOT IN ('loading', 'loaded') OR batch_id IS NOT NULL", name="batch"),
        Index("ix_answer_import_round_id_sha256", "round_id", "sha256"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"))
    state: Mapped[AnswerImportState] = mapped_column(
        enum_type(AnswerImportState, 12, name="import_state"), default=AnswerImportState.UPLOADED
    )
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"), unique=True)
    filename: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    encoding: Mapped[str | None] = mapped_column(String(20))
    delimiter: Mapped[str | None] = mapped_column(String(1))
    lines: Mapped[int] = mapped_column(default=0)
    columns: Mapped[list[str]] = mapped_column(JSON)
    sample: Mapped[list[list[str]]] = mapped_column(JSON)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    origin: Mapped[Origin] = mapped_column(enum_type(Origin, 16))
    issued: Mapped[int | None]
    returned: Mapped[int | None]
    totals: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    problems: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    problem_count: Mapped[int] = mapped_column(default=0)
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("batch.id", ondelete="RESTRICT"), index=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime]
