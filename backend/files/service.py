"""Keeping and removing files so that the table and the store agree, whatever fails in between.

Bytes first, row second: a failure between the two leaves an orphan in the store, which the sweep (sweep.py) removes;
never a row without bytes.
"""

import unicodedata
from pathlib import PurePosixPath
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.db import after_commit
from backend.files.models import StoredFile
from backend.files.storage import FileStore, Saved

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
