"""Which comments a person reads, and when (security design, section 2, "free-text comments").

Nobody reads any before the round has closed and was counted. After that the office checks them and the auditor watches it;
everybody else reads what was released, once the round is published: liaisons of their own unit alone.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, false
from sqlalchemy.orm import Session

from backend.auth.policy import Role
from backend.comments.models import CommentReview, ReviewState
from backend.core.errors import NotFound
from backend.core.principal import Principal
from backend.rounds.access import find_round
from backend.rounds.models import Round, RoundState

COUNTED: Final = frozenset({RoundState.TALLIED, RoundState.FROZEN, RoundState.PUBLISHED})
_WATCHERS: Final = frozenset({Role.OFFICE, Role.AUDITOR})
_OF_ALL_UNITS: Final = frozenset({Role.SUPERVISOR, Role.LEAD_SUPERVISOR, Role.LEADER})


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees of the comments of one round.

    `decides`: the office, which reads originals. `watches`: the office and the auditor, who see what was not released, too.
    `unit_id`: the one unit of a liaison; None for readers of all units.
    """

    round: Round
    decides: bool
    watches: bool
    only_own: bool
    unit_id: UUID | None

    def where(self) -> list[ColumnElement[bool]]:
        """The conditions on CommentReview."""
        conditions: list[ColumnElement[bool]] = [CommentReview.round_id == self.round.id]
        if not self.watches:
            conditions.append(CommentReview.state == ReviewState.RELEASED)
        if self.only_own:
            conditions.append(CommentReview.unit_id == self.unit_id if self.unit_id else false())
        return conditions


def reads_own_only(principal: Principal) -> bool:
    """Whether somebody reads comments on the own unit alone."""
    return not principal.roles & (_WATCHERS | _OF_ALL_UNITS)


def sight_of(session: Session, principal: Principal, round_id: UUID, *, lock: bool = False) -> Sight:
    """Raises NotFound where there is nothing to read for `principal`, or not yet."""
    row = find_round(session, principal, round_id, lock=lock)
    watches = bool(principal.roles & _WATCHERS)
    if row.state not in (COUNTED if watches else {RoundState.PUBLISHED}):
        raise NotFound
    return Sight(
        round=row,
        decides=Role.OFFICE in principal.roles,
        watches=watches,
        only_own=reads_own_only(principal),
        unit_id=principal.unit_id,
    )
