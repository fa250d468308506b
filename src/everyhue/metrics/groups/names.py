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
    """

    peer: Peer
    name: str
    canonical: str
    convention: str = ""


_SHORT = {
    "tpr": "true_positive_rate", "fnr": "false_negative_rate", "tnr": "true_negative_rate",
    "fpr": "false_positive_rate", "ppv": "positive_predictive_value",
    "npv": "negative_predictive_value", "fdr": "false_discovery_rate",
    "for": "false_omission_rate", "recall": "true_positive_rate",
    "sensitivity": "true_positive_rate", "specificity": "true_negative_rate",
    "precision": "positive_predictive_value", "base_rate": "prevalence",
}  # fmt: skip

_MAX_MIN = "largest minus smallest group; a group without a value counts as 0 there, not here"
_RATIO = "smallest over largest"
_UNPRIVILEGED = "unprivileged minus privileged"
_ZERO = "0 there where it is undefined"

ALIASES: tuple[Alias, ...] = (
    *(Alias("everyhue", short, name) for short, name in _SHORT.items()),
    Alias("fairlearn", "selection_rate", "selection_rate"),
    Alias("fairlearn", "true_positive_rate", "true_positive_rate", _ZERO),
    Alias("fairlearn", "false_positive_rate", "false_positive_rate", _ZERO),
    Alias("fairlearn", "true_negative_rate", "true_negative_rate", _ZERO),
    Alias("fairlearn", "false_negative_rate", "false_negative_rate", _ZERO),
    Alias("fairlearn", "demographic_parity_difference", "demographic_parity_difference", _MAX_MIN),
    Alias("fairlearn", "demographic_parity_ratio", "demographic_parity_ratio", _RATIO),
    Alias("fairlearn", "equalized_odds_difference", "equalized_odds_difference", _MAX_MIN),
    Alias("fairlearn", "equalized_odds_ratio", "equalized_odds_ratio", _RATIO),
    Alias("fairlearn", "equal_opportunity_difference", "equal_opportunity_difference", _MAX_MIN),
    Alias("aif360", "base_rate", "prevalence"),
    Alias("aif360", "mean_difference", "difference", _UNPRIVILEGED),
    Alias("aif360", "statistical_parity_difference", "difference", _UNPRIVILEGED),
    Alias("aif360", "disparate_impact", "ratio", "unprivileged over privileged"),
    Alias("aif360", "equal_opportunity_difference", "difference", f"of TPR, {_UNPRIVILEGED}"),
    Alias("aif360", "average_odds_difference", "average_odds_difference", _UNPRIVILEGED),
    Alias("aif360", "average_abs_odds_difference", "average_abs_odds_difference"),
    Alias("aif360", "theil_index", "generalized_entropy", "alpha = 1"),
    Alias("aif360", "generalized_entropy_index", "generalized_entropy", "alpha = 2"),
    Alias("aequitas", "pprev", "selection_rate"),
    Alias("aequitas", "prev", "prevalence"),
    Alias("aequitas", "ppr", "share_of_selected", "a group's share of all selected rows"),
    Alias("aequitas", "pprev_disparity", "ratio", "group over reference group"),
    Alias("aequitas", "tpr_disparity", "ratio", "group over reference group"),
    Alias("aequitas", "fpr_disparity", "ratio", "group over reference group"),
    Alias("aequitas", "fnr_disparity", "ratio", "group over reference group"),
    Alias("clarify", "CI", "clarify.CI", "advantaged minus facet, over both"),
    Alias("clarify", "DPL", "clarify.DPL", "labels, advantaged minus facet"),
    Alias("clarify", "KL", "clarify.KL", "of advantaged from facet"),
    Alias("clarify", "JS", "clarify.JS"),
    Alias("clarify", "LP", "clarify.LP", "p = 2"),
    Alias("clarify", "TVD", "clarify.TVD"),
    Alias("clarify", "KS", "clarify.KS"),
    Alias("clarify", "CDDL", "clarify.CDDL", "rejected minus accepted share of the facet"),
    Alias("clarify", "DPPL", "clarify.DPPL", "predictions, advantaged minus facet"),
    Alias("clarify", "DI", "clarify.DI", "facet over advantaged"),
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
