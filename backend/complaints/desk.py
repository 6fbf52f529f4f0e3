"""What somebody works with at a case: the session, the sealing keys, and who it is."""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from backend.calendar.days import WorkCalendar
from backend.calendar.queries import load_calendar
from backend.complaints.kinds import Actor, CaseState
from backend.core.db import SessionDep
from backend.core.keys import Keys
from backend.core.principal import Caller, ClientDep, Principal, PrincipalDep
from backend.core.sealing import Sealer, place_of
from backend.core.text import Language, choose_language


@dataclass(frozen=True, slots=True)
class Entry:
    """What an event of a case says: `state` and `clocks` (kind -> due) are those after it, `source` the state before."""

    case_id: UUID
    action: str
    data: dict[str, Any]
    state: CaseState
    cycle: int
    clocks: dict[str, str]
    source: CaseState | None = None


@dataclass(frozen=True)
class Desk:
    """`who` is a person of the staff, a client system that speaks for the complainant, the complainant by tracking code,
    or the program itself.

    `later`: the program's events of many cases, to be written together (`events.write_events`); None: each at once.
    """

    session: Session
    keys: Keys
    who: Caller | Actor
    language: Language = "zh"
    later: list[Entry] | None = None

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
    def actor(self) -> str:
        """Who it is in events and in the record."""
        return self.who.value if isinstance(self.who, Actor) else self.who.actor

    @property
    def user_id(self) -> UUID | None:
        return self.who.user_id if isinstance(self.who, Principal) else None

    def seal(self, text: str, table: str, column: str, row: UUID) -> bytes:
        """A text as it is stored, bound to its place, so that it opens nowhere else."""
        return self.sealer.seal(text, place_of(table, column, row))

    def open(self, sealed: bytes, table: str, column: str, row: UUID) -> str:
        """A stored text. Raises SealBroken."""
        return self.sealer.open_text(sealed, place_of(table, column, row))


def desk_of(request: Request, session: Session, who: Caller | Actor) -> Desk:
    return Desk(session, request.app.state.keys, who, choose_language(request.headers.get("accept-language")))


def get_desk(request: Request, session: SessionDep, principal: PrincipalDep) -> Desk:
    return desk_of(request, session, principal)


def get_client_desk(request: Request, session: SessionDep, client: ClientDep) -> Desk:
    """The desk of a client system."""
    return desk_of(request, session, client)


def get_counter(request: Request, session: SessionDep) -> Desk:
    """The desk of somebody without a session: the complainant."""
    return desk_of(request, session, Actor.CITIZEN)


DeskDep = Annotated[Desk, Depends(get_desk)]
ClientDeskDep = Annotated[Desk, Depends(get_client_desk)]
CounterDep = Annotated[Desk, Depends(get_counter)]
