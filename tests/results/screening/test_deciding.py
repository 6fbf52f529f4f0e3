"""Decisions: who may take them, what they change, and that nothing is lost."""

from collections import Counter
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from backend.audit.models import AuditEvent
from backend.ballots.models import Sheet
from backend.results.models import Tally, TallyKind
from backend.results.screening import service
from backend.results.screening.service import facts
from backend.results.tally import leaves_of, root_of
from backend.rounds.config import load_config
from backend.rounds.models import Round, RoundState
from tests.results.screening.planted import REASON, Planted, forms, packed


def left_open(planted: Planted) -> tuple[int, int]:
    """Flags that nobody has decided, and decisions that the count does not follow yet."""
    with planted.database.read() as session:
        found = facts(session, planted.round_id)
    return found.undecided, found.behind


def kinds(planted: Planted) -> set[TallyKind]:
    with planted.database.read() as session:
        return set(session.scalars(select(Tally.kind).where(Tally.round_id == planted.round_id)))


def figures(units: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(unit["code"], unit["n"], unit["plain"], unit["rate"], unit["score"]) for unit in units]


def test_without_the_sheets_the_figures_are_those_of_a_round_that_never_had_them(screened: Planted) -> None:
    every, separable = screened.results(), screened.comparisons()
    groups = screened.flags("duplicates")
    out: Counter[bytes] = Counter()
    for flag in groups[:2]:
        out += screened.sheets_of(flag)
        decided = screened.decided(flag, "excluded")
        assert (decided["decision"], decided["in_force"]) == ("excluded", True)
        assert decided["decided"]["reason"] == REASON
    without, separable_without = screened.results(), screened.comparisons()
    assert figures(without) != figures(every)
    assert separable_without != separable

    rest = []
    for form in forms():
        if out[packed(form)] > 0:
            out[packed(form)] -= 1
        else:
            rest.append(form)
    assert len(rest) == len(forms()) - sum(flag["sheets"] for flag in groups[:2])
    with screened.database.write() as session:
        for model in (
            "flagged_sheet",
            "screening_flag",
            "screening",
            "tally_products",
            "tally",
            "sheet",
            "ballot_window",
        ):
            session.connection().exec_driver_sql(f"DELETE FROM {model}")
        row = session.get_one(Round, screened.round_id)
        row.state, row.closed_at = RoundState.OPEN, None
        session.connection().exec_driver_sql("DELETE FROM answer_import")
        session.connection().exec_driver_sql("DELETE FROM batch_stratum")
        session.connection().exec_driver_sql("DELETE FROM batch")
    screened.load(rest)
    screened.close()
    assert figures(screened.results()) == figures(without)
    assert screened.comparisons() == separable_without


def test_nothing_is_deleted_and_a_decision_can_be_taken_back(screened: Planted) -> None:
    every, flag = screened.results(), screened.flags("duplicates")[0]

    def root() -> tuple[int, str]:
        with screened.database.read() as session:
            leaves = leaves_of(session, load_config(session, screened.round_id))
            return len(leaves), root_of(leaves)

    with screened.database.read() as session:
        mixed = session.scalars(select(AuditEvent.data).where(AuditEvent.action == "round.mix")).one()
    assert kinds(screened) == {TallyKind.ALL, TallyKind.FLAGGED}
    excluded = screened.decided(flag, "excluded")
    assert kinds(screened) == set(TallyKind)
    assert root() == (mixed["n"], mixed["root"])
    kept = screened.decided(excluded, "kept", reason="经核实为同一家庭代填，留用")
    assert (kept["decision"], kept["in_force"]) == ("kept", True)
    assert [(one["decision"], one["reason"]) for one in kept["earlier"]] == [("excluded", REASON)]
    assert kept["earlier"][0]["decided_by"].startswith("测试office")
    assert kinds(screened) == {TallyKind.ALL, TallyKind.FLAGGED}
    assert figures(screened.results()) == figures(every)
    with screened.database.read() as session:
        assert session.scalars(select(func.count()).select_from(Sheet)).one() == len(forms())


def test_with_and_without_side_by_side(screened: Planted) -> None:
    named = sum(flag["sheets"] for flag in screened.screening()["flags"])
    assert named > 0
    before = screened.effect()
    assert before["sheets"] == {"all": len(forms()), "flagged": len(forms()) - named, "final": len(forms())}
    assert {unit["final"]["plain_difference"] for unit in before["units"]} == {"+0.00"}
    for flag in screened.screening()["flags"]:
        screened.decided(flag, "excluded" if flag["sheets"] else "kept")
    after = screened.effect()
    assert after["sheets"]["final"] == after["sheets"]["flagged"]
    moved = 0
    for unit, shown in zip(after["units"], screened.results(), strict=True):
        assert unit["final"] == unit["flagged"]
        assert unit["final"]["plain"] == shown["plain"]
        assert unit["final"]["rate"] == shown["rate"]["value"]
        change = float(unit["final"]["rate"]) - float(unit["all"]["rate"])
        assert float(unit["final"]["rate_difference"]) == pytest.approx(change, abs=1e-9)
        moved += unit["final"]["plain_difference"] != "+0.00"
    assert moved > 20


def test_what_a_flag_says_of_its_effect_is_what_happens(screened: Planted) -> None:
    flag = screened.flags("duplicates")[0]
    screened.decided(flag, "excluded")
    said = flag["numbers"]["largest"]
    units = {unit["short_name"]: unit for unit in screened.effect()["units"]}
    unit = units[said["unit"]]
    assert (unit["all"]["plain"]["percent"], unit["final"]["plain"]["percent"]) == (said["before"], said["after"])
    assert abs(float(said["difference"])) == pytest.approx(
        max(abs(float(one["final"]["plain_difference"])) for one in units.values()), abs=0.011
    )


