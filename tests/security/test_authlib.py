"""Somebody else's OAuth library gets tokens from us, by secret and by its own key."""

import pytest
from authlib.integrations.httpx_client import OAuth2Client, OAuthError
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from backend.auth.clients.models import ApiCredential, CredentialKind
from backend.auth.policy import Scope
from backend.config import Settings
from backend.core import clock
from backend.core.keys import load_keys
from backend.main import create_app
from tests.auth.at_provider import RSA, jwk
from tests.auth.clients import System, add_client
from tests.serving import Server

pytestmark = pytest.mark.one_engine


@pytest.fixture
def system(settings: Settings) -> System:
    """A client with a secret and a key."""
    app = create_app(settings, load_keys(settings.keys_path))
    made = add_client(app, Scope.EVENTS_READ, Scope.RECORDS_READ)
    with app.state.database.write() as session:
        key = {name: value for name, value in jwk(RSA, "one").items() if name in ("kty", "n", "e")}
        session.add(
            ApiCredential(client_id=made.id, kind=CredentialKind.KEY, kid="one", jwk=key, created_at=clock.now(session))
        )
    app.state.database.close()
    return made


def test_authlib_gets_tokens_by_each_method(settings: Settings, system: System) -> None:
    pem = RSA.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with Server(settings) as server:
        base = server.url
        # The address that assertions are made for is the installation's own, whatever it is reached by.
        endpoint = f"{settings.base_url}/api/v1/oauth/token"
        for method, secret in (
            ("client_secret_basic", system.secret),
            ("client_secret_post", system.secret),
            ("private_key_jwt", pem),
        ):
            asking = {"token_endpoint_auth_method": method, "scope": "events:read", "timeout": 60}
            with OAuth2Client(str(system.id), secret, **asking) as client:
                if method == "private_key_jwt":
                    client.register_client_auth_method(PrivateKeyJWT(endpoint))
                token = client.fetch_token(f"{base}/api/v1/oauth/token", grant_type="client_credentials")
                assert (token["token_type"], token["scope"]) == ("Bearer", "events:read"), method
                own = client.get(f"{base}/api/v1/clients/me")
                assert own.json()["client_id"] == str(system.id)
        wrong = OAuth2Client(str(system.id), "pys_wrong", token_endpoint_auth_method="client_secret_basic", timeout=60)
        with wrong as client, pytest.raises(OAuthError) as caught:
            client.fetch_token(f"{base}/api/v1/oauth/token", grant_type="client_credentials")
        assert caught.value.error == "invalid_client"
