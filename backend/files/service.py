"""Keeping and removing files so that the table and the store agree, whatever fails in between.

Bytes first, row second: a failure between the two leaves an orphan in the store, which the sweep removes;
never a row without bytes.
"""

import unicodedata
from datetime import timedelta
from pathlib import PurePosixPath
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.db import Database, after_commit
from backend.files.models import StoredFile
from backend.files.storage import FileStore, Saved

log = structlog.get_logger("files")

ORPHAN_AGE = timedelta(hours=6)
NAME_LENGTH = 200


def add(session: Session, saved: Saved, name: str | None, created_by: UUID | None) -> StoredFile:
    """Enter a file that the store has saved."""
    file = StoredFile(
        key=saved.key,
        name=display_name(name),
        size=saved.size,
        sha256=saved.sha256,
        created_by=created_by,
        created_at=clock.now(session),
    )
    session.add(file)
    session.flush()
    return file


def remove(session: Session, files: FileStore, file: StoredFile) -> None:
    """Delete a file's row now and its bytes once that is durable."""
    key = file.key
    session.delete(file)
    after_commit(session, lambda: files.delete(key))


def display_name(name: str | None) -> str:
    """The last part of a sender's file name, without control or format characters, at most 200 long."""
    last = PurePosixPath((name or "").replace("\\", "/")).name
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    return visible[-NAME_LENGTH:] or "file"


def sweep_orphans(database: Database, files: FileStore) -> int:
    """Remove files that no row names and that are too old to be on their way in; returns how many."""
    with database.read() as session:
        limit = clock.now(session) - ORPHAN_AGE
        old = {kept.key for kept in files.kept() if kept.modified_at < limit}
        known = set(session.scalars(select(StoredFile.key))) if old else set()
    orphans = old - known
    for key in orphans:
        files.delete(key)
    if orphans:
        log.info("orphans_removed", count=len(orphans))
    return len(orphans)
