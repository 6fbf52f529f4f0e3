"""An upload of a person of the staff or of a client system, from the request to the answer."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from backend.complaints.attachments.inlet import Content, InletDep
from backend.complaints.attachments.keeping import Party, is_there, keep
from backend.complaints.desk import Desk, desk_of
from backend.core.db import DatabaseDep
from backend.core.principal import Caller, ClientDep, PrincipalDep
from backend.files.attachments.service import Received

Shown = TypeVar("Shown")
FindParty = Callable[[Desk, bool], Party]
"""Finds the side that the person uploads for, with the case's row locked when asked. Raises what refuses the person."""


class StaffUpload:
    """Whoever may not upload is refused before the file is looked into, and again when it is entered."""

    def __init__(self, request: Request, database: DatabaseDep, principal: PrincipalDep, inlet: InletDep) -> None:
        self._request = request
        self._database = database
        self._who: Caller = principal
        self._inlet = inlet

    async def __call__(self, file: UploadFile, party: FindParty, show: Callable[[Desk], Shown]) -> tuple[bool, Shown]:
        """Whether the file is new, and what `show` makes of the case then. Raises an AttachmentRefused."""
        content = await self._inlet.read(file)
        new = not await run_in_threadpool(self._knows, content, party)
        if new:
            await self._inlet.take(content, lambda received: self._store(received, party))
        return new, await run_in_threadpool(self._show, show)

    def _desk(self, session: Session) -> Desk:
        return desk_of(self._request, session, self._who)

    def _knows(self, content: Content, party: FindParty) -> bool:
        with self._database.read() as session:
            desk = self._desk(session)
            return is_there(desk, party(desk, False), content.sha256, len(content.data))

    async def _store(self, received: Received, party: FindParty) -> bool:
        def enter(session: Session) -> bool:
            desk = self._desk(session)
            return keep(desk, party(desk, True), received)

        async with self._database.write_async() as session:
            return await run_in_threadpool(enter, session)

    def _show(self, show: Callable[[Desk], Shown]) -> Shown:
        with self._database.read() as session:
            return show(self._desk(session))


class ClientUpload(StaffUpload):
    """The same for a system that hands on what a complainant brought."""

    def __init__(self, request: Request, database: DatabaseDep, client: ClientDep, inlet: InletDep) -> None:
        self._request = request
        self._database = database
        self._who = client
        self._inlet = inlet


StaffUploadDep = Annotated[StaffUpload, Depends()]
ClientUploadDep = Annotated[ClientUpload, Depends()]
