"""Administration of client systems; the office and the auditor read."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from backend.auth.clients import service
from backend.auth.clients.schemas import (
    ClientEdit,
    ClientIn,
    ClientOut,
    ClientQuery,
    ClientSecretOut,
    CredentialEdit,
    CredentialOut,
    KeyIn,
    SecretIn,
)
from backend.core.db import SessionDep
from backend.core.etags import IfMatch, check_match, set_etag
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import PrincipalDep, permission

router = APIRouter(prefix="/api/v1/clients", tags=["clients"])


@router.get("", summary="List client systems", responses=problems(401, 403, 422))
@permission("client.read")
def list_clients(session: SessionDep, query: Annotated[ClientQuery, Query()]) -> Page[ClientOut]:
    return service.list_clients(session, query)


@router.post("", status_code=201, summary="Let a client system in", responses=problems(401, 403, 409, 422))
@permission("client.write", step_up=True)
def create(body: ClientIn, response: Response, session: SessionDep, principal: PrincipalDep) -> ClientOut:
    """It gets its first secret or key afterwards."""
    client = service.create(session, principal, body)
    response.headers["Location"] = f"{router.prefix}/{client.id}"
    set_etag(response, client)
    return service.shown(session, client)


@router.get("/{client_id}", summary="One client system", responses=problems(401, 403, 404, 422))
@permission("client.read")
def read(client_id: UUID, response: Response, session: SessionDep) -> ClientOut:
    client = service.get(session, client_id)
    set_etag(response, client)
    return service.shown(session, client)


@router.patch("/{client_id}", summary="Edit a client system", responses=problems(401, 403, 404, 409, 412, 422, 428))
@permission("client.write", step_up=True)
def edit(
    client_id: UUID,
    body: ClientEdit,
    response: Response,
    session: SessionDep,
    principal: PrincipalDep,
    if_match: IfMatch = None,
) -> ClientOut:
    """Acts at its next request, whatever token it has."""
    client = service.get(session, client_id, lock=True)
    check_match(if_match, client, lambda: service.shown(session, client).model_dump(mode="json"))
    service.edit(session, principal, client, body)
    set_etag(response, client)
    return service.shown(session, client)


@router.post(
    "/{client_id}/secrets", status_code=201, summary="Make a new secret", responses=problems(401, 403, 404, 409, 422)
)
@permission("client.write", step_up=True)
def add_secret(client_id: UUID, body: SecretIn, session: SessionDep, principal: PrincipalDep) -> ClientSecretOut:
    """Shown this once. Two credentials may be in force, so that one can replace the other."""
    client = service.get(session, client_id, lock=True)
    secret, row = service.add_secret(session, principal, client, body.expires_at)
    return ClientSecretOut(secret=secret, credential=CredentialOut.of(row))


@router.post(
    "/{client_id}/keys", status_code=201, summary="Add a public key", responses=problems(401, 403, 404, 409, 422)
)
@permission("client.write", step_up=True)
def add_key(client_id: UUID, body: KeyIn, session: SessionDep, principal: PrincipalDep) -> CredentialOut:
    """For `private_key_jwt`: the client signs with the private half, which never leaves it."""
    client = service.get(session, client_id, lock=True)
    return CredentialOut.of(service.add_key(session, principal, client, body))


@router.patch(
    "/{client_id}/credentials/{credential_id}",
    summary="Let a credential end later",
    responses=problems(401, 403, 404, 422),
)
@permission("client.write", step_up=True)
def expire_credential(
    client_id: UUID, credential_id: UUID, body: CredentialEdit, session: SessionDep, principal: PrincipalDep
) -> CredentialOut:
    client = service.get(session, client_id, lock=True)
    return CredentialOut.of(service.end_credential(session, principal, client, credential_id, body.expires_at))


@router.delete(
    "/{client_id}/credentials/{credential_id}",
    status_code=204,
    summary="Let a credential end now",
    responses=problems(401, 403, 404, 422),
)
@permission("client.write", step_up=True)
def end_credential(client_id: UUID, credential_id: UUID, session: SessionDep, principal: PrincipalDep) -> None:
    """Tokens that were given for it stop working too."""
    service.end_credential(session, principal, service.get(session, client_id, lock=True), credential_id, None)
