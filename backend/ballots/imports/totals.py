"""Exact numbers of what a file holds."""

import numpy as np

from backend.ballots.imports.collect import FREE, Box
from backend.ballots.imports.schemas import StratumTotals, Totals
from backend.rounds.config import RoundConfig


def count(box: Box, config: RoundConfig) -> Totals:
    """Count the packed sheets of `box`."""
    records = np.frombuffer(box.buffer, dtype=np.uint8).reshape(box.sheets, box.length)
    homes, answers = records[:, 0], records[:, 1:]
    rated = (answers != 0) & (answers != FREE)
    numbers = [option.number for option in config.options]
    strata = []
    for position, stratum in enumerate(config.strata):
        mine = answers[homes == position]
        if not len(mine):
            continue
        options = _options(mine, numbers)
        strata.append(
            StratumTotals(
                stratum_id=stratum.id,
                code=stratum.code,
                name=stratum.name,
                sheets=len(mine),
                ratings=sum(options.values()),
                options=options,
            )
        )
    ratings = int(rated.sum())
    step = len(config.criteria)
    by_unit = rated.any(axis=0).reshape(-1, step).any(axis=1)
    return Totals(
        rows=box.rows,
        sheets=box.sheets,
        blank_sheets=int((~rated.any(axis=1)).sum()),
        ratings=ratings,
        blanks=answers.size - ratings,
        options=_options(answers, numbers),
        strata=strata,
        units_without_answers=[unit.code for unit, answered in zip(config.units, by_unit, strict=True) if not answered],
        problem_codes=dict(box.problems.by_code),
    )


def _options(answers: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]", numbers: list[int]) -> dict[int, int]:
    counts = np.bincount(answers.ravel(), minlength=FREE + 1)
    return {number: int(counts[number]) for number in numbers}
