"""POSTs that may be sent again after a lost answer: carried out once, answered alike (integration contract).

`APIRouter(..., route_class=Repeatable)` is all that a router needs whose changes are made with the session of
`SessionDep`. Routes that open a transaction themselves take `ClientRepeatDep` and call `begin` and `keep` in it. With
`Idempotency-Key` a row is inserted before anything else of the transaction, and the finished answer is kept in it before
that transaction is committed: both are there, or neither. Only what was carried out is kept; a refusal has changed
nothing, and after it the key may be used again.

On PostgreSQL the same request under way at the same time is refused, for it to come again. On SQLite, where one
transaction writes at a time, it waits for the first and gets its answer.
"""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Final, NoReturn

from fastapi import Depends, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from pydantic import BaseModel, StringConstraints
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from backend.auth.models_repeating import RepeatedRequest
from backend.core import clock
from backend.core.db import SessionDep
from backend.core.errors import Conflict, FieldProblem, InvalidInput
from backend.core.ids import new_id
from backend.core.principal import CallerDep, Client, ClientDep
from backend.core.sealing import Sealer, SealerDep, place_of
from backend.core.text import Text

KEPT: Final = timedelta(days=7)
HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
_STATE: Final = "repeating"
_PIECE: Final = 1 << 16

_KEY: Final = r"[\x21\x23-\x7e]{1,200}"
Key = Annotated[
    Annotated[str, StringConstraints(pattern=f'^({_KEY}|"{_KEY}")$')] | None,
    Header(
        alias=HEADER,
        description="The same request with the same key again is not carried out again but gets the same answer, for "
        "7 days; bare or quoted. Required of client systems.",
    ),
]


class KeyReused(Conflict):
    """The same key came with another body."""

    status = 422
    code = "idempotency_key_reused"
    title = Text("同一请求编号的内容不一致", "The key was used for another request")


class UnderWay(Conflict):
    """The same request is being carried out at this moment."""

    code = "idempotency_in_flight"
    title = Text("同一请求正在处理，请稍后重试", "The same request is being carried out; please ask again")

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


class Answered(Exception):
    """Ends a request that was carried out before; carries the answer of then, which `replay` gives."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Begun:
    """A request whose answer is to be kept."""

    session: Session
    sealer: Sealer
    row: RepeatedRequest

    def keep(self, answer: Response) -> None:
        """Keep the answer with what was changed. Streams cannot be kept."""
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.raw_headers]
        content = {"headers": headers, "body": b64encode(answer.body).decode()}
        self.row.status = answer.status_code
        self.row.answer = self.sealer.seal(json.dumps(content), _place(self.row))
        self.session.flush()


@dataclass(frozen=True, slots=True)
class Repeat:
    """What a request is known by when it comes again."""

    sealer: Sealer
    key_hash: bytes
    fingerprint: bytes

    def begin(self, session: Session) -> Begun:
        """To be called first in the transaction that carries the request out. Raises Answered, KeyReused, UnderWay."""
        _refuse_under_way(session, self.key_hash)
        now = clock.now(session)
        before = self._before(session)
        if before is not None and before.at < now - KEPT:
            session.delete(before)
            session.flush()
            before = None
        if before is not None:
            self._answer(before)
        row = RepeatedRequest(id=new_id(), key_hash=self.key_hash, fingerprint=self.fingerprint, at=now)
        session.add(row)
        session.flush()
        return Begun(session, self.sealer, row)

    def look(self, session: Session) -> None:
        """For what no transaction may wait for: to be called before it, and `begin` after it. Of two that come at the
        same time both are carried out. Raises Answered, KeyReused."""
        before = self._before(session)
        if before is not None and before.at >= clock.now(session) - KEPT:
            self._answer(before)

    def _before(self, session: Session) -> RepeatedRequest | None:
        return session.scalars(select(RepeatedRequest).where(RepeatedRequest.key_hash == self.key_hash)).one_or_none()

    def _answer(self, before: RepeatedRequest) -> NoReturn:
        if not hmac.compare_digest(before.fingerprint, self.fingerprint):
            raise KeyReused
        raise Answered(_answer_of(self.sealer, before))


async def known(request: Request, caller: CallerDep, sealer: SealerDep, key: Key = None) -> Repeat | None:
    """What the request is known by; nothing without a key. Raises InvalidInput without a key of a client."""
    if key is None:
        if isinstance(caller, Client):
            missing = Text("对接系统须随请求发送请求编号", "Client systems have to send this header")
            raise InvalidInput(errors=[FieldProblem(f"header:{HEADER}", "missing", missing)])
        return None
    pepper: bytes = request.app.state.keys.pepper
    named = "\0".join(("repeat", caller.actor, request.method, request.scope["path"], key.strip('"')))
    key_hash = hmac.digest(pepper, named.encode(), "sha256")
    content = await _content(request)
    fingerprint = await run_in_threadpool(hmac.digest, pepper, content, "sha256")
    return Repeat(sealer, key_hash, fingerprint)


RepeatDep = Annotated[Repeat | None, Depends(known)]


async def known_of_client(_client: ClientDep, repeat: RepeatDep) -> Repeat:
    """For routes of client systems alone, which always have a key. Raises InvalidInput."""
    assert repeat is not None, "a client without a key is refused"
    return repeat


ClientRepeatDep = Annotated[Repeat, Depends(known_of_client)]


async def once(request: Request, repeat: RepeatDep, session: SessionDep) -> None:
    """Begin a request that may come again. Raises Answered, KeyReused, UnderWay.

    The body is read for `repeat` before the session is opened: on SQLite nobody else writes from then on.
    """
    if repeat is not None:
        setattr(request.state, _STATE, await run_in_threadpool(repeat.begin, session))


async def replay(_request: Request, before: Exception) -> Response:
    """The handler of Answered."""
    assert isinstance(before, Answered)
    return before.answer


class Repeatable(APIRoute):
    """A route whose POSTs go through `once`."""

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        dependencies: Sequence[Any] | None = None,
        methods: set[str] | list[str] | None = None,
        **more: Any,
    ) -> None:
        first = [Depends(once)] if "POST" in (methods or ()) else []
        super().__init__(path, endpoint, dependencies=[*first, *(dependencies or ())], methods=methods, **more)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_once(request: Request) -> Response:
            answer = await handle(request)
            begun: Begun | None = getattr(request.state, _STATE, None)
            if begun is not None:  # the session is committed after this
                await run_in_threadpool(begun.keep, answer)
            return answer

        return handle_once


def json_answer(content: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer to be kept, of a route that opens its transaction itself."""
    return Response(content.model_dump_json(), status, headers, media_type="application/json")


