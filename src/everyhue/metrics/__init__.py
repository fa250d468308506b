"""What happened, as numbers: measures of one list, folded into tallies."""

from everyhue.metrics.div_at_k import could_at_k, div_at_k
from everyhue.metrics.exposure import (
    exposure_gap,
    exposure_per_merit,
    exposure_share,
    mean_exposure,
    unknown_exposure,
)
from everyhue.metrics.ild import ild
from everyhue.metrics.infeasible import infeasible_count, infeasible_index
from everyhue.metrics.intersection import crossed, intersection_div_at_k, intersection_recall
from everyhue.metrics.interval import mean_interval, share_interval
from everyhue.metrics.kept_share import kept_share
from everyhue.metrics.lists import ListTally, fold, marginal, mean
from everyhue.metrics.ndcg import dcg, ndcg, scaled
from everyhue.metrics.ndkl import ndkl
from everyhue.metrics.overlap import displacement, overlap, rank_biased_overlap
from everyhue.metrics.s_recall import s_recall
from everyhue.metrics.skew import max_skew_at_k, min_skew_at_k, skew_at_k
from everyhue.metrics.unknown_share import unknown_share

__all__ = [
    "ListTally", "could_at_k", "crossed", "dcg", "displacement", "div_at_k", "exposure_gap",
    "exposure_per_merit", "exposure_share", "fold", "ild", "infeasible_count", "infeasible_index",
    "intersection_div_at_k", "intersection_recall", "kept_share", "marginal", "max_skew_at_k",
    "mean", "mean_exposure", "mean_interval", "min_skew_at_k", "ndcg", "ndkl", "overlap",
    "rank_biased_overlap", "s_recall", "scaled", "share_interval", "skew_at_k", "unknown_exposure",
    "unknown_share",
]  # fmt: skip
