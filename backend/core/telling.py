"""How a part of the program that lies below the notices has people told: the application hands it the way."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session


class Notify(Protocol):
    """Gives people a notice with the transaction of `session`; who has one of this key gets no second."""

    def __call__(
        self,
        session: Session,
        user_ids: Iterable[UUID],
        kind: str,
        params: Mapping[str, str | int],
        *,
        key: str,
        not_before: datetime | None = None,
    ) -> int: ...
