"""The office issues codes, withdraws them, and watches the turnout."""

import csv
import io
import zipfile
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, update

from backend.audit.models import AuditEvent
from backend.ballots.codes import code_hash, normalise
from backend.ballots.models import BallotCode, CodeState
from backend.core.db import Database
from backend.rounds.models import Collection, Round, RoundState, RoundStratum
from tests.conftest import Client, Login
from tests.factories import make_codes, make_round, make_units


class Draft:
    """A draft round with two strata."""

    def __init__(self, client: Client, **options: Any) -> None:
        self.client = client
        self.database: Database = client.app.state.database
        with self.database.write() as session:
            row = make_round(
                session,
                make_units(session, 2),
                strata=(("A", Decimal(1)), ("B", Decimal(3))),
                **({"state": RoundState.DRAFT} | options),
            )
            strata = session.scalars(select(RoundStratum).order_by(RoundStratum.position))
            self.strata = [str(stratum.id) for stratum in strata]
            self.id: UUID = row.id
        self.url = f"/api/v1/rounds/{self.id}"

    def match(self) -> dict[str, str]:
        """If-Match for the round as it is now."""
        with self.database.read() as session:
            return {"If-Match": f'"{session.get_one(Round, self.id).version}"'}

    def issue(self, headers: dict[str, str], *counts: int, kind: str = "csv") -> httpx.Response:
        items = [{"stratum_id": s, "count": n} for s, n in zip(self.strata, counts, strict=False)]
        body = {"items": items, "format": kind}
        return self.client.post(f"{self.url}/codes", headers=headers | self.match(), json=body)

    def void(self, headers: dict[str, str]) -> httpx.Response:
        body = {"stratum_id": self.strata[0]}
        return self.client.post(f"{self.url}/codes/void", headers=headers | self.match(), json=body)

    def stored(self) -> int:
        with self.database.read() as session:
            return session.scalars(select(func.count()).select_from(BallotCode)).one()


@pytest.fixture
def draft(client: Client) -> Draft:
    return Draft(client)


def test_the_download_holds_codes_that_work_and_only_hashes_stay(client: Client, draft: Draft, login: Login) -> None:
    answer = draft.issue(login("office"), 20, 30)
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["层次"] for row in rows] == ["层次A"] * 20 + ["层次B"] * 30
    codes = [normalise(row["评议码"]) for row in rows]
    assert len(set(codes)) == 50
    assert rows[0]["链接"] == f"http://127.0.0.1:8000/s/#{codes[0]}"
    pepper = client.app.state.keys.pepper
    with draft.database.read() as session:
        stored = set(session.scalars(select(BallotCode.code_hash)))
        issued = select(AuditEvent).where(AuditEvent.action == "code.issue").order_by(AuditEvent.seq)
        events = session.scalars(issued).all()
    assert stored == {code_hash(pepper, code) for code in codes if code}
    assert [(event.data["stratum"], event.data["count"]) for event in events] == [("A", 20), ("B", 30)]
    assert not any(code in str(event.data) for event in events for code in codes if code)


def test_the_bundle_holds_csv_and_slips(client: Client, draft: Draft, login: Login) -> None:
    answer = draft.issue(login("office"), 20, kind="zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == ["评议码.csv", "评议码条.html"]
        slips = archive.read("评议码条.html").decode()
    assert slips.count("<svg") == 20
    assert slips.count('class="slip"') == 20
    assert "测试轮次1" in slips


def test_small_strata_need_a_decision(client: Client, draft: Draft, login: Login) -> None:
    office = login("office")
    answer = draft.issue(office, 19)
    problems = [(problem["pointer"], problem["code"]) for problem in answer.json()["errors"]]
    assert (answer.status_code, problems) == (422, [("/items/0/count", "stratum_too_small")])
    assert draft.stored() == 0
    with draft.database.write() as session:
        session.execute(update(Round).values(allow_small_strata=True))
    assert draft.issue(office, 5).status_code == 201


def test_withdrawn_codes_can_be_issued_again(client: Client, draft: Draft, login: Login) -> None:
    office = login("office")
    draft.issue(office, 20, 25)
    answer = draft.void(office)
    assert [item["issued"] for item in answer.json()["items"]] == [0, 25]
    assert draft.issue(office, 22).status_code == 201
    counts = client.get(f"{draft.url}/codes", headers=office).json()["items"]
    assert [item["issued"] for item in counts] == [22, 25]


def test_a_second_click_issues_nothing(client: Client, draft: Draft, login: Login) -> None:
    office = login("office")
    body = {"items": [{"stratum_id": draft.strata[0], "count": 20}], "format": "csv"}
    url = f"{draft.url}/codes"
    assert client.post(url, headers=office, json=body).status_code == 428
    matched = office | draft.match()
    assert [client.post(url, headers=matched, json=body).status_code for _ in range(3)] == [201, 412, 412]
    assert draft.stored() == 20


def test_no_more_codes_than_planned(client: Client, draft: Draft, login: Login) -> None:
    with draft.database.write() as session:
        session.execute(update(RoundStratum).values(planned_codes=30))
    office = login("office")
    assert draft.issue(office, 20, 20).status_code == 201
    answer = draft.issue(office, 10, 11)
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("/items/1/count", "more_than_planned")]
    assert draft.stored() == 40


