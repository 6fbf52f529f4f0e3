"""Who may do what with rounds: every route, without login, with the wrong role, and with what is not there."""

from typing import Any

from backend.auth.policy import Role
from backend.rounds import routes
from backend.rounds.states import STEPS
from tests.conftest import Client, Login
from tests.rounds.conftest import Office

UNKNOWN = "00000000-0000-4000-8000-000000000000"
ROLL: dict[str, Any] = {"units": []}
NEW = {"year": 2027, "number": 1, "title": "新", "all_units": False}
WRITES: list[tuple[str, str, dict[str, Any] | None]] = [
    ("POST", "", NEW),
    ("PATCH", "/{id}", {"title": "新"}),
    ("DELETE", "/{id}", None),
    ("PUT", "/{id}/roll", ROLL),
    ("PUT", "/{id}/criteria", {"criteria": [{"code": "C1", "name": "总评"}]}),
    (
        "PUT",
        "/{id}/scale",
        {
            "options": [
                {"number": 1, "label": "好", "points": 1, "satisfied": True, "valid": True},
                {"number": 2, "label": "差", "points": 0, "satisfied": False, "valid": True},
            ]
        },
    ),
    ("PUT", "/{id}/strata", {"strata": [{"code": "S1", "name": "群众"}]}),
    ("PUT", "/{id}/publication", {}),
    ("POST", "/{id}/propose-opening", None),
    ("POST", "/{id}/open", None),
    ("POST", "/{id}/close", None),
    ("POST", "/{id}/planned-close", {"planned_close": "2099-01-01", "reason": "延长"}),
    ("POST", "/{id}/copy", {"year": 2027, "number": 2, "title": "新"}),
]
OTHERS = frozenset(Role) - {Role.OFFICE}
READS = ["", "/{id}", "/{id}/config", "/{id}/method", "/{id}/actions", "/{id}/opening"]
WATCHERS_ONLY = "/{id}/opening"


def call(client: Client, headers: dict[str, str] | None, method: str, path: str, body: Any, round_id: str) -> int:
    options: dict[str, Any] = {} if body is None else {"json": body}
    headers = {**(headers or {}), "If-Match": '"1"'}
    return client.request(method, "/api/v1/rounds" + path.format(id=round_id), headers=headers, **options).status_code


def test_nothing_without_login(office: Office) -> None:
    round_id = office.create()["id"]
    for method, path, body in [*WRITES, *(("GET", path, None) for path in READS)]:
        assert call(office.client, None, method, path, body, round_id) == 401, (method, path)


def test_only_the_office_writes(office: Office, login: Login) -> None:
    round_id = office.create()["id"]
    for role in OTHERS:
        headers = login(role)
        for method, path, body in WRITES:
            assert call(office.client, headers, method, path, body, round_id) == 403, (role, method, path)
    assert office.get(round_id)["version"] == 1


def test_who_reads_a_draft_and_an_open_round(office: Office, login: Login) -> None:
    draft = office.create(number=2)["id"]
    opened = office.opened()["id"]
    for role in OTHERS - {Role.SYSADMIN}:
        headers = login(role)
        prepares = role in (Role.AUDITOR, Role.SUPERVISOR, Role.LEAD_SUPERVISOR)
        for path in READS[1:]:
            expected = 200 if prepares else 404
            assert call(office.client, headers, "GET", path, None, draft) == expected, (role, path)
            expected = 200 if prepares or path != WATCHERS_ONLY else 404
            assert call(office.client, headers, "GET", path, None, opened) == expected, (role, path)
        listed = office.client.get("/api/v1/rounds", headers=headers).json()
        assert {item["id"] for item in listed["items"]} == ({draft, opened} if prepares else {opened}), role
        assert listed["total"] == len(listed["items"])


def test_the_system_administrator_reads_no_round(office: Office, login: Login) -> None:
    opened = office.opened()["id"]
    headers = login("sysadmin")
    assert [call(office.client, headers, "GET", path, None, opened) for path in READS] == [403] * len(READS)


def test_the_office_may_do_each_of_these(office: Office) -> None:
    """The positive twin of the refusals above."""
    statuses = []
    for number, (method, path, body) in enumerate(WRITES, start=10):
        made = office.create(number=number)
        if path.endswith(("-opening", "/open", "/close", "/planned-close")):
            office.issue(made["id"])
        if path.endswith(("/open", "/close", "/planned-close")):
            office.agree(made["id"])
        if path.endswith(("/close", "/planned-close")):
            office.send("POST", f"{made['id']}/open")
            office.receive(made["id"])
        options = {} if body is None else {"json": body | ({"number": number} if "number" in body else {})}
        if path == "/{id}/copy":
            options["json"]["number"] = 50
        headers = office.headers | ({"If-Match": '"1"'} if method in ("PUT", "PATCH", "DELETE") else {})
        url = "/api/v1/rounds" + path.format(id=made["id"])
        statuses.append(office.client.request(method, url, headers=headers, **options).status_code)
    assert statuses == [201, 200, 204, 200, 200, 200, 200, 200, 200, 200, 200, 200, 201]


def test_what_is_not_there(office: Office) -> None:
    for method, path, body in [*WRITES[1:], *(("GET", path, None) for path in READS[1:])]:
        assert call(office.client, office.headers, method, path, body, UNKNOWN) == 404, (method, path)
        assert call(office.client, office.headers, method, path, body, "1") == 422, (method, path)


def test_routes_ask_for_the_permission_of_the_table() -> None:
    assert routes.open_round.__dict__["permission"] == STEPS["open"].permission
    assert routes.close_round.__dict__["permission"] == STEPS["close"].permission


def test_how_many_sheets_came_in_is_for_those_who_watch(office: Office, login: Login) -> None:
    round_id = office.opened()["id"]
    office.receive(round_id)

    def note(role: str) -> str:
        body = office.client.get(f"/api/v1/rounds/{round_id}", headers=login(role)).json()
        return str(body["steps"][2]["note"])

    assert [note(role) for role in ("office", "supervisor", "lead_supervisor")] == ["已收到 0 份测评表"] * 3
    assert [note(role) for role in ("auditor", "leader", "liaison", "evaluator")] == ["评议中"] * 4
    actions = f"/api/v1/rounds/{round_id}/actions"
    assert office.client.get(actions, headers=login("leader")).json() == {"items": []}
    assert [item["action"] for item in office.get(f"{round_id}/actions")["items"]] == ["close"]
