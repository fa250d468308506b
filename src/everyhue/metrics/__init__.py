"""What happened, as numbers: measures of one list, folded into tallies."""

from everyhue.metrics.alpha_ndcg import alpha_ndcg
from everyhue.metrics.awrf import awrf
from everyhue.metrics.calibration import calibration_js, calibration_kl
from everyhue.metrics.corrected_div_at_k import corrected_div_at_k, shares_behind_labels
from everyhue.metrics.coverage import coverage
from everyhue.metrics.div_at_k import could_at_k, div_at_k
from everyhue.metrics.err_ia import chance_of_grade, err_ia
from everyhue.metrics.expected_exposure import ee_disparity, ee_loss, ee_relevance
from everyhue.metrics.exposure import (
    exposure_gap,
    exposure_per_merit,
    exposure_share,
    mean_exposure,
    unknown_exposure,
)
from everyhue.metrics.gini import gini
from everyhue.metrics.hits import average_precision, precision_at_k, recall_at_k, reciprocal_rank
from everyhue.metrics.ild import ild
from everyhue.metrics.infeasible import infeasible_count, infeasible_index
from everyhue.metrics.intersection import crossed, intersection_div_at_k, intersection_recall
from everyhue.metrics.interval import mean_interval, share_interval
from everyhue.metrics.item_exposure import item_exposure
from everyhue.metrics.kept_share import kept_share
from everyhue.metrics.lists import ListTally, fold, marginal, mean
from everyhue.metrics.ndcg import dcg, ndcg, scaled
from everyhue.metrics.ndkl import ndkl
from everyhue.metrics.overlap import displacement, overlap, rank_biased_overlap
from everyhue.metrics.popularity import long_tail, popularity_aplt, popularity_arp
from everyhue.metrics.s_recall import s_recall
from everyhue.metrics.shown import Shown
from everyhue.metrics.skew import max_skew_at_k, min_skew_at_k, skew_at_k
from everyhue.metrics.unknown_share import unknown_share

__all__ = [
    "ListTally", "Shown", "alpha_ndcg", "average_precision", "awrf", "calibration_js",
    "calibration_kl", "chance_of_grade", "corrected_div_at_k", "could_at_k", "coverage", "crossed",
    "dcg", "displacement", "div_at_k", "ee_disparity", "ee_loss", "ee_relevance", "err_ia",
    "exposure_gap", "exposure_per_merit", "exposure_share", "fold", "gini", "ild",
    "infeasible_count", "infeasible_index", "intersection_div_at_k", "intersection_recall",
    "item_exposure", "kept_share", "long_tail", "marginal", "max_skew_at_k", "mean",
    "mean_exposure", "mean_interval", "min_skew_at_k", "ndcg", "ndkl", "overlap", "popularity_aplt",
    "popularity_arp", "precision_at_k", "rank_biased_overlap", "recall_at_k", "reciprocal_rank",
    "s_recall", "scaled", "share_interval", "shares_behind_labels", "skew_at_k", "unknown_exposure",
    "unknown_share",
]  # fmt: skip
