"""Attachments from upload to deletion. Slow work (looking into, scanning, sealing) happens outside transactions:

content = read_upload(file)
received = receive(files, sealer, scanner, content, file.filename)
try: ... add(session, received, actor) ...        # and the owner's row, in one transaction
except BaseException: discard(files, received); raise
"""

from dataclasses import dataclass
from typing import BinaryIO, Final
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.record import SYSTEM, record
from backend.core import clock
from backend.core.db import Database, after_commit
from backend.core.errors import NotFound
from backend.core.ids import new_id
from backend.core.principal import Principal
from backend.core.sealing import Sealer, place_of
from backend.files.attachments.antivirus import Scanner, Verdict
from backend.files.attachments.downloads import Download
from backend.files.attachments.errors import AttachmentInfected, AttachmentNotReady, AttachmentTooLarge
from backend.files.attachments.kinds import MAX_FILE, MEDIA_TYPES, Kind, kind_of
from backend.files.attachments.looking import MAX_CLEANED, look_into
from backend.files.attachments.models import Attachment, AttachmentState
from backend.files.sealed import open_sealed, save_sealed
from backend.files.service import display_name
from backend.files.storage import FileStore, Saved

log = structlog.get_logger("attachments")

MAX_UPLOAD: Final = MAX_FILE + 64 * 1024
"""`max_body_size` of a route that takes one attachment: file, other fields and envelope."""

_TRANSITIONS: Final = {
    AttachmentState.PENDING_SCAN: {AttachmentState.READY, AttachmentState.QUARANTINED, AttachmentState.DELETED},
    AttachmentState.READY: {AttachmentState.DELETED},
    AttachmentState.QUARANTINED: {AttachmentState.DELETED},
    AttachmentState.DELETED: set(),
}


@dataclass(frozen=True, slots=True)
class Received:
    """An attachment whose bytes are stored and whose row is not there yet. `name` and `sha256` are sealed."""

    id: UUID
    kind: Kind
    name: bytes
    sha256: bytes
    original: Saved
    cleaned: Saved | None
    state: AttachmentState


def read_upload(file: BinaryIO) -> bytes:
    """The content of an upload (`UploadFile.file`). Raises AttachmentTooLarge having read no more than needed."""
    content = file.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise AttachmentTooLarge
    return content


def receive(files: FileStore, sealer: Sealer, scanner: Scanner, content: bytes, filename: str | None) -> Received:
    """Examine, scan and seal an upload; takes seconds, so not in a transaction and not in the event loop.

    Raises an AttachmentRefused, or Unavailable when too many arrive at once; then nothing is kept. When the scanner
    cannot be asked the result is pending: nobody can open it before `rescan` has found it clean.
    """
    name = display_name(filename)
    kind = kind_of(content, name)
    cleaned = look_into(content, kind)
    verdict = scanner.scan(content)
    if verdict is Verdict.INFECTED:
        raise AttachmentInfected
    attachment_id = new_id()
    original = save_sealed(files, sealer, [content], MAX_FILE, _place("original_key", attachment_id))
    try:
        copy = cleaned and save_sealed(files, sealer, [cleaned], MAX_CLEANED, _place("cleaned_key", attachment_id))
    except BaseException:
        files.delete(original.key)
        raise
    return Received(
        attachment_id,
        kind,
        sealer.seal(name, _place("name", attachment_id)),
        sealer.seal(original.sha256, _place("sha256", attachment_id)),
        original,
        copy or None,
        AttachmentState.READY if verdict is Verdict.CLEAN else AttachmentState.PENDING_SCAN,
    )


def discard(files: FileStore, received: Received) -> None:
    """Remove the bytes of an attachment that got no row."""
    _delete_files(files, received.original.key, received.cleaned.key if received.cleaned else None)


def add(session: Session, received: Received, actor: Principal | str) -> Attachment:
    """Enter what was received; the owner keeps the id."""
    attachment = entry(received)
    attachment.created_at = clock.now(session)
    session.add(attachment)
    session.flush()
    data = {"kind": attachment.kind, "size": attachment.size, "state": attachment.state}
    record(session, actor, "attachment.add", "attachment", attachment.id, **data)
    return attachment


def entry(received: Received) -> Attachment:
    """The row of what was received, before it belongs to a session."""
    return Attachment(
        id=received.id,
        original_key=received.original.key,
        cleaned_key=received.cleaned.key if received.cleaned else None,
        kind=received.kind,
        size=received.original.size,
        cleaned_size=received.cleaned.size if received.cleaned else None,
        name=received.name,
        sha256=received.sha256,
        state=received.state,
    )


