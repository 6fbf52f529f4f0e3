"""The complainant's way to the own case: by code and PIN, with a limit on wrong ones.

Only failures count, by address and day as a keyed hash that cannot be turned back and is deleted after a day. When all
addresses together fail too often, each is left fewer tries; whoever has not failed is never kept out (complaint design,
2.8 and case 18). Nothing of this is stored with a case.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final, TypeVar

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from backend.auth import throttle
from backend.auth.throttle import Limit
from backend.complaints.desk import Desk
from backend.complaints.kinds import Actor
from backend.complaints.models import Case
from backend.complaints.public.schemas import CodeShown
from backend.complaints.tracking import TrackingUnknown, find_by_code
from backend.core import clock
from backend.core.db import Database
from backend.core.errors import Conflict
from backend.core.keys import Keys
from backend.core.text import Language, Text, choose_language

FILED: Final = Limit("filing", 60, timedelta(minutes=10))
UPLOADED: Final = Limit("attaching", 150, timedelta(minutes=10))
"""By address: a room full of people behind one (complaint design, case 38), each with five files."""
UPLOADED_TO_CASE: Final = Limit("attaching-case", 20, timedelta(hours=1))
"""By case, refused files included: looking into each takes seconds of work."""
FAILED: Final = Limit("tracking", 20, timedelta(minutes=5))
FAILED_IN_ALL: Final = Limit("tracking-all", 400, timedelta(minutes=5))
FAILED_UNDER_ATTACK: Final = Limit("tracking", 3, timedelta(minutes=5))
"""What `FAILED` shrinks to while `FAILED_IN_ALL` is spent; it has the same name, hence the same counters."""

Result = TypeVar("Result")
Work = Callable[[Desk, Case], Result]


class CodeTemporary(Conflict):
    """Somebody else read this code aloud or printed it: first of all it is exchanged (complaint design, case 75)."""

    code = "code_temporary"
    title = Text("请先更换查询码", "Please exchange the tracking code first")


@dataclass(frozen=True)
class Door:
    """What a request of a complainant comes with. `address` is only ever hashed."""

    database: Database
    keys: Keys
    address: str
    language: Language

    async def look(self, shown: CodeShown, work: Work[Result]) -> Result:
        """Let `work` read the case of a code. Raises TrackingUnknown, CodeTemporary, TooManyRequests."""

        def read() -> Result:
            with self.database.read() as session:
                return self._enter(session, shown, work)

        return await self._guarded(lambda: run_in_threadpool(read))

    async def act(self, shown: CodeShown, work: Work[Result]) -> Result:
        """Let `work` change the case of a code, its row locked; it is committed when this returns."""

        async def write() -> Result:
            async with self.database.write_async() as session:
                return await run_in_threadpool(self._enter, session, shown, work, lock=True)

        return await self._guarded(write)

    async def exchange(self, work: Callable[[Desk], Result]) -> Result:
        """Let `work` find its case itself: the exchange of codes, which temporary ones are for."""

        async def write() -> Result:
            async with self.database.write_async() as session:
                return await run_in_threadpool(work, self._desk(session))

        return await self._guarded(write)

    async def count_upload(self, shown: CodeShown) -> None:
        """Count a file before it is looked into. Raises TrackingUnknown, TooManyRequests."""

        def count(desk: Desk, case: Case) -> None:
            throttle.take(desk.session, UPLOADED, self.key(desk.session, UPLOADED))
            of_case = throttle.key_of(self.keys, UPLOADED_TO_CASE, str(case.id))
            throttle.take(desk.session, UPLOADED_TO_CASE, of_case)

        await self.act(shown, count)

    async def _guarded(self, enter: Callable[[], Awaitable[Result]]) -> Result:
        await run_in_threadpool(self._refuse_guessers)
        try:
            return await enter()
        except TrackingUnknown:
            async with self.database.write_async() as session:
                await run_in_threadpool(self._count, session)
            raise

    def _enter(self, session: Session, shown: CodeShown, work: Work[Result], *, lock: bool = False) -> Result:
        case = find_by_code(session, self.keys, shown.code, shown.pin, lock=lock)
        if case.code_temporary:
            raise CodeTemporary
        return work(self._desk(session), case)

    def _desk(self, session: Session) -> Desk:
        return Desk(session, self.keys, Actor.CITIZEN, self.language)

    def _refuse_guessers(self) -> None:
        with self.database.read() as session:
            attack = throttle.is_spent(session, FAILED_IN_ALL, throttle.key_of(self.keys, FAILED_IN_ALL))
            throttle.check(session, FAILED_UNDER_ATTACK if attack else FAILED, self.key(session, FAILED))

    def _count(self, session: Session) -> None:
        throttle.count(session, FAILED, self.key(session, FAILED))
        throttle.count(session, FAILED_IN_ALL, throttle.key_of(self.keys, FAILED_IN_ALL))

    def key(self, session: Session, limit: Limit) -> bytes:
        """The counter of this address today."""
        today = clock.local_date(clock.now(session))
        return throttle.key_of(self.keys, limit, today.isoformat(), self.address)


def get_door(request: Request) -> Door:
    return Door(
        request.app.state.database,
        request.app.state.keys,
        request.client.host if request.client else "",
        choose_language(request.headers.get("accept-language")),
    )


DoorDep = Annotated[Door, Depends(get_door)]
