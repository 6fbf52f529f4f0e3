"""The files of a unit's order: copies that the centre handed on, and what the unit attached to its result.

A unit sees no file of anybody else: no name, no number of files, no time (security design, D6).
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select

from backend.complaints.attachments.keeping import Party, brought_by, unit
from backend.complaints.attachments.models import AttachmentRelease, CaseAttachment
from backend.complaints.attachments.views import title_of
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.records import TransferOrder, TransferState
from backend.complaints.states import ANSWER
from backend.complaints.transfers.access import Part, find_part
from backend.complaints.transfers.actions import require
from backend.complaints.transfers.schemas import TransferAttachment
from backend.core.clock import local_date
from backend.core.errors import Conflict, NotFound
from backend.core.text import Text
from backend.files.attachments.downloads import Download
from backend.files.attachments.models import Attachment, AttachmentState
from backend.files.attachments.service import erase, name_of, open_cleaned, open_original
from backend.files.storage import FileStore

_GIVEN_UP: Final = (TransferState.RETURNED, TransferState.CANCELLED)
"""A unit that no longer handles the matter no longer reaches what it was given for it."""


class Submitted(Conflict):
    code = "attachment_submitted"
    title = Text("附件已随办理结果提交，不能删除", "It was submitted with the result and stays")


def party_of(desk: Desk, order_id: UUID, *, lock: bool) -> Party:
    """The unit, which attaches files as long as it writes its result. Raises NotFound, WrongState."""
    part = find_part(desk, order_id, lock=lock)
    require(part, "attach")
    return unit(part.now.case, part.order)


def attachments_of(part: Part) -> list[TransferAttachment]:
    """Those handed on by number, then the unit's own."""
    desk, order = part.desk, part.order
    given = [
        TransferAttachment(
            id=row.id,
            sender="officer",
            title=title_of(row.number),
            kind=file.kind,
            size=file.cleaned_size or 0,
            state=file.state,
            on=local_date(row.released_at),
            removable=False,
        )
        for row, file in _handed_on(desk, order)
        if file.cleaned_key is not None
    ]
    own = [
        TransferAttachment(
            id=row.attachment_id,
            sender="unit",
            title=name_of(desk.sealer, file),
            kind=file.kind,
            size=file.size,
            state=file.state,
            on=local_date(row.at),
            removable=order.state is TransferState.SIGNED and not _submitted(part, row),
        )
        for row, file in brought_by(desk, unit(part.now.case, order))
        if file.state is not AttachmentState.DELETED
    ]
    return given + own


def open_attachment(desk: Desk, files: FileStore, order_id: UUID, attachment_id: UUID) -> Download:
    """A copy that was handed on, under its neutral name, or the unit's own file. Raises NotFound, AttachmentNotReady."""
    part = find_part(desk, order_id)
    for row, file in _handed_on(desk, part.order):
        if row.id == attachment_id:
            return open_cleaned(files, desk.sealer, file, f"{part.order.number}-{title_of(row.number)}")
    return open_original(files, desk.sealer, _own(part, attachment_id)[1])


def remove_attachment(desk: Desk, files: FileStore, order_id: UUID, attachment_id: UUID) -> None:
    """Erase a file that the unit has not submitted yet. Raises NotFound, WrongState, Submitted."""
    part = find_part(desk, order_id, lock=True)
    row, file = _own(part, attachment_id)
    require(part, "attach")
    if _submitted(part, row):
        raise Submitted
    erase(desk.session, files, file, desk.principal)
    data = {"attachment": str(attachment_id), "order": part.order.number}
    write_event(desk, part.now.case, "remove_attachment", permission=ANSWER, data=data)


def _handed_on(desk: Desk, order: TransferOrder) -> Sequence[tuple[AttachmentRelease, Attachment]]:
    if order.state in _GIVEN_UP:
        return []
    statement = (
        select(AttachmentRelease, Attachment)
        .join(Attachment, Attachment.id == AttachmentRelease.attachment_id)
        .where(AttachmentRelease.transfer_id == order.id)
        .order_by(AttachmentRelease.number)
    )
    return [(row[0], row[1]) for row in desk.session.execute(statement)]


def _own(part: Part, attachment_id: UUID) -> tuple[CaseAttachment, Attachment]:
    """A file of the unit that is still there. Raises NotFound."""
    for row, file in brought_by(part.desk, unit(part.now.case, part.order)):
        if row.attachment_id == attachment_id and file.state is not AttachmentState.DELETED:
            return row, file
    raise NotFound


def _submitted(part: Part, row: CaseAttachment) -> bool:
    """Whether an answer of the order went out after the file was attached."""
    return any(
        event.action in ("answer", "answer_joint")
        and event.data.get("order") == part.order.number
        and event.at >= row.at
        for event in part.now.events
    )
