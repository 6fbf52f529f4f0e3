"""The matrix that auditors read (docs/authz_matrix.csv) against what the running program answers."""

import csv
import re
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import APIRouter, FastAPI

from backend.auth.policy import Role, Scope
from tests.auth.clients import add_client
from tests.conftest import Client, Login
from tests.security.test_permissions import bare, operations

# Who may is decided before the database is asked, the same on both.
pytestmark = pytest.mark.one_engine

MATRIX = Path(__file__).resolve().parents[2] / "docs" / "authz_matrix.csv"
CALLERS = ("nobody", "no_role", *Role, *Scope)
REFUSALS = {(401, "not_authenticated"), (403, "forbidden")}
"""How enforcement refuses. Other 401 and 403 come from behind the door: a wrong password, somebody's own proposal."""

Cells = dict[tuple[str, str], dict[str, str]]


@pytest.fixture
def app(own_app: FastAPI) -> FastAPI:
    """One of these tests adds a route."""
    return own_app


def written() -> Cells:
    """The checked-in matrix: (method, path) -> caller -> `allowed` or `refused`."""
    with MATRIX.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found: Cells = {}
    for row in rows:
        named = {match[1]: cell for head, cell in row.items() if (match := re.search(r"\(([\w:]+)\)$", head))}
        found[row["method"], row["path"]] = named
    return found


def answered(app: FastAPI, client: Client, login: Login, callers: tuple[str, ...] = CALLERS) -> Cells:
    """The same from the program: each listed operation, with ids of nothing and without content, by each caller."""
    found: Cells = {}
    for caller in callers:
        headers: dict[str, str] = {}
        for method, path, _, listed in operations(app):
            if not listed:
                continue
            if isinstance(caller, Scope):
                headers = headers or add_client(app, caller).headers(client)
            elif caller != "nobody" and (not headers or "/auth/" in path):  # some of these end their session
                headers = login(*([] if caller == "no_role" else [caller]))
            address = re.sub(r"{[^}]*}", lambda _: str(uuid4()), path)
            answer = client.request(method, address, headers=headers)
            refused = answer.status_code in (401, 403) and (answer.status_code, answer.json()["code"]) in REFUSALS
            found.setdefault((method, path), {})[caller] = "refused" if refused else "allowed"
    return found


def differences(matrix: Cells, program: Cells) -> list[str]:
    """What one says and the other does not, by operation and caller."""
    return sorted(
        f"{method} {path} {caller}: written {matrix.get((method, path), {}).get(caller)}, answered {cell}"
        for method, path in matrix.keys() | program.keys()
        for caller, cell in (program.get((method, path)) or dict.fromkeys(CALLERS, "nothing")).items()
        if matrix.get((method, path), {}).get(caller) != cell
    )


@pytest.mark.slow
def test_c25_every_cell_of_the_matrix_is_what_the_program_answers(app: FastAPI, client: Client, login: Login) -> None:
    matrix = written()
    assert len(matrix) > 200
    assert all(set(cells) == set(CALLERS) for cells in matrix.values())
    assert differences(matrix, answered(app, client, login)) == []


def test_c25_a_wrong_cell_and_an_undeclared_route_are_found(app: FastAPI, client: Client, login: Login) -> None:
    """The proof that the comparison can fail, in both directions."""
    matrix = written()
    matrix["GET", "/api/v1/users"]["office"] = "allowed"
    matrix["GET", "/api/v1/units"]["office"] = "refused"
    matrix["GET", "/api/v1/gone"] = dict.fromkeys(CALLERS, "refused")
    router = APIRouter()
    router.add_api_route("/api/v1/forgotten", bare)
    app.include_router(router)
    found = differences(matrix, answered(app, client, login, ("office",)))
    assert found == [
        "GET /api/v1/forgotten office: written None, answered refused",
        *[f"GET /api/v1/gone {caller}: written refused, answered nothing" for caller in sorted(CALLERS)],
        "GET /api/v1/units office: written refused, answered allowed",
        "GET /api/v1/users office: written allowed, answered refused",
    ]
