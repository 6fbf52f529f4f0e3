"""Two people open a round: the office proposes, the lead supervisor countersigns the digest of the method."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from backend.audit.models import AuditEvent
from backend.audit.record import COMMAND, SYSTEM
from backend.ballots.models import BallotCode
from backend.ballots.service import facts
from backend.rounds.method import digest
from backend.rounds.models import Round, RoundProposal
from backend.rounds.states import NotReady, transition
from backend.units.models import Unit
from tests.conftest import Login
from tests.rounds.conftest import Office


@pytest.fixture
def ready(office: Office) -> str:
    """A draft that could be opened but for the second person."""
    made = office.create()
    office.issue(made["id"])
    return str(made["id"])


def propose(office: Office, round_id: str, version: int | None = None) -> Any:
    return office.send("POST", f"{round_id}/propose-opening", version=version)


def refused(answer: Any, code: str) -> str:
    """The reason of a 409 of this code."""
    assert (answer.status_code, answer.json()["code"]) == (409, code), answer.text
    return str(answer.json().get("detail"))


def steps(office: Office, round_id: str, headers: dict[str, str] | None = None) -> list[tuple[str, list[str]]]:
    """(action, reasons) of what a person may do."""
    answer = office.client.get(f"/api/v1/rounds/{round_id}/actions", headers=headers or office.headers)
    return [(item["action"], item["reasons"]) for item in answer.json()["items"]]


def events(office: Office, round_id: str) -> list[tuple[str, Any]]:
    with office.app.state.database.read() as session:
        found = select(AuditEvent).where(AuditEvent.object_id == UUID(round_id)).order_by(AuditEvent.seq)
        return [(event.action, event.data) for event in session.scalars(found)]


def rename_unit(office: Office) -> None:
    with office.app.state.database.write() as session:
        session.get_one(Unit, UUID(office.unit_ids[0])).name = "改名后的单位"


def void_codes(office: Office, round_id: str) -> None:
    """Take one code of the draft out."""
    with office.app.state.database.write() as session:
        one = select(BallotCode.code_hash).where(BallotCode.round_id == UUID(round_id)).limit(1)
        session.get_one(Round, UUID(round_id)).allow_small_strata = True
        session.execute(delete(BallotCode).where(BallotCode.code_hash == one.scalar_subquery()))


def change_weight(office: Office, round_id: str) -> None:
    body = {"criteria": [{"code": "C1", "name": "总评", "weight": "2"}]}
    version = office.get(round_id)["version"]
    assert office.send("PUT", f"{round_id}/criteria", body, version=version).status_code == 200


def test_i04_two_people_open_a_round(office: Office, ready: str) -> None:
    assert steps(office, ready) == [("propose_opening", []), ("open", ["须先提请监督组长复核评议办法"])]
    assert steps(office, ready, office.lead) == []
    proposed = propose(office, ready, version=1)
    assert (proposed.status_code, proposed.json()["version"], proposed.headers["ETag"]) == (200, 2, '"2"')
    assert proposed.json()["steps"][2] == {"key": "progress", "state": "current", "note": "待复核"}
    assert steps(office, ready) == [("open", ["待监督组长复核"]), ("propose_opening", [])]
    assert steps(office, ready, office.lead) == [("countersign", [])]
    shown = office.get(f"{ready}/opening")
    assert (shown["digest"], shown["small_strata"]) == (digest(shown["method"]), [])
    assert (shown["proposal"]["state"], shown["proposal"]["decided"]) == ("proposed", None)
    assert office.countersign(ready, note="已核对").status_code == 200
    assert steps(office, ready) == [("open", [])]
    opened = office.send("POST", f"{ready}/open", version=3)
    assert (opened.status_code, opened.json()["method_digest"]) == (200, shown["digest"])
    after = office.get(f"{ready}/opening")
    assert after["method"] == shown["method"] == office.get(f"{ready}/method")["method"]
    assert (after["proposal"]["state"], after["proposal"]["decision_note"]) == ("countersigned", "已核对")
    assert after["proposal"]["proposed"]["name"] != after["proposal"]["decided"]["name"]
    same = {"step": "open", "digest": shown["digest"]}
    assert events(office, ready)[-3:] == [
        ("round.propose", same),
        ("round.confirm", same),
        ("round.open", {"method_digest": shown["digest"], "units": 3, "codes": 200}),
    ]
    with office.app.state.database.read() as session:
        assert session.scalars(select(RoundProposal)).one().done_at is not None
    assert refused(propose(office, ready), "round_state") == "本轮评议中，不能提请开始评议"


def test_nothing_opens_without_a_proposal(office: Office, ready: str) -> None:
    answer = office.send("POST", f"{ready}/open")
    assert refused(answer, "round_not_ready") == "须先提请监督组长复核评议办法"
    assert answer.json()["errors"][0]["code"] == "not_ready"
    assert propose(office, ready).status_code == 200
    assert refused(office.send("POST", f"{ready}/open"), "round_not_ready") == "待监督组长复核"
    assert office.get(ready)["state"] == "draft"


def test_i04_nobody_countersigns_an_own_opening(login: Login, office: Office, ready: str) -> None:
    office.headers = office.lead = login("office", "lead_supervisor")
    assert propose(office, ready).status_code == 200
    assert steps(office, ready)[-1] == ("countersign", ["提出的人不能自己复核"])
    answer = office.countersign(ready)
    assert (answer.status_code, answer.json()["code"]) == (403, "own_proposal")
    assert refused(office.send("POST", f"{ready}/open"), "round_not_ready") == "待监督组长复核"
    office.lead = login("lead_supervisor")
    assert office.countersign(ready).status_code == 200
    assert office.send("POST", f"{ready}/open").status_code == 200


@pytest.mark.parametrize("role", ["office", "supervisor", "auditor", "leader", "liaison", "sysadmin"])
def test_only_the_lead_supervisor_countersigns_an_opening(office: Office, ready: str, login: Login, role: str) -> None:
    propose(office, ready)
    office.lead = login(role)
    assert office.countersign(ready).status_code == 403


@pytest.mark.parametrize("change", ["weight", "unit", "codes"])
@pytest.mark.parametrize("when", ["proposed", "countersigned"])
def test_a_change_after_the_proposal_makes_it_void(office: Office, ready: str, change: str, when: str) -> None:
    propose(office, ready)
    if when == "countersigned":
        assert office.countersign(ready).status_code == 200
    if change == "weight":
        change_weight(office, ready)
    elif change == "unit":
        rename_unit(office)
    else:
        void_codes(office, ready)
    changed = "办法已改动，须重新提请复核"
    assert office.get(f"{ready}/opening")["proposal"]["state"] == "changed"
    assert steps(office, ready) == [("propose_opening", []), ("open", [changed])]
    assert steps(office, ready, office.lead) == []
    assert refused(office.send("POST", f"{ready}/open"), "round_not_ready") == changed
    if when == "proposed":
        for confirm in (True, False):
            assert refused(office.countersign(ready, confirm=confirm, note="已看"), "proposal_changed") == changed
    office.agree(ready)
    assert office.send("POST", f"{ready}/open").status_code == 200


def test_what_the_method_does_not_say_may_still_be_changed(office: Office, ready: str) -> None:
    office.agree(ready)
    assert office.send("PATCH", ready, {"contact": "效能办 12345"}, version=3).status_code == 200
    assert office.send("POST", f"{ready}/open", version=4).status_code == 200


def test_a_refusal_needs_a_reason_and_is_proposed_anew(office: Office, ready: str) -> None:
    propose(office, ready)
    missing = office.countersign(ready, confirm=False)
    assert (missing.status_code, missing.json()["errors"][0]["code"]) == (422, "reason_missing")
    assert office.countersign(ready, confirm=False, note="层次权重有误").status_code == 200
    shown = office.get(f"{ready}/opening")["proposal"]
    assert (shown["state"], shown["decision_note"]) == ("refused", "层次权重有误")
    assert steps(office, ready) == [("propose_opening", []), ("open", ["监督组长已退回，须重新提请复核"])]
    assert refused(office.send("POST", f"{ready}/open"), "round_not_ready") == "监督组长已退回，须重新提请复核"
    refused(office.countersign(ready), "nothing_to_countersign")
    office.agree(ready)
    assert office.send("POST", f"{ready}/open").status_code == 200
    assert [name for name, _ in events(office, ready)][-5:] == [
        "round.propose",
        "round.refuse",
        "round.propose",
        "round.confirm",
        "round.open",
    ]


def test_what_was_not_read_is_not_countersigned(office: Office, ready: str) -> None:
    body = {"confirm": True, "digest": office.get(f"{ready}/opening")["digest"]}
    early = office.client.post(f"/api/v1/rounds/{ready}/countersign", headers=office.lead, json=body)
    refused(early, "nothing_to_countersign")
    propose(office, ready)
    refused(office.countersign(ready, digest="0" * 64), "proposal_changed")
    assert office.get(f"{ready}/opening")["proposal"]["state"] == "proposed"


def test_a_proposal_is_replaced_while_it_waits_and_stands_once_countersigned(office: Office, ready: str) -> None:
    assert [propose(office, ready).status_code for _ in range(2)] == [200, 200]
    assert propose(office, ready, version=1).status_code == 412
    assert office.countersign(ready).status_code == 200
    assert refused(propose(office, ready), "proposal_waiting") == "评议办法已经复核，可以开始评议"
    with office.app.state.database.read() as session:
        assert sorted(map(str, session.scalars(select(RoundProposal.confirmed)))) == ["None", "True"]


def test_opening_and_an_edit_at_once(office: Office, ready: str) -> None:
    """Whichever comes first: what is opened is what was countersigned."""
    office.agree(ready)
    countersigned = office.get(f"{ready}/opening")["digest"]
    body = {"criteria": [{"code": "C1", "name": "总评", "weight": "2"}]}
    with ThreadPoolExecutor(2) as pool:
        opening = pool.submit(office.send, "POST", f"{ready}/open")
        edit = pool.submit(office.send, "PUT", f"{ready}/criteria", body, 3)
    after = office.get(ready)
    if opening.result().status_code == 200:
        assert edit.result().status_code in (409, 412)
        assert (after["state"], after["method_digest"]) == ("open", countersigned)
    else:
        assert edit.result().status_code == 200
        assert refused(opening.result(), "round_not_ready") == "办法已改动，须重新提请复核"
        assert after["state"] == "draft"


def test_what_is_not_ready_is_not_proposed(office: Office) -> None:
    made = office.create()
    assert refused(propose(office, made["id"]), "round_not_ready").startswith("还有层次没有发放评议码")
    assert office.get(f"{made['id']}/opening")["proposal"] is None


def test_a_countersigned_draft_must_still_be_ready(office: Office, ready: str) -> None:
    """Not all that stands against opening is part of the method."""
    office.agree(ready)
    assert office.send("PATCH", ready, {"planned_close": "2020-01-01"}, version=3).status_code == 200
    assert refused(office.send("POST", f"{ready}/open"), "round_not_ready").startswith("计划结束日期")


def test_small_strata_are_named_to_the_second_person(office: Office) -> None:
    made = office.create()
    office.issue(made["id"], 4)
    assert "少于 20 个评议码" in refused(propose(office, made["id"]), "round_not_ready")
    assert office.send("PATCH", made["id"], {"allow_small_strata": True}, version=1).status_code == 200
    assert propose(office, made["id"]).status_code == 200
    assert len(office.get(f"{made['id']}/opening")["small_strata"]) == 10


def test_whoever_runs_the_server_opens_by_command(office: Office, ready: str) -> None:
    """As a survey that was done elsewhere is; the program itself does not."""
    for actor in (SYSTEM, COMMAND):
        with office.app.state.database.write() as session:
            row = session.get_one(Round, UUID(ready))
            if actor == SYSTEM:
                with pytest.raises(NotReady):
                    transition(session, row, "open", actor, facts(session, row.id))
            else:
                transition(session, row, "open", actor, facts(session, row.id))
    assert office.get(f"{ready}/opening")["proposal"] is None
    with office.app.state.database.read() as session:
        found = select(AuditEvent.actor).where(AuditEvent.action == "round.open")
        assert session.scalars(found).all() == [COMMAND]
