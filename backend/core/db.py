"""Both databases behind one door. The only place that switches on the dialect for connections.

SQLite: WAL, synchronous=FULL, secure_delete, foreign keys; readers are separate read-only connections;
writers take the process-wide turn (core/turn.py) before BEGIN IMMEDIATE. PostgreSQL: one pool, readers
in READ ONLY transactions.
"""

import asyncio
import fcntl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import IO, Annotated, Any, Literal, TypeVar

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, sessionmaker

from backend.core.turn import WriteTurn

CommitHook = Callable[[Session], None]
Note = Callable[[Session], None]
Result = TypeVar("Result")
_AFTER_COMMIT = "after_commit"
_NOTES = "notes"
_REFUSALS = "refusals"
BUSY_TIMEOUT = 10_000
"""Milliseconds that SQLite waits for a lock that another connection holds."""
SYNCHRONOUS = "FULL"
"""How SQLite waits for the disk at a commit: what was answered has to outlive a loss of power."""
WRITING_AT_ONCE = 16
"""Requests that write at the same time on PostgreSQL; fewer than there are threads (40). If all threads waited for the
lock of one request, it would find none to end in."""


class DatabaseInUse(Exception):
    """Another process holds this SQLite file."""


class Database:
    """An open database: `read()` and `write()` give sessions, `dialect` names the engine."""

    def __init__(self, url: str, *, before_commit: tuple[CommitHook, ...] = ()) -> None:
        self.url = make_url(url)
        self.dialect: Literal["sqlite", "postgresql"]
        self.turn = WriteTurn()
        self.work_waiting = threading.Event()  # set by a commit that left work for the worker of this process
        self._claim: IO[str] | None = None
        self._writing = asyncio.Semaphore(WRITING_AT_ONCE)
        if self.url.get_backend_name() == "sqlite":
            self.dialect = "sqlite"
            self.write_engine = _sqlite_engine(url, writable=True)
            self.read_engine = _sqlite_engine(url, writable=False)
        else:
            self.dialect = "postgresql"
            self.write_engine = create_engine(
                url, pool_size=20, max_overflow=20, pool_pre_ping=True, hide_parameters=True
            )
            self.read_engine = self.write_engine.execution_options(postgresql_readonly=True)
        self._writers = sessionmaker(
            self.write_engine, expire_on_commit=False, info={"work_waiting": self.work_waiting}
        )
        self._readers = sessionmaker(self.read_engine, expire_on_commit=False, autoflush=False)
        for hook in before_commit:
            event.listen(self._writers, "before_commit", _unless_savepoint(hook))
        event.listen(self._writers, "after_commit", _unless_savepoint(_run_after_commit))

    def claim(self) -> None:
        """Keep other processes from writing this SQLite file. Raises DatabaseInUse."""
        if self.dialect != "sqlite" or self._claim is not None:
            return
        handle = Path(f"{self.url.database}.lock").open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            handle.close()
            raise DatabaseInUse(str(self.url.database)) from problem
        self._claim = handle

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read-only session. What was left with `note_reading` is written when it has ended well."""
        with self._readers() as session:
            yield session
            notes = _notes_of(session, _NOTES)
        if notes:
            with self.write() as session:
                _write(notes, session)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits at the end and rolls back on any exception. For jobs and commands;
        routes use SessionDep."""
        with self.hold_turn(), self._writers() as session:
            try:
                with session.begin():
                    yield session
            except BaseException:
                self._write_refusals(session)
                raise

    def _write_refusals(self, refused: Session) -> None:
        """What `note_refusal` left, in the turn that the refused transaction still has."""
        notes = _notes_of(refused, _REFUSALS)
        if notes:
            with self._writers() as session, session.begin():
                _write(notes, session)

    def hold_turn(self) -> AbstractContextManager[None]:
        """The turn to write: needed on SQLite, free on PostgreSQL."""
        return self.turn.hold() if self.dialect == "sqlite" else nullcontext()

    @asynccontextmanager
    async def write_async(self) -> AsyncIterator[Session]:
        """As `write()`, for the event loop: waits without a thread, commits in one."""
        turn = self.turn.hold_async() if self.dialect == "sqlite" else self._writing
        async with turn:
            session = self._writers()
            try:
                yield session
                await run_in_threadpool(session.commit)
            except BaseException:
                await run_in_threadpool(session.rollback)
                await run_in_threadpool(self._write_refusals, session)
                raise
            finally:
                await run_in_threadpool(session.close)

    async def run(self, work: Callable[[Session], Result]) -> Result:
        """What `work` gives, done in a thread with a session of `write_async`."""
        async with self.write_async() as session:
            return await run_in_threadpool(work, session)

    def empty_log(self) -> bool:
        """On SQLite, empty the write-ahead log, which still holds what was deleted; False when readers prevent it.

        `secure_delete` cleans the database file only. On PostgreSQL, whose log no program can empty, nothing happens.
        """
        if self.dialect != "sqlite":
            return True
        with self.hold_turn():
            connection = self.write_engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA busy_timeout=100")  # others are waiting for the turn meanwhile
                busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
            finally:
                connection.close()
        return not busy

    def close(self) -> None:
        """Close all connections and give up the claim."""
        self.write_engine.dispose()
        self.read_engine.dispose()
        if self._claim is not None:
            self._claim.close()
            self._claim = None


