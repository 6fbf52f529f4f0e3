"""Which rounds a person sees."""

from typing import Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from backend.auth.policy import Role, permissions_of
from backend.core.errors import NotFound
from backend.core.principal import Principal
from backend.rounds.models import Round, RoundState

COUNTERSIGN: Final = "round.countersign"
"""The permission of the second person."""
DRAFT_READERS = frozenset({Role.OFFICE, Role.AUDITOR, Role.SUPERVISOR, Role.LEAD_SUPERVISOR})


def visible_rounds(principal: Principal) -> Select[Round]:
    """The rounds that `principal` may see: drafts only for those who prepare and watch over them."""
    rounds = select(Round)
    return rounds if principal.roles & DRAFT_READERS else rounds.where(Round.state != RoundState.DRAFT)


def find_round(session: Session, principal: Principal | None, round_id: UUID, *, lock: bool = False) -> Round:
    """A round that `principal` may see (None: the program itself), with its row locked on request. Raises NotFound."""
    statement = (visible_rounds(principal) if principal else select(Round)).where(Round.id == round_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound
    return row


def may(principal: Principal, permission: str) -> bool:
    """Whether the table of rights gives `permission` to one of the roles of `principal`."""
    return permission in permissions_of(principal.roles)
