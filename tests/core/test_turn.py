"""The turn to write: one at a time, first come first served, for threads and coroutines mixed."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.core.turn import TurnTimeout, WriteTurn


def waiting(turn: WriteTurn) -> int:
    return len(turn._queue)


async def until_waiting(turn: WriteTurn, count: int) -> None:
    while waiting(turn) < count:
        await asyncio.sleep(0)


def test_one_at_a_time() -> None:
    turn = WriteTurn()
    inside = 0
    most = 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(50):
            with turn.hold():
                inside += 1
                most = max(most, inside)
                inside -= 1

    async def work_async() -> None:
        nonlocal inside, most
        for _ in range(50):
            async with turn.hold_async():
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1

    async def both() -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(4) as pool:
            threads = [loop.run_in_executor(pool, work) for _ in range(4)]
            await asyncio.gather(*threads, *(work_async() for _ in range(4)))

    asyncio.run(both())
    assert (most, inside, waiting(turn)) == (1, 0, 0)


def test_first_come_first_served_in_a_mixed_queue() -> None:
    turn = WriteTurn()
    order: list[int] = []

    def in_thread(number: int) -> None:
        with turn.hold():
            order.append(number)

    async def in_loop(number: int) -> None:
        async with turn.hold_async():
            order.append(number)

    async def queue_up() -> None:
        loop = asyncio.get_running_loop()
        entries: list[asyncio.Future[None]] = []
        with ThreadPoolExecutor(8) as pool:
            async with turn.hold_async():
                for number in range(12):
                    if number % 2:
                        entries.append(loop.run_in_executor(pool, in_thread, number))
                    else:
                        entries.append(asyncio.ensure_future(in_loop(number)))
                    await until_waiting(turn, number + 1)
            await asyncio.gather(*entries)

    asyncio.run(queue_up())
    assert order == list(range(12))


def test_who_releases_and_takes_again_does_not_overtake() -> None:
    """A busy writer that comes back at once would starve the others with a plain lock."""
    turn = WriteTurn()
    turns_of_the_busy_one = 0
    waited = threading.Event()

    def patient() -> None:
        with turn.hold():
            waited.set()

    thread = threading.Thread(target=patient)
    with turn.hold():
        thread.start()
        while waiting(turn) < 1:
            pass
    while not waited.is_set():
        with turn.hold():
            turns_of_the_busy_one += 1
    thread.join()
    assert turns_of_the_busy_one <= 1


def test_a_timeout_leaves_the_queue() -> None:
    turn = WriteTurn(timeout=0.01)

    async def attempt() -> None:
        with pytest.raises(TurnTimeout):
            async with turn.hold_async():
                pass

    with turn.hold():
        with ThreadPoolExecutor(1) as pool, pytest.raises(TurnTimeout):
            pool.submit(lambda: turn.hold().__enter__()).result()
        asyncio.run(attempt())
    with turn.hold():
        pass
    assert waiting(turn) == 0


def test_a_cancelled_waiter_passes_the_turn_on() -> None:
    async def scenario() -> list[str]:
        turn = WriteTurn()
        got: list[str] = []

        async def take(name: str) -> None:
            async with turn.hold_async():
                got.append(name)

        async with turn.hold_async():
            first = asyncio.ensure_future(take("first"))
            await until_waiting(turn, 1)
            second = asyncio.ensure_future(take("second"))
            await until_waiting(turn, 2)
            first.cancel()
            await asyncio.sleep(0)
        await asyncio.wait_for(second, 5)
        third = asyncio.ensure_future(take("third"))
        await asyncio.wait_for(third, 5)
        assert first.cancelled()
        return got

    assert asyncio.run(scenario()) == ["second", "third"]


def test_cancelled_in_the_moment_of_its_turn() -> None:
    """The turn was handed over, and the waiter is cancelled before it wakes: the turn must not be lost."""

    async def scenario() -> None:
        turn = WriteTurn()

        async def take() -> None:
            async with turn.hold_async():
                pass

        async with turn.hold_async():
            waiter = asyncio.ensure_future(take())
            await until_waiting(turn, 1)
        waiter.cancel()
        await asyncio.wait([waiter])
        async with asyncio.timeout(5), turn.hold_async():
            assert waiter.done()

    asyncio.run(scenario())


def test_a_holder_that_fails_gives_the_turn_back() -> None:
    turn = WriteTurn(timeout=1)
    with pytest.raises(RuntimeError), turn.hold():
        raise RuntimeError
    with turn.hold():
        pass


def test_a_waiter_of_a_closed_loop_is_passed_over() -> None:
    turn = WriteTurn(timeout=60)
    loop = asyncio.new_event_loop()

    async def take() -> None:
        async with turn.hold_async():
            pass

    with turn.hold():
        task = loop.create_task(take())
        while waiting(turn) < 1:
            loop.run_until_complete(asyncio.sleep(0))
        queued = turn._queue[0]
        loop.close()
    with turn.hold():
        assert not queued.granted
    task._log_destroy_pending = False  # it is meant to stay unfinished
    task.get_coro().close()
