"""Reading a sealed file back."""

import json
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.ballots.turnout import StratumCount
from backend.results.publishing.files import Json
from backend.results.tally import RoundTally, scale_of
from backend.rounds.config import Criterion, Option, Publication, RollUnit, RoundConfig, Stratum
from backend.stats import Moments, Outcome, Rounding


def read_sealed(data: bytes, live: RoundConfig) -> tuple[RoundConfig, RoundTally]:
    """Configuration and tally as they were sealed. Only ids, which the file does not hold, are those of `live`."""
    content = json.loads(data)
    config = _config(content["method"], live)
    cells = [content["cells"][unit.code] for unit in config.units]
    strata = content["turnout"]["strata"]
    tally = RoundTally(
        sheets=content["turnout"]["sheets"],
        counts=np.array([cell["counts"] for cell in cells], dtype=np.int64).swapaxes(0, 1),
        moments={outcome: _moments_in(cells, outcome, config) for outcome in _outcomes(cells)},
        turnout=tuple(StratumCount(s["issued"], s["web"], s["paper"], shared=s["shared"]) for s in strata),
        issued_together=content["turnout"]["issued_together"],
        valid_sheets=tuple(stratum["valid"] for stratum in strata),
    )
    return config, tally


def _outcomes(cells: list[Json]) -> tuple[Outcome, ...]:
    return ("rate", "score") if "score" in cells[0] else ("rate",)


def _moments_in(cells: list[Json], outcome: Outcome, config: RoundConfig) -> Moments:
    def array(name: str, kind: type) -> NDArray[Any]:
        return np.array([[kind(value) for value in cell[outcome][name]] for cell in cells]).T

    coding = scale_of(config).coding(outcome)
    return Moments(outcome, array("n", int), array("mean", float), array("m2", float), coding.lo, coding.hi)


def _config(method: Json, live: RoundConfig) -> RoundConfig:
    rule = method["publication"]
    return RoundConfig(
        round_id=live.round_id,
        year=method["round"]["year"],
        number=method["round"]["number"],
        title=live.title,
        kind=live.kind,
        state=live.state,
        collection=live.collection,
        allow_small_strata=live.allow_small_strata,
        units=tuple(
            RollUnit(now.unit_id, sequence_name=unit["sequence"], **{k: unit[k] for k in unit if k != "sequence"})
            for unit, now in zip(method["roll"], live.units, strict=True)
        ),
        criteria=tuple(Criterion(**{**c, "weight": Decimal(c["weight"])}) for c in method["criteria"]),
        options=tuple(
            Option(**{**o, "points": None if o["points"] is None else Decimal(o["points"])}) for o in method["scale"]
        ),
        strata=tuple(
            Stratum(now.id, s["code"], s["name"], Decimal(s["weight"]), now.planned_codes, s["population"])
            for s, now in zip(method["strata"], live.strata, strict=True)
        ),
        publication=Publication(
            rule["k"], rule["decimals"], Rounding(rule["rounding"]), Decimal(rule["indicator_min_weight"])
        ),
    )
