"""The moments between a code and its sheet, one by one: the server dies exactly there."""

import asyncio
import signal
from contextlib import nullcontext

import httpx
import pytest

from backend.config import Settings
from tests.faults import dying
from tests.faults.test_ballots import SUBMIT, Round
from tests.serving import Server


def test_a05_dying_at_each_point_of_a_submission(settings: Settings) -> None:
    """What was not committed left no trace, what was committed is recognised; one repetition is enough either way."""
    settings = settings.model_copy(update={"run_worker": False})
    round_ = Round(settings, len(dying.POINTS))
    bodies = [round_.body(number) for number in range(len(dying.POINTS))]
    for point, body in zip(dying.POINTS, bodies, strict=True):
        with Server(settings, "tests.faults.dying:create_app", **{dying.POINT: point}) as server:
            with pytest.raises(httpx.TransportError):
                httpx.post(server.url + SUBMIT, json=body, timeout=60)
            assert server.wait() == -signal.SIGKILL
        kept = point == dying.BEFORE_ANSWER
        assert (len(round_.used()), sum(round_.stored().values())) == (kept, kept)
    with Server(settings) as server:
        answers = [httpx.post(server.url + SUBMIT, json=body, timeout=60).status_code for body in bodies]
        assert answers == [201, 201, 200]
        others = [body | {"retry_nonce": "f" * 32} for body in bodies]
        answers = [httpx.post(server.url + SUBMIT, json=body, timeout=60).status_code for body in others]
        assert answers == [409, 409, 409]
    assert round_.stored() == dict.fromkeys((bytes(Round.answers(number)) for number in range(len(bodies))), 1)
    round_.database.close()


def test_two_processes_and_every_code_sent_to_both(settings: Settings) -> None:
    """PostgreSQL: each code is accepted by one of them, whoever comes first, and nothing waits in a circle."""
    settings = settings.model_copy(update={"run_worker": False})
    count = 64
    round_ = Round(settings, count)
    second = settings.database.startswith("postgresql")  # on SQLite the one process gets everything twice
    with Server(settings) as first, Server(settings) if second else nullcontext(first) as other:

        async def send(http: httpx.AsyncClient, server: Server, order: range, nonce: int) -> list[int]:
            bodies = [round_.body(number, nonce * count + number) for number in order]
            answers = await asyncio.gather(*(http.post(server.url + SUBMIT, json=body) for body in bodies))
            return [answer.status_code for answer in answers]

        async def both() -> list[list[int]]:
            async with httpx.AsyncClient(timeout=60) as http:
                forwards, backwards = range(count), range(count - 1, -1, -1)
                return await asyncio.gather(send(http, first, forwards, 1), send(http, other, backwards, 2))

        forth, back = asyncio.run(both())
        assert {*forth, *back} <= {201, 409}
        assert [sorted(pair) for pair in zip(forth, reversed(back), strict=True)] == [[201, 409]] * count
    assert round_.stored() == dict.fromkeys((bytes(Round.answers(number)) for number in range(count)), 1)
    round_.database.close()
