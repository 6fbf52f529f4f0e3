"""Taking a file into a case: the same for complainants, the centre and units, each with an allowance of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, select

from backend.complaints.attachments.models import AttachmentSource, CaseAttachment
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.models import Case
from backend.complaints.records import TransferOrder
from backend.core import clock
from backend.files.attachments import service
from backend.files.attachments.kinds import refuse_over_quota
from backend.files.attachments.models import Attachment, AttachmentState
from backend.files.attachments.service import Received

FILING_TIME: Final = timedelta(hours=1)
"""So long after its registration a complainant's file counts as brought with the complaint."""

COMPLAINANT: Final = (AttachmentSource.FILING, AttachmentSource.COMPLAINANT)


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a case that brings files, and which of the case's files are its own.

    The allowance counts for each side alone: a complainant never learns from a refusal that others brought files.
    """

    case: Case
    sources: tuple[AttachmentSource, ...]
    permission: str | None = None
    order: TransferOrder | None = None

    @property
    def owned(self) -> ColumnElement[bool]:
        if self.order is not None:
            return CaseAttachment.transfer_id == self.order.id
        return (CaseAttachment.case_id == self.case.id) & CaseAttachment.source.in_(self.sources)


def complainant(case: Case) -> Party:
    return Party(case, COMPLAINANT)


def centre(case: Case) -> Party:
    return Party(case, (AttachmentSource.CENTRE,), "complaint_attachment.write")


def unit(case: Case, order: TransferOrder) -> Party:
    return Party(case, (AttachmentSource.UNIT,), "transfer.answer", order)


Brought = tuple[CaseAttachment, Attachment]


def brought_by(desk: Desk, party: Party) -> Sequence[Brought]:
    """The files of one side, in the order in which they came."""
    return files_where(desk, party.owned)


def files_where(desk: Desk, condition: ColumnElement[bool]) -> Sequence[Brought]:
    statement = (
        select(CaseAttachment, Attachment)
        .join(Attachment, Attachment.id == CaseAttachment.attachment_id)
        .where(condition)
        .order_by(CaseAttachment.case_id, CaseAttachment.number)
    )
    return [(row[0], row[1]) for row in desk.session.execute(statement)]


def is_there(desk: Desk, party: Party, sha256: str, size: int) -> bool:
    """Whether this side has brought just this file: an upload whose answer got lost comes again.

    Raises AttachmentsTooMany when it has not, and there is no room for it.
    """
    kept = [file for _, file in brought_by(desk, party) if file.state is not AttachmentState.DELETED]
    if any(file.size == size and service.sha256_of(desk.sealer, file) == sha256 for file in kept):
        return True
    refuse_over_quota([*(file.size for file in kept), size])
    return False


def keep(desk: Desk, party: Party, received: Received) -> bool:
    """Enter what was received, with its event; False when it was there already. The case is locked.

    Raises AttachmentsTooMany.
    """
    if is_there(desk, party, received.original.sha256, received.original.size):
        return False
    case, order, now = party.case, party.order, clock.now(desk.session)
    file = service.add(desk.session, received, desk.actor)
    early = now - case.registered_at <= FILING_TIME
    last = select(func.coalesce(func.max(CaseAttachment.number), 0)).where(CaseAttachment.case_id == case.id)
    desk.session.add(
        CaseAttachment(
            attachment_id=file.id,
            case_id=case.id,
            number=desk.session.scalars(last).one() + 1,
            source=party.sources[0] if early else party.sources[-1],
            transfer_id=order.id if order else None,
            user_id=desk.user_id,
            at=now,
        )
    )
    desk.session.flush()
    data = {"attachment": str(file.id)} | ({"order": order.number} if order else {})
    write_event(desk, case, f"attach_{party.sources[-1]}", permission=party.permission, data=data)
    return True
