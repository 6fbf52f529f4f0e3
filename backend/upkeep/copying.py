"""A database as one file and back, by the means of each engine."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, inspect, text
from sqlalchemy.orm import Session

from backend.audit.record import head
from backend.core import clock
from backend.core.db import Database
from backend.migrating import revision_of


class CopyFailed(Exception):
    """The database could not be copied or put back; the text says why and holds no data."""


@dataclass(frozen=True, slots=True)
class State:
    """What a copy holds: `head` is the last number of its record, `at` when it was looked at."""

    at: datetime
    revision: str
    head: int


def copy_out(database: Database, target: Path) -> State:
    """Write a consistent copy into a new file, while others read and write, and say what is in it. Raises CopyFailed."""
    if database.dialect == "sqlite":
        source = f"file:{Path(str(database.url.database)).resolve()}?mode=ro"
        with closing(sqlite3.connect(source, uri=True)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy, pages=10_000)  # in parts, so that writers are not kept waiting
            copy.execute("PRAGMA journal_mode=DELETE")
            if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise CopyFailed("the database is damaged: PRAGMA quick_check")
        target.chmod(0o600)
        copied = Database(f"sqlite:///{target}")
        try:
            with copied.read() as session:
                return _state(session)
        finally:
            copied.close()
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    with database.read() as session:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        snapshot = session.scalars(text("SELECT pg_export_snapshot()")).one()  # the dump sees what this session sees
        state = _state(session)
        _run(database.url, "pg_dump", f"--snapshot={snapshot}", *options)
    return state


def _state(session: Session) -> State:
    return State(clock.now(session), revision_of(session.connection()) or "", head(session)[0])


def copy_in(database: Database, source: Path) -> None:
    """Fill an empty PostgreSQL database, whole or not at all. Raises CopyFailed."""
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run(database.url, "pg_restore", *options, str(source))


def is_empty(database: Database) -> bool:
    """Whether the database holds nothing: no file, or no table."""
    if database.dialect == "sqlite":
        return not left_files(database)
    with database.read() as session:
        return not inspect(session.connection()).get_table_names()


def left_files(database: Database) -> list[Path]:
    """What there is of an SQLite database. SQLite would replay the log of a removed database over the one that takes its
    place."""
    path = Path(str(database.url.database))
    parts = (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")))
    return [part for part in parts if os.path.lexists(part)]


def _run(url: URL, program: str, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        raise CopyFailed(f"{program} is not installed (Debian: postgresql-client)")
    # The password goes by the environment: others can read what a command is called with.
    environment = {**os.environ} | ({"PGPASSWORD": str(url.password)} if url.password else {})
    command = [path, f"--dbname={_address(url)}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise CopyFailed(f"{program}: {lines[0] if lines else done.returncode}")


def _address(url: URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
