"""Writing the sealed file: everything needed to compute a round's figures again, for office, auditor and court."""

from base64 import b64encode

from backend.results.comparable import order_of_strata
from backend.results.publishing.evidence import Evidence
from backend.results.publishing.files import SEALED_FORMAT, Json, exact
from backend.stats import Moments, Products


def sealed_content(about: Json, evidence: Evidence) -> Json:
    """The blocks of the sealed file. Lists by stratum, criterion and answer follow the method; answer 0 is blank."""
    config, tally = evidence.config, evidence.tally
    return {
        "about": {**about, "format": SEALED_FORMAT},
        "method": evidence.method,
        "compared_with": _compared_with(evidence),
        "turnout": {
            "sheets": tally.sheets,
            "issued_together": tally.issued_together,
            "strata": [
                {"issued": count.issued, "web": count.web, "paper": count.paper, "shared": count.shared, "valid": valid}
                for count, valid in zip(tally.turnout, tally.valid_sheets, strict=True)
            ],
        },
        "cells": {
            unit.code: {
                "counts": tally.counts[:, position].tolist(),
                **{outcome: _moments_out(moments, position) for outcome, moments in tally.moments.items()},
            }
            for position, unit in enumerate(config.units)
        },
        "products": {
            unit.code: {outcome: _products_out(found, position) for outcome, found in evidence.products.items()}
            for position, unit in enumerate(config.units)
        },
    }


def _products_out(products: Products, unit: int) -> str:
    """Of a unit with itself and every later one, stratum after stratum: little-endian doubles in base64.

    Numbers as text would take twice the place, and there are half a million for a thousand units and a stratum.
    """
    return b64encode(products.sums[:, unit, unit:].astype("<f8").tobytes()).decode()


def _compared_with(evidence: Evidence) -> Json | None:
    """The earlier round with what changes follow from, by the codes and in the order of the strata of this one."""
    earlier = evidence.compared_with
    if earlier is None:
        return None
    before = earlier.figures
    position_of = {unit.unit_id: position for position, unit in enumerate(before.config.units)}
    order = order_of_strata(evidence.config, before.config)
    moments = {outcome: found.each(lambda array: array[order]) for outcome, found in before.tally.moments.items()}
    return {
        **earlier.about,
        "cells": {
            unit.code: {
                "shown": {outcome: values.get(unit.unit_id) for outcome, values in earlier.shown.items()},
                **{outcome: _moments_out(found, position) for outcome, found in moments.items()},
            }
            for unit in evidence.config.units
            if (position := position_of.get(unit.unit_id)) is not None
        },
    }


def _moments_out(moments: Moments, unit: int) -> Json:
    return {
        "n": moments.n[:, unit].tolist(),
        "mean": [exact(value) for value in moments.mean[:, unit].tolist()],
        "m2": [exact(value) for value in moments.m2[:, unit].tolist()],
    }
