"""Removing what uploads that were cut off have left in the store."""

from datetime import timedelta

import structlog
from sqlalchemy import select

from backend.core import clock
from backend.core.db import Database
from backend.files.attachments.models import Attachment
from backend.files.models import StoredFile
from backend.files.storage import FileStore

log = structlog.get_logger("files")

ORPHAN_AGE = timedelta(hours=6)
_KEYS = (StoredFile.key, Attachment.original_key, Attachment.cleaned_key)


def sweep_orphans(database: Database, files: FileStore) -> int:
    """Remove files that no row names and that are too old to be on their way in; returns how many."""
    with database.read() as session:
        limit = clock.now(session) - ORPHAN_AGE
        old = {kept.key for kept in files.kept() if kept.modified_at < limit}
        known = {key for column in _KEYS for key in session.scalars(select(column))} if old else set()
    orphans = old - known
    for key in orphans:
        files.delete(key)
    if orphans:
        log.info("orphans_removed", count=len(orphans))
    return len(orphans)
