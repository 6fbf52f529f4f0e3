"""Real server processes that are killed, raced and kept busy: what was acknowledged is there, once."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from backend.audit.record import write_pending
from backend.ballots.codes import code_hash
from backend.ballots.models import BallotCode, CodeState, Intake
from backend.config import Settings
from backend.core.db import Database
from backend.core.keys import load_keys
from backend.rounds.models import RoundStratum
from backend.units.models import Unit
from tests.conftest import enter
from tests.counts import BUSY_SUBMISSIONS, BUSY_WRITES, CRASH_SUBMISSIONS
from tests.factories import make_codes, make_round, make_units
from tests.processes import pingyi
from tests.serving import Server, environment_of

CLIENTS = 32
SUBMIT = "/api/v1/ballots/submissions"


class Round:
    """An open round of 43 units with codes, in the database that the server processes use."""

    def __init__(self, settings: Settings, codes: int) -> None:
        self.keys = load_keys(settings.keys_path)
        self.database = Database(settings.database, before_commit=(write_pending,))
        with self.database.write() as session:
            row = make_round(session, make_units(session, 43), strata=(("A", Decimal(1)),))
            stratum = session.scalars(select(RoundStratum)).one()
            self.codes = make_codes(session, row, stratum, codes, self.keys.pepper)
            self.id: UUID = row.id

    def body(self, number: int, nonce: int | None = None) -> dict[str, Any]:
        return {
            "code": self.codes[number],
            "round_id": str(self.id),
            "retry_nonce": f"{number if nonce is None else nonce:032x}",
            "answers": self.answers(number),
        }

    @staticmethod
    def answers(number: int) -> list[int]:
        """Different for every number below 4 ** 43, so that a sheet can be recognised."""
        return [1 + (number >> 2 * place & 3) for place in range(43)]

    def stored(self) -> Counter[bytes]:
        with self.database.read() as session:
            return Counter(session.scalars(select(Intake.payload)))

    def used(self) -> set[bytes]:
        with self.database.read() as session:
            return set(session.scalars(select(BallotCode.code_hash).where(BallotCode.state == CodeState.USED)))


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def crowded(settings: Settings) -> Iterator[Round]:
    round_ = Round(settings, CRASH_SUBMISSIONS)
    yield round_
    round_.database.close()


async def submit_all(url: str, bodies: list[dict[str, Any]], acknowledged: Counter[int]) -> None:
    """Send the bodies from many clients at once; count acknowledgements by position. A dead server ends a client."""
    waiting = iter(range(len(bodies)))

    async def client(http: httpx.AsyncClient) -> None:
        for number in waiting:
            try:
                answer = await http.post(SUBMIT, json=bodies[number])
            except httpx.TransportError:
                return
            assert answer.status_code in (200, 201), answer.text
            acknowledged[number] += 1

    clients = [httpx.AsyncClient(base_url=url, timeout=60) for _ in range(CLIENTS)]
    async with asyncio.TaskGroup() as group:
        for http in clients:
            group.create_task(client(http))
    for http in clients:
        await http.aclose()


def test_a05_kill_in_the_middle(settings: Settings, crowded: Round) -> None:
    """kill -9 while sheets come in: each acknowledged one is there once, no code is spent without its sheet, and
    everybody else can repeat."""
    bodies = [crowded.body(number) for number in range(CRASH_SUBMISSIONS)]
    acknowledged: Counter[int] = Counter()
    with Server(settings) as server:

        async def until_a_third() -> None:
            sending = asyncio.create_task(submit_all(server.url, bodies, acknowledged))
            while acknowledged.total() < CRASH_SUBMISSIONS // 3 and not sending.done():
                await asyncio.sleep(0)
            server.process.kill()
            await sending

        asyncio.run(until_a_third())
        server.wait()
        assert CRASH_SUBMISSIONS // 3 <= acknowledged.total() < CRASH_SUBMISSIONS
        stored = crowded.stored()
        assert set(stored.values()) == {1}
        assert {bytes(Round.answers(number)) for number in acknowledged} <= set(stored)
        by_answers = {bytes(Round.answers(n)): code_hash(crowded.keys.pepper, c) for n, c in enumerate(crowded.codes)}
        assert crowded.used() == {by_answers[payload] for payload in stored}

        server.start()
        again: Counter[int] = Counter()
        asyncio.run(submit_all(server.url, bodies, again))
        assert again.total() == CRASH_SUBMISSIONS
    assert crowded.stored() == Counter(dict.fromkeys(by_answers, 1))


@pytest.mark.parametrize("processes", [1, 2])
def test_a01_fifty_clients_with_one_code(settings: Settings, crowded: Round, processes: int) -> None:
    if processes > 1 and crowded.database.dialect == "sqlite":
        processes = 1  # a second process is refused, see below; the one must do
    servers = [Server(settings) for _ in range(processes)]
    try:
        for server in servers:
            server.start()

        async def race() -> Counter[int]:
            async def one(nonce: int) -> int:
                async with httpx.AsyncClient(base_url=servers[nonce % processes].url, timeout=60) as http:
                    return (await http.post(SUBMIT, json=crowded.body(0, nonce))).status_code

            return Counter(await asyncio.gather(*(one(nonce) for nonce in range(50))))

        assert asyncio.run(race()) == {201: 1, 409: 49}
    finally:
        for server in servers:
            server.kill()
    assert sum(crowded.stored().values()) == 1


def test_staff_writes_while_ballots_come_in(settings: Settings) -> None:
    """No lost write, no refusal, no "database is locked": three people add units while sheets come in."""
    round_ = Round(settings, BUSY_SUBMISSIONS)
    with round_.database.read() as session:
        sequence_id = str(session.scalars(select(Unit.sequence_id)).first())
    tokens = [enter(round_.database, round_.keys, "office") for _ in range(3)]
    acknowledged: Counter[int] = Counter()

    async def person(number: int, url: str) -> None:
        headers = {"Authorization": f"Bearer {tokens[number]}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60) as http:
            for write in range(BUSY_WRITES):
                name = f"P{number}-{write}"
                body = {"code": name, "name": f"新单位 {name}", "sequence_id": sequence_id}
                answer = await http.post("/api/v1/units", json=body)
                assert answer.status_code == 201, answer.text
                unit = answer.json()
                match = {"If-Match": answer.headers["etag"]}
                changed = await http.patch(f"/api/v1/units/{unit['id']}", json={"duties": name}, headers=match)
                assert changed.status_code == 200, changed.text

    with Server(settings) as server:

        async def everybody() -> None:
            bodies = [round_.body(number) for number in range(BUSY_SUBMISSIONS)]
            async with asyncio.TaskGroup() as group:
                group.create_task(submit_all(server.url, bodies, acknowledged))
                for number in range(3):
                    group.create_task(person(number, server.url))

        asyncio.run(everybody())
        log = server.log()
    assert "database_busy" not in log
    assert "locked" not in log
    assert acknowledged.total() == sum(round_.stored().values()) == BUSY_SUBMISSIONS
    with round_.database.read() as session:
        written = session.scalars(select(func.count()).where(Unit.duties == Unit.code)).one()
    round_.database.close()
    assert written == 3 * BUSY_WRITES


def test_a_second_process_on_one_sqlite_file_is_refused(settings: Settings) -> None:
    if not settings.database.startswith("sqlite"):
        with Server(settings) as first, Server(settings) as second:
            assert [httpx.get(f"{server.url}/readyz", timeout=60).status_code for server in (first, second)] == [
                200
            ] * 2
        return
    Path(settings.database.removeprefix("sqlite:///")).chmod(0o600)  # else the self-check refuses before
    with Server(settings) as server:
        assert httpx.get(f"{server.url}/readyz", timeout=60).status_code == 200
        second = pingyi("serve", "--port", "0", environment=environment_of(settings))
    assert second.returncode == 1
    assert "SQLite 只允许一个进程写入" in second.stderr
