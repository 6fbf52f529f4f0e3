"""What follows the close of a round of 100,000 sheets: shuffle, end the codes, count, store the tally."""

import time

from backend.ballots.closing import end_codes, shuffle_into_sheets
from backend.results.tally import count_round, save_tally
from backend.rounds.config import load_config
from backend.rounds.models import RoundState
from bench.databases import UNITS, fill, place
from bench.report import Row

SHEETS = 100_000
LIMIT = 5.0


def measure(engine: str) -> list[Row]:
    """With one criterion, to which the target applies, and with six."""
    return [_close(engine, 1), _close(engine, 6)]


def _close(engine: str, criteria: int) -> Row:
    with place(engine) as where:
        round_id = fill(where, sheets=SHEETS, criteria=criteria, state=RoundState.CLOSED).round_id
        database = where.database
        with database.read() as session:
            config = load_config(session, round_id)
        began = time.perf_counter()
        shuffle_into_sheets(database, database.write, config, _silent)
        shuffled = time.perf_counter()
        end_codes(database, database.write, round_id)
        ended = time.perf_counter()
        content = count_round(database, database.write, round_id, _silent)  # finds the above done, and counts
        with database.write() as session:
            save_tally(session, round_id, content.tally)
        done = time.perf_counter()
        assert content.tally["sheets"] == SHEETS
    parts = f"shuffle {shuffled - began:.1f}, codes {ended - shuffled:.1f}, count {done - ended:.1f} s"
    total = done - began
    what = f"close {SHEETS:,} sheets of {UNITS} x {criteria}"
    if criteria > 1:
        return Row(engine, what, f"{total:.1f} s", parts)
    return Row(engine, what, f"{total:.1f} s", parts, f"< {LIMIT:.0f} s", total < LIMIT)


def _silent(_done: int, _total: int) -> None:
    pass
