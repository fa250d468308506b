"""Strong-OR: one list by relevance in which every bucket has a least share."""

from __future__ import annotations

import math

import numpy as np

from everyhue.catalog.snapshot import Rows
from everyhue.ranking.retrieve.probe import Probe
from everyhue.ranking.retrieve.reach import Reach
from everyhue.registry import register

LEAST_SHARE = 0.1


@register(
    "retrieval",
    "strong_or",
    source="Silva et al. 2023, Representation Online Matters, §4.2 (Strong-OR)",
    undefined_when="never; a bucket without supply adds nothing, and the outcome says so",
)
def strong_or(probe: Probe, reach: Reach) -> Rows:
    """Score by relevance, while every bucket keeps at least a tenth of the depth.

    For each bucket, the best ``⌈0.1 · depth⌉`` rows by text score (by cosine where the query has no
    words) join the relevance list. Unlike `bucketized` nothing is reserved for unknown items, and
    the vector index is asked per bucket only when there are no words.

    Parameters
    ----------
    probe : Probe
        The query.
    reach : Reach
        How deep, and over which dimensions.

    Returns
    -------
    (m,) intp
        Extra rows, unordered, possibly overlapping with the base list.
    """
    least = math.ceil(LEAST_SHARE * reach.depth)
    lists: list[Rows] = [np.zeros(0, np.intp)]
    for dimension in reach.dimensions:
        by_bucket = (
            probe.text_top_by_bucket if probe.scores is not None else probe.vector_top_by_bucket
        )
        lists += by_bucket(least, dimension)[:-1]
    return np.concatenate(lists)