def dialect_insert(session: Session) -> Callable[..., Any]:
    """The `insert` of the database at hand, which has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert


def after_commit(session: Session, action: Callable[[], None]) -> None:
    """Run `action` once the transaction of `session` is durable; never if it is rolled back."""
    session.info.setdefault(_AFTER_COMMIT, []).append(action)


def note_reading(session: Session, note: Note) -> None:
    """Have `note` write what must be kept about a reading: in a short transaction of its own, after the read-only
    `session` has ended and before anything of it is answered."""
    session.info.setdefault(_NOTES, []).append(note)


def note_refusal(session: Session, note: Note) -> None:
    """Have `note` write what must be kept of an attempt that is going to be refused: in a transaction of its own, after
    the one of the writing `session` was rolled back; never if it is committed."""
    session.info.setdefault(_REFUSALS, []).append(note)


def _notes_of(session: Session, kind: str) -> list[Note]:
    notes: list[Note] = session.info.pop(kind, [])
    return notes


def _write(notes: list[Note], session: Session) -> None:
    for note in notes:
        note(session)


def _unless_savepoint(hook: CommitHook) -> CommitHook:
    """SQLAlchemy tells of the release of a savepoint as of a commit; only the real one counts."""

    def run(session: Session) -> None:
        if not session.in_nested_transaction():
            hook(session)

    return run


def _run_after_commit(session: Session) -> None:
    for action in session.info.pop(_AFTER_COMMIT, []):
        action()


def _sqlite_engine(url: str, *, writable: bool) -> Engine:
    engine = create_engine(
        url,
        pool_size=2 if writable else 20,  # the ballot writer keeps one, whoever has the turn takes the other
        max_overflow=4 if writable else 20,
        hide_parameters=True,  # an error text must not carry answers or hashes into a log
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT / 1000},
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        configure_sqlite(connection, writable=writable)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writable else "BEGIN")

    return engine


def configure_sqlite(connection: Any, *, writable: bool) -> None:
    """Set the pragmas every connection of the program runs with (sqlite3 connection, autocommit mode)."""
    connection.isolation_level = None  # the program says BEGIN itself
    cursor = connection.cursor()
    if writable:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={SYNCHRONOUS}")
        cursor.execute("PRAGMA secure_delete=ON")
    else:
        cursor.execute("PRAGMA query_only=ON")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-32000")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.close()


def get_database(request: Request) -> Database:
    """The database of the running application."""
    database: Database = request.app.state.database
    return database


async def get_session(request: Request) -> AsyncIterator[Session]:
    """The session of one request: read-only for GET, otherwise committed after the route
    function and before the response is sent (needs scope="function")."""
    database = get_database(request)
    if request.method == "GET":
        with database.read() as session:
            try:
                yield session
                notes = _notes_of(session, _NOTES)
            finally:
                await run_in_threadpool(session.close)
        if notes:
            async with database.write_async() as session:
                await run_in_threadpool(_write, notes, session)
    else:
        async with database.write_async() as session:
            yield session


DatabaseDep = Annotated[Database, Depends(get_database)]
SessionDep = Annotated[Session, Depends(get_session, scope="function")]