def forget_old(session: Session) -> None:
    """Delete what is not replayed any more."""
    session.execute(delete(RepeatedRequest).where(RepeatedRequest.at < clock.now(session) - KEPT))


def _refuse_under_way(session: Session, key_hash: bytes) -> None:
    """Hold the key until the end of the transaction; whoever finds it held does not wait for it."""
    if session.get_bind().dialect.name == "postgresql":
        lock = int.from_bytes(key_hash[:8], "big", signed=True)
        if not session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": lock}):
            raise UnderWay


def _answer_of(sealer: Sealer, row: RepeatedRequest) -> Response:
    assert row.status is not None, "a request that was carried out has a status"
    assert row.answer is not None, "and an answer"
    content = json.loads(sealer.open_text(row.answer, _place(row)))
    answer = Response(b64decode(content["body"]), row.status)
    answer.raw_headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in content["headers"]]
    answer.headers[REPLAYED] = "true"
    return answer


def _place(row: RepeatedRequest) -> str:
    return place_of("repeated_request", "answer", row.id)


async def _content(request: Request) -> bytes:
    """What is asked for, in one spelling: the query, and the members of a JSON object or form in one order; of anything
    else its bytes and what they are said to be."""
    query: bytes = request.scope["query_string"]
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media in ("multipart/form-data", "application/x-www-form-urlencoded"):
        form = await request.form()
        return query + b"\0" + _spelled(sorted([[name, await _of_field(value)] for name, value in form.multi_items()]))
    raw = await request.body()
    if media in ("", "application/json"):
        with suppress(ValueError, RecursionError):  # no JSON, or deeper than any body that is taken
            return query + b"\0" + _spelled(json.loads(raw))
    coding = request.headers.get("content-encoding", "")
    return b"\0".join((query, media.encode(), coding.encode(), raw))


def _spelled(body: Any) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


async def _of_field(value: UploadFile | str) -> str:
    if isinstance(value, str):
        return value
    digest = hashlib.sha256()
    while piece := await value.read(_PIECE):
        digest.update(piece)
    await value.seek(0)
    return f"{value.filename}\0{digest.hexdigest()}"
