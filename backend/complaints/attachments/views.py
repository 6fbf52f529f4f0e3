"""The list of a case's files for those of the centre who work on it."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import select

from backend.auth.models import UserAccount
from backend.complaints.attachments.keeping import COMPLAINANT, Brought, files_where
from backend.complaints.attachments.models import AttachmentRelease, AttachmentSource, CaseAttachment
from backend.complaints.attachments.schemas import (
    AttachmentReleaseOut,
    CaseAttachmentList,
    CaseAttachmentOut,
    ReleaseTarget,
)
from backend.complaints.desk import Desk
from backend.complaints.kinds import IdentityMode
from backend.complaints.models import Case
from backend.complaints.records import TransferOrder
from backend.complaints.situation import LIVE
from backend.files.attachments.models import AttachmentState
from backend.files.attachments.service import name_of
from backend.units.models import Unit


def title_of(number: int) -> str:
    """What a file is called where its own name could identify: neutral in every language of the office."""
    return f"附件{number}"


def list_of(desk: Desk, case: Case) -> CaseAttachmentList:
    units = _Units(desk, case)
    releases = _releases(desk, case, units)
    found = files_where(desk, CaseAttachment.case_id == case.id)
    return CaseAttachmentList(
        items=[_item(desk, case, units, brought, releases) for brought in found],
        targets=[
            ReleaseTarget(transfer_id=order.id, number=order.number, unit_name=units.of(order.id), lead=order.lead)
            for order in units.orders.values()
            if order.state in LIVE
        ],
    )


class _Units:
    """The orders of a case and the names of their units."""

    def __init__(self, desk: Desk, case: Case) -> None:
        statement = select(TransferOrder, Unit.name).join(Unit, Unit.id == TransferOrder.unit_id)
        rows = desk.session.execute(
            statement.where(TransferOrder.case_id == case.id).order_by(TransferOrder.lead.desc(), TransferOrder.number)
        ).all()
        self.orders = {order.id: order for order, _ in rows}
        self._names = {order.id: name for order, name in rows}

    def of(self, order_id: UUID) -> str:
        return self._names[order_id]


def _item(
    desk: Desk,
    case: Case,
    units: _Units,
    brought: Brought,
    releases: dict[UUID, list[AttachmentReleaseOut]],
) -> CaseAttachmentOut:
    row, file = brought
    released = releases[row.attachment_id]
    # Whoever asked to stay hidden may have put the own name into that of the file.
    named = file.name is not None and (row.source not in COMPLAINANT or case.mode is IdentityMode.OPEN)
    kept = file.state is not AttachmentState.DELETED
    return CaseAttachmentOut(
        id=row.attachment_id,
        title=title_of(row.number),
        name=name_of(desk.sealer, file) if named else None,
        kind=file.kind,
        size=file.size,
        source=row.source,
        brought_by=_bringer(desk, units, row),
        at=row.at,
        state=file.state,
        has_copy=file.cleaned_key is not None,
        removable=row.source is AttachmentSource.CENTRE and kept and not released,
        releases=released,
    )


def _bringer(desk: Desk, units: _Units, row: CaseAttachment) -> str:
    if row.transfer_id is not None:
        return units.of(row.transfer_id)
    if row.user_id is None:
        return "投诉人"
    return desk.session.get_one(UserAccount, row.user_id).display_name


def _releases(desk: Desk, case: Case, units: _Units) -> dict[UUID, list[AttachmentReleaseOut]]:
    statement = (
        select(AttachmentRelease, UserAccount.display_name)
        .join(UserAccount, UserAccount.id == AttachmentRelease.released_by)
        .where(AttachmentRelease.transfer_id.in_(units.orders))
        .order_by(AttachmentRelease.released_at, AttachmentRelease.id)
    )
    found: dict[UUID, list[AttachmentReleaseOut]] = defaultdict(list)
    for row, name in desk.session.execute(statement):
        found[row.attachment_id].append(
            AttachmentReleaseOut(
                transfer_id=row.transfer_id,
                transfer_number=units.orders[row.transfer_id].number,
                unit_name=units.of(row.transfer_id),
                title=title_of(row.number),
                released_by=name,
                released_at=row.released_at,
            )
        )
    return found
