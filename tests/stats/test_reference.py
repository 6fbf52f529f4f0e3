"""Every estimate of the reference sets against R survey (method, section 13)."""

import math
from typing import Any

import pytest

from backend.stats import cell_estimates, estimates, plain_rate, plain_score, sampling_fractions, with_places

SETS = ("small", "edge", "round1", "round2", "five", "ind6")
VARIANTS = [
    (name, variant)
    for name in SETS
    for variant in ("base", "fpc", "zero_weight", "self_weighted", "psu", "psu_fpc")
    if name != "edge" or not variant.startswith("psu")
]


def close(found: float | None, expected: float | None) -> bool:
    if found is None or expected is None:
        return found is expected
    return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12)


def differences(where: str, found: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    wrong = []
    for key, value in found.items():
        wanted = expected.get(key)
        same = close(value, wanted) if isinstance(value, float) else value == wanted
        if not same:
            wrong.append(f"{where}.{key}: {value!r}, expected {wanted!r}")
    return wrong


def untouched(vectors: Any, unit: int) -> int:
    """Sheets that left a unit blank as a whole: the reference counts such a unit as one blank, not one per criterion."""
    criteria = len(vectors.criteria.weights)
    columns = slice(unit * criteria, (unit + 1) * criteria)
    return sum(int((~answers[:, columns].any(axis=1)).sum()) for answers in vectors.sheets)


@pytest.mark.parametrize("outcome", ["rate", "score"])
@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_estimates(name, variant, outcome, load_set):
    vectors = load_set(name)
    weights = {"zero_weight": (0, *vectors.weights[1:]), "self_weighted": None}.get(variant, vectors.weights)
    moments, seen, people = vectors.moments(outcome), [len(answers) for answers in vectors.sheets], vectors.populations
    if variant.startswith("psu"):
        moments = with_places(moments, vectors.products(places=True)[outcome])
        seen, people = [len(set(places.tolist())) for places in vectors.places], vectors.place_populations
    roster = sampling_fractions(seen, people) if variant.endswith("fpc") else None
    found = estimates(moments, weights, roster)
    reference = vectors.results["variants"][variant][outcome]
    assert set(vectors.units) == set(reference)

    wrong = []
    for unit, estimate in zip(vectors.units, found, strict=True):
        expected = reference[unit]
        lower, upper = expected.get("ci") or (None, None)
        numbers = {
            "est": estimate.est,
            "se": estimate.se,
            "se_ci": estimate.se_ci,
            "n_valid": estimate.n_valid,
            "n_kish": estimate.n_kish,
            "n_eff": estimate.n_eff,
            "lower": estimate.lower,
            "upper": estimate.upper,
            "strata_missing": [vectors.strata[stratum] for stratum in estimate.strata_missing],
        }
        if estimate.est is not None:
            numbers["df"] = estimate.df
            numbers["strata_lone"] = [vectors.strata[stratum] for stratum in estimate.strata_lone]
        wrong += differences(unit, numbers, expected | {"lower": lower, "upper": upper})
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", SETS)
def test_sampling_fractions(name, load_set):
    vectors = load_set(name)
    roster = sampling_fractions([len(answers) for answers in vectors.sheets], vectors.populations)
    assert roster.fractions.tolist() == pytest.approx(vectors.results["meta"]["f_forms"], rel=1e-12)
    assert not roster.exceeded.any()
    if "f_psu" in vectors.results["meta"]:
        seen = [len(set(places.tolist())) for places in vectors.places]
        roster = sampling_fractions(seen, vectors.place_populations)
        assert roster.fractions.tolist() == pytest.approx(vectors.results["meta"]["f_psu"], rel=1e-12)


@pytest.mark.parametrize("name", SETS)
def test_plain_figures(name, load_set):
    vectors = load_set(name)
    reference = vectors.results["counts"]
    codes = list(reference[vectors.units[0]]["options"])
    criteria = len(vectors.criteria.weights)
    wrong = []
    for unit, code in enumerate(vectors.units):
        counts, expected = vectors.counts[:, unit], reference[code]
        pooled = counts.sum(axis=(0, 1))
        score = plain_score(counts, vectors.scale)
        numbers = {
            "blank": int(pooled[0]) - (criteria - 1) * untouched(vectors, unit),
            "options": dict(zip(codes, pooled[1:].tolist(), strict=True)),
            "plain_rate": plain_rate(counts, vectors.scale).share,
            "plain_score": None if score is None else float(score),
        }
        wrong += differences(code, numbers, expected)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("outcome", ["rate", "score"])
@pytest.mark.parametrize("name", SETS)
def test_cells(name, outcome, load_set):
    vectors = load_set(name)
    wrong = []
    for stratum, row in zip(vectors.strata, cell_estimates(vectors.moments(outcome)), strict=True):
        for unit, estimate in zip(vectors.units, row, strict=True):
            expected = vectors.results["counts"][unit]["per_stratum"][stratum]
            numbers = {"n": estimate.n_valid, outcome: estimate.est, f"se_{outcome}": estimate.se}
            wrong += differences(f"{unit}.{stratum}", numbers, expected)
    assert not wrong, "\n".join(wrong)
