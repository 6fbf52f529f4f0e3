"""What the centre does with the files of a case: opens them, hands copies on to units, takes them back."""

from uuid import UUID

from sqlalchemy import select

from backend.complaints.access import find_case_to_work
from backend.complaints.attachments.keeping import Brought, files_where
from backend.complaints.attachments.models import AttachmentRelease, AttachmentSource, CaseAttachment
from backend.complaints.attachments.views import title_of
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.models import Case
from backend.complaints.records import TransferOrder
from backend.complaints.situation import LIVE
from backend.complaints.working import locked
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, InvalidInput, NotFound
from backend.core.ids import new_id
from backend.core.text import Text
from backend.files.attachments.downloads import Download
from backend.files.attachments.errors import AttachmentNotReady
from backend.files.attachments.models import AttachmentState
from backend.files.attachments.service import erase, open_cleaned, open_original
from backend.files.storage import FileStore

READ, WRITE, RELEASE = (f"complaint_attachment.{verb}" for verb in ("read", "write", "release"))


class NoCopy(Conflict):
    """Only what surely identifies nobody leaves the centre."""

    code = "attachment_no_copy"
    title = Text(
        "这个附件不能自动清除隐藏信息，不能提供给单位；可将其中与办理有关的内容写进转办单",
        "No cleaned copy of it can be made, so no unit gets it; put what matters into the order",
    )


class NotOwn(Conflict):
    code = "attachment_not_own"
    title = Text("只能删除中心自己上传的附件", "Only the centre's own uploads can be removed")


class Handed(Conflict):
    code = "attachment_handed_on"
    title = Text("附件已提供给单位，请先收回再删除", "A unit has it; take it back first")


def copy_of(desk: Desk, files: FileStore, case_id: UUID, attachment_id: UUID) -> Download:
    """The cleaned copy, under a neutral name. Raises NotFound, AttachmentNotReady."""
    case = find_case_to_work(desk, case_id)
    row, file = _found(desk, case, attachment_id)
    return open_cleaned(files, desk.sealer, file, f"{case.number}-{title_of(row.number)}")


def original_of(desk: Desk, files: FileStore, case_id: UUID, attachment_id: UUID) -> Download:
    """The file as it came, like the complainant's own words: that it was opened is an event.

    Raises NotFound, AttachmentNotReady.
    """
    case = locked(desk, case_id)
    _, file = _found(desk, case, attachment_id)
    opened = open_original(files, desk.sealer, file)
    write_event(desk, case, "open_attachment", permission=READ, data={"attachment": str(attachment_id)})
    return opened


def release(desk: Desk, case_id: UUID, attachment_id: UUID, transfer_id: UUID) -> Case:
    """Hand the cleaned copy on to the unit of a live order; again changes nothing.

    Raises NotFound, InvalidInput, AttachmentNotReady, NoCopy.
    """
    case = locked(desk, case_id)
    row, file = _found(desk, case, attachment_id)
    order = desk.session.get(TransferOrder, transfer_id)
    if order is None or order.case_id != case.id or order.state not in LIVE or row.transfer_id == order.id:
        text = Text("没有这份在办的转办单", "There is no such live order")
        raise InvalidInput(errors=[FieldProblem("/transfer_id", "unknown", text)])
    if file.state is not AttachmentState.READY:
        raise AttachmentNotReady
    if file.cleaned_key is None:
        raise NoCopy
    if _release(desk, attachment_id, order.id) is None:
        order.copies += 1
        desk.session.add(
            AttachmentRelease(
                id=new_id(),
                attachment_id=attachment_id,
                transfer_id=order.id,
                number=order.copies,
                released_by=desk.principal.user_id,
                released_at=clock.now(desk.session),
            )
        )
        data = {"attachment": str(attachment_id), "order": order.number}
        write_event(desk, case, "release_attachment", permission=RELEASE, data=data)
    return case


def withdraw(desk: Desk, case_id: UUID, attachment_id: UUID, transfer_id: UUID) -> Case:
    """Take a copy back: the unit no longer reaches it. What it has saved is in its hands. Raises NotFound."""
    case = locked(desk, case_id)
    _found(desk, case, attachment_id)
    row = _release(desk, attachment_id, transfer_id)
    if row is None:
        raise NotFound
    order = desk.session.get_one(TransferOrder, transfer_id)
    desk.session.delete(row)
    data = {"attachment": str(attachment_id), "order": order.number}
    write_event(desk, case, "withdraw_attachment", permission=RELEASE, data=data)
    return case


def remove(desk: Desk, files: FileStore, case_id: UUID, attachment_id: UUID) -> Case:
    """Erase a file that the centre brought by mistake. What others brought is evidence. Raises NotFound, NotOwn, Handed."""
    case = locked(desk, case_id)
    row, file = _found(desk, case, attachment_id)
    if row.source is not AttachmentSource.CENTRE:
        raise NotOwn
    released = select(AttachmentRelease.id).where(AttachmentRelease.attachment_id == attachment_id)
    if desk.session.scalars(released.limit(1)).first() is not None:
        raise Handed
    if file.state is not AttachmentState.DELETED:
        erase(desk.session, files, file, desk.principal)
        write_event(desk, case, "remove_attachment", permission=WRITE, data={"attachment": str(attachment_id)})
    return case


def _found(desk: Desk, case: Case, attachment_id: UUID) -> Brought:
    """A file of just this case. Raises NotFound."""
    wanted = (CaseAttachment.case_id == case.id) & (CaseAttachment.attachment_id == attachment_id)
    for brought in files_where(desk, wanted):
        return brought
    raise NotFound


def _release(desk: Desk, attachment_id: UUID, transfer_id: UUID) -> AttachmentRelease | None:
    statement = select(AttachmentRelease).where(
        AttachmentRelease.attachment_id == attachment_id, AttachmentRelease.transfer_id == transfer_id
    )
    return desk.session.scalars(statement).one_or_none()
