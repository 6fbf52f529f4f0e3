"""The method of a round as a document, and its digest (security design, D7).

The document says everything that turns sheets into figures. It names units, criteria and strata by their codes, so
that anybody can write it down again from the published configuration and compare.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from backend.rounds.amounts import plain
from backend.rounds.config import RoundConfig
from backend.rounds.models import Collection

ENGINE = "pingyi-1"
"""Names the formulas of `stats`. It changes when a figure could come out differently from the same sheets."""


def method_document(config: RoundConfig, codes_by_stratum: Mapping[UUID, int]) -> dict[str, Any]:
    """The method as JSON values: text, integers, booleans, lists, objects; decimals are text, never floats."""
    publication = config.publication
    return {
        "engine": ENGINE,
        "round": {
            "year": config.year,
            "number": config.number,
            "kind": config.kind.value,
            "collection": config.collection.value,
        },
        "roll": [
            {
                "code": unit.code,
                "name": unit.name,
                "short_name": unit.short_name,
                "sequence": unit.sequence_name,
                "duties": unit.duties,
                "key": unit.key,
                "pilot": unit.pilot,
                "team": unit.team,
            }
            for unit in config.units
        ],
        "criteria": [
            {"code": c.code, "name": c.name, "help": c.help, "weight": plain(c.weight)} for c in config.criteria
        ],
        "scale": [
            {
                "number": option.number,
                "label": option.label,
                "points": None if option.points is None else plain(option.points),
                "satisfied": option.satisfied,
                "valid": option.valid,
            }
            for option in config.options
        ],
        "strata": [_stratum(config, codes_by_stratum, index) for index in range(len(config.strata))],
        "publication": {
            "k": publication.k,
            "decimals": publication.decimals,
            "rounding": publication.rounding.value,
            "indicator_min_weight": plain(publication.indicator_min_weight),
        },
    }


def _stratum(config: RoundConfig, codes_by_stratum: Mapping[UUID, int], index: int) -> dict[str, Any]:
    stratum = config.strata[index]
    entry: dict[str, Any] = {
        "code": stratum.code,
        "name": stratum.name,
        "weight": plain(stratum.weight),
        "population": stratum.population,
    }
    if config.collection is Collection.CODED:
        entry["codes"] = codes_by_stratum.get(stratum.id, 0)
    return entry


def canonical(document: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed: UTF-8, keys sorted, no spaces."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(document)).hexdigest()
