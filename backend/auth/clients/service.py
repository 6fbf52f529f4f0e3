"""Letting client systems in, and out again."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import column, delete, select, table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.auth.clients import credentials
from backend.auth.clients.admitting import clients_of
from backend.auth.clients.models import ApiClient, ApiClientUnit, ApiCredential, CredentialKind
from backend.auth.clients.quota import used_since
from backend.auth.clients.schemas import (
    ClientEdit,
    ClientIn,
    ClientOut,
    ClientQuery,
    ClientState,
    CredentialOut,
    KeyIn,
    state_of,
)
from backend.auth.id_tokens import usable_key
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, InvalidInput, NotFound
from backend.core.ids import new_id
from backend.core.paging import Page, Sorting, paginate
from backend.core.principal import Client, Principal
from backend.core.text import Text

LIVE_AT_MOST: Final = 2
_SORTINGS: Final = {"name": Sorting(ApiClient.name, lambda client: client.name)}
_MAY_BE_NOTHING: Final = ("owner_unit_id", "expires_at")
"""What an edit can take away; null for anything else leaves it as it is."""
_KID: Final = re.compile(r"[\x20-\x7e]{1,64}")
_PRIVATE: Final = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


class NameTaken(Conflict):
    code = "client_name_taken"
    title = Text("已有同名的对接系统", "There is a client of this name")


class TwoLive(Conflict):
    code = "two_credentials"
    title = Text(
        "同时有效的凭证最多两个，请先让旧的失效", "Two credentials are in force already: let the old one end first"
    )


def create(session: Session, principal: Principal, body: ClientIn) -> ApiClient:
    """Add a client. It gets no token before it has a credential. Raises InvalidInput, NameTaken."""
    now = clock.now(session)
    _check(session, body.owner_unit_id, body.unit_ids, body.expires_at, now, all_units=body.all_units)
    plain = body.model_dump(exclude={"unit_ids", "scopes"})
    client = ApiClient(id=new_id(), created_at=now, scopes=sorted(set(body.scopes)), **plain)
    _insert(session, client)
    _set_units(session, client, body.unit_ids)
    record(session, principal, "client.create", "client", client.id, **_said(client, body.unit_ids))
    return client


def edit(session: Session, principal: Principal, client: ApiClient, body: ClientEdit) -> None:
    """Change what the body names; it acts at the client's next request. Raises InvalidInput, NameTaken."""
    named = body.model_dump(exclude_unset=True)
    given = {name: value for name, value in named.items() if value is not None or name in _MAY_BE_NOTHING}
    now = clock.now(session)
    units = given.pop("unit_ids", None)
    wanted = units_of(session, client.id) if units is None else sorted(set(units))
    disabled = given.pop("disabled", None)
    expires_at = given.get("expires_at", client.expires_at)
    all_units = given.get("all_units", client.all_units)
    changed_expiry = expires_at if "expires_at" in given else None
    _check(session, given.get("owner_unit_id"), wanted, changed_expiry, now, all_units=all_units)
    if "scopes" in given:
        given["scopes"] = sorted(set(given["scopes"]))
    for name, value in given.items():
        setattr(client, name, value)
    if disabled is not None:
        client.disabled_at = (client.disabled_at or now) if disabled else None
    client.version += 1
    _insert(session, client)
    if units is not None:
        _set_units(session, client, wanted)
    record(
        session,
        principal,
        "client.edit",
        "client",
        client.id,
        fields=sorted(body.model_fields_set),
        **_said(client, wanted),
    )


def add_secret(
    session: Session, principal: Principal, client: ApiClient, expires_at: datetime | None
) -> tuple[str, ApiCredential]:
    """A new secret, shown this once. Raises TwoLive, InvalidInput."""
    secret = credentials.new_secret()
    found = _add(
        session, principal, client, expires_at, kind=CredentialKind.SECRET, secret_hash=credentials.hash_of(secret)
    )
    return secret, found


def add_key(session: Session, principal: Principal, client: ApiClient, body: KeyIn) -> ApiCredential:
    """A public key of the client. Raises InvalidInput, TwoLive."""
    if _PRIVATE & body.jwk.keys():
        text = Text(
            "这里包含私钥，请只提交公钥，并立即更换这把密钥",
            "This holds a private key: replace it, and send the public half",
        )
        raise InvalidInput(errors=[FieldProblem("/jwk", "private", text)])
    key = next((found for name in credentials.ALGORITHMS if (found := usable_key([body.jwk], name, None))), None)
    if key is None:
        text = Text(
            "须为 2048 位以上的 RSA 公钥或 P-256 的 EC 公钥（JWK 格式）",
            "An RSA key of 2048 bits, or EC on P-256, as JWK",
        )
        raise InvalidInput(errors=[FieldProblem("/jwk", "unusable", text)])
    kid = body.jwk.get("kid")
    if kid is None:
        kid = credentials.thumbprint(key)
    if not isinstance(kid, str) or not _KID.fullmatch(kid):
        text = Text("kid 须为 1 至 64 个英文字母、数字或符号", "kid has 1 to 64 letters, digits and signs of ASCII")
        raise InvalidInput(errors=[FieldProblem("/jwk/kid", "unusable", text)])
    try:
        with session.begin_nested():
            return _add(session, principal, client, body.expires_at, kind=CredentialKind.KEY, kid=kid, jwk=key)
    except IntegrityError:
        text = Text("该系统已有同名（kid）的公钥", "The client has a key of this kid")
        raise InvalidInput(errors=[FieldProblem("/jwk/kid", "taken", text)]) from None


