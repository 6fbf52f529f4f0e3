"""Several flags kept for one reason: all of them, or none."""

import hashlib
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.rounds.models import Round, RoundState
from tests.results.screening.planted import REASON, Json, Planted


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_all_of_them_with_one_event_each(screened: Planted) -> None:
    every = screened.results()
    flags = screened.screening()["flags"]
    answer = screened.decide_several(list(reversed(flags)))
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert [flag["number"] for flag in shown] == [flag["number"] for flag in flags]
    assert {(flag["decision"], flag["decided"]["reason"], flag["version"]) for flag in shown} == {("kept", REASON, 2)}
    found = screened.screening()
    assert found["flags"] == shown
    assert (found["decided"], found["recounting"]) == (len(flags), False)
    assert screened.results() == every
    with screened.database.read() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "screening.decide").order_by(AuditEvent.seq)
        ).all()
    assert [event.object_id for event in events] == [UUID(flag["id"]) for flag in flags]
    digest = hashlib.sha256(REASON.encode()).hexdigest()
    assert {(event.data["decision"], event.data["reason_sha256"]) for event in events} == {("kept", digest)}
    again = screened.decided(shown[0], "excluded")
    assert [one["decision"] for one in again["earlier"]] == ["kept"]


def test_one_that_was_decided_meanwhile_stops_all(screened: Planted) -> None:
    flags = screened.screening()["flags"]
    excluded = screened.decided(flags[1], "excluded")
    before = screened.screening()
    refused = screened.decide_several(flags)
    assert code(refused) == (412, "stale")
    assert refused.json()["detail"] == "疑点 2 已有新的决定，本次未作任何决定"
    # Nor does the version of the decision help: an earlier decision is changed by itself only.
    assert code(screened.decide_several([flags[0], excluded])) == (412, "stale")
    assert code(screened.decide_several([flags[0], flags[2] | {"version": 7}])) == (412, "stale")
    assert screened.screening() == before
    assert screened.decide_several([flags[0], *flags[2:]]).status_code == 200
    twice = screened.decide_several([flags[0], *flags[2:]], headers=screened.office | {"Accept-Language": "en"})
    assert code(twice) == (412, "stale")
    more = len(flags) - 1 - 5
    assert twice.json()["detail"] == f"Decided meanwhile: flag 1, 3, 4, 5, 6 and {more} more. Nothing was decided now"


def test_what_is_refused(screened: Planted) -> None:
    flags = screened.screening()["flags"]
    stranger = flags[0] | {"id": str(uuid4())}
    assert code(screened.decide_several([flags[0], stranger])) == (404, "not_found")
    repeated = screened.decide_several([*flags, flags[0]])
    assert code(repeated) == (422, "invalid_input")
    assert "同一条疑点出现了两次" in repeated.text
    too_many = [flags[0] | {"id": str(uuid4())} for _ in range(1001)]
    refused: list[tuple[list[Json], Json]] = [
        ([], {}),
        (too_many, {}),
        (flags, {"decision": "excluded"}),
        (flags, {"decision": "undecided"}),
        (flags, {"reason": "四个字吧"}),
        (flags, {"flags": [{"id": flags[0]["id"]}]}),
        (flags, {"kind": "duplicates"}),
    ]
    for chosen, changes in refused:
        assert screened.decide_several(chosen, **changes).status_code == 422, changes
    for role in ("auditor", "leader", "supervisor", "lead_supervisor", "liaison", "evaluator", "sysadmin"):
        assert screened.decide_several(flags, headers=screened.login(role)).status_code == 403, role
    assert screened.screening()["decided"] == 0


@pytest.mark.parametrize("state", [RoundState.FROZEN, RoundState.PUBLISHED])
def test_not_after_freezing(screened: Planted, state: RoundState) -> None:
    flags = screened.screening()["flags"]
    with screened.database.write() as session:
        session.get_one(Round, screened.round_id).state = state
    assert code(screened.decide_several(flags)) == (409, "round_state")
    assert screened.screening()["decided"] == 0
