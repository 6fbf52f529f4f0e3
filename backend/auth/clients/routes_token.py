"""Tokens for client systems, and the document that says where they are had (RFC 8414)."""

import base64
import binascii
from typing import Annotated
from urllib.parse import unquote_plus
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from backend.auth.clients import credentials, issuing, service
from backend.auth.clients.issuing import Asked, InvalidClient, InvalidRequest, UnsupportedGrant
from backend.auth.clients.schemas import AccessToken, AuthorizationServer, ClientSelf
from backend.auth.policy import Scope
from backend.auth.tokens import LIFETIME
from backend.config import Settings
from backend.core.db import SessionDep
from backend.core.fields import Line
from backend.core.openapi import problems
from backend.core.principal import ClientDep, permission
from backend.core.text import Text

router = APIRouter(tags=["clients"])
Member = Annotated[Line | None, Form(max_length=16_384)]


@router.post(issuing.TOKEN_PATH, summary="A token for a client system", responses=problems(400, 401, 422, 429))
@permission("client.enter")
def token(
    request: Request,
    response: Response,
    session: SessionDep,
    grant_type: Member = None,
    scope: Member = None,
    client_id: Member = None,
    client_secret: Member = None,
    client_assertion_type: Member = None,
    client_assertion: Member = None,
) -> AccessToken:
    """OAuth 2.0 client credentials: by `client_secret_basic`, `client_secret_post` or `private_key_jwt`.

    Refusals have `error` and `error_description` of RFC 6749 beside the members of a problem.
    """
    if request.url.query:
        text = Text("凭证不得放在网址中", "Nothing of a token request belongs into the address")
        raise InvalidRequest(text)
    if grant_type != "client_credentials":
        raise UnsupportedGrant if grant_type else InvalidRequest
    named, secret = _basic(request) if "authorization" in request.headers else (client_id, client_secret)
    if client_assertion is not None:
        if client_assertion_type != credentials.ASSERTION_TYPE or secret is not None:
            raise InvalidRequest
        named = client_id or credentials.claimed_subject(client_assertion)
    elif secret is None:
        raise InvalidClient
    asked = Asked(_id(named), secret, client_assertion, frozenset(scope.split()) if scope else None)
    settings: Settings = request.app.state.settings
    address = request.client.host if request.client else ""
    given = issuing.give(session, request.app.state.keys, settings, asked, address)
    response.headers["Pragma"] = "no-cache"
    return AccessToken(
        access_token=given.token,
        expires_in=int(LIFETIME.total_seconds()),
        scope=" ".join(sorted(given.scopes)),
    )


@router.get("/.well-known/oauth-authorization-server", summary="Where client systems get tokens")
@permission("system.info")
async def metadata(request: Request) -> AuthorizationServer:
    base = request.app.state.settings.base_url.rstrip("/")
    return AuthorizationServer(
        issuer=base,
        token_endpoint=base + issuing.TOKEN_PATH,
        scopes_supported=[scope.value for scope in Scope],
        response_types_supported=[],
        grant_types_supported=["client_credentials"],
        token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post", "private_key_jwt"],
        token_endpoint_auth_signing_alg_values_supported=list(credentials.ALGORITHMS),
        service_documentation=f"{base}/api/v1/openapi.json",
    )


@router.get("/api/v1/clients/me", summary="What the own token is good for", responses=problems(401, 403))
@permission("client.self")
def own(client: ClientDep, session: SessionDep) -> ClientSelf:
    row = service.get(session, client.client_id)
    return ClientSelf(
        client_id=row.id,
        name=row.name,
        scopes=sorted(client.scopes),
        all_units=row.all_units,
        unit_ids=service.units_of(session, row.id),
        per_minute=row.per_minute,
        sandbox=row.sandbox,
        expires_at=row.expires_at,
    )


def _basic(request: Request) -> tuple[str, str]:
    """RFC 6749, 2.3.1: both parts are form-encoded before they are joined. Raises InvalidClient."""
    scheme, _, coded = request.headers["authorization"].partition(" ")
    try:
        name, colon, secret = base64.b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise InvalidClient from None
    if scheme.lower() != "basic" or not colon:
        raise InvalidClient
    return unquote_plus(name), unquote_plus(secret)


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
