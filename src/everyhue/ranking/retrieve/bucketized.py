"""Bucketized retrieval: the nearest of every bucket, and of the unknown."""

from __future__ import annotations

import numpy as np

from everyhue.catalog.snapshot import Rows
from everyhue.ranking.retrieve.probe import Probe
from everyhue.ranking.retrieve.reach import Reach
from everyhue.registry import register


@register(
    "retrieval",
    "bucketized",
    source="Silva et al. 2023, Representation Online Matters, §4.3 (bucketized ANN)",
    undefined_when="never; a bucket without supply adds nothing, and the outcome says so",
)
def bucketized(probe: Probe, reach: Reach) -> Rows:
    """Fetch the `per_bucket` best of each bucket of each dimension, and of its unknown items.

    Every bucket that exists near the query reaches the re-ranker, however rare it is. An item is
    filed under its sure bucket, else under unknown.

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
    lists: list[Rows] = [np.zeros(0, np.intp)]
    for dimension in reach.dimensions:
        lists += probe.text_top_by_bucket(reach.per_bucket, dimension)
        lists += probe.vector_top_by_bucket(reach.per_bucket, dimension)
    return np.concatenate(lists)