def end_credential(
    session: Session, principal: Principal, client: ApiClient, credential_id: UUID, at: datetime | None
) -> ApiCredential:
    """Let a credential end: now, or at a later instant while its successor is brought in. Raises NotFound, InvalidInput."""
    now = clock.now(session)
    found = next((one for one in credentials.live(session, client.id, now) if one.id == credential_id), None)
    if found is None:
        raise NotFound
    if at is not None and at <= now:
        raise _past()
    found.expires_at = at or now
    record(
        session,
        principal,
        "client.credential_end",
        "client",
        client.id,
        credential=str(found.id),
        at=found.expires_at.isoformat(),
    )
    return found


def get(session: Session, client_id: UUID, *, lock: bool = False) -> ApiClient:
    """One client. Raises NotFound."""
    found = session.get(ApiClient, client_id, with_for_update=lock or None)
    if found is None:
        raise NotFound
    return found


def list_clients(session: Session, query: ClientQuery) -> Page[ClientOut]:
    rows, page = paginate(session, select(ApiClient), query, query.sort, _SORTINGS, ApiClient.id)
    return Page(items=_shown(session, rows), **page)


def shown(session: Session, client: ApiClient) -> ClientOut:
    """A client as pages show it."""
    return _shown(session, [client])[0]


def _shown(session: Session, rows: Sequence[ApiClient]) -> list[ClientOut]:
    """With a few look-ups for a whole page."""
    now, ids = clock.now(session), [row.id for row in rows]
    live, used = credentials.live_of(session, ids, now), used_since(session, ids, now - timedelta(days=1))
    return [
        ClientOut(
            **{name: getattr(row, name) for name in _PLAIN},
            unit_ids=sorted(client.unit_ids or ()),
            state=state_of(row, now),
            credentials=[CredentialOut.of(one) for one in live[row.id]],
            requests_today=used.get(row.id, 0),
        )
        for row, client in zip(rows, clients_of(session, rows), strict=True)
    ]


_PLAIN: Final = tuple(
    name for name in ClientOut.model_fields if name not in ("unit_ids", "state", "credentials", "requests_today")
)


def acting(session: Session, client_id: UUID) -> Client | None:
    """A client as work goes on for it after its request: with what it may now, or None when it is shut out."""
    row = session.get(ApiClient, client_id)
    if row is None or state_of(row, clock.now(session)) is not ClientState.ACTIVE:
        return None
    return clients_of(session, [row])[0]


def units_of(session: Session, client_id: UUID) -> list[UUID]:
    found = select(ApiClientUnit.unit_id).where(ApiClientUnit.client_id == client_id)
    return sorted(session.scalars(found))


def _add(
    session: Session, principal: Principal, client: ApiClient, expires_at: datetime | None, **what: Any
) -> ApiCredential:
    now = clock.now(session)
    if expires_at is not None and expires_at <= now:
        raise _past()
    if len(credentials.live(session, client.id, now)) >= LIVE_AT_MOST:
        raise TwoLive
    row = ApiCredential(id=new_id(), client_id=client.id, created_at=now, expires_at=expires_at, **what)
    session.add(row)
    session.flush()
    record(
        session,
        principal,
        "client.credential",
        "client",
        client.id,
        credential=str(row.id),
        kind=row.kind.value,
        kid=row.kid,
    )
    return row


def _check(
    session: Session,
    owner_id: UUID | None,
    unit_ids: Iterable[UUID],
    expires_at: datetime | None,
    now: datetime,
    *,
    all_units: bool,
) -> None:
    if expires_at is not None and expires_at <= now:
        raise _past()
    unit = table("unit", column("id"))
    for pointer, named in (("/owner_unit_id", {owner_id} - {None}), ("/unit_ids", set(unit_ids))):
        known = session.execute(select(unit.c.id).where(unit.c.id.in_(named))).all() if named else []
        if len(known) != len(named):
            raise InvalidInput(errors=[FieldProblem(pointer, "unknown", Text("没有这个单位", "There is no such unit"))])
    if all_units and set(unit_ids):
        text = Text("选了全部单位就不再逐个指定", "All units leave none to be named")
        raise InvalidInput(errors=[FieldProblem("/unit_ids", "all_units", text)])


def _past() -> InvalidInput:
    return InvalidInput(errors=[FieldProblem("/expires_at", "past", Text("须晚于现在", "Must be later than now"))])


def _insert(session: Session, client: ApiClient) -> None:
    """Write a client whose name nobody else has. Raises NameTaken."""
    taken = select(ApiClient.id).where(ApiClient.name == client.name, ApiClient.id != client.id)
    with session.no_autoflush:
        if session.scalars(taken).first() is not None:
            raise NameTaken
    session.add(client)
    try:
        session.flush()
    except IntegrityError as problem:  # somebody took it at the same moment
        raise NameTaken from problem


def _set_units(session: Session, client: ApiClient, unit_ids: Iterable[UUID]) -> None:
    session.execute(delete(ApiClientUnit).where(ApiClientUnit.client_id == client.id))
    session.add_all(ApiClientUnit(client_id=client.id, unit_id=unit_id) for unit_id in sorted(set(unit_ids)))
    session.flush()


def _said(client: ApiClient, unit_ids: Iterable[UUID]) -> dict[str, Any]:
    return {
        "scopes": client.scopes,
        "all_units": client.all_units,
        "units": len(set(unit_ids)),
        "sandbox": client.sandbox,
        "disabled": client.disabled_at is not None,
        "expires_at": client.expires_at.isoformat() if client.expires_at else None,
    }
