"""Checkpoints of the record leave the system by notice and mail (security design, 4.3)."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.checkpoints import code_of
from backend.audit.models import Checkpoint
from backend.auth.models import UserAccount, UserRole
from backend.auth.policy import Role
from backend.core.clock import LOCAL_ZONE
from backend.core.text import Text
from backend.notices.kinds import NoticeKind
from backend.notices.service import notify

KEEPERS: Final = (Role.AUDITOR, Role.LEAD_SUPERVISOR)
KIND: Final = "record.checkpoint"
KINDS: Final = {
    KIND: NoticeKind(
        Text(
            "审计记录存证：至 {at}，第 {seq} 条的存证码为 {code}，摘要 {hash}。请留存，日后可据此核验此前的记录未被改动",
            "Checkpoint of the record: at {at}, event {seq} has the code {code} and the hash {hash}. Keep it: it shows "
            "later that nothing before was altered",
        ),
        "/verify",
    )
}


def tell_keepers(session: Session, point: Checkpoint) -> int:
    """Give a checkpoint to everybody who keeps copies; returns how many people."""
    keepers = (
        select(UserRole.user_id)
        .join(UserAccount, UserAccount.id == UserRole.user_id)
        .where(UserRole.role.in_(KEEPERS), UserAccount.disabled_at.is_(None))
    )
    params: dict[str, str | int] = {
        "seq": point.seq,
        "code": code_of(point),
        "hash": point.hash,
        "at": f"{point.at.astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M}",
    }
    return notify(session, session.scalars(keepers).all(), KIND, params, key=f"checkpoint/{point.seq}")
