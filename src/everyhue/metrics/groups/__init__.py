"""Counts per group, and the measures that are made of them."""

from everyhue.metrics.groups.cells import NAMES, Cells, called
from everyhue.metrics.groups.clarify import cddl, cddpl, clarify
from everyhue.metrics.groups.columns import Columns
from everyhue.metrics.groups.composites import (
    average_abs_odds_difference,
    average_odds_difference,
    balanced_accuracy,
    demographic_parity_difference,
    demographic_parity_ratio,
    equal_opportunity_difference,
    equalized_odds_difference,
    equalized_odds_ratio,
    f1_score,
    generalized_entropy,
    mcc,
    share_of_selected,
    treatment_equality,
)
from everyhue.metrics.groups.count import CLUSTER, MISSING, count_groups
from everyhue.metrics.groups.mean import Mean
from everyhue.metrics.groups.measure import against, bounded, rates, spread, values
from everyhue.metrics.groups.names import ALIASES, Alias
from everyhue.metrics.groups.rates import RATES, Rate, measure_called, rate_called
from everyhue.metrics.groups.ratio import Ratio
from everyhue.metrics.groups.scores import Scores

__all__ = [
    "ALIASES",
    "CLUSTER",
    "MISSING",
    "NAMES",
    "RATES",
    "Alias",
    "Cells",
    "Columns",
    "Mean",
    "Rate",
    "Ratio",
    "Scores",
    "against",
    "average_abs_odds_difference",
    "average_odds_difference",
    "balanced_accuracy",
    "bounded",
    "called",
    "cddl",
    "cddpl",
    "clarify",
    "count_groups",
    "demographic_parity_difference",
    "demographic_parity_ratio",
    "equal_opportunity_difference",
    "equalized_odds_difference",
    "equalized_odds_ratio",
    "f1_score",
    "generalized_entropy",
    "mcc",
    "measure_called",
    "rate_called",
    "rates",
    "share_of_selected",
    "spread",
    "treatment_equality",
    "values",
]  # fmt: skip
