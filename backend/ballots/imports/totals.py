"""Exact numbers of what a file holds."""

import hashlib

import numpy as np

from backend.ballots.imports.collect import FREE, Box
from backend.ballots.imports.schemas import StratumTotals, Totals
from backend.rounds.config import RoundConfig


def count(box: Box, config: RoundConfig) -> Totals:
    """Count the packed sheets of `box`."""
    records = np.frombuffer(box.buffer, dtype=np.uint8).reshape(box.sheets, box.length)
    homes, answers = records[:, 0], records[:, 1:]
    rated = (answers != 0) & (answers != FREE)
    sizes = np.bincount(homes, minlength=len(config.strata))
    strata = [
        StratumTotals(stratum_id=stratum.id, code=stratum.code, name=stratum.name, sheets=int(size))
        for stratum, size in zip(config.strata, sizes, strict=True)
        if size
    ]
    ratings = int(rated.sum())
    step = len(config.criteria)
    by_unit = rated.any(axis=0).reshape(-1, step).any(axis=1)
    return Totals(
        rows=box.rows,
        sheets=box.sheets,
        blank_sheets=int((~rated.any(axis=1)).sum()),
        ratings=ratings,
        blanks=answers.size - ratings,
        strata=strata,
        units_without_answers=[unit.code for unit, answered in zip(config.units, by_unit, strict=True) if not answered],
        problem_codes=dict(box.problems.by_code),
    )


def digest(box: Box) -> str:
    """SHA-256 of the packed sheets in the order of the file: two readings with the same are the same sheets."""
    return hashlib.sha256(box.buffer).hexdigest()
