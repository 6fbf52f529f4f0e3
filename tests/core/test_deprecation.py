"""Operations that go away say so in every answer and in the specification."""

from datetime import date

import pytest
from fastapi import FastAPI

from backend.core.deprecation import deprecated
from backend.core.errors import NotFound
from backend.core.principal import permission
from tests.conftest import Client

pytestmark = pytest.mark.one_engine


@pytest.fixture
def app(own_app: FastAPI) -> FastAPI:
    """With two operations that are going away."""

    @own_app.get("/api/v1/old", summary="Old")
    @deprecated(date(2026, 12, 1), date(2027, 6, 1), "/api/v1/new")
    @permission("system.info")
    def old() -> str:
        return "old"

    @own_app.get("/api/v1/older", summary="Older")
    @permission("system.info")
    @deprecated(date(2026, 12, 1), date(2027, 6, 1), "/api/v1/new")
    def older() -> str:
        raise NotFound

    return own_app


@pytest.mark.parametrize(("path", "status"), [("/api/v1/old", 200), ("/api/v1/older", 404)])
def test_an_operation_that_goes_away_says_so(client: Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["deprecation"] == "@1796083200"
    assert answer.headers["sunset"] == "Tue, 01 Jun 2027 00:00:00 GMT"
    assert answer.headers["link"] == '</api/v1/new>; rel="successor-version"'
    operation = client.get("/api/v1/openapi.json").json()["paths"][path]["get"]
    assert (operation["deprecated"], operation["x-sunset"]) == (True, "2027-06-01")


def test_others_do_not(client: Client) -> None:
    assert "deprecation" not in client.get("/api/v1/system/info").headers


def test_half_a_year_of_notice() -> None:
    with pytest.raises(ValueError, match="half a year"):
        deprecated(date(2026, 12, 1), date(2027, 5, 1), "/api/v1/new")
