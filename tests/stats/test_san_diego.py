"""A real published round, San Diego 2015 (see tests/data/NOTICE): every count, rate, mean and interval."""

import csv
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from backend.stats import (
    Option,
    Scale,
    awareness,
    blank_rate,
    count_answers,
    dont_know_rate,
    estimates,
    moments_from_counts,
    percent,
    plain_rate,
    plain_score,
    round_estimate,
    round_exact,
    wilson,
)

DATA = Path(__file__).parent.parent / "data" / "san_diego_2015"
EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"), parse_float=Decimal)
CODES = ("5", "4", "3", "2", "1", "9")


def read(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scale_with(satisfied):
    options = []
    for number, row in enumerate(read("options.csv"), start=1):
        points = Decimal(row["score"]) if row["score"] else None
        options.append(Option(number, points, row["code"] in satisfied, row["counts_as_valid"] == "1"))
    assert [row["code"] for row in read("options.csv")] == list(CODES)
    return Scale(tuple(options))


SCALE, WITH_NEUTRAL = scale_with({"5", "4"}), scale_with({"5", "4", "3"})


@pytest.fixture(scope="module")
def counts():
    """{unit: [strata, options + 1]}"""
    units = [row["unit_code"] for row in read("units.csv")]
    position = {unit: column for column, unit in enumerate(units)}
    sheets, stratum_of = {}, {}
    for row in read("ratings.csv"):
        sheet = sheets.setdefault(row["respondent_id"], np.zeros(len(units), dtype=np.uint8))
        sheet[position[row["unit_code"]]] = CODES.index(row["option"]) + 1
        stratum_of[row["respondent_id"]] = row["stratum"]
    assert len(sheets) == EXPECTED["rows"]
    per_stratum = []
    for stratum, respondents in EXPECTED["strata"].items():
        answers = np.array([sheet for respondent, sheet in sheets.items() if stratum_of[respondent] == stratum])
        assert len(answers) == respondents
        per_stratum.append(count_answers(answers, len(units), 1, len(CODES))[:, 0])
    stacked = np.stack(per_stratum)
    return {unit: stacked[:, column] for unit, column in position.items()}


def six(value):
    return round_exact(value, 6)


def check(found, expected):
    pooled = found.reshape(-1, 7).sum(axis=0)
    rate, score = plain_rate(found, SCALE), plain_score(found, SCALE)
    assert pooled.sum() == expected["respondents"]
    assert dict(zip(CODES, pooled[1:].tolist(), strict=True)) == expected["counts"]
    assert rate.denominator == expected["valid"]
    assert six(rate.fraction) == expected["satisfied_rate_excl_dk"]
    assert six(score) == expected["mean_score_excl_dk"]
    interval = wilson(rate.numerator, rate.denominator)
    assert [round_estimate(end, 6) for end in interval] == expected["wilson95_satisfied"]


@pytest.mark.parametrize("unit", EXPECTED["units"])
def test_unit(unit, counts):
    found, expected = counts[unit], EXPECTED["units"][unit]
    check(found, expected)
    rate, neutral = plain_rate(found, SCALE), plain_rate(found, WITH_NEUTRAL)
    everybody = expected["respondents"]
    assert six(Fraction(rate.numerator, everybody)) == expected["satisfied_rate_incl_dk"]
    assert six(neutral.fraction) == expected["satisfied_or_neutral_rate_excl_dk"]
    assert six(1 - neutral.fraction) == expected["dissatisfied_rate_excl_dk"]
    assert six(dont_know_rate(found, SCALE).fraction) == expected["dont_know_share"]
    assert awareness(found, SCALE).fraction == 1 - dont_know_rate(found, SCALE).fraction
    assert blank_rate(found, SCALE).numerator == expected["blank"]
    (estimate,) = estimates(moments_from_counts(found[:, None], SCALE, "rate"), [1] * len(found))
    rates = [plain_rate(cell, SCALE).fraction for cell in found]
    assert estimate.est == pytest.approx(float(sum(rates) / len(rates)), rel=1e-15)
    # The printed mean was taken over the printed rates: for Q3_3 that moves the sixth place.
    printed = sum(Fraction(six(rate)) for rate in rates) / len(rates)
    assert six(printed) == expected["equal_weight_stratum_mean_satisfied_excl_dk"]

    assert list(expected["by_stratum"]) == list(EXPECTED["strata"])
    for stratum, part in enumerate(expected["by_stratum"].values()):
        check(found[stratum], part)


def test_what_the_press_printed(counts):
    satisfied = {entry["q"]: entry for entry in EXPECTED["published_check"] if "dissatisfied" not in entry["what"]}
    for unit, entry in satisfied.items():
        rate = plain_rate(counts[unit], SCALE)
        assert Decimal(rate.percent(2)) == entry["computed_excl_dk_pct"]
        if "sum of rounded" not in entry["source"]:
            assert rate.percent(0) == str(entry["published"])
    streets = counts["Q3_8"].sum(axis=0)
    valid = int(streets[SCALE.valid].sum())
    assert sum(int(percent(int(streets[option]), valid, 0)) for option in (1, 2)) == satisfied["Q3_8"]["published"]
    (dissatisfied,) = (entry for entry in EXPECTED["published_check"] if "dissatisfied" in entry["what"])
    assert percent(int(streets[4] + streets[5]), valid, 2) == str(dissatisfied["computed_excl_dk_pct"])
    assert percent(int(streets[4] + streets[5]), valid, 0) == str(dissatisfied["published"])
