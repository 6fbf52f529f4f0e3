"""Logging in through the identity provider, and the identity that is linked to the own account.

Without a provider in the settings these routes answer as if they did not exist.
"""

from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Request, Response

from backend.auth import codes, cookie, identities, linked, service
from backend.auth.provider import Provider
from backend.auth.routes import CODE_WANTED, OwnPage, address_of, code_wanted, entered, keys_of
from backend.auth.schemas import LinkedIdentityOut, LoginOut, ProviderAddressOut, ProviderReturnIn
from backend.core.db import DatabaseDep, SessionDep
from backend.core.errors import NotFound
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission


def _configured(request: Request) -> Provider:
    """Dependency: the provider. Raises NotFound."""
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise NotFound
    return provider


ProviderDep = Annotated[Provider, Depends(_configured)]
BrowserCookie = Annotated[str | None, Cookie(alias=cookie.PROVIDER, max_length=200)]

router = APIRouter(prefix="/api/v1/auth", tags=["auth"])


@router.post(
    "/provider",
    summary="Log in through the identity provider: where to go",
    responses=problems(403, 404, 415, 429, 503),
    dependencies=[OwnPage],
)
@permission("auth.enter")
async def begin_login(
    request: Request, response: Response, database: DatabaseDep, provider: ProviderDep
) -> ProviderAddressOut:
    """Sets a cookie: the login counts only in the browser that began it, once, within ten minutes."""
    way = await identities.begin(database, keys_of(request), provider, address=address_of(request))
    return _sent_off(response, way)


@router.post(
    "/provider/return",
    summary="Log in through the identity provider: coming back",
    response_model=LoginOut,
    responses={**CODE_WANTED, **problems(403, 404, 409, 415, 422, 503)},
    dependencies=[OwnPage],
)
@permission("auth.enter")
async def finish_login(
    body: ProviderReturnIn,
    request: Request,
    response: Response,
    database: DatabaseDep,
    provider: ProviderDep,
    browser: BrowserCookie = None,
) -> LoginOut | Response:
    """Sets the refresh cookie, unless the code of a second factor has to follow. 403 `identity_unknown`: nobody has
    linked this identity."""
    began = await identities.log_in(
        database,
        keys_of(request),
        provider,
        state=body.state,
        code=body.code,
        browser=browser,
        user_agent=request.headers.get("user-agent", ""),
    )
    if isinstance(began, codes.CodeWanted):
        return code_wanted(began)
    return entered(request, response, began)


@router.get("/me/identity", summary="Whether an identity is linked", responses=problems(401, 404))
@permission("auth.self")
def read_identity(session: SessionDep, principal: PrincipalDep, provider: ProviderDep) -> LinkedIdentityOut:
    found = linked.identity_of(session, provider.issuer, principal.user_id)
    return LinkedIdentityOut(linked_at=found.linked_at if found else None)


@router.post(
    "/me/identity",
    summary="Link an identity to the own account: where to go",
    responses=problems(401, 403, 404, 415, 429, 503),
    dependencies=[OwnPage],
)
@permission("auth.self", step_up=True)
async def begin_link(
    request: Request, response: Response, database: DatabaseDep, provider: ProviderDep, principal: PrincipalDep
) -> ProviderAddressOut:
    way = await identities.begin(database, keys_of(request), provider, address=address_of(request), linking=principal)
    return _sent_off(response, way)


@router.post(
    "/me/identity/return",
    summary="Link an identity to the own account: coming back",
    responses=problems(401, 403, 404, 409, 415, 422, 503),
    dependencies=[OwnPage],
)
@permission("auth.self")
async def finish_link(
    body: ProviderReturnIn,
    request: Request,
    database: DatabaseDep,
    provider: ProviderDep,
    principal: PrincipalDep,
    browser: BrowserCookie = None,
) -> LinkedIdentityOut:
    """From now on whoever logs in at the provider as this identity gets in as this person."""
    linked_at = await identities.link(
        database, keys_of(request), provider, principal, state=body.state, code=body.code, browser=browser
    )
    return LinkedIdentityOut(linked_at=linked_at)


@router.delete("/me/identity", summary="Remove the link", status_code=204, responses=problems(401, 403, 404))
@permission("auth.self", step_up=True)
def remove_identity(session: SessionDep, principal: PrincipalDep, _provider: ProviderDep) -> None:
    """The password gets in as before."""
    linked.unlink(session, principal, service.get_user(session, principal.user_id, lock=True))


def _sent_off(response: Response, way: identities.Way) -> ProviderAddressOut:
    cookie.put(response, way.browser, cookie.PROVIDER)
    return ProviderAddressOut(address=way.address)
