"""Pure estimators: numbers in, numbers out; no database, no web (method, sections 0 to 4, 9, 12, 13 and 15)."""

from backend.stats.counts import count_answers
from backend.stats.estimate import (
    Estimate,
    EstimateSettings,
    Flag,
    SamplingFractions,
    cell_estimates,
    estimates,
    sampling_fractions,
)
from backend.stats.interval import wilson, wilson_effective
from backend.stats.moments import Criteria, Moments, moments_from_counts, moments_from_sheets
from backend.stats.plain import awareness, blank_rate, dont_know_rate, plain_rate, plain_score
from backend.stats.rounding import Exact, Ratio, Rounding, fixed, percent, round_estimate, round_exact
from backend.stats.scale import Coding, ConfigurationError, Option, Outcome, Scale
from backend.stats.turnout import Turnout, TurnoutFlag

__all__ = [
    "Coding",
    "ConfigurationError",
    "Criteria",
    "Estimate",
    "EstimateSettings",
    "Exact",
    "Flag",
    "Moments",
    "Option",
    "Outcome",
    "Ratio",
    "Rounding",
    "SamplingFractions",
    "Scale",
    "Turnout",
    "TurnoutFlag",
    "awareness",
    "blank_rate",
    "cell_estimates",
    "count_answers",
    "dont_know_rate",
    "estimates",
    "fixed",
    "moments_from_counts",
    "moments_from_sheets",
    "percent",
    "plain_rate",
    "plain_score",
    "round_estimate",
    "round_exact",
    "sampling_fractions",
    "wilson",
    "wilson_effective",
]
