"""When an endpoint counts as failing, what follows, and who is told."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.audit.record import SYSTEM, record
from backend.auth.models import UserAccount, UserRole
from backend.auth.policy import Role
from backend.core import clock
from backend.core.text import Text
from backend.integration.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointState, StoppedBy
from backend.integration.webhooks.schedule import FAILING_DAYS
from backend.notices.service import notify

OBJECT: Final = "webhook"
TOLD: Final = (Role.OFFICE, Role.SYSADMIN)

_PAGE: Final = "/system/webhooks/{endpoint}"
NOTICES: Final[dict[str, tuple[Text, str]]] = {
    "webhook.dead": (
        Text(
            "事件推送（接收地址 {short}）有投递多次失败，已不再重试，可由对接系统重新投递",
            "Webhooks to endpoint {short}: deliveries failed too often and are not tried again; the client can replay them",
        ),
        _PAGE,
    ),
    "webhook.failures": (
        Text(
            "事件推送（接收地址 {short}）连续 {days} 天全部失败，已自动暂停，请联系对接系统",
            "Webhooks to endpoint {short} have failed for {days} days and were paused; get in touch with the client",
        ),
        _PAGE,
    ),
    "webhook.gone": (
        Text(
            "事件推送（接收地址 {short}）的接收方答复不再接收（410），已自动停用",
            "The receiver of endpoint {short} answered that it is gone (410); the endpoint was disabled",
        ),
        _PAGE,
    ),
}


def failed(session: Session, endpoint: Endpoint, now: datetime, *, gone: bool) -> None:
    """An attempt failed: at a locked endpoint."""
    if endpoint.failing_since is None:
        endpoint.failing_since = now
    if endpoint.state is not EndpointState.ACTIVE:
        return
    if gone:
        stop(session, endpoint, EndpointState.DISABLED, StoppedBy.GONE)
        record(session, SYSTEM, "webhook.disable", OBJECT, endpoint.id, by=StoppedBy.GONE.value)
        _tell(session, endpoint, "webhook.gone", f"gone/{now:%Y%m%d%H%M%S}")
    elif now - endpoint.failing_since >= FAILING_DAYS:
        stop(session, endpoint, EndpointState.PAUSED, StoppedBy.FAILURES)
        record(session, SYSTEM, "webhook.pause", OBJECT, endpoint.id, by=StoppedBy.FAILURES.value)
        _tell(session, endpoint, "webhook.failures", f"failures/{now:%Y%m%d%H%M%S}", days=FAILING_DAYS.days)


def bury(session: Session, endpoint: Endpoint, row: Delivery, error: str) -> None:
    """Give a delivery up; the office hears of it, once a day for an endpoint."""
    row.state, row.lease_until, row.last_error = DeliveryState.DEAD, None, error
    if error not in ("gone", "not_visible"):
        _tell(session, endpoint, "webhook.dead", f"dead/{clock.local_date(clock.now(session))}")


def stop(session: Session, endpoint: Endpoint, state: EndpointState, by: StoppedBy) -> None:
    """Nothing more is sent. What waits for a disabled endpoint is given up."""
    endpoint.state, endpoint.stopped_by = state, by
    endpoint.version += 1
    session.flush()
    if state is EndpointState.DISABLED:
        waiting = update(Delivery).where(Delivery.endpoint_id == endpoint.id, Delivery.state == DeliveryState.PENDING)
        word = "gone" if by is StoppedBy.GONE else "disabled"
        session.execute(waiting.values(state=DeliveryState.DEAD, lease_until=None, last_error=word))


def _tell(session: Session, endpoint: Endpoint, kind: str, what: str, **params: int) -> None:
    people = (
        select(UserRole.user_id)
        .join(UserAccount, UserAccount.id == UserRole.user_id)
        .where(UserRole.role.in_(TOLD), UserAccount.disabled_at.is_(None))
    )
    told: dict[str, str | int] = {"endpoint": str(endpoint.id), "short": short(endpoint.id), **params}
    notify(session, session.scalars(people).all(), kind, told, key=f"webhook/{endpoint.id}/{what}")


def short(endpoint_id: UUID) -> str:
    """How people call an endpoint."""
    return endpoint_id.hex[:8]


KEPT: Final = timedelta(days=90)
"""Deliveries, as long as the events that they carry are read from the feed."""