def test_every_flag_decided(screened: Planted) -> None:
    flags = screened.screening()["flags"]
    assert left_open(screened) == (len(flags), 0)
    for done, flag in enumerate(flags):
        step = screened.ok("GET", f"/rounds/{screened.round_id}")["steps"][3]
        assert (step["state"], step["note"]) == ("current", f"已决定 {done}/{len(flags)}")
        screened.decided(flag, "kept")
    assert left_open(screened) == (0, 0)
    assert screened.screening()["decided"] == len(flags)
    steps = screened.ok("GET", f"/rounds/{screened.round_id}")["steps"]
    assert {step["state"] for step in steps} == {"done"}
    leader = screened.ok("GET", f"/rounds/{screened.round_id}", headers=screened.login("leader"))["steps"]
    assert leader[3]["note"] == ""


def test_a_large_round_is_counted_by_a_job(screened: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until it has run the count does not follow the decision, and the round cannot be frozen."""
    monkeypatch.setattr(service, "LARGE", 100)
    every, flag = screened.results(), screened.flags("duplicates")[0]
    others = len(screened.screening()["flags"]) - 1
    decided = screened.decided(flag, "excluded")
    assert decided["in_force"] is False
    assert screened.screening()["recounting"] is True
    assert left_open(screened) == (others, 1)
    assert figures(screened.results()) == figures(every)
    screened.work()
    assert screened.screening()["recounting"] is False
    assert left_open(screened) == (others, 0)
    assert figures(screened.results()) != figures(every)
    again = screened.flags("duplicates")[0]
    screened.decided(again, "kept")
    screened.work()
    assert figures(screened.results()) == figures(every)
    assert kinds(screened) == {TallyKind.ALL, TallyKind.FLAGGED}


def test_what_keeps_from_freezing(screened: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    def reasons() -> list[str]:
        items = screened.ok("GET", f"/rounds/{screened.round_id}/actions")["items"]
        # The fixture's roll was not fixed by opening, which is another reason.
        found = next(item for item in items if item["action"] == "freeze")["reasons"]
        return [reason for reason in found if "甄别" in reason]

    monkeypatch.setattr(service, "LARGE", 100)
    flag, *others = screened.screening()["flags"]
    assert reasons() == [f"还有 {len(others) + 1} 条疑点没有决定，请到“甄别”页决定"]
    screened.decide_several(others)
    screened.decided(flag, "excluded")
    assert reasons() == ["正在按甄别的决定重新计票，请等它完成"]
    step = screened.ok("GET", f"/rounds/{screened.round_id}")["steps"][3]
    assert (step["state"], step["note"]) == ("current", f"已决定 {len(others) + 1}/{len(others) + 1}")
    screened.work()
    assert reasons() == []


def test_what_is_refused(screened: Planted) -> None:
    flag, cell = screened.flags("duplicates")[0], screened.flags("outlier")[0]
    path = f"/rounds/{screened.round_id}/screening/{flag['id']}/decision"
    body = {"decision": "kept", "reason": REASON}

    def code(answer: Any) -> tuple[int, str]:
        return answer.status_code, answer.json()["code"]

    assert code(screened.decide(cell, "excluded")) == (409, "nothing_to_exclude")
    assert code(screened.decide(flag, "kept", version=7)) == (412, "stale")
    assert code(screened.send("POST", path, json=body)) == (428, "if_match_required")
    for reason in ("", "   好的   ", "四个字吧"):
        assert screened.decide(flag, "kept", reason=reason).status_code == 422
    assert screened.decide(flag, "undecided").status_code == 422
    assert screened.send("POST", path, json={"decision": "kept"}).status_code == 422
    assert code(screened.decide(flag | {"id": str(uuid4())}, "kept")) == (404, "not_found")
    for role in ("auditor", "leader", "supervisor", "lead_supervisor", "liaison", "evaluator", "sysadmin"):
        headers = screened.login(role)
        assert screened.decide(flag, "kept", headers=headers).status_code == 403, role
        expected = 200 if role == "auditor" else 403
        for part in ("", "/effect"):
            answer = screened.send("GET", f"/rounds/{screened.round_id}/screening{part}", headers=headers)
            assert answer.status_code == expected, role
    assert screened.client.get(f"/api/v1/rounds/{screened.round_id}/screening").status_code == 401
    assert screened.screening()["decided"] == 0


def test_a_frozen_round_takes_no_decision(screened: Planted) -> None:
    flag = screened.flags("duplicates")[0]
    screened.decided(flag, "excluded")
    with screened.database.write() as session:
        session.get_one(Round, screened.round_id).state = RoundState.FROZEN
    answer = screened.decide(flag, "kept", version=2)
    assert (answer.status_code, answer.json()["code"]) == (409, "round_state")
    assert screened.flags("duplicates")[0]["decision"] == "excluded"


def test_the_record_knows_decisions_without_their_words(screened: Planted) -> None:
    flag = screened.flags("duplicates")[0]
    screened.decided(flag, "excluded")
    with screened.database.read() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "screening.decide")).one()
        found = session.scalars(select(AuditEvent).where(AuditEvent.action == "screening.find")).one()
    assert event.object_id == UUID(flag["id"])
    assert event.data["round_id"] == str(screened.round_id)
    assert (event.data["kind"], event.data["decision"], event.data["sheets"]) == (
        "duplicates",
        "excluded",
        flag["sheets"],
    )
    assert len(event.data["reason_sha256"]) == 64
    assert REASON not in str(event.data)
    assert found.data["sheets"] == len(forms())
