"""What somebody works with at a case: the session, the sealing keys, and who it is."""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from backend.calendar.days import WorkCalendar
from backend.calendar.queries import load_calendar
from backend.complaints.kinds import Actor
from backend.core.db import SessionDep
from backend.core.keys import Keys
from backend.core.principal import Principal, PrincipalDep
from backend.core.sealing import Sealer, place_of
from backend.core.text import Language, choose_language


@dataclass(frozen=True)
class Desk:
    """`who` is a person of the staff, the complainant by tracking code, or the program itself."""

    session: Session
    keys: Keys
    who: Principal | Actor
    language: Language = "zh"

    @cached_property
    def sealer(self) -> Sealer:
        return Sealer(self.keys)

    @cached_property
    def calendar(self) -> WorkCalendar:
        return load_calendar(self.session)

    @property
    def principal(self) -> Principal:
        """The person of the staff; asking for it elsewhere is a programming error."""
        assert isinstance(self.who, Principal)
        return self.who

    @property
    def user_id(self) -> UUID | None:
        return self.who.user_id if isinstance(self.who, Principal) else None

    def seal(self, text: str, table: str, column: str, row: UUID) -> bytes:
        """A text as it is stored, bound to its place, so that it opens nowhere else."""
        return self.sealer.seal(text, place_of(table, column, row))

    def open(self, sealed: bytes, table: str, column: str, row: UUID) -> str:
        """A stored text. Raises SealBroken."""
        return self.sealer.open_text(sealed, place_of(table, column, row))


def get_desk(request: Request, session: SessionDep, principal: PrincipalDep) -> Desk:
    return Desk(session, request.app.state.keys, principal, _language(request))


def get_counter(request: Request, session: SessionDep) -> Desk:
    """The desk of somebody without a session: the complainant."""
    return Desk(session, request.app.state.keys, Actor.CITIZEN, _language(request))


def _language(request: Request) -> Language:
    return choose_language(request.headers.get("accept-language"))


DeskDep = Annotated[Desk, Depends(get_desk)]
CounterDep = Annotated[Desk, Depends(get_counter)]
