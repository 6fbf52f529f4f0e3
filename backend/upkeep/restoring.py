"""Restoring a backup into an empty place: whole, or nothing at all (security design, B02, B03)."""

import hashlib
import os
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import delete, make_url, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from backend.audit.record import BACKUP, COMMAND, RESTORE, record, write_pending
from backend.audit.witness import unacknowledged_restore
from backend.auth.models import ActivationLink, UserSession
from backend.config import Settings
from backend.core import clock
from backend.core.age import Reader, WrongKey
from backend.core.db import CommitHook, Database
from backend.integration.webhooks import deliveries
from backend.migrating import grant_tables, knows, require_owner, upgrade
from backend.notices.models import Notice
from backend.upkeep import unfinished
from backend.upkeep.archive import DATABASE, Manifest, unpack
from backend.upkeep.backup import sync_folder
from backend.upkeep.copying import CopyFailed, copy_in, is_empty, left_files
from backend.upkeep.unfinished import begin, begun, end

WORKING: Final = ".restore-"
_IDENTITY: Final = "AGE-SECRET-KEY-1"


class NotEmpty(Exception):
    """Something is there already, which restoring never overwrites."""


class NotFinished(Exception):
    """The data are in place, or may be, and are not ready for use: the same restore run again goes on."""


class NewerVersion(Exception):
    """The backup is of a later version of the program."""


class WrongEngine(Exception):
    """The backup is of the other kind of database."""


def read_identity(path: Path, passphrase: str) -> str:
    """The secret key in a file, which is plain text or an age file under a passphrase. Raises AgeError, WrongKey."""
    with path.open("rb") as file:
        content = file.read(4096)
        if _IDENTITY.encode() not in content:
            file.seek(0)
            content = Reader(file, passphrase=passphrase).read()
    lines = content.decode(errors="replace").splitlines()
    for line in lines:
        if line.startswith(_IDENTITY):
            return line.strip()
    raise WrongKey("no secret key in this file")


def needs_passphrase(path: Path) -> bool:
    return _IDENTITY.encode() not in path.read_bytes()[:4096]


def restore(settings: Settings, source: Path, identity: str) -> Manifest:
    """Put database and files of a backup in place. Raises NotEmpty, WrongEngine, NewerVersion, CopyFailed, AgeError, WrongKey,
    NotOwner, UnsafeRole, OSError, and then nothing is changed; NotFinished, and then it goes on when it is called again.

    All is unpacked and checked beside its place first. Then a mark is set (upkeep/unfinished.py), so that nothing uses
    what a crash has left, and a second call with the same backup knows that it may go on there.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    owned = settings.database_owner_url if settings.database.startswith("postgresql") else ""
    role = make_url(settings.database).username or ""
    # With a role of its own the program may not make tables: their owner does, and grants it what it needs.
    database = Database(owned or settings.database, before_commit=_hooks(settings))
    try:
        if owned:
            require_owner(database, role)
        digest = _sha256(source)
        going_on = _goes_on(settings, database, digest)
        for left in settings.data_dir.glob(f"{WORKING}*"):
            shutil.rmtree(left)
        folder = Path(tempfile.mkdtemp(prefix=WORKING, dir=settings.data_dir))
        try:
            with source.open("rb") as file:
                manifest = unpack(file, identity, folder)
            if manifest.dialect != database.dialect:
                raise WrongEngine(f"{manifest.dialect} / {database.dialect}")
            if not knows(manifest.revision):
                raise NewerVersion(manifest.revision)
            begin(settings.data_dir, digest)
            if not going_on or is_empty(database):
                _place_or_leave(settings, database, folder, manifest, digest)
            try:
                if database.dialect == "postgresql":
                    _settle(database, manifest, digest)
                if owned:
                    grant_tables(database, role)
                end(settings.data_dir)
            except Exception as problem:
                raise NotFinished(str(problem)) from problem
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        database.close()
    return manifest


def _hooks(settings: Settings) -> tuple[CommitHook, ...]:
    return (partial(write_pending, algorithm=settings.record_hash),)


def _goes_on(settings: Settings, database: Database, digest: str) -> bool:
    """Whether a call with this backup was killed. Otherwise nothing may be there: raise NotEmpty, which names it."""
    mark = begun(settings.data_dir)
    if mark == digest:
        return True
    if mark is not None:
        raise NotEmpty(str(settings.data_dir / unfinished.NAME))
    there = [str(path) for path in left_files(database)] if database.dialect == "sqlite" else []
    if not there and not is_empty(database):
        there = [settings.database_place]
    if settings.files_dir.exists() and any(settings.files_dir.iterdir()):
        there.append(str(settings.files_dir))
    if there:
        raise NotEmpty(", ".join(there))
    return False


def _place_or_leave(settings: Settings, database: Database, folder: Path, manifest: Manifest, digest: str) -> None:
    """Put files and data in place; when that fails, take away what was put there."""
    try:
        _put_in_place(settings, database, folder, manifest, digest)
    except BaseException:
        try:
            if database.dialect == "sqlite":
                Path(str(database.url.database)).unlink(missing_ok=True)
            elif not is_empty(database):
                raise NotFinished("the data are in the database")  # the answer to their commit was lost
            if settings.files_dir.exists():
                shutil.rmtree(settings.files_dir)
            end(settings.data_dir)
        except (OSError, SQLAlchemyError) as problem:
            raise NotFinished(str(problem)) from problem
        raise


def _put_in_place(settings: Settings, database: Database, folder: Path, manifest: Manifest, digest: str) -> None:
    copy = folder / DATABASE
    if database.dialect == "sqlite":
        staged = Database(f"sqlite:///{copy}", before_commit=_hooks(settings))
        try:
            _settle(staged, manifest, digest)
        finally:
            staged.close()
        if copy.with_name(f"{DATABASE}-wal").exists():  # what is still in it would not come along
            raise CopyFailed("the write-ahead log of the restored database is in use")
    _sync_all(folder)
    if settings.files_dir.exists():  # empty, or of a call that was killed
        shutil.rmtree(settings.files_dir)
    (folder / "files").rename(settings.files_dir)
    sync_folder(settings.data_dir)
    if database.dialect == "sqlite":
        place = Path(str(database.url.database))
        copy.rename(place)
        sync_folder(place.parent)
    else:
        copy_in(database, copy)


def _settle(database: Database, manifest: Manifest, digest: str) -> None:
    """Bring a restored database to this version, and end what must not go on from where it was."""
    upgrade(database)
    with database.write() as session:
        end_what_went_on(session)
        told = unacknowledged_restore(session)
        if told is not None and told.data["sha256"] == digest:  # a call that was killed had come so far
            return
        # This event keeps the program in maintenance until an auditor has acknowledged it (audit/maintenance.py).
        record(
            session,
            COMMAND,
            RESTORE,
            BACKUP,
            None,
            sha256=digest,
            made_at=manifest.created_at,
            head=manifest.head,
        )


def end_what_went_on(session: Session) -> None:
    """Sessions and links that were in force then may have been ended since; mail and webhooks that waited then have
    gone out since.

    What waited is on the page of notices all the same.
    """
    session.execute(delete(UserSession))
    session.execute(delete(ActivationLink))
    waiting = (Notice.mailed_at.is_(None), Notice.mail_problem.is_(None))
    session.execute(update(Notice).where(*waiting).values(mailed_at=clock.now(session)))
    deliveries.end_restored(session)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_all(folder: Path) -> None:
    for path in folder.rglob("*"):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
