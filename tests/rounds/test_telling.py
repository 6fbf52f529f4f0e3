"""Who is told that an opening or a version of results waits for the second person, and where that is seen."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.audit.record import COMMAND
from backend.auth.models import UserAccount, UserRole
from backend.auth.policy import Role
from backend.background import NOTICE_KINDS
from backend.ballots.service import facts
from backend.notices.letters import Letter, Line, letter_text
from backend.notices.models import Notice
from backend.rounds.models import Round, RoundStratum
from backend.rounds.states import transition
from tests.conftest import Client, Login
from tests.results.publishing.counted import Counted
from tests.rounds.conftest import Office

Headers = dict[str, str]


@pytest.fixture
def ready(office: Office) -> str:
    """A draft that could be opened but for the second person."""
    made = office.create()
    office.issue(made["id"])
    return str(made["id"])


def told(client: Client, headers: Headers) -> list[tuple[str, bool]]:
    """(kind, whether it was read) of somebody's notices, the oldest first."""
    items = client.get("/api/v1/notices?sort=at", headers=headers).json()["items"]
    return [(item["kind"].removeprefix("round."), item["read_at"] is not None) for item in items]


def read_all(client: Client, headers: Headers) -> None:
    until = datetime.now(UTC).isoformat()
    assert client.post("/api/v1/notices/read-all", json={"until": until}, headers=headers).is_success


def waiting(client: Client, headers: Headers) -> list[tuple[str, str]]:
    answer = client.get("/api/v1/rounds/awaiting", headers=headers)
    assert answer.status_code == 200, answer.text
    return [(item["title"], item["step"]) for item in answer.json()["items"]]


def propose(office: Office, round_id: str) -> None:
    answer = office.send("POST", f"{round_id}/propose-opening")
    assert answer.status_code == 200, answer.text


def put_weight(office: Office, round_id: str, weight: str) -> None:
    body = {"criteria": [{"code": "C1", "name": "总评", "weight": weight}]}
    answer = office.send("PUT", f"{round_id}/criteria", body, version=office.get(round_id)["version"])
    assert answer.status_code == 200, answer.text


def disable(office: Office, headers: Headers) -> None:
    me = office.client.get("/api/v1/auth/me", headers=headers).json()["id"]
    with office.app.state.database.write() as session:
        session.get_one(UserAccount, UUID(me)).disabled_at = datetime.now(UTC)


def test_every_lead_supervisor_is_told_of_an_opening_and_the_proposer_of_the_decision(
    office: Office, ready: str, login: Login
) -> None:
    client, second, gone, other = office.client, login("lead_supervisor"), login("lead_supervisor"), login("supervisor")
    disable(office, gone)
    propose(office, ready)
    [notice] = client.get("/api/v1/notices", headers=office.lead).json()["items"]
    assert (notice["text"], notice["path"]) == ("2026 年第 1 轮评议提请开始，评议办法待您复核", f"/rounds/{ready}")
    assert told(client, second) == [("open_proposed", False)]
    for headers in (office.headers, other):
        assert told(client, headers) == []
    with office.app.state.database.read() as session:
        assert len(session.scalars(select(Notice)).all()) == 2  # nobody who may not log in
    for headers in (office.lead, second):
        assert waiting(client, headers) == [("2026年第一次评议", "open")]
    read_all(client, office.lead)
    assert office.countersign(ready).status_code == 200
    assert told(client, office.lead) == [("open_proposed", True)]
    assert told(client, second) == []  # there is nothing to do any more
    assert told(client, office.headers) == [("open_confirmed", False)]
    assert waiting(client, second) == []
    assert office.send("POST", f"{ready}/open").status_code == 200
    assert told(client, office.headers) == []  # nor to tell


def test_a_refusal_is_told_and_the_next_proposal_is_told_again(office: Office, ready: str) -> None:
    client = office.client
    propose(office, ready)
    read_all(client, office.lead)
    assert office.countersign(ready, confirm=False, note="层次权重有误").status_code == 200
    assert told(client, office.headers) == [("open_refused", False)]
    assert waiting(client, office.lead) == []
    propose(office, ready)
    assert told(client, office.lead) == [("open_proposed", True), ("open_proposed", False)]
    assert waiting(client, office.lead) == [("2026年第一次评议", "open")]


def test_one_proposed_anew_takes_the_place_of_the_one_before(office: Office, ready: str, login: Login) -> None:
    propose(office, ready)
    office.headers = login("office")
    propose(office, ready)
    assert told(office.client, office.lead) == [("open_proposed", False)]
    assert waiting(office.client, office.lead) == [("2026年第一次评议", "open")]
    assert office.countersign(ready).status_code == 200
    assert told(office.client, office.headers) == [("open_confirmed", False)]  # who proposed it last


def test_a_proposal_that_is_void_is_not_waited_for(office: Office, ready: str) -> None:
    client = office.client
    propose(office, ready)
    kept = ("code", "name", "help", "weight")
    criteria = [{name: one[name] for name in kept} for one in office.get(f"{ready}/config")["criteria"]]
    put_weight(office, ready, "2")
    assert (told(client, office.lead), waiting(client, office.lead)) == ([], [])
    assert told(client, office.headers) == []
    # As it was: what is proposed can be countersigned again.
    version = office.get(ready)["version"]
    assert office.send("PUT", f"{ready}/criteria", {"criteria": criteria}, version=version).status_code == 200
    assert told(client, office.lead) == [("open_proposed", False)]
    assert waiting(client, office.lead) == [("2026年第一次评议", "open")]


