"""An installation with an identity provider."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from backend.config import Settings
from tests.auth.at_provider import IdentityProvider, providing
from tests.auth.through_provider import Browser, Open, There, with_provider
from tests.conftest import Client
from tests.smtp import authority_file


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def there(authority: trustme.CA) -> Iterator[IdentityProvider]:
    with providing(authority) as provider:
        yield provider


@pytest.fixture
def settings(settings: Settings, there: There, authority: trustme.CA, tmp_path: Path) -> Settings:
    return with_provider(settings, there, authority_file(authority, tmp_path))


@pytest.fixture
def browser(client: Client, there: There) -> Open:
    return lambda headers=None: Browser(client, there, headers)
