"""Exact numbers of what a file holds."""

import hashlib

import numpy as np

from backend.ballots.imports.collect import FREE, Box
from backend.ballots.imports.schemas import BusySource, SourceTotals, StratumTotals, Totals
from backend.rounds.config import RoundConfig
from backend.stats import bursts, usual_count, windows_expected

_NAME = 60


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
        sources=_sources(box),
        problem_codes=dict(box.problems.by_code),
    )


def _sources(box: Box) -> SourceTotals | None:
    if not box.sources:
        return None
    names, counts = list(box.sources), np.array(list(box.sources.values()), dtype=np.int64)
    expected = windows_expected(counts)
    busy = sorted(np.flatnonzero(bursts(counts)).tolist(), key=lambda place: (-int(counts[place]), names[place]))
    return SourceTotals(
        sources=len(names),
        usual=usual_count(counts),
        busy=[
            BusySource(source=names[place][:_NAME], sheets=int(counts[place]), expected=float(expected[place]))
            for place in busy
        ],
    )


def digest(box: Box) -> str:
    """SHA-256 of the packed sheets in the order of the file: two readings with the same are the same sheets."""
    return hashlib.sha256(box.buffer).hexdigest()