def name_of(sealer: Sealer, attachment: Attachment) -> str:
    """What the sender called it. Raises NotFound for a deleted one."""
    if attachment.name is None:
        raise NotFound
    return sealer.open_text(attachment.name, _place("name", attachment.id))


def sha256_of(sealer: Sealer, attachment: Attachment) -> str:
    """SHA-256 of the original, 64 hex digits. Raises NotFound for a deleted one."""
    if attachment.sha256 is None:
        raise NotFound
    return sealer.open_text(attachment.sha256, _place("sha256", attachment.id))


def open_original(files: FileStore, sealer: Sealer, attachment: Attachment) -> Download:
    """The original under its own name, for those who may know who sent it. Raises AttachmentNotReady, NotFound."""
    key = _ready(attachment, attachment.original_key)
    chunks = open_sealed(files, sealer, key, _place("original_key", attachment.id))
    return Download(name_of(sealer, attachment), MEDIA_TYPES[attachment.kind], attachment.size, chunks)


def open_cleaned(files: FileStore, sealer: Sealer, attachment: Attachment, title: str) -> Download:
    """The cleaned copy under a name of the caller's (without extension): that of the sender can identify.

    Raises AttachmentNotReady, and NotFound when there is no cleaned copy; never falls back to the original.
    """
    key = _ready(attachment, attachment.cleaned_key)
    assert attachment.cleaned_size is not None
    chunks = open_sealed(files, sealer, key, _place("cleaned_key", attachment.id))
    name = f"{display_name(title)}.{attachment.kind}"
    return Download(name, MEDIA_TYPES[attachment.kind], attachment.cleaned_size, chunks)


def erase(session: Session, files: FileStore, attachment: Attachment, actor: Principal | str) -> None:
    """Delete names and content; the bytes go when that is durable. Erasing twice changes nothing."""
    if attachment.state is AttachmentState.DELETED:
        return
    keys = attachment.original_key, attachment.cleaned_key
    attachment.original_key = attachment.cleaned_key = attachment.cleaned_size = None
    attachment.name = attachment.sha256 = None
    _change(session, attachment, AttachmentState.DELETED, actor)
    after_commit(session, lambda: _delete_files(files, *keys))


def rescan(database: Database, files: FileStore, sealer: Sealer, scanner: Scanner) -> int:
    """Ask again about what is pending, oldest first, until the scanner is away; returns how many were decided."""
    pending = select(Attachment.id).where(Attachment.state == AttachmentState.PENDING_SCAN)
    with database.read() as session:
        waiting = session.scalars(pending.order_by(Attachment.created_at, Attachment.id)).all()
    decided = 0
    for attachment_id in waiting:
        with database.read() as session:
            attachment = session.get(Attachment, attachment_id)
        if attachment is None or attachment.original_key is None:
            continue
        place = _place("original_key", attachment_id)
        try:
            content = b"".join(open_sealed(files, sealer, attachment.original_key, place))
        except FileNotFoundError:  # erased meanwhile
            continue
        verdict = scanner.scan(content)
        if verdict is Verdict.UNAVAILABLE:
            break
        state = AttachmentState.READY if verdict is Verdict.CLEAN else AttachmentState.QUARANTINED
        with database.write() as session:
            row = session.get_one(Attachment, attachment_id, with_for_update=True)
            if row.state is AttachmentState.PENDING_SCAN:
                _change(session, row, state, SYSTEM)
                decided += 1
    return decided


def _change(session: Session, attachment: Attachment, state: AttachmentState, actor: Principal | str) -> None:
    assert state in _TRANSITIONS[attachment.state]
    before, attachment.state = attachment.state, state
    record(session, actor, f"attachment.{state}", "attachment", attachment.id, before=before)


def _ready(attachment: Attachment, key: str | None) -> str:
    if attachment.state in (AttachmentState.PENDING_SCAN, AttachmentState.QUARANTINED):
        raise AttachmentNotReady
    if key is None:
        raise NotFound
    return key


def _place(column: str, attachment_id: UUID) -> str:
    return place_of("attachment", column, attachment_id)


def _delete_files(files: FileStore, *keys: str | None) -> None:
    for key in keys:
        if key is not None:
            files.delete(key)
