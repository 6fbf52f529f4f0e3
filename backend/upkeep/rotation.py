"""New keys, sealing anew, and letting old keys go (security design, 8.9).

`reseal` may be stopped anywhere and run again: each batch is one transaction, and what is done is known by its first
bytes. A file is kept under a new name before its row says so, and the old one goes after that is durable, so that
whatever happens in between leaves an orphan at most, which the sweep removes.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import func, not_, select, text, update

from backend.audit.record import COMMAND, record
from backend.auth import tokens
from backend.core.db import Database
from backend.core.keys import ALL_RINGS, KeyFileError, Keys, add_key, drop_key, load_keys
from backend.core.sealing import SealBroken, Sealer, place_of
from backend.files.attachments.models import Attachment
from backend.files.sealed import open_sealed, save_sealed
from backend.files.storage import FileStore
from backend.sealed import FILE_COLUMNS, SealedColumn, header, sealed_columns, sealed_files

BATCH: Final = 200


class KeyInUse(Exception):
    """The key may not go. The text says why."""


@dataclass
class Resealed:
    """How much was sealed anew, and which rows or files do not open (`table.column:id`)."""

    texts: int = 0
    files: int = 0
    broken: list[str] | None = None

    def __post_init__(self) -> None:
        self.broken = []

    def found_broken(self, place: str) -> None:
        assert self.broken is not None
        self.broken.append(place)


def rotate(database: Database, path: Path, ring: str) -> str:
    """Make a new key of a ring the current one, and record it; returns its id. Running programs use it from their next
    start. Of token keys the one before stays, and goes at the rotation after that: its tokens have expired by then.
    Raises KeyFileError."""
    with database.write() as session:
        new, before = add_key(path, ring, 2 * tokens.LIFETIME if ring == "token" else None)
        record(session, COMMAND, "key.rotate", "key", None, ring=ring, key_id=new, before=before)
    return new


def reseal(database: Database, files: FileStore, keys: Keys) -> Resealed:
    """Seal every text and file anew that another than the current key has sealed, and record how many."""
    sealer = Sealer(keys)
    done = Resealed()
    for column in sealed_columns():
        _reseal_column(database, sealer, keys.current_seal_key, column, done)
    _reseal_files(database, files, sealer, done)
    if done.texts or done.files:
        with database.write() as session:
            counts = {"texts": done.texts, "files": done.files, "broken": len(done.broken or ())}
            record(session, COMMAND, "key.reseal", "key", None, key_id=keys.current_seal_key, **counts)
    return done


def drop(database: Database, files: FileStore, path: Path, key_id: str) -> str:
    """Take an old key out of the key file and record it; returns the name of its ring. Raises KeyInUse, KeyFileError.

    The program must not run: what still has the old ring would go on sealing with it.
    """
    keys = load_keys(path)
    ring = next((ring for ring in ALL_RINGS if key_id in getattr(keys, f"{ring}_keys")), None)
    if ring is None:
        raise KeyFileError(f"no key {key_id} in {path}")
    if key_id == getattr(keys, f"current_{ring}_key"):
        raise KeyInUse(f"{key_id} 是当前密钥，请先轮换 / is the current key: rotate first")
    if ring == "signing":
        raise KeyInUse("签名密钥要保留，以便核验已公布的文件 / signing keys stay: published files are checked by them")
    if ring == "seal":
        if _others_connected(database):
            raise KeyInUse("请先停止程序 / stop the program first")
        left = sealed_with(database, files, key_id)
        if left:
            raise KeyInUse(
                f"还有 {left} 项由它加密，请先运行 pingyi keys reseal / {left} items are sealed with it: reseal first"
            )
    with database.write() as session:
        record(session, COMMAND, "key.drop", "key", None, ring=ring, key_id=key_id)
        session.flush()
        drop_key(path, ring, key_id)
    return ring


def sealed_with(database: Database, files: FileStore, key_id: str) -> int:
    """How many texts and files are sealed with this key."""
    with database.read() as session:
        count = sum(
            session.scalars(select(func.count()).select_from(column.table).where(column.sealed_by(key_id))).one()
            for column in sealed_columns()
        )
    start = header(key_id, b"\x02")
    after: UUID | None = None
    while True:
        with database.read() as session:
            batch = sealed_files(session, after, BATCH)
        if not batch:
            return count
        count += sum(_starts_with(files, getattr(row, name), start) for row in batch for name in FILE_COLUMNS)
        after = batch[-1].id


def _reseal_column(database: Database, sealer: Sealer, key_id: str, column: SealedColumn, done: Resealed) -> None:
    last: UUID | None = None
    waiting = select(column.key, column.column).where(column.column.is_not(None), not_(column.sealed_by(key_id)))
    while True:
        with database.write() as session:
            connection = session.connection()
            batch = waiting if last is None else waiting.where(column.key > last)
            rows = connection.execute(batch.order_by(column.key).limit(BATCH)).all()
            for row_id, sealed in rows:
                try:
                    again = sealer.reseal(sealed, column.place(row_id))
                except SealBroken:
                    done.found_broken(column.place(row_id))
                    continue
                same = (column.key == row_id) & (column.column == sealed)  # somebody may have written meanwhile
                change = update(column.table).where(same).values({column.column: again})
                done.texts += connection.execute(change).rowcount
        if len(rows) < BATCH:
            return
        last = rows[-1][0]


def _reseal_files(database: Database, files: FileStore, sealer: Sealer, done: Resealed) -> None:
    after: UUID | None = None
    while True:
        with database.read() as session:
            batch = sealed_files(session, after, BATCH)
        if not batch:
            return
        for row in batch:
            for name in FILE_COLUMNS:
                _reseal_file(database, files, sealer, row, name, done)
        after = batch[-1].id


def _reseal_file(
    database: Database, files: FileStore, sealer: Sealer, row: Attachment, name: str, done: Resealed
) -> None:
    key: str | None = getattr(row, name)
    if key is None:
        return
    place = place_of(Attachment.__tablename__, name, row.id)
    try:
        with files.open(key) as source:
            if not sealer.needs_reseal(source.read(64)):
                return
        size = max(row.size, row.cleaned_size or 0)
        saved = save_sealed(files, sealer, open_sealed(files, sealer, key, place), size, place)
    except (SealBroken, FileNotFoundError):
        done.found_broken(place)
        return
    column = getattr(Attachment, name)
    with database.write() as session:
        change = update(Attachment).where(Attachment.id == row.id, column == key).values({column: saved.key})
        changed = session.connection().execute(change).rowcount
    files.delete(key if changed else saved.key)
    done.files += changed


def _starts_with(files: FileStore, key: str | None, start: bytes) -> bool:
    if key is None:
        return False
    try:
        with files.open(key) as source:
            return source.read(len(start)) == start
    except FileNotFoundError:
        return False


def _others_connected(database: Database) -> bool:
    """Whether anybody else uses the database. On SQLite the claim of this process has ruled that out."""
    if database.dialect == "sqlite":
        return False
    database.write_engine.dispose()
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with database.read() as session:
        return bool(session.execute(text(others)).scalar_one())
