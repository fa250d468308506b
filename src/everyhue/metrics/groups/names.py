"""What the same number is called elsewhere, and how its sign is taken there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Peer = Literal["everyhue", "fairlearn", "aif360", "aequitas", "clarify"]


@dataclass(frozen=True, slots=True)
class Alias:
    """A name of a peer.

    Parameters
    ----------
    peer : str
        Whose name it is; ``"everyhue"`` for short forms of our own.
    name : str
        The name there.
    canonical : str
        A rate, or the function that gives the number.
    convention : str
        How the sign or the direction is taken, and where the numbers differ.
    of : str
        The rate that a difference or a ratio is of.
    """

    peer: Peer
    name: str
    canonical: str
    convention: str = ""
    of: str = ""

    @property
    def call(self) -> str:
        """Our call, as it is written.

        Examples
        --------
        >>> Alias("aequitas", "tpr_disparity", "ratio", "", "true_positive_rate").call
        'against(cells, "true_positive_rate", reference, how="ratio")'
        """
        how = ', how="ratio"' if self.canonical == "ratio" else ""
        if self.canonical in ("difference", "ratio"):
            return f'against(cells, "{self.of}", reference{how})'
        if self.canonical in ("spread", "spread_ratio"):
            how = ', "ratio"' if self.canonical == "spread_ratio" else ""
            return f'spread(cells, "{self.of}"{how})'
        if self.canonical.startswith("clarify."):
            name = self.canonical.removeprefix("clarify.")
            return (
                f"{name.lower()}(groups)" if name.startswith("CDD") else f'clarify(a, d)["{name}"]'
            )
        return _CALLS.get(self.canonical, f'rates(cells, "{self.canonical}")')


_SHORT = {
    "tpr": "true_positive_rate", "fnr": "false_negative_rate", "tnr": "true_negative_rate",
    "fpr": "false_positive_rate", "ppv": "positive_predictive_value",
    "npv": "negative_predictive_value", "fdr": "false_discovery_rate",
    "for": "false_omission_rate", "recall": "true_positive_rate",
    "sensitivity": "true_positive_rate", "specificity": "true_negative_rate",
    "precision": "positive_predictive_value", "base_rate": "prevalence",
}  # fmt: skip

_CALLS = {
    "": "–",
    "auc": "values(bins, AUC)",
    "average_abs_odds_difference": "average_abs_odds_difference(cells, reference)",
    "average_odds_difference": "average_odds_difference(cells, reference)",
    "balanced_accuracy": "balanced_accuracy(cells)",
    "demographic_parity_difference": "demographic_parity_difference(cells)",
    "demographic_parity_ratio": "demographic_parity_ratio(cells)",
    "equal_opportunity_difference": "equal_opportunity_difference(cells)",
    "equalized_odds_difference": "equalized_odds_difference(cells)",
    "equalized_odds_ratio": "equalized_odds_ratio(cells)",
    "f1_score": "f1_score(cells)",
    "generalized_entropy": "generalized_entropy(cells, alpha)",
    "mean_absolute_error": 'values(cells, ERRORS["mean_absolute_error"])',
    "mean_prediction": 'values(cells, ERRORS["mean_prediction"])',
    "mean_squared_error": 'values(cells, ERRORS["mean_squared_error"])',
    "r_squared": 'values(cells, ERRORS["r_squared"])',
    "share_of_selected": "share_of_selected(cells)",
}  # fmt: skip
"""How what is no rate is called."""

_MAX_MIN = "largest minus smallest group; a group without a value counts as 0 there, not here"
_RATIO = "smallest over largest; a group without a value counts as 0 there, not here"
_UNPRIVILEGED = "unprivileged minus privileged"
_OVER = "unprivileged over privileged"
_ZERO = "0 there where it is undefined"
_NAN = "NaN there where it is undefined"
_TO_REFERENCE = "group over reference group"
_WORST = "the worst group there; here the value of each, and its interval"

_RATES_BY_FAIRLEARN = {
    name: name
    for name in ("true_positive_rate", "false_positive_rate", "true_negative_rate",
                 "false_negative_rate")
}  # fmt: skip
_BY_FAIRLEARN = {
    "selection_rate": "selection_rate", **_RATES_BY_FAIRLEARN, "accuracy_score": "accuracy",
    "zero_one_loss": "error_rate",
}  # fmt: skip
_BY_AIF360 = {
    "accuracy": "accuracy", "base_rate": "prevalence", "error_rate": "error_rate",
    "false_discovery_rate": "false_discovery_rate", "false_negative_rate": "false_negative_rate",
    "false_omission_rate": "false_omission_rate", "false_positive_rate": "false_positive_rate",
    "negative_predictive_value": "negative_predictive_value",
    "positive_predictive_value": "positive_predictive_value",
    "precision": "positive_predictive_value", "recall": "true_positive_rate",
    "selection_rate": "selection_rate", "sensitivity": "true_positive_rate",
    "specificity": "true_negative_rate", "true_negative_rate": "true_negative_rate",
    "true_positive_rate": "true_positive_rate",
}  # fmt: skip
_COMPARED_BY_AIF360 = ("error_rate", "false_discovery_rate", "false_negative_rate",
                       "false_omission_rate", "false_positive_rate")  # fmt: skip
_BY_AEQUITAS = {
    "tpr": "true_positive_rate", "tnr": "true_negative_rate", "for": "false_omission_rate",
    "fdr": "false_discovery_rate", "fpr": "false_positive_rate", "fnr": "false_negative_rate",
    "npv": "negative_predictive_value", "precision": "positive_predictive_value",
    "pprev": "selection_rate", "prev": "prevalence", "accuracy": "accuracy",
}  # fmt: skip

ALIASES: tuple[Alias, ...] = (
    *(Alias("everyhue", short, name) for short, name in _SHORT.items()),
    Alias("fairlearn", "selection_rate", "selection_rate"),
    *(Alias("fairlearn", name, ours, _ZERO) for name, ours in _RATES_BY_FAIRLEARN.items()),
    Alias("fairlearn", "demographic_parity_difference", "demographic_parity_difference", _MAX_MIN),
    Alias("fairlearn", "demographic_parity_ratio", "demographic_parity_ratio", _RATIO),
    Alias("fairlearn", "equalized_odds_difference", "equalized_odds_difference", _MAX_MIN),
    Alias("fairlearn", "equalized_odds_ratio", "equalized_odds_ratio", _RATIO),
    Alias("fairlearn", "equal_opportunity_difference", "equal_opportunity_difference", _MAX_MIN),
    Alias("fairlearn", "equal_opportunity_ratio", "spread_ratio", _RATIO, "true_positive_rate"),
    *(Alias("fairlearn", f"{name}_difference", "spread", _MAX_MIN, ours)
      for name, ours in _BY_FAIRLEARN.items()),
    *(Alias("fairlearn", f"{name}_ratio", "spread_ratio", _RATIO, ours)
      for name, ours in _BY_FAIRLEARN.items()),
    Alias("fairlearn", "accuracy_score_group_min", "accuracy", _WORST),
    Alias("fairlearn", "zero_one_loss_group_max", "error_rate", _WORST),
    Alias("fairlearn", "precision_score_group_min", "positive_predictive_value", _WORST),
    Alias("fairlearn", "recall_score_group_min", "true_positive_rate", _WORST),
    Alias("fairlearn", "f1_score_group_min", "f1_score", _WORST),
    Alias("fairlearn", "balanced_accuracy_score_group_min", "balanced_accuracy", _WORST),
    Alias("fairlearn", "roc_auc_score_group_min", "auc", _WORST),
    Alias("fairlearn", "mean_absolute_error_group_max", "mean_absolute_error", _WORST),
    Alias("fairlearn", "mean_squared_error_group_max", "mean_squared_error", _WORST),
    Alias("fairlearn", "r2_score_group_min", "r_squared", _WORST),
    Alias("fairlearn", "mean_prediction", "mean_prediction"),
    *(Alias("aif360", name, ours, _NAN if ours not in ("accuracy", "error_rate", "prevalence",
                                                       "selection_rate") else "")
      for name, ours in _BY_AIF360.items()),
    Alias("aif360", "mean_difference", "difference", _UNPRIVILEGED, "prevalence"),
    Alias("aif360", "statistical_parity_difference", "difference",
          f"{_UNPRIVILEGED}; of labels in a dataset, of predictions in a classification",
          "selection_rate"),
    Alias("aif360", "disparate_impact", "ratio",
          f"{_OVER}; of labels in a dataset, of predictions in a classification",
          "selection_rate"),
    Alias("aif360", "equal_opportunity_difference", "difference", _UNPRIVILEGED,
          "true_positive_rate"),
    Alias("aif360", "true_positive_rate_difference", "difference", _UNPRIVILEGED,
          "true_positive_rate"),
    *(Alias("aif360", f"{name}_difference", "difference", _UNPRIVILEGED, name)
      for name in _COMPARED_BY_AIF360),
    *(Alias("aif360", f"{name}_ratio", "ratio", _OVER, name) for name in _COMPARED_BY_AIF360),
    Alias("aif360", "average_odds_difference", "average_odds_difference", _UNPRIVILEGED),
    Alias("aif360", "average_abs_odds_difference", "average_abs_odds_difference"),
    Alias("aif360", "equalized_odds_difference", "equalized_odds_difference",
          "the larger size of the two differences; with two groups the same"),
    Alias("aif360", "theil_index", "generalized_entropy", "alpha = 1"),
    Alias("aif360", "generalized_entropy_index", "generalized_entropy", "alpha = 2"),
    Alias("aif360", "coefficient_of_variation", "generalized_entropy",
          "the root of twice this, alpha = 2"),
    Alias("aif360", "average_predictive_value_difference", "",
          "half the sum of two differences: of positive_predictive_value and false_omission_rate"),
    Alias("aif360", "consistency", "", "compares rows with their neighbours; no tally has it"),
    *(Alias("aequitas", name, ours, _NAN if name not in ("pprev", "prev", "accuracy") else "")
      for name, ours in _BY_AEQUITAS.items()),
    Alias("aequitas", "ppr", "share_of_selected", "a group's share of all selected rows"),
    *(Alias("aequitas", f"{name}_disparity", "ratio", _TO_REFERENCE, ours)
      for name, ours in _BY_AEQUITAS.items() if name not in ("prev", "accuracy")),
    Alias("aequitas", "ppr_disparity", "", f"{_TO_REFERENCE}, of share_of_selected: the two "
          "counts of selected rows over each other, so that the larger group looks favoured"),
    Alias("clarify", "CI", "clarify.CI", "advantaged minus facet, over both"),
    Alias("clarify", "DPL", "clarify.DPL", "labels, advantaged minus facet"),
    Alias("clarify", "KL", "clarify.KL", "of advantaged from facet"),
    Alias("clarify", "JS", "clarify.JS"),
    Alias("clarify", "LP", "clarify.LP", "p = 2"),
    Alias("clarify", "TVD", "clarify.TVD"),
    Alias("clarify", "KS", "clarify.KS"),
    Alias("clarify", "CDDL", "clarify.CDDL", "rejected minus accepted share of the facet"),
    Alias("clarify", "DPPL", "clarify.DPPL", "predictions, advantaged minus facet"),
    Alias("clarify", "DI", "clarify.DI", "facet over advantaged; infinite there, undefined here"),
    Alias("clarify", "DCA", "clarify.DCA", "advantaged minus facet"),
    Alias("clarify", "DCR", "clarify.DCR", "facet minus advantaged"),
    Alias("clarify", "RD", "clarify.RD", "advantaged minus facet"),
    Alias("clarify", "SD", "clarify.SD", "facet minus advantaged"),
    Alias("clarify", "DAR", "clarify.DAR", "advantaged minus facet"),
    Alias("clarify", "DRR", "clarify.DRR", "facet minus advantaged"),
    Alias("clarify", "AD", "clarify.AD", "advantaged minus facet"),
    Alias("clarify", "TE", "clarify.TE", "facet minus advantaged; infinite there, undefined here"),
    Alias("clarify", "CDDPL", "clarify.CDDPL", "as CDDL, of predictions"),
    Alias("clarify", "GE", "clarify.GE", "alpha = 2"),
    Alias("clarify", "FT", "", "a nearest-neighbour test of rows; no tally has it"),
)  # fmt: skip
"""Names of peers; `everyhue.metrics.groups.rate_called` takes those of rates."""