@pytest.mark.parametrize("state", [RoundState.OPEN, RoundState.TALLIED])
def test_after_opening_the_number_of_codes_is_fixed(client: Client, login: Login, state: RoundState) -> None:
    draft = Draft(client, state=state)
    office = login("office")
    assert draft.issue(office, 20).json()["code"] == "codes_fixed"
    answer = draft.void(office)
    assert (answer.status_code, answer.json()["code"]) == (409, "codes_fixed")
    assert draft.stored() == 0


def test_a_paper_round_has_no_codes(client: Client, login: Login) -> None:
    draft = Draft(client, collection=Collection.PAPER)
    assert draft.issue(login("office"), 20).json()["code"] == "round_without_codes"


def test_bad_requests_issue_nothing(client: Client, draft: Draft, login: Login) -> None:
    office = login("office")
    url = f"{draft.url}/codes"
    stranger = {"stratum_id": "7f7a0f3c-9a53-4f3e-8d3f-5f3d2f1e0c9b", "count": 20}
    twice = {"stratum_id": draft.strata[0], "count": 20}
    for items in ([stranger], [twice, twice], [{**twice, "count": 0}], []):
        matched = office | draft.match()
        assert client.post(url, headers=matched, json={"items": items, "format": "csv"}).status_code == 422
    many = {"items": [{**twice, "count": 5_001}], "format": "slips"}
    assert client.post(url, headers=office, json=many).json()["errors"][0]["code"] == "too_many_slips"
    most = {"items": [{**twice, "count": 20_000}, {"stratum_id": draft.strata[1], "count": 1}], "format": "csv"}
    assert client.post(url, headers=office, json=most).json()["errors"][0]["code"] == "too_many_codes"
    assert draft.stored() == 0


def test_who_may_issue_and_who_may_watch(client: Client, draft: Draft, login: Login) -> None:
    assert draft.issue({}, 20).status_code == 401
    for role in ("auditor", "leader", "sysadmin", "supervisor"):
        assert draft.issue(login(role), 20).status_code == 403
    watch = {r: client.get(f"{draft.url}/turnout", headers=login(r)).status_code for r in ("supervisor", "leader")}
    assert watch == {"supervisor": 200, "leader": 403}


def test_live_turnout_is_rounded_down_for_everybody(client: Client, login: Login) -> None:
    draft = Draft(client, state=RoundState.OPEN)
    with draft.database.write() as session:
        row = session.get_one(Round, draft.id)
        for stratum, used in zip(
            session.scalars(select(RoundStratum).order_by(RoundStratum.position)), (13, 4), strict=True
        ):
            codes = make_codes(session, row, stratum, 20, client.app.state.keys.pepper)
            hashes = [code_hash(client.app.state.keys.pepper, code) for code in codes[:used]]
            session.execute(update(BallotCode).where(BallotCode.code_hash.in_(hashes)).values(state=CodeState.USED))
    office = login("office")
    turnout = client.get(f"{draft.url}/turnout", headers=office).json()
    assert turnout["live"] is True
    assert (turnout["issued"], turnout["returned"], turnout["rate"]) == (40, 10, "25.0")
    assert [(s["web"], s["rate"], s["low"]) for s in turnout["strata"]] == [(10, "50.0", False), (0, "0.0", True)]
    assert [s["share"] for s in turnout["strata"]] == ["25.00", "75.00"]
    assert [item["used"] for item in client.get(f"{draft.url}/codes", headers=office).json()["items"]] == [10, 0]
    with draft.database.write() as session:
        session.execute(update(Round).values(state=RoundState.CLOSED, closed_at=func.current_timestamp()))
    turnout = client.get(f"{draft.url}/turnout", headers=office).json()
    assert [(s["web"], s["rate"]) for s in turnout["strata"]] == [(13, "65.0"), (4, "20.0")]


def test_a_small_stratum_counts_only_in_the_total_while_open(client: Client, login: Login) -> None:
    """5 of 5 answered must not be readable, nor the next smallest, from which it would follow."""
    draft = Draft(client, state=RoundState.OPEN)
    pepper = client.app.state.keys.pepper
    with draft.database.write() as session:
        row = session.get_one(Round, draft.id)
        for stratum, count in zip(
            session.scalars(select(RoundStratum).order_by(RoundStratum.position)), (5, 30), strict=True
        ):
            hashes = [code_hash(pepper, code) for code in make_codes(session, row, stratum, count, pepper)]
            session.execute(update(BallotCode).where(BallotCode.code_hash.in_(hashes[:5])).values(state=CodeState.USED))
    supervisor = login("supervisor")
    turnout = client.get(f"{draft.url}/turnout", headers=supervisor).json()
    assert [(s["web"], s["returned"], s["rate"], s["low"]) for s in turnout["strata"]] == [
        (None, None, None, False)
    ] * 2
    assert (turnout["issued"], turnout["returned"]) == (35, 10)
    assert [i["used"] for i in client.get(f"{draft.url}/codes", headers=supervisor).json()["items"]] == [None, None]
