"""From tallied to published: nothing is skipped, nothing happens without the second person, all is in the record."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from backend.ballots.service import facts
from backend.rounds.config import load_config
from backend.rounds.method import digest, method_document
from backend.rounds.models import Round, RoundCriterion, RoundOption, RoundState, RoundStratum, RoundUnit
from tests.conftest import Client, Login
from tests.results.publishing.counted import Counted, parsed


def test_i02_all_the_way(counted: Counted) -> None:
    assert counted.post("freeze", counted.office).json()["state"] == "frozen"
    assert [version["state"] for version in counted.versions()] == ["proposed"]
    assert counted.countersign().status_code == 200
    assert [version["state"] for version in counted.versions()] == ["countersigned"]
    assert counted.post("publish", counted.office).json()["state"] == "published"
    [version] = counted.versions()
    assert (version["version"], version["state"], version["reason"]) == (1, "published", "")
    assert version["proposed"]["name"] != version["decided"]["name"]
    assert version["published_at"] is not None
    steps = [action for action in counted.events() if action.startswith("round.")][-5:]
    assert steps == ["round.tally", "round.freeze", "round.propose", "round.confirm", "round.publish"]


@pytest.mark.parametrize(("before", "step"), [("tallied", "publish"), ("tallied", "countersign"), ("frozen", "freeze")])
def test_i02_no_step_is_skipped_or_repeated(counted: Counted, before: str, step: str) -> None:
    if before == "frozen":
        counted.post("freeze", counted.office)
    if step == "countersign":
        body = {"confirm": True, "digest": "0" * 64}
        assert counted.post("countersign", counted.lead, body).json()["code"] == "nothing_to_countersign"
    else:
        answer = counted.post(step, counted.office)
        assert (answer.status_code, answer.json()["code"]) == (409, "round_state")
    assert counted.state().value == before


def test_i02_nothing_is_published_without_the_second_person(counted: Counted) -> None:
    counted.post("freeze", counted.office)
    answer = counted.post("publish", counted.office)
    assert (answer.status_code, answer.json()["code"]) == (409, "round_not_ready")
    assert "还没有经另一人复核" in answer.json()["detail"]
    assert counted.state() is RoundState.FROZEN


def test_i04_the_proposer_cannot_countersign(client: Client, login: Login) -> None:
    both = login("office", "lead_supervisor")
    counted = Counted(client.app, client, lambda *roles, **_: both if roles[0] != "auditor" else login("auditor"))
    assert counted.post("freeze", both).status_code == 200
    answer = counted.countersign(headers=both)
    assert (answer.status_code, answer.json()["code"]) == (403, "own_proposal")
    [action] = [a for a in counted.get("actions", both).json()["items"] if a["action"] == "countersign"]
    assert (action["allowed"], action["reasons"]) == (False, ["提出的人不能自己复核"])
    assert counted.countersign(headers=login("lead_supervisor")).status_code == 200


@pytest.mark.parametrize("role", ["office", "supervisor", "auditor", "leader", "liaison", "sysadmin"])
def test_only_the_lead_supervisor_countersigns(counted: Counted, login: Login, role: str) -> None:
    counted.post("freeze", counted.office)
    assert counted.countersign(headers=login(role)).status_code == 403


def test_what_was_not_read_cannot_be_countersigned(counted: Counted) -> None:
    counted.post("freeze", counted.office)
    answer = counted.post("countersign", counted.lead, {"confirm": True, "digest": "0" * 64})
    assert (answer.status_code, answer.json()["code"]) == (409, "proposal_changed")


def test_i04_a_refusal_needs_a_reason_and_leads_to_another_version(counted: Counted) -> None:
    counted.post("freeze", counted.office)
    assert counted.countersign(confirm=False).status_code == 422
    assert counted.countersign(confirm=False, note="单位名称有误").status_code == 200
    assert counted.post("publish", counted.office).status_code == 409
    assert counted.post("snapshots", counted.office, {"reason": ""}).status_code == 422
    assert counted.post("snapshots", counted.office, {"reason": "已核对名称"}).status_code == 200
    assert counted.post("snapshots", counted.office, {"reason": "再提出一版"}).json()["code"] == "proposal_waiting"
    assert counted.countersign().status_code == 200
    assert counted.post("publish", counted.office).status_code == 200
    assert [(v["version"], v["state"]) for v in counted.versions()] == [(2, "published"), (1, "refused")]


def test_a_correction_is_another_version_and_both_stay_public(counted: Counted, client: Client) -> None:
    counted.publish()
    first = counted.public()
    assert counted.post("snapshots", counted.office, {"reason": "更正单位名称"}).status_code == 200
    address = f"/api/v1/public/results/{counted.round_id}"
    assert client.get(address).content == first
    assert counted.post("publish", counted.office).status_code == 409
    assert counted.countersign().status_code == 200
    actions = [item["action"] for item in counted.get("actions", counted.office).json()["items"]]
    assert actions == ["publish"]
    assert counted.post("publish", counted.office).status_code == 200
    assert counted.state() is RoundState.PUBLISHED
    second = parsed(client.get(address).content)
    assert (second["about"]["version"], second["about"]["reason"]) == (2, "更正单位名称")
    [listed] = client.get("/api/v1/public/results").json()["items"]
    assert second["about"]["supersedes"] == listed["versions"][0]["public_digest"]
    assert client.get(f"{address}?version=1").content == first
    assert [v["state"] for v in counted.versions()] == ["published", "superseded"]
    assert counted.post("publish", counted.office).json()["code"] == "round_state"


ALTERED: dict[str, tuple[Any, dict[str, Any]]] = {
    "weights": (RoundStratum, {"weight": Decimal(1)}),
    "options": (RoundOption, {"label": RoundOption.label + "!"}),
    "points": (RoundOption, {"satisfied": RoundOption.valid}),
    "roll": (RoundUnit, {"name": "另一个单位"}),
    "criteria": (RoundCriterion, {"name": "另一项"}),
    "k": (Round, {"k": 3}),
    "digest": (Round, {"method_digest": "0" * 64}),
}


@pytest.mark.parametrize("what", ALTERED)
@pytest.mark.parametrize("step", ["freeze", "publish"])
def test_i01_a_method_altered_by_sql_blocks_and_is_kept(counted: Counted, what: str, step: str) -> None:
    if step == "publish":
        counted.post("freeze", counted.office)
        counted.countersign()
    before = counted.state()
    table, changes = ALTERED[what]
    with counted.database.write() as session:
        session.execute(update(table).values(**changes))
    answer = counted.post(step, counted.office)
    assert (answer.status_code, answer.json()["code"]) == (409, "round_not_ready")
    assert "与开始评议时固定的评议办法不一致" in answer.json()["detail"]
    assert counted.state() is before
    assert counted.events()[-1] == "round.method_altered"


def test_i01_method_and_digest_altered_together_are_found_by_the_record(counted: Counted) -> None:
    with counted.database.write() as session:
        session.execute(update(RoundStratum).values(weight=Decimal(1)))
        known = facts(session, counted.round_id).codes_by_stratum
        method = method_document(load_config(session, counted.round_id), known)
        session.execute(update(Round).values(method=method, method_digest=digest(method)))
    assert counted.post("freeze", counted.office).status_code == 409


ON_ONE = {
    "sqlite": "INSERT OR REPLACE INTO snapshot SELECT * FROM snapshot",
    "postgresql": "TRUNCATE snapshot",
}


def test_i05_versions_are_never_changed(counted: Counted) -> None:
    counted.publish()
    published = counted.public()
    on_one = ON_ONE[counted.database.dialect]
    for statement in ("UPDATE snapshot SET reason = 'x'", "DELETE FROM snapshot", on_one):
        with pytest.raises(DBAPIError), counted.database.write() as session:
            session.execute(text(statement))
    for method in ("put", "patch", "delete"):
        path = f"/api/v1/rounds/{counted.round_id}/snapshots/1/public"
        assert getattr(counted.client, method)(path, headers=counted.office).status_code == 405
    assert counted.public() == published


def test_i04_two_people_is_a_rule_of_the_database(counted: Counted) -> None:
    counted.post("freeze", counted.office)
    statement = "UPDATE round_proposal SET decided_by = proposed_by, decided_at = proposed_at, confirmed = true"
    with pytest.raises(DBAPIError), counted.database.write() as session:
        session.execute(text(statement))


def test_every_download_of_the_sealed_file_is_recorded(counted: Counted, login: Login) -> None:
    counted.post("freeze", counted.office)
    for headers in (counted.office, counted.office, counted.auditor):
        assert counted.get("snapshots/1/sealed", headers).status_code == 200
    assert counted.events().count("snapshot.download") == 3
    for role in ("lead_supervisor", "leader", "supervisor", "liaison"):
        assert counted.get("snapshots/1/sealed", login(role)).status_code == 403
    assert counted.get("snapshots/1/public", counted.lead).status_code == 200
    assert counted.events().count("snapshot.read") == 1
    assert counted.get("snapshots/2/public", counted.lead).status_code == 404


def test_published_figures_are_those_of_the_version(counted: Counted) -> None:
    counted.publish()
    before = counted.get("results", counted.office).json()
    with counted.database.write() as session:
        session.execute(update(RoundStratum).values(weight=Decimal(1)))
        session.execute(text("UPDATE tally SET counts = :zero"), {"zero": bytes(4 * 3 * 5 * 8)})
    assert counted.get("results", counted.office).json() == before


def test_the_steps_say_where_it_stands(counted: Counted) -> None:
    def note() -> str:
        answer = counted.client.get(f"/api/v1/rounds/{counted.round_id}", headers=counted.office)
        return str(answer.json()["steps"][-1]["note"])

    notes = [note()]
    counted.post("freeze", counted.office)
    notes.append(note())
    counted.countersign()
    notes.append(note())
    counted.post("publish", counted.office)
    assert [*notes, note()] == ["已计票", "已冻结，待复核", "已冻结", "已公布"]
