"""Counts per group, and the measures that are made of them."""

from everyhue.metrics.groups.agreement import AGREEMENT, F1
from everyhue.metrics.groups.cells import NAMES, Cells, called
from everyhue.metrics.groups.clarify import cddl, cddpl, clarify
from everyhue.metrics.groups.classes import (
    class_cells,
    classes_of,
    count_classes,
    one_class,
    right_or_wrong,
)
from everyhue.metrics.groups.columns import KINDS, Columns
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
from everyhue.metrics.groups.contrast import Measured, against_rest, rest_of
from everyhue.metrics.groups.count import CLUSTER, MISSING, count_groups
from everyhue.metrics.groups.discrimination import AUC, histogram_cells
from everyhue.metrics.groups.error_measures import ERRORS
from everyhue.metrics.groups.hiding import hidden, hidden_reasons, refuse_least
from everyhue.metrics.groups.inequality import atkinson, atkinson_difference, sum_amounts
from everyhue.metrics.groups.mean import Mean
from everyhue.metrics.groups.measure import against, bounded, rates, spread, values
from everyhue.metrics.groups.nameless import SUPPRESSED, nameless
from everyhue.metrics.groups.names import ALIASES, Alias
from everyhue.metrics.groups.numbers import count_numbers, number_cells
from everyhue.metrics.groups.rankings import DELIVERY, ITEM_MEASURES, OF_ALL, REQUEST_MEASURES
from everyhue.metrics.groups.rates import RATES, Rate, measure_called, rate_called
from everyhue.metrics.groups.ratio import Ratio
from everyhue.metrics.groups.representation import REPRESENTATION, UNLABELLED_SHARE
from everyhue.metrics.groups.resample import resampled
from everyhue.metrics.groups.score_losses import BRIER, CALIBRATION_GAP, score_cells
from everyhue.metrics.groups.scores import Scores
from everyhue.metrics.groups.shrunken import shrunken
from everyhue.metrics.groups.smooth import Smooth
from everyhue.metrics.groups.suppress import suppress, suppressed_of

__all__ = [
    "AGREEMENT",
    "ALIASES",
    "AUC",
    "BRIER",
    "CALIBRATION_GAP",
    "CLUSTER",
    "DELIVERY",
    "ERRORS",
    "F1",
    "ITEM_MEASURES",
    "KINDS",
    "MISSING",
    "NAMES",
    "OF_ALL",
    "RATES",
    "REPRESENTATION",
    "REQUEST_MEASURES",
    "SUPPRESSED",
    "UNLABELLED_SHARE",
    "Alias",
    "Cells",
    "Columns",
    "Mean",
    "Measured",
    "Rate",
    "Ratio",
    "Scores",
    "Smooth",
    "against",
    "against_rest",
    "atkinson",
    "atkinson_difference",
    "average_abs_odds_difference",
    "average_odds_difference",
    "balanced_accuracy",
    "bounded",
    "called",
    "cddl",
    "cddpl",
    "clarify",
    "class_cells",
    "classes_of",
    "count_classes",
    "count_groups",
    "count_numbers",
    "demographic_parity_difference",
    "demographic_parity_ratio",
    "equal_opportunity_difference",
    "equalized_odds_difference",
    "equalized_odds_ratio",
    "f1_score",
    "generalized_entropy",
    "hidden",
    "hidden_reasons",
    "histogram_cells",
    "mcc",
    "measure_called",
    "nameless",
    "number_cells",
    "one_class",
    "rate_called",
    "rates",
    "refuse_least",
    "resampled",
    "rest_of",
    "right_or_wrong",
    "score_cells",
    "share_of_selected",
    "shrunken",
    "spread",
    "sum_amounts",
    "suppress",
    "suppressed_of",
    "treatment_equality",
    "values",
]  # fmt: skip
