"""Splits that keep each cluster, a person or a shoot, on one side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import InputError, bad_value
from everyhue.signals.given import Codes, Floats


def spread(truth: Codes, clusters: Codes, targets: Floats, rng: np.random.Generator) -> Codes:
    """Return (n,) a part for each item: one for all items of a cluster, buckets as targets say.

    Parameters
    ----------
    truth : (n,) intp
        Bucket of each item.
    clusters : (n,) intp
        Cluster of each item.
    targets : (P,) float64, > 0
        Share of every bucket that each part should get; sums to 1.
    rng : numpy.random.Generator
        Orders clusters of one size.

    Notes
    -----
    Large clusters are placed first, each where it adds least to Σ_b Σ_p held² / (target_p · n_b²),
    whose minimum is the stated share of every bucket in every part. A cluster larger than a part
    makes that part too large. Which part a cluster gets depends on its size, so where large ones
    are also harder, parts are no random samples of them. Cost: O(C · P · B).
    Source: greedy, as scikit-learn's ``StratifiedGroupKFold``, with shares.

    Examples
    --------
    >>> truth, people = np.array([0, 0, 1, 1, 0, 0, 1, 1]), np.array([0, 0, 0, 1, 2, 3, 3, 2])
    >>> spread(truth, people, np.array([0.5, 0.5]), np.random.default_rng(0)).tolist()
    [0, 0, 0, 0, 1, 1, 1, 1]
    """
    _, bucket = np.unique(truth, return_inverse=True)
    kinds, cluster = np.unique(clusters, return_inverse=True)
    counts = np.zeros((len(kinds), int(bucket.max(initial=0)) + 1))
    np.add.at(counts, (cluster, bucket), 1)
    weight = counts / np.maximum(counts.sum(axis=0), 1)
    order = rng.permutation(len(kinds))
    order = order[np.argsort(-counts[order].sum(axis=1), kind="stable")]
    held, part = np.zeros((len(targets), counts.shape[1])), np.zeros(len(kinds), np.intp)
    for one in order:
        added = (2 * held @ weight[one] + weight[one] @ weight[one]) / targets
        part[one] = int(np.argmin(added))
        held[part[one]] += weight[one]
    return part[cluster]


def check_spread(
    truth: Codes, parts: Codes, buckets: Sequence[str], clusters: NDArray[np.intp] | None
) -> None:
    """Raise where all labels of a bucket fell to one part, since they come from few clusters.

    Parameters
    ----------
    truth, parts : (n,) intp
        Bucket and part of each item.
    buckets : sequence of str
        Their names.
    clusters : (n,) intp or None
        Cluster of each item; without them nothing is checked.
    """
    for code, bucket in enumerate(buckets) if clusters is not None else ():
        mine = truth == code
        if clusters is not None and len(np.unique(parts[mine])) < 2:
            raise few_clusters(bucket, len(np.unique(clusters[mine])))


def few_clusters(bucket: str, count: int) -> InputError:
    """Build the one message for a bucket whose labels come from too few clusters."""
    return bad_value(
        f"clusters with labels of {bucket}", count, "some more, so that each part has some",
        "Label other people or shoots, or learn without --cluster.",
    )  # fmt: skip
