"""Attachments from upload to deletion, with and without a virus scanner."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.config import Settings
from backend.core.db import Database
from backend.core.errors import Conflict, NotFound
from backend.core.keys import load_keys
from backend.core.sealing import SealBroken, Sealer
from backend.files import sweep
from backend.files.attachments import service
from backend.files.attachments.antivirus import Scanner
from backend.files.attachments.errors import AttachmentInfected, AttachmentNotReady
from backend.files.attachments.models import Attachment, AttachmentState
from backend.files.storage import FolderStore
from tests.files.clamd import EICAR, Clamd
from tests.files.samples import docx, jpg, mp4

NAME = "张三举报窗口.jpg"
NONE = Scanner("")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


@pytest.fixture
def sealer(settings: Settings) -> Sealer:
    return Sealer(load_keys(settings.keys_path))


def keep(
    database: Database,
    store: FolderStore,
    sealer: Sealer,
    scanner: Scanner = NONE,
    content: bytes = b"",
    name: str = NAME,
) -> Attachment:
    received = service.receive(store, sealer, scanner, content or jpg(), name)
    with database.write() as session:
        return service.add(session, received, "system")


def reload(database: Database, attachment_id: UUID) -> Attachment:
    with database.read() as session:
        return session.get_one(Attachment, attachment_id)


def on_disk(store: FolderStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_original_and_copy_come_back_under_their_names(database: Database, store: FolderStore, sealer: Sealer) -> None:
    attachment = reload(database, keep(database, store, sealer).id)
    assert service.name_of(sealer, attachment) == NAME
    original = service.open_original(store, sealer, attachment)
    assert (original.name, original.media_type, original.size) == (NAME, "image/jpeg", len(jpg()))
    assert b"".join(original.chunks) == jpg()
    cleaned = service.open_cleaned(store, sealer, attachment, "附件1")
    assert cleaned.name == "附件1.jpg"
    content = b"".join(cleaned.chunks)
    assert len(content) == cleaned.size == attachment.cleaned_size
    assert b"Exif" not in content


def test_case_22_without_the_key_no_name_and_no_content_can_be_read(
    database: Database, store: FolderStore, sealer: Sealer
) -> None:
    keep(database, store, sealer, content=docx(), name="张三.docx")
    with database.read() as session:
        row = session.execute(select(Attachment.__table__)).one()
        events = session.scalars(select(AuditEvent.data)).all()
    sealed = b"".join(path.read_bytes() for path in on_disk(store)) + repr((row, events)).encode()
    assert len(on_disk(store)) == 2
    for known in ("张三".encode(), b"PK\x03\x04", "窗口无人".encode(), b"docProps"):
        assert known not in sealed


def test_a_file_that_is_put_in_place_of_another_does_not_open(
    database: Database, store: FolderStore, sealer: Sealer
) -> None:
    first, second = (keep(database, store, sealer) for _ in range(2))
    first.original_key, second.original_key = second.original_key, first.original_key
    with pytest.raises(SealBroken):
        list(service.open_original(store, sealer, first).chunks)
    first.name = second.name
    with pytest.raises(SealBroken):
        service.name_of(sealer, first)


def test_there_is_no_way_from_a_missing_copy_to_the_original(
    database: Database, store: FolderStore, sealer: Sealer
) -> None:
    attachment = keep(database, store, sealer, content=mp4(), name="现场.mp4")
    assert len(on_disk(store)) == 1
    with pytest.raises(NotFound):
        service.open_cleaned(store, sealer, attachment, "附件1")


def test_erasing_leaves_neither_name_nor_bytes(database: Database, store: FolderStore, sealer: Sealer) -> None:
    attachment_id = keep(database, store, sealer).id
    with suppress(Conflict), database.write() as session:
        service.erase(session, store, session.get_one(Attachment, attachment_id), "system")
        raise Conflict
    assert len(on_disk(store)) == 2
    for _ in range(2):
        with database.write() as session:
            service.erase(session, store, session.get_one(Attachment, attachment_id), "system")
    assert on_disk(store) == []
    erased = reload(database, attachment_id)
    assert (erased.state, erased.name, erased.sha256, erased.cleaned_size) == (
        AttachmentState.DELETED,
        None,
        None,
        None,
    )
    for opening in (
        lambda: service.open_original(store, sealer, erased),
        lambda: service.open_cleaned(store, sealer, erased, "x"),
        lambda: service.name_of(sealer, erased),
        lambda: service.sha256_of(sealer, erased),
    ):
        with pytest.raises(NotFound):
            opening()
    with database.read() as session:
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()
    assert actions == ["attachment.add", "attachment.deleted"]


def test_case_35_what_a_cut_upload_leaves_is_swept(database: Database, store: FolderStore, sealer: Sealer) -> None:
    """Cut while it is written, or after writing and before its row: both are gone within a day; rows keep theirs."""
    kept = keep(database, store, sealer)

    def cut() -> Iterator[bytes]:
        yield bytes(1 << 20)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        store.save(sealer.seal_stream(cut(), "x"), 10 << 20)
    assert len(on_disk(store)) == 2
    service.receive(store, sealer, NONE, jpg(), NAME)  # and then the process died
    partial = store.folder / "00" / f"{'0' * 32}.part"
    partial.parent.mkdir(exist_ok=True)
    partial.write_bytes(b"half")
    assert sweep.sweep_orphans(database, store) == 0, "they may be on their way in"
    for path in on_disk(store):
        os.utime(path, (0, 0))
    assert sweep.sweep_orphans(database, store) == 3
    assert {path.name for path in on_disk(store)} == {kept.original_key, kept.cleaned_key}
    assert sweep.ORPHAN_AGE.total_seconds() + 6 * 3600 <= 24 * 3600


def test_discarding_removes_both_files(store: FolderStore, sealer: Sealer) -> None:
    service.discard(store, service.receive(store, sealer, NONE, jpg(), NAME))
    assert on_disk(store) == []


def test_case_31_eicar_is_refused_and_not_kept(store: FolderStore, sealer: Sealer) -> None:
    with Clamd() as clamd, pytest.raises(AttachmentInfected):
        service.receive(store, sealer, Scanner(clamd.address), jpg() + EICAR, NAME)
    assert on_disk(store) == []


def test_case_32_without_its_scanner_an_upload_is_held_and_never_passed(
    database: Database, store: FolderStore, sealer: Sealer, tmp_path: Path
) -> None:
    path = tmp_path / "clamd"
    scanner = Scanner(str(path))
    sound = keep(database, store, sealer, scanner).id
    infected = keep(database, store, sealer, scanner, content=jpg() + EICAR).id
    assert service.rescan(database, store, sealer, scanner) == 0
    for attachment_id in (sound, infected):
        held = reload(database, attachment_id)
        assert held.state is AttachmentState.PENDING_SCAN
        for opening in (
            lambda held=held: service.open_original(store, sealer, held),
            lambda held=held: service.open_cleaned(store, sealer, held, "x"),
        ):
            with pytest.raises(AttachmentNotReady):
                opening()
    with Clamd(path):
        assert service.rescan(database, store, sealer, scanner) == 2
        assert service.rescan(database, store, sealer, scanner) == 0
    assert reload(database, sound).state is AttachmentState.READY
    assert reload(database, infected).state is AttachmentState.QUARANTINED
    with pytest.raises(AttachmentNotReady):
        service.open_original(store, sealer, reload(database, infected))
    with database.read() as session:
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()
    assert set(actions[2:]) == {"attachment.ready", "attachment.quarantined"}
