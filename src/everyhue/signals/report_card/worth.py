"""What items count for, bucket by bucket, where a person or shoot has several."""

from __future__ import annotations

import numpy as np

from everyhue.signals.clustered import cluster_sums, inflation, spilling, too_few
from everyhue.signals.given import Codes, Floats, Mask


def strata_inflation(
    hits: Mask, truth: Codes, clusters: Codes, buckets: int, level: float
) -> Floats:
    """Return (B,): the variance inflation of each bucket's own share of hits; 1 without items."""
    grown = np.ones(buckets)
    for b in np.unique(truth):
        mine = truth == b
        grown[b] = inflation(hits[mine] - hits[mine].mean(), clusters[mine], level)
    return grown


def stratum_sums(hits: Mask, truth: Codes, clusters: Codes, buckets: int) -> Floats:
    """Return (C, B): what each cluster adds to the error of each bucket's share of hits."""
    counts = np.maximum(np.bincount(truth, minlength=buckets), 1)
    shares = np.bincount(truth, hits, minlength=buckets) / counts
    return cluster_sums((hits - shares[truth]) / counts[truth], truth, clusters, buckets)


def pair_worth(hits: Mask, truth: Codes, clusters: Codes, scale: Floats, level: float) -> Floats:
    """Return (B, B): what an item of bucket a counts for in a comparison with bucket b.

    One over the inflation of a's own share, and over what clusters in both buckets add to the
    difference (`spilling`). The second is shared by both sides.

    Parameters
    ----------
    hits : (n,) bool
        What is compared.
    truth, clusters : (n,) intp
        Bucket and cluster of each item; every bucket has items.
    scale : (B,) float64
        Slope of the comparison in each share: 1 for differences, 1 / share for ratios.
    level : float, (0, 1)
        Confidence level.

    Examples
    --------
    >>> truth, people = np.arange(80) % 2, np.arange(80) // 2
    >>> hits = (np.arange(80) // 4) % 2 == truth  # found in one bucket, missed in the other
    >>> pair_worth(hits, truth, people, np.ones(2), 0.95).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    buckets = len(scale)
    own = strata_inflation(hits, truth, clusters, buckets, level)
    sums = stratum_sums(hits, truth, clusters, buckets) * scale
    worth = np.ones((buckets, buckets))
    for a in range(buckets):
        for b in (b for b in range(buckets) if b != a):
            worth[a, b] = 1 / (own[a] * spilling(sums[:, [a, b]] * (1, -1)))
    return worth


def thin_stratum(truth: Codes, clusters: Codes, buckets: tuple[str, ...]) -> str:
    """Return why the clusters of some bucket are too few, ``""`` where none has too few."""
    whys = (too_few(clusters[truth == b], name) for b, name in enumerate(buckets))
    return next(filter(None, whys), "")