def test_a_change_beside_the_method_leaves_the_notice(office: Office, ready: str) -> None:
    propose(office, ready)
    [before] = office.client.get("/api/v1/notices", headers=office.lead).json()["items"]
    version = office.get(ready)["version"]
    assert office.send("PATCH", ready, {"contact": "效能办 12345"}, version=version).status_code == 200
    assert office.client.get("/api/v1/notices", headers=office.lead).json()["items"] == [before]  # not mailed twice


def test_other_codes_make_it_void(office: Office, ready: str) -> None:
    propose(office, ready)
    with office.app.state.database.read() as session:
        stratum = session.scalars(select(RoundStratum.id).where(RoundStratum.round_id == UUID(ready))).first()
    version = office.get(ready)["version"]
    answer = office.send("POST", f"{ready}/codes/void", {"stratum_id": str(stratum)}, version=version)
    assert answer.status_code == 200, answer.text
    assert (told(office.client, office.lead), waiting(office.client, office.lead)) == ([], [])


def test_a_draft_that_is_deleted_takes_its_notices_with_it(office: Office) -> None:
    made = office.create(collection="paper")
    propose(office, made["id"])
    assert told(office.client, office.lead) == [("open_proposed", False)]
    assert office.send("DELETE", made["id"], version=office.get(made["id"])["version"]).status_code == 204
    assert (told(office.client, office.lead), waiting(office.client, office.lead)) == ([], [])


def test_a_command_that_opens_leaves_nothing_to_do(office: Office, ready: str) -> None:
    propose(office, ready)
    with office.app.state.database.write() as session:
        transition(session, session.get_one(Round, UUID(ready)), "open", COMMAND, facts(session, UUID(ready)))
    assert (told(office.client, office.lead), waiting(office.client, office.lead)) == ([], [])


def test_nobody_is_asked_to_countersign_what_they_proposed(office: Office, ready: str, login: Login) -> None:
    office.headers = both = login("office", "lead_supervisor")
    propose(office, ready)
    assert (told(office.client, both), waiting(office.client, both)) == ([], [])
    assert waiting(office.client, office.lead) == [("2026年第一次评议", "open")]


@pytest.mark.one_engine
@pytest.mark.parametrize("role", ["office", "supervisor", "auditor", "leader", "liaison", "sysadmin"])
def test_what_waits_is_shown_to_the_lead_supervisor(office: Office, ready: str, login: Login, role: str) -> None:
    propose(office, ready)
    assert office.client.get("/api/v1/rounds/awaiting", headers=login(role)).status_code == 403
    assert office.client.get("/api/v1/rounds/awaiting").status_code == 401


@pytest.mark.one_engine
def test_whoever_becomes_lead_supervisor_later_sees_what_waits(office: Office, ready: str, login: Login) -> None:
    propose(office, ready)
    late = login("supervisor")
    me = office.client.get("/api/v1/auth/me", headers=late).json()["id"]
    with office.app.state.database.write() as session:
        session.add(UserRole(user_id=UUID(me), role=Role.LEAD_SUPERVISOR))
    assert waiting(office.client, late) == [("2026年第一次评议", "open")]


def test_versions_of_results_are_told_in_the_same_way(client: Client, login: Login) -> None:
    second = login("lead_supervisor")
    counted = Counted(client.app, client, login)
    assert counted.post("freeze", counted.office).status_code == 200
    [notice] = client.get("/api/v1/notices?unread=true", headers=counted.lead).json()["items"]
    path = f"/rounds/{counted.round_id}/publication"
    assert (notice["kind"], notice["path"]) == ("round.publish_proposed", path)
    assert [step for _, step in waiting(client, second)] == ["publish"]
    assert counted.countersign(confirm=False, note="名称不").status_code == 422
    assert counted.countersign(confirm=False, note="单位名称有误").status_code == 200
    assert (told(client, second), waiting(client, second)) == ([], [])
    assert counted.post("snapshots", counted.office, {"reason": "已核对名称"}).status_code == 200
    assert told(client, second) == [("publish_proposed", False)]
    assert counted.countersign().status_code == 200
    assert told(client, second) == []
    assert told(client, counted.office) == [("publish_refused", False), ("publish_confirmed", False)]
    assert counted.post("publish", counted.office).status_code == 200
    # A correction of what is published waits as well.
    assert counted.post("snapshots", counted.office, {"reason": "更正单位名称"}).status_code == 200
    assert told(client, second) == [("publish_proposed", False)]
    assert [step for _, step in waiting(client, second)] == ["publish"]


@pytest.mark.one_engine
def test_the_mail_says_which_round_and_nothing_else(office: Office, ready: str) -> None:
    propose(office, ready)
    with office.app.state.database.read() as session:
        notice = session.scalars(select(Notice)).one()
        params: dict[str, Any] = notice.params
        line = Line(notice.not_before, notice.kind, params)
        letter = Letter(notice.user_id, "wang.fang@office.example", (notice.id,), (line,))
    _, text = letter_text(letter, NOTICE_KINDS, "示范市效能办", "https://pingyi.example")
    assert f"评议办法待您复核\n   https://pingyi.example/rounds/{ready}\n" in text
    assert set(params) == {"round", "year", "number"}
