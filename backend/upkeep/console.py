"""What commands share: refusing with a reason, and opening what they work on."""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

import typer
from fastapi import FastAPI
from sqlalchemy import inspect

from backend.audit.record import write_pending
from backend.audit.witness import WitnessError, is_lost, read_witness, unacknowledged_restore
from backend.complaints.models import Case
from backend.config import Settings
from backend.core.db import Database, DatabaseInUse
from backend.core.keys import KeyFileError, Keys, load_keys
from backend.migrating import (
    NotOwner,
    SchemaMismatch,
    UnsafeRole,
    grant_tables,
    require_current,
    require_owner,
    upgrade,
)
from backend.selfcheck.checks import Check, findings
from backend.selfcheck.demo_data import holds_demo_data
from backend.selfcheck.installation import Installation, Listening
from backend.upkeep.unfinished import REASON, begun

RESTORED: Final = (
    "数据库恢复到了较早的状态：审计员登录确认前只能查看。\n"
    "The database was put back to an older state: it can only be read until an auditor logs in and acknowledges."
)


def fail(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)


def refuse_unfinished(settings: Settings) -> None:
    """End the command while a restore has not ended."""
    if begun(settings.data_dir) is not None:
        fail(REASON)


def open_database(settings: Settings) -> Database:
    """The database, claimed for this process."""
    refuse_unfinished(settings)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.database, before_commit=(partial(write_pending, algorithm=settings.record_hash),))
    try:
        database.claim()
    except DatabaseInUse:
        fail(
            f"数据库正被另一个进程使用：{database.url.database}。SQLite 只允许一个进程写入，请先停止它。\n"
            "Another process is using this SQLite database; stop it first."
        )
    return database


def open_keys(settings: Settings) -> Keys:
    try:
        return load_keys(settings.keys_path)
    except KeyFileError as problem:
        fail(str(problem))


def require_schema(database: Database) -> None:
    """End the command unless the database is of this version."""
    try:
        require_current(database)
    except SchemaMismatch as problem:
        fail(str(problem))


def migrate_schema(settings: Settings, database: Database) -> None:
    """Bring the database to this version: as the owner of its tables, where the program has a role of its own."""
    if not settings.database_owner_url:
        upgrade(database)
        return
    owner = Database(settings.database_owner_url)
    try:
        role = database.url.username or ""
        require_owner(owner, role)
        upgrade(owner)
        grant_tables(owner, role)
        require_current(database)
    except (NotOwner, UnsafeRole, SchemaMismatch) as problem:
        fail(f"PINGYI_DATABASE_OWNER_URL: {problem}")
    finally:
        owner.close()


def was_restored(settings: Settings, database: Database) -> bool:
    """Whether the database is older than the witness knows, or came from a backup, and no auditor has acknowledged it yet."""
    try:
        witness = read_witness(settings.witness_path)
    except WitnessError as problem:
        fail(str(problem))
    with database.read() as session:
        lost = witness is not None and is_lost(session, witness)
        return lost or unacknowledged_restore(session) is not None


def examine(settings: Settings, listening: Listening, application: FastAPI) -> list[Check]:
    """What is wrong with this installation. Reads the database without claiming it: it may be in use."""
    demo = _holds_demo_data(settings)
    return findings(Installation(settings, listening, application, demo, os.environ))


def listed(found: Sequence[Check]) -> str:
    """Findings as lines for the terminal, in both languages."""
    return "\n".join(f"[{check.id}] {check.text.zh}。\n    {check.text.en}." for check in found)


def refuse_unsafe(found: Sequence[Check]) -> None:
    """Print warnings; end the command when something grave is found."""
    grave = [check for check in found if check.grave]
    if grave:
        fail(f"拒绝启动 / refusing to start:\n{listed(grave)}")
    if found:
        typer.echo(f"注意 / warnings:\n{listed(found)}", err=True)


def _holds_demo_data(settings: Settings) -> bool:
    database = Database(settings.database)
    try:
        if database.dialect == "sqlite" and not Path(database.url.database or "").exists():
            return False
        with database.read() as session:
            return inspect(session.connection()).has_table(Case.__tablename__) and holds_demo_data(session)
    finally:
        database.close()
