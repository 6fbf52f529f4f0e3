"""Fields that the caller may not search, sort or write are refused by every operation, whatever the role."""

import re
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from backend.audit.models import AuditEvent
from backend.auth.policy import TABLE, Open, Role, rule_of
from tests.auth.clients import add_client
from tests.auth.people import count
from tests.conftest import Client, Login

# Bodies are refused before the database is asked, the same on both.
pytestmark = pytest.mark.one_engine

HIDDEN = ("complainant_phone", "mode", "filter", "password_hash", "code_hash")
ABSENT = ("/api/v1/demo/", "/api/v1/auth/provider/", "/api/v1/auth/me/identity/")
"""Without a demonstration, and without an identity provider (see tests/security/oidc)."""
FREE = ("/api/v1/intake/work-orders/",)
"""Takes an order in the words of its system; only members that its table names are read."""
SERVERS = ("unit_id", "state", "score", "role", "assignee", "is_published", "version", "created_at", "demo")
"""What only the server sets, in bodies that do not name it themselves."""


def operations(app: FastAPI) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method.upper(), re.sub(r"{[^}]*}", lambda _: str(uuid4()), path), operation)
        for path, item in app.openapi()["paths"].items()
        for method, operation in item.items()
    ]


def caller(client: Client, app: FastAPI, login: Login, operation: dict[str, Any]) -> dict[str, str]:
    """Somebody whom the operation lets in."""
    rule = rule_of(operation["x-permission"])
    assert rule is not Open.METRICS
    if rule is Open.PUBLIC:
        return {}
    if not isinstance(rule, frozenset):
        return login(Role.OFFICE)
    roles = sorted(holder for holder in rule if isinstance(holder, Role))
    return login(roles[0]) if roles else add_client(app, *rule).headers(client)


def test_c04_no_list_is_searched_or_sorted_by_a_hidden_field(client: Client, app: FastAPI, login: Login) -> None:
    tried = answered = 0
    for method, path, operation in operations(app):
        names = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"}
        if "cursor" not in names:
            continue
        headers = caller(client, app, login, operation)
        answered += client.request(method, path, headers=headers).status_code == 200
        for query in (*(f"{name}=1" for name in HIDDEN), *(f"sort={name}" for name in HIDDEN)):
            answer = client.request(method, f"{path}?{query}", headers=headers)
            assert answer.status_code == 422, (path, query)
            assert answer.json()["errors"][0]["pointer"] == f"query:{query.partition('=')[0]}", (path, query)
            tried += 1
    assert tried >= 80
    assert answered >= 8, "the lists themselves answer"


def fields_of(app: FastAPI, schema: dict[str, Any]) -> set[str]:
    """The fields that a body may have, whichever of its forms it takes."""
    if "$ref" in schema:
        schema = app.openapi()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    found = set(schema.get("properties", {}))
    return found.union(*(fields_of(app, form) for key in ("anyOf", "oneOf", "allOf") for form in schema.get(key, ())))


def test_c05_no_body_takes_a_field_of_the_server(client: Client, app: FastAPI, login: Login) -> None:
    tried = 0
    for method, path, operation in operations(app):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None or path.startswith(ABSENT + FREE):
            continue
        headers = caller(client, app, login, operation) | {"If-Match": '"1"', "Idempotency-Key": "k" * 32}
        own = fields_of(app, content["schema"])
        for field in set(SERVERS) - own:
            answer = client.request(method, path, headers=headers, json={field: "x"})
            if answer.status_code == 412:  # decided before the body is looked at
                current = {"If-Match": answer.headers["etag"]}
                answer = client.request(method, path, headers=headers | current, json={field: "x"})
            assert answer.status_code in (415, 422), (method, path, field, answer.text)
            problems = {problem["pointer"]: problem["code"] for problem in answer.json()["errors"]}
            assert problems.get(f"/{field}") == "extra_forbidden", (method, path, field, problems)
            tried += 1
    assert tried >= 300
    assert count(app, AuditEvent) == 0, "nothing was changed"


def test_c20_the_system_administrator_reads_neither_complaints_nor_results_nor_the_record() -> None:
    for name, rule in TABLE.items():
        if name.partition(".")[0] in ("complaint", "complaint_attachment", "transfer", "snapshot", "result", "comment"):
            assert rule is Open.PUBLIC or (isinstance(rule, frozenset) and Role.SYSADMIN not in rule), name
    assert not [name for name in TABLE if name.startswith("audit") and Role.SYSADMIN in TABLE[name]]


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.AUDITOR])
def test_c20_the_refusal_by_http_and_its_twin(client: Client, login: Login, role: Role) -> None:
    headers = login(role)
    refused = role is Role.SYSADMIN
    for path in ("/api/v1/complaints", f"/api/v1/rounds/{uuid4()}/snapshots", f"/api/v1/rounds/{uuid4()}/results"):
        answer = client.get(path, headers=headers)
        assert (answer.status_code == 403) is refused, (path, answer.text)
