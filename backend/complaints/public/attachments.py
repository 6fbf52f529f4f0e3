"""The complainant's own files: what came of them, and the copy without hidden details that others may get to see."""

from typing import Final
from uuid import UUID

from backend.complaints.attachments.keeping import brought_by, complainant
from backend.complaints.desk import Desk
from backend.complaints.models import Case
from backend.complaints.public.schemas import TrackAttachment
from backend.core import clock
from backend.core.errors import NotFound
from backend.core.text import Text
from backend.files.attachments.downloads import Download
from backend.files.attachments.models import AttachmentState
from backend.files.attachments.service import name_of, open_cleaned
from backend.files.storage import FileStore

STATE_NAMES: Final[dict[AttachmentState, Text]] = {
    AttachmentState.PENDING_SCAN: Text("已收到，等待查毒", "Received, waiting for the virus scan"),
    AttachmentState.READY: Text("已收到", "Received"),
    AttachmentState.QUARANTINED: Text("查出病毒，已隔离，没有人会打开", "Infected: locked away, nobody opens it"),
    AttachmentState.DELETED: Text("已删除", "Deleted"),
}
_COPY: Final = Text("去除隐藏信息的副本", "copy-without-hidden-details")


def attachments_of(desk: Desk, case: Case) -> list[TrackAttachment]:
    """Of this complainant only, also in a case that was merged."""
    return [
        TrackAttachment(
            id=file.id,
            name=name_of(desk.sealer, file) if file.name is not None else None,
            kind=file.kind,
            size=file.size,
            day=clock.local_date(row.at),
            state=file.state,
            label=STATE_NAMES[file.state].of(desk.language),
            has_copy=file.cleaned_key is not None and file.state is AttachmentState.READY,
        )
        for row, file in brought_by(desk, complainant(case))
    ]


def copy_of(desk: Desk, files: FileStore, case: Case, attachment_id: UUID) -> Download:
    """Raises NotFound, also for files that others brought, and AttachmentNotReady."""
    for _, file in brought_by(desk, complainant(case)):
        if file.id == attachment_id:
            return open_cleaned(files, desk.sealer, file, _COPY.of(desk.language))
    raise NotFound
