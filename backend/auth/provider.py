"""The identity provider (OpenID Connect): where people are sent to log in, and how what they bring back is redeemed.

Authorization code with PKCE. Issuer and client come from the settings; the endpoints from the provider's own
description, which must name that issuer; requests to them go through the one door. Source: security design, 8.2.
"""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

import structlog

from backend.auth.id_tokens import SESSION_WITHIN, Expected, IdTokenWrong, key_wanted, subject_of, usable_key
from backend.config import Settings, SettingsError
from backend.core.errors import Forbidden, Unavailable
from backend.core.keys import Keys
from backend.core.text import Text
from backend.egress.destinations import Blocked
from backend.egress.http import Egress, Failed

log = structlog.get_logger("oidc")

CALLBACK: Final = "/login/callback"
"""The page that people come back to; to be registered at the provider with the base URL before it."""
KEPT: Final = 3600.0
"""Seconds that the provider's description and keys are used without asking again."""
ASK_AGAIN: Final = 60.0
"""Seconds between two questions for the keys because of a key that is not known."""
ALGORITHMS: Final = ("RS256", "ES256")


class ProviderUnavailable(Unavailable):
    code = "provider_unavailable"
    title = Text(
        "统一身份认证暂时无法使用，请稍后再试，或用用户名和密码登录",
        "The identity provider cannot be used now; try again later, or log in with your password",
    )


class LoginRefused(Forbidden):
    code = "provider_login_refused"
    title = Text(
        "统一身份认证的登录没有通过核验，请重新登录", "The provider's answer is not valid; please log in again"
    )


class ProviderSettingsError(SettingsError):
    """The settings of the identity provider cannot work; the text says why."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What the provider's description says."""

    authorization: str
    token: str
    keys: str


@dataclass(slots=True)
class Provider:
    """Of one issuer. What it says about itself is kept in this process for a while."""

    egress: Egress
    issuer: str
    client_id: str
    secret: str = field(repr=False)
    algorithms: Sequence[str]
    callback: str
    now: Callable[[], float] = time.monotonic
    _endpoints: tuple[float, Endpoints] | None = None
    _keys: tuple[float, Sequence[Any]] | None = None

    async def address(self, state: str, nonce: str, verifier: str) -> str:
        """Where a browser is sent for one login. Raises ProviderUnavailable."""
        endpoints = await self._described()
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.callback,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
            "max_age": str(int(SESSION_WITHIN.total_seconds())),
        }
        return f"{endpoints.authorization}{'&' if '?' in endpoints.authorization else '?'}{urlencode(asked)}"

    async def subject(self, code: str, nonce: str, verifier: str) -> str:
        """Who logged in there, by the code that the browser brought. Raises LoginRefused, ProviderUnavailable."""
        token = await self._redeem(code, verifier)
        try:
            algorithm, kid = key_wanted(token, self.algorithms)
            key = await self._key(algorithm, kid)
            if key is None:
                raise IdTokenWrong("kid")
            return subject_of(token, key, algorithm, Expected(self.issuer, self.client_id, nonce), time.time())
        except IdTokenWrong as problem:
            log.warning("id token refused", reason=str(problem))
            raise LoginRefused from problem

    async def _redeem(self, code: str, verifier: str) -> str:
        """The ID token for a code."""
        endpoint = (await self._described()).token
        basic = base64.b64encode(f"{quote_plus(self.client_id)}:{quote_plus(self.secret)}".encode()).decode()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.callback,
            "code_verifier": verifier,
        }
        headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
        status, answer = await self._ask("POST", endpoint, headers, urlencode(form).encode())
        if status == 400:
            log.warning("code refused")
            raise LoginRefused
        token = answer.get("id_token")
        if status != 200 or not isinstance(token, str):
            raise self._trouble("token endpoint", status)
        return token

    async def _described(self) -> Endpoints:
        now = self.now()
        if self._endpoints is None or now - self._endpoints[0] >= KEPT:
            status, said = await self._ask("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            addresses = [said.get(name) for name in names]
            if status != 200 or said.get("issuer") != self.issuer:
                raise self._trouble("description", status)
            if not all(isinstance(address, str) and _is_page(address) for address in addresses):
                raise self._trouble("description", status)
            self._endpoints = (now, Endpoints(*map(str, addresses)))
        return self._endpoints[1]

    async def _key(self, algorithm: str, kid: str | None) -> dict[str, str] | None:
        """The key of a token. One that is not known is asked for, but not more often than once a minute."""
        for patience in (KEPT, ASK_AGAIN):
            now = self.now()
            if self._keys is None or now - self._keys[0] >= patience:
                status, said = await self._ask("GET", (await self._described()).keys)
                if status != 200 or not isinstance(said.get("keys"), list):
                    raise self._trouble("keys", status)
                self._keys = (now, said["keys"])
            found = usable_key(self._keys[1], algorithm, kid)
            if found is not None:
                return found
        return None

    async def _ask(
        self, method: str, url: str, headers: dict[str, str] | None = None, content: bytes | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Status and JSON object of an answer; an empty object where it is none."""
        try:
            answer = await self.egress.request(
                method, url, headers={"Accept": "application/json", **(headers or {})}, content=content
            )
        except (Blocked, Failed) as problem:
            raise self._trouble(problem.reason) from problem
        try:
            said = json.loads(answer.body)
        except (ValueError, RecursionError):
            said = None
        return answer.status, said if isinstance(said, dict) and not answer.cut else {}

    def _trouble(self, reason: str, status: int | None = None) -> ProviderUnavailable:
        log.warning("provider unavailable", reason=reason, status=status)
        return ProviderUnavailable(retry_after=30)


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def provider(settings: Settings, keys: Keys, egress: Egress) -> Provider | None:
    """The provider of the settings; None when there is none. Raises ProviderSettingsError."""
    if not settings.oidc_issuer:
        return None
    if not _is_page(settings.oidc_issuer) or "?" in settings.oidc_issuer:
        raise ProviderSettingsError("PINGYI_OIDC_ISSUER must be an https address without ? and #")
    try:
        egress.permitted(settings.oidc_issuer)
    except Blocked as problem:
        raise ProviderSettingsError(
            f"PINGYI_OIDC_ISSUER: no request may go there ({problem.reason}); PINGYI_EGRESS_ALLOW must list its machine"
        ) from problem
    algorithms = settings.oidc_algorithms.replace(",", " ").split()
    if not algorithms or not set(algorithms) <= set(ALGORITHMS):
        raise ProviderSettingsError(f"PINGYI_OIDC_ALGORITHMS takes {' and '.join(ALGORITHMS)} only")
    if not settings.oidc_client_id:
        raise ProviderSettingsError("PINGYI_OIDC_ISSUER is set, but not PINGYI_OIDC_CLIENT_ID")
    if not keys.oidc_client_secret:
        raise ProviderSettingsError("PINGYI_OIDC_ISSUER is set, but the key file has no oidc_client_secret")
    return Provider(
        egress,
        settings.oidc_issuer,
        settings.oidc_client_id,
        keys.oidc_client_secret,
        algorithms,
        settings.base_url.rstrip("/") + CALLBACK,
    )


def _is_page(address: str) -> bool:
    """Whether a browser or a request may be sent there: https, and nothing that would change what is added to it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    printable = address.isascii() and address.isprintable() and " " not in address
    return (
        printable
        and parts.scheme == "https"
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and "#" not in address
    )
