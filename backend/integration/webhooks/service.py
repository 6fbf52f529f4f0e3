"""Endpoints: making, editing, stopping, and secrets that take over from each other."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar, Final, NoReturn

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.record import head, record
from backend.auth.clients.models import ApiClient
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, InvalidInput
from backend.core.ids import new_id
from backend.core.paging import Sorting, paginate
from backend.core.principal import Caller, Client
from backend.core.sealing import Sealer, place_of
from backend.core.text import Text
from backend.egress.destinations import Blocked, Reason
from backend.egress.http import Egress
from backend.integration.webhooks import health, signing
from backend.integration.webhooks.access import visible
from backend.integration.webhooks.health import OBJECT
from backend.integration.webhooks.models import Endpoint, EndpointState, StoppedBy
from backend.integration.webhooks.schemas import EndpointEdit, EndpointIn, EndpointQuery

MOST: Final = 10
"""Endpoints of one client."""
_SORTINGS: Final = {"created_at": Sorting(Endpoint.created_at, lambda row: row.created_at)}

REFUSALS: Final[dict[Reason, Text]] = {
    "url": Text("不是可用的网址", "This is not a usable address"),
    "scheme": Text("网址须以 https:// 开头", "The address must begin with https://"),
    "userinfo": Text("网址中不能带用户名和口令", "The address may hold no user name or password"),
    "host": Text(
        "该主机不在允许访问的名单中，请联系系统管理员登记",
        "This machine is not in the list of those that may be reached; ask the administrator to add it",
    ),
    "port": Text("名单中该主机没有这个端口", "The list does not have this port for the machine"),
    "address": Text("该地址不允许访问", "This address may not be reached"),
}


class TooManyEndpoints(Conflict):
    code = "too_many_endpoints"
    title = Text(f"每个对接系统最多 {MOST} 个接收地址", f"A client has at most {MOST} endpoints")


class RotationUnderWay(Conflict):
    """The secret before the present one still signs."""

    code = "rotation_under_way"
    title = Text("上一次更换密钥的过渡期尚未结束", "The secret before still counts; wait until it ends")


class StoppedByAdministrator(Conflict):
    code = "stopped_by_administrator"
    title = Text("系统管理员停止了推送，只能由系统管理员恢复", "The administrator stopped it, and alone can resume it")


class NotActive(Conflict):
    status: ClassVar[int] = 409
    code = "endpoint_disabled"
    title = Text("接收地址已停用，请先恢复", "The endpoint is disabled; resume it first")


def create(session: Session, sealer: Sealer, egress: Egress, client: Client, body: EndpointIn) -> tuple[Endpoint, str]:
    """A new endpoint, and its secret. Raises InvalidInput, TooManyEndpoints."""
    _check(egress, body.url)
    session.get_one(ApiClient, client.client_id, with_for_update={"key_share": True})  # one by one, to be counted
    mine = session.scalar(select(func.count()).where(Endpoint.client_id == client.client_id))
    if (mine or 0) >= MOST:
        raise TooManyEndpoints
    id_, secret = new_id(), signing.new_secret()
    endpoint = Endpoint(
        id=id_,
        client_id=client.client_id,
        url=body.url,
        types=body.types,
        description=body.description,
        since_seq=head(session)[0],
        secret=sealer.seal(secret, place_of(Endpoint.__tablename__, "secret", id_)),
        created_at=clock.now(session),
    )
    session.add(endpoint)
    session.flush()
    record(session, client, "webhook.create", OBJECT, id_, types=body.types)
    return endpoint, secret


def list_endpoints(session: Session, caller: Caller, query: EndpointQuery) -> tuple[Sequence[Endpoint], dict[str, Any]]:
    """One page, and the other fields of the page."""
    found = visible(caller)
    if query.state is not None:
        found = found.where(Endpoint.state == query.state)
    if query.client_id is not None:
        found = found.where(Endpoint.client_id == query.client_id)
    return paginate(session, found, query, query.sort, _SORTINGS, Endpoint.id)


def edit(session: Session, egress: Egress, client: Client, endpoint: Endpoint, body: EndpointEdit) -> None:
    """Change a locked endpoint. Raises InvalidInput."""
    changes = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    changes = {name: value for name, value in changes.items() if getattr(endpoint, name) != value}
    if "url" in changes:
        _check(egress, changes["url"])
        endpoint.failing_since = None  # of another receiver
    for name, value in changes.items():
        setattr(endpoint, name, value)
    if changes:
        endpoint.version += 1
        session.flush()
        record(session, client, "webhook.edit", OBJECT, endpoint.id, fields=sorted(changes))


def delete(session: Session, client: Client, endpoint: Endpoint) -> None:
    """With all of its deliveries."""
    record(session, client, "webhook.delete", OBJECT, endpoint.id)
    session.delete(endpoint)
    session.flush()


def stop(session: Session, caller: Caller, endpoint: Endpoint, state: EndpointState) -> None:
    """Pause or disable a locked endpoint; again changes nothing. What the administrator stopped stays the
    administrator's."""
    by = StoppedBy.CLIENT if isinstance(caller, Client) else StoppedBy.ADMINISTRATOR
    if endpoint.stopped_by is StoppedBy.ADMINISTRATOR:
        if by is StoppedBy.CLIENT:
            raise StoppedByAdministrator
        if endpoint.state is state:
            return
    elif endpoint.state is state and endpoint.stopped_by is by:
        return
    health.stop(session, endpoint, state, by)
    action = "pause" if state is EndpointState.PAUSED else "disable"
    record(session, caller, f"webhook.{action}", OBJECT, endpoint.id, by=by.value)


def resume(session: Session, caller: Caller, endpoint: Endpoint) -> None:
    """Go on with a locked endpoint: what waits is sent. Raises StoppedByAdministrator."""
    if endpoint.state is EndpointState.ACTIVE:
        return
    if endpoint.stopped_by is StoppedBy.ADMINISTRATOR and isinstance(caller, Client):
        raise StoppedByAdministrator
    endpoint.state, endpoint.stopped_by, endpoint.failing_since = EndpointState.ACTIVE, None, None
    endpoint.version += 1
    session.flush()
    record(session, caller, "webhook.resume", OBJECT, endpoint.id)


def rotate(session: Session, sealer: Sealer, client: Client, endpoint: Endpoint, overlap: timedelta) -> str:
    """A new secret for a locked endpoint; the one before signs too for a while. Raises RotationUnderWay."""
    now = clock.now(session)
    if endpoint.previous_until is not None and endpoint.previous_until > now:
        raise RotationUnderWay(extra={"previous_until": endpoint.previous_until.isoformat()})
    table, secret = Endpoint.__tablename__, signing.new_secret()
    before = sealer.open_text(endpoint.secret, place_of(table, "secret", endpoint.id))
    endpoint.previous_secret = sealer.seal(before, place_of(table, "previous_secret", endpoint.id))
    endpoint.previous_until = now + overlap
    endpoint.secret = sealer.seal(secret, place_of(table, "secret", endpoint.id))
    endpoint.version += 1
    session.flush()
    record(session, client, "webhook.rotate", OBJECT, endpoint.id, until=endpoint.previous_until.isoformat())
    return secret


def _check(egress: Egress, url: str) -> None:
    """Raises InvalidInput for an address that would be refused at each attempt whatever its name resolves to."""
    try:
        egress.permitted(url)
    except Blocked as refusal:
        _refuse(refusal.reason)


def _refuse(reason: Reason) -> NoReturn:
    raise InvalidInput(errors=[FieldProblem("/url", f"egress_{reason}", REFUSALS[reason])]) from None
