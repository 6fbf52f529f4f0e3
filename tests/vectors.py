"""Readers of the reference vectors; see tests/data/NOTICE."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from backend.stats import (
    Criteria,
    Moments,
    Option,
    Outcome,
    Products,
    Scale,
    count_answers,
    moments_from_counts,
    products_from_sheets,
)
from backend.stats import moments_from_sheets as sheet_moments

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class VectorSet:
    """One set of synthetic sheets with the figures that R computed from them."""

    units: tuple[str, ...]
    strata: tuple[str, ...]
    weights: tuple[Decimal, ...]
    populations: tuple[int | None, ...]
    place_populations: tuple[int | None, ...]
    sheets: tuple[NDArray[np.uint8], ...]
    places: tuple[NDArray[np.int64], ...]
    """For each stratum the place (PSU) of each sheet."""
    scale: Scale
    criteria: Criteria
    results: dict[str, Any]

    @property
    def counts(self) -> NDArray[np.int64]:
        """[strata, units, criteria, options + 1]"""
        shape = len(self.units), len(self.criteria.weights), len(self.scale.options)
        return np.stack([count_answers(answers, *shape) for answers in self.sheets])

    def moments(self, outcome: Outcome) -> Moments:
        """From the counts where they are enough, from the sheets where they are not."""
        if len(self.criteria.weights) == 1:
            return moments_from_counts(self.counts[:, :, 0], self.scale, outcome)
        return sheet_moments(self.sheets, len(self.units), self.scale, self.criteria)[outcome]

    def products(self, *, places: bool = False) -> dict[Outcome, Products]:
        moments: dict[Outcome, Moments] = {outcome: self.moments(outcome) for outcome in get_args(Outcome)}
        return products_from_sheets(self.sheets, moments, self.scale, self.criteria, self.places if places else None)


def read_matrix(name: str, file: str) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """A square table of a set: its units and its numbers, NA as NaN."""
    with (DATA / "statistics" / name / file).open(encoding="utf-8", newline="") as lines:
        head, *rows = csv.reader(lines)
    return tuple(head[1:]), np.array([[float("nan" if cell == "NA" else cell) for cell in row[1:]] for row in rows])


@cache
def load_set(name: str) -> VectorSet:
    folder = DATA / "statistics" / name
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
    codes = config["codes"] + config["dont_know"]
    scale = Scale(
        tuple(
            Option(number, config["points"].get(code), code in config["satisfied"], code in config["codes"])
            for number, code in enumerate(codes, start=1)
        )
    )
    with (folder / "strata.csv").open(encoding="utf-8", newline="") as file:
        strata = list(csv.DictReader(file))
    with (folder / "forms.csv").open(encoding="utf-8", newline="") as file:
        forms = [form for form in csv.DictReader(file) if form["status"] == "valid"]
    units = tuple(name for name in forms[0] if name not in {"form_id", "stratum", "psu", "status"})
    criteria = Criteria(tuple(config["indicator_weights"]), config["indicator_min_weight"])
    return VectorSet(
        units=units,
        strata=tuple(stratum["stratum"] for stratum in strata),
        weights=tuple(Decimal(stratum["weight"]) for stratum in strata),
        populations=tuple(_whole(stratum["population"]) for stratum in strata),
        place_populations=tuple(_whole(stratum["psu_population"]) for stratum in strata),
        sheets=tuple(
            np.array(
                [
                    [number for unit in units for number in _pack(form[unit], codes, len(criteria.weights))]
                    for form in forms
                    if form["stratum"] == stratum["stratum"]
                ],
                dtype=np.uint8,
            )
            for stratum in strata
        ),
        places=tuple(
            np.unique([form["psu"] for form in forms if form["stratum"] == stratum["stratum"]], return_inverse=True)[1]
            for stratum in strata
        ),
        scale=scale,
        criteria=criteria,
        results=json.loads((folder / "results.json").read_text(encoding="utf-8")),
    )


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _pack(cell: str, codes: str, criteria: int) -> Iterator[int]:
    for character, _ in zip_longest(cell, range(criteria), fillvalue="-"):
        yield codes.index(str(character)) + 1 if character != "-" else 0
