"""Who gets through to a route function."""

import pytest
from fastapi import APIRouter, FastAPI

from backend.core.principal import PrincipalDep, permission
from tests.conftest import Client, Login


@pytest.fixture
def app(own_app: FastAPI) -> FastAPI:
    router = APIRouter()

    @router.get("/probe/self")
    @permission("auth.self")
    def own(principal: PrincipalDep) -> dict[str, object]:
        return {"username": principal.username, "roles": sorted(principal.roles), "unit_id": principal.unit_id}

    @router.get("/probe/users")
    @permission("user.write")
    def users() -> str:
        return "ok"

    @router.get("/probe/undeclared")
    def undeclared() -> str:
        return "never"

    @router.get("/probe/unknown")
    @permission("no.such.permission")
    def unknown() -> str:
        return "never"

    outer = APIRouter(prefix="/nested")
    outer.include_router(router)
    own_app.include_router(router)
    own_app.include_router(outer)
    return own_app


@pytest.mark.parametrize("prefix", ["", "/nested"])
def test_roles_decide(client: Client, login: Login, prefix: str) -> None:
    office, sysadmin, nobody = login("office", username="li.ming"), login("sysadmin"), login()
    assert client.get(f"{prefix}/probe/self").status_code == 401
    assert client.get(f"{prefix}/probe/self", headers=office).json() == {
        "username": "li.ming",
        "roles": ["office"],
        "unit_id": None,
    }
    assert client.get(f"{prefix}/probe/self", headers=nobody).status_code == 200
    assert client.get(f"{prefix}/probe/users").status_code == 401
    assert client.get(f"{prefix}/probe/users", headers=nobody).status_code == 403
    assert client.get(f"{prefix}/probe/users", headers=office).status_code == 403
    assert client.get(f"{prefix}/probe/users", headers=sysadmin).status_code == 200


def test_what_is_not_declared_is_refused(client: Client, login: Login) -> None:
    sysadmin = login("sysadmin")
    for path in ("/probe/undeclared", "/probe/unknown", "/nested/probe/undeclared"):
        assert client.get(path).status_code == 403
        assert client.get(path, headers=sysadmin).status_code == 403
