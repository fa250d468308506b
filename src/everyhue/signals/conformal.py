"""Conformal sets: every bucket that is still plausible, with a guarantee for each bucket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.signals.fitted import Fitted
from everyhue.signals.given import Codes, Floats, Mask, level_of, probabilities, sample
from everyhue.types import Dimension, Labels, Provenance

LOW_CONFIDENCE = "low_confidence"
"""Reason of items whose set says nothing, since it holds every bucket."""


@dataclass(frozen=True, slots=True, eq=False)
class ConformalSets(Fitted):
    """Fitted thresholds: a bucket is plausible for an item when 1 − p(bucket) is at most its own.

    Parameters
    ----------
    thresholds : (B,) float64, [0, 1]
        One a bucket; 1 where there were too few labels to rule anything out.
    counts : (B,) intp
        Labels of each bucket they rest on.
    alpha : float, (0, 1)
        Share of each bucket's items whose set may miss the true bucket.
    ordered : bool
        Whether gaps inside a set are filled, so that it is a run of neighbours.
    """

    kind: ClassVar[str] = "conformal"
    thresholds: Floats
    counts: Codes
    alpha: float
    ordered: bool

    def sets(self, probs: ArrayLike) -> Mask:
        """Return (n, B) bool: the plausible buckets; every one where the signal abstained.

        A set is never empty: where no bucket keeps its threshold, the one nearest to it is held.
        """
        rows = probabilities(probs, buckets=len(self.thresholds))
        over = 1 - rows - self.thresholds
        held = over <= 0
        empty = np.flatnonzero(~held.any(axis=1))
        held[empty, over[empty].argmin(axis=1)] = True
        held[~rows.any(axis=1)] = True
        return _filled(held) if self.ordered else held

    def labels(
        self,
        probs: ArrayLike,
        buckets: Dimension | Sequence[str],
        *,
        dimension: str = "label",
        provenance: Provenance | None = None,
    ) -> Labels:
        """Turn probabilities into labels that are sure, known, or unknown with a reason.

        Parameters
        ----------
        probs : (n, B) array_like, [0, 1]
            Calibrated probabilities; rows of zeros abstained.
        buckets : Dimension or sequence of str
            What the columns are.
        dimension : str
            Name, taken from `buckets` where that is a `Dimension`.
        provenance : Provenance, optional
            Where the probabilities come from; the calibration is this value's id by default.

        Returns
        -------
        Labels
            Sure where the set is a single bucket. Known but not sure where it rules something out.
            Unknown with ``low_confidence`` where it holds all buckets, and with ``missing`` where
            the signal abstained.

        Raises
        ------
        InputError
            For another number of columns, or a row that is no probability.
        """
        if isinstance(buckets, Dimension):
            dimension, buckets = buckets.name, buckets.ids
        ids = tuple(buckets)
        rows = probabilities(probs, buckets=len(ids))
        held, said = self.sets(rows), rows.any(axis=1)
        sizes = held.sum(axis=1)
        known = said & (sizes < len(ids))
        reason = np.full(len(rows), "", object)
        reason[~known] = LOW_CONFIDENCE
        reason[~said] = "missing"
        rows[~known] = 0
        sure = np.where(known & (sizes == 1), held.argmax(axis=1), -1).astype(np.int16)
        return Labels(
            dimension, ids, rows.astype(np.float32), known, sure, reason,
            None, provenance or Provenance("model", self.id),
        )  # fmt: skip


def fit_conformal(
    probs: ArrayLike,
    truth: ArrayLike,
    *,
    alpha: float = 0.1,
    ordered: bool = False,
    clusters: Codes | None = None,
) -> ConformalSets:
    """Choose each bucket's threshold from labelled items that the signal has not learnt from.

    With s = 1 − p(truth), bucket b's threshold is the ⌈(n_b + 1)(1 − α)⌉-th smallest s among its
    n_b items, or 1 where there are fewer. For a new item, exchangeable with those of its bucket,
    1 − α ≤ P(true bucket in its set | it is b), and without ties at most 1 − α + 1/(n_b + 1) before
    gaps and empty sets are filled: for each bucket, at any sample size, however bad the
    probabilities are.

    Parameters
    ----------
    probs : (n, B) array_like, [0, 1]
        What the signal says of labelled items; rows of zeros abstained and hold every bucket.
    truth : (n,) array_like of int
        True bucket of each item.
    alpha : float, (0, 1)
        Share of each bucket that may be missed.
    ordered : bool
        Fill gaps between plausible buckets. Sets only grow, so the guarantee stays.
    clusters : (n,) intp, optional
        Person or shoot of each item. The guarantee is then for an item, taken at random, of a new
        cluster: its items share the weight of one, since many pictures of few people are not many.

    Returns
    -------
    ConformalSets
        Pure to apply. Smaller sets are better; coverage is not traded for them.

    Raises
    ------
    InputError
        For alpha outside (0, 1), an empty sample, or rows that are no probabilities.

    Notes
    -----
    The guarantee is an average over samples, and holds while light, cameras and people in each
    bucket stay as in the sample. A bucket needs at least 1/α − 1 labels, or clusters with some, to
    be ruled out at all. Cost: O(n log n) to fit, O(n·B) to apply.
    Source: Vovk, Gammerman, Shafer 2005 (label-conditional); Sadinle, Lei, Wasserman 2019; Lee,
    Barber, Willett 2023 (clusters).

    Examples
    --------
    >>> said = [[.9, .1]] * 20 + [[.2, .8]] * 20
    >>> fitted = fit_conformal(said, [0] * 20 + [1] * 20)
    >>> fitted.sets([[.95, .05], [.5, .5], [.1, .9]]).tolist()
    [[True, False], [False, True], [False, True]]
    """
    rows, codes = sample(probs, truth)
    misfit = 1 - rows[np.arange(len(codes)), codes]
    misfit[~rows.any(axis=1)] = 0.0  # its set holds every bucket, so it is never a miss
    level, buckets = 1 - level_of(alpha, "alpha"), rows.shape[1]
    whose = np.arange(len(codes)) if clusters is None else _matching(clusters, codes)
    mine = [codes == b for b in range(buckets)]
    thresholds = np.array([_quantile(misfit[rows], whose[rows], level) for rows in mine])
    return ConformalSets(thresholds, np.bincount(codes, minlength=buckets), alpha, ordered)


def _matching(clusters: Codes, codes: Codes) -> Codes:
    if np.shape(clusters) != codes.shape:
        raise bad_value("clusters", np.shape(clusters), f"{len(codes)}, one for each item")
    return np.asarray(clusters)


def _quantile(misfit: Floats, clusters: Codes, level: float) -> float:
    """The least misfit that a share `level` of the clusters and one more is at or below, else 1.

    Each item has its share of its cluster's weight; with clusters of one it is the
    ⌈(n + 1)·level⌉-th smallest.
    """
    _, cluster, size = np.unique(clusters, return_inverse=True, return_counts=True)
    order = np.argsort(misfit)
    below = np.cumsum(1 / size[cluster[order]])
    spot = int(np.searchsorted(below, (len(size) + 1) * level - 1e-9))
    return float(misfit[order[spot]]) if spot < len(order) else 1.0


def _filled(held: Mask) -> Mask:
    """Each row's run from its first bucket to its last."""
    begun = np.logical_or.accumulate(held, axis=1)
    ending = np.logical_or.accumulate(held[:, ::-1], axis=1)[:, ::-1]
    return begun & ending
