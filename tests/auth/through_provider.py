"""Going to the identity provider and coming back, as a browser does."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.auth import cookie
from backend.config import Settings
from tests.auth.at_provider import CLIENT, SECRET
from tests.auth.people import OWN_PAGE, bearer, log_in
from tests.conftest import Client

LOGIN, LINK = "/api/v1/auth/provider", "/api/v1/auth/me/identity"
Headers = dict[str, str]


class There(Protocol):
    """An identity provider on this machine."""

    @property
    def issuer(self) -> str: ...

    def consent(self, address: str, subject: str) -> dict[str, str]:
        """What the browser brings back from the page at `address`, after somebody logged in there."""
        ...


def with_provider(settings: Settings, there: There, ca_file: Path) -> Settings:
    keys = json.loads(settings.keys_path.read_text()) | {"oidc_client_secret": SECRET}
    settings.keys_path.write_text(json.dumps(keys))
    return settings.model_copy(
        update={
            "egress_allow": f"127.0.0.1:{urlsplit(there.issuer).port}=127.0.0.0/8",
            "egress_ca_file": ca_file,
            "oidc_issuer": there.issuer,
            "oidc_client_id": CLIENT,
        }
    )


class Browser:
    """A browser that goes to the provider and comes back."""

    def __init__(self, client: Client, there: There, headers: Headers | None = None) -> None:
        self._client, self._there, self._headers = client, there, headers or {}
        self._place = LINK if headers else LOGIN
        self.cookie = ""

    def go(self) -> httpx.Response:
        answer = self._client.post(self._place, content="{}", headers=OWN_PAGE | self._headers)
        name, _, rest = answer.headers.get("set-cookie", "").partition("=")
        assert (name == cookie.PROVIDER) == (answer.status_code == 200)
        self.cookie = rest.partition(";")[0]
        return answer

    def consent(self, subject: str = "zhang-1") -> dict[str, str]:
        answer = self.go()
        assert answer.status_code == 200, answer.text
        return self._there.consent(answer.json()["address"], subject)

    def come_back(self, brought: dict[str, str]) -> httpx.Response:
        cookies = {"Cookie": f"{cookie.PROVIDER}={self.cookie}"} if self.cookie else {}
        headers = OWN_PAGE | self._headers | cookies
        return self._client.post(f"{self._place}/return", json=brought, headers=headers)

    def through(self, subject: str = "zhang-1") -> httpx.Response:
        """A whole login, or a whole link."""
        return self.come_back(self.consent(subject))


Open = Callable[..., Browser]


def link(client: Client, browser: Open, subject: str = "zhang-1", username: str = "wang.fang") -> Headers:
    """Link an identity to somebody's account; gives the headers of the session that did it."""
    headers = bearer(log_in(client, username))
    answer = browser(headers).through(subject)
    assert answer.status_code == 200, answer.text
    return headers


def hows(app: FastAPI) -> list[Any]:
    with app.state.database.read() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action == "auth.login").order_by(AuditEvent.seq))
        return [row.data["how"] for row in rows]


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]
