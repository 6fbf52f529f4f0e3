"""Pure estimators: numbers in, numbers out; no database, no web (method)."""

from backend.stats.adjust import benjamini_hochberg, holm
from backend.stats.change import Change, ChangeStatus, RoundAnswers, Share, changes, mover_interval, mover_p_value
from backend.stats.counts import count_answers
from backend.stats.covariance import (
    Compared,
    Differences,
    compared,
    comparison_covariance,
    covariance,
    differences,
)
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
from backend.stats.moments import Clusters, Criteria, Moments, moments_from_counts, moments_from_sheets
from backend.stats.plain import awareness, blank_rate, dont_know_rate, plain_rate, plain_score
from backend.stats.products import Products, products_from_sheets, with_places
from backend.stats.ranks import RankSet, competition_ranks, pair_p_values, rank_sets, single_rank_sets
from backend.stats.rounding import Exact, Ratio, Rounding, fixed, percent, round_estimate, round_exact
from backend.stats.scale import Coding, ConfigurationError, Option, Outcome, Scale
from backend.stats.sequence_mean import Deviation, SequenceMean, against_mean
from backend.stats.turnout import Turnout, TurnoutFlag, no_assumption_band

__all__ = [
    "Change",
    "ChangeStatus",
    "Clusters",
    "Coding",
    "Compared",
    "ConfigurationError",
    "Criteria",
    "Deviation",
    "Differences",
    "Estimate",
    "EstimateSettings",
    "Exact",
    "Flag",
    "Moments",
    "Option",
    "Outcome",
    "Products",
    "RankSet",
    "Ratio",
    "RoundAnswers",
    "Rounding",
    "SamplingFractions",
    "Scale",
    "SequenceMean",
    "Share",
    "Turnout",
    "TurnoutFlag",
    "against_mean",
    "awareness",
    "benjamini_hochberg",
    "blank_rate",
    "cell_estimates",
    "changes",
    "compared",
    "comparison_covariance",
    "competition_ranks",
    "count_answers",
    "covariance",
    "differences",
    "dont_know_rate",
    "estimates",
    "fixed",
    "holm",
    "moments_from_counts",
    "moments_from_sheets",
    "mover_interval",
    "mover_p_value",
    "no_assumption_band",
    "pair_p_values",
    "percent",
    "plain_rate",
    "plain_score",
    "products_from_sheets",
    "rank_sets",
    "round_estimate",
    "round_exact",
    "sampling_fractions",
    "single_rank_sets",
    "wilson",
    "wilson_effective",
    "with_places",
]
