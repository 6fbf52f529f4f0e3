"""What follows the close of a round of 100,000 sheets: shuffle, end the codes, count, store; and its comparisons."""

import resource
import time
from decimal import Decimal
from uuid import UUID, uuid4

import numpy as np

from backend.ballots.closing import end_codes, shuffle_into_sheets
from backend.results.comparisons import comparisons_of
from backend.results.figures import RoundFigures, figures_of
from backend.results.products import load_products, save_products
from backend.results.showing_comparisons import showing_of
from backend.results.tally import RoundTally, count_round, criteria_of, load_tally, save_tally, scale_of
from backend.rounds.config import Criterion, Option, Publication, RollUnit, RoundConfig, Stratum, load_config
from backend.rounds.models import Collection, RoundKind, RoundState
from backend.stats import Products, Rounding, count_answers, moments_from_counts, products_from_sheets
from bench.databases import ENGINES, STRATA, UNITS, Place, fill, place
from bench.report import Row

SHEETS = 100_000
LIMIT = 5.0
LIMIT_OF_SIX = 10.0
COMPARING = 0.1
LIMIT_OF_MANY = 60.0
MANY_UNITS, MANY_SHEETS = 1_000, 10_000


def measure(engine: str) -> list[Row]:
    """With one criterion and with six, and the comparisons; last, without a database, very many units."""
    rows = [*_close(engine, 1, LIMIT), *_close(engine, 6, LIMIT_OF_SIX)]
    return [*rows, _many_units()] if engine == ENGINES[-1] else rows


def _close(engine: str, criteria: int, limit: float) -> list[Row]:
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
            save_products(session, round_id, content.products)
        done = time.perf_counter()
        assert content.tally["sheets"] == SHEETS
        compared = _compare(engine, where, round_id) if criteria == 1 else []
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    parts = (
        f"shuffle {shuffled - began:.1f}, codes {ended - shuffled:.1f}, count {done - ended:.1f} s; peak {peak:.0f} MiB"
    )
    total = done - began
    what = f"close {SHEETS:,} sheets of {UNITS} x {criteria}"
    return [Row(engine, what, f"{total:.1f} s", parts, f"< {limit:.0f} s", total < limit), *compared]


def _compare(engine: str, where: Place, round_id: UUID) -> list[Row]:
    """Ranks, bands and changes of a round against itself, from the loaded tally to what is shown."""
    with where.database.read() as session:
        config = load_config(session, round_id)
        tally = load_tally(session, config)
        figures = figures_of(config, tally)
        products = load_products(session, config, tally, "rate")
    took = [_time_of(figures, products) for _ in range(10)]
    what = f"all comparisons of {UNITS} units"
    best, worst = min(took), max(took)
    spread = f"{1000 * best:.0f} to {1000 * worst:.0f} ms"
    middle = sorted(took)[len(took) // 2]
    return [Row(engine, what, f"{1000 * middle:.0f} ms", spread, f"< {1000 * COMPARING:.0f} ms", middle < COMPARING)]


def _time_of(figures: RoundFigures, products: Products) -> float:
    began = time.perf_counter()
    found = comparisons_of(figures, products, figures, "rate")
    show = showing_of(found, 5)
    rows = [show.row(unit) for unit in found.units]
    assert len(rows) == len(figures.units)
    return time.perf_counter() - began


def _many_units() -> Row:
    """Everything for 1,000 units on 10,000 sheets in memory: counts, moments, products, figures, comparisons."""
    config = _config(MANY_UNITS)
    random = np.random.default_rng(7)
    share = MANY_SHEETS // len(config.strata)
    sheets = [
        random.choice(np.array([0, 1, 2, 3, 4], np.uint8), (share, MANY_UNITS), p=(0.02, 0.6, 0.25, 0.05, 0.08))
        for _ in config.strata
    ]
    began = time.perf_counter()
    scale = scale_of(config)
    counts = np.stack([count_answers(answers, MANY_UNITS, 1, len(config.options)) for answers in sheets])
    moments = {outcome: moments_from_counts(counts[:, :, 0], scale, outcome) for outcome in ("rate", "score")}
    products = products_from_sheets(sheets, moments, scale, criteria_of(config))
    counted = time.perf_counter()
    valid = tuple(share for _ in config.strata)
    figures = figures_of(config, RoundTally(MANY_SHEETS, counts, moments, (), 0, valid))
    for outcome in moments:
        comparisons_of(figures, products[outcome], figures, outcome)
    total = time.perf_counter() - began
    what = f"everything for {MANY_UNITS:,} units x {MANY_SHEETS:,} sheets"
    parts = f"sums {counted - began:.1f}, figures and comparisons {began + total - counted:.1f} s"
    return Row("", what, f"{total:.1f} s", parts, f"< {LIMIT_OF_MANY:.0f} s", total < LIMIT_OF_MANY)


def _config(units: int) -> RoundConfig:
    points = (Decimal(100), Decimal(80), Decimal(0), None)
    return RoundConfig(
        round_id=uuid4(),
        year=2026,
        number=1,
        title="",
        kind=RoundKind.FORMAL,
        state=RoundState.TALLIED,
        collection=Collection.PAPER,
        allow_small_strata=False,
        units=tuple(RollUnit(uuid4(), str(n), str(n), str(n), f"{n % 6}", "", False, False, "") for n in range(units)),
        criteria=(Criterion("C1", "", "", Decimal(1)),),
        options=tuple(Option(n, str(n), p, n <= 2, p is not None) for n, p in enumerate(points, start=1)),
        strata=tuple(Stratum(uuid4(), code, code, weight, 0, None) for code, weight in STRATA),
        publication=Publication(5, 2, Rounding.HALF_UP, Decimal("0.5")),
    )


def _silent(_done: int, _total: int) -> None:
    pass
