"""Sheets of the fictitious city, drawn from a fixed seed: the same on every machine."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

# Options of the preselected scale: 满意 基本满意 不满意 不了解.
SATISFIED, MOSTLY, NOT, UNKNOWN = 1, 2, 3, 4


def draw(
    seed: int, standings: Sequence[float], known: Mapping[int, float], criteria: int, sheets: Mapping[str, int]
) -> dict[str, NDArray[np.uint8]]:
    """Packed answers by stratum code: uint8 [sheets, units * criteria]. `known`: awareness of single units.

    Every respondent has a leniency of their own and an opinion of each unit that colours all its criteria, every stratum
    and every criterion leans a little, and some units are less known than others, so that the figures behave like those
    of a real round.
    """
    generator = np.random.default_rng(seed)
    standing = np.log(np.array(standings) / (1 - np.array(standings)))
    aware = generator.uniform(0.55, 0.95, len(standings))
    for unit, share in known.items():
        aware[unit] = share
    lean = generator.normal(0, 0.25, (len(standings), criteria))
    drawn = {}
    for code, count in sheets.items():
        mood = generator.normal(generator.normal(0, 0.2), 0.8, (count, 1, 1))
        opinion = generator.normal(0, 1.8, (count, len(standings), 1))
        log_odds = 1.5 * standing[None, :, None] + lean[None] + mood + opinion
        chance = 1 / (1 + np.exp(-log_odds))
        satisfied = generator.random(chance.shape) < chance
        fully = generator.random(chance.shape) < 0.35 + 0.5 * chance
        answers = np.where(satisfied, np.where(fully, SATISFIED, MOSTLY), NOT)
        unknown = generator.random((count, len(standings), 1)) > aware[None, :, None]
        answers = np.where(unknown, UNKNOWN, answers)
        blank = generator.random((count, len(standings), 1)) < 0.015
        drawn[code] = np.where(blank, 0, answers).astype(np.uint8).reshape(count, -1)
    return drawn
