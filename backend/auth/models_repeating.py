"""The table of requests that were carried out and may come again."""

from datetime import datetime

from sqlalchemy import Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.models import Base, HasId


class RepeatedRequest(HasId, Base):
    """A request with an idempotency key, and what was answered.

    `key_hash` is a keyed hash of caller, method, path and key, `fingerprint` one of the query and the body: neither can
    be guessed back. `answer` is sealed, since it may hold what is shown once. `status` and `answer` are null only within
    the transaction that carries the request out.
    """

    __tablename__ = "repeated_request"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None] = mapped_column(Integer)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
