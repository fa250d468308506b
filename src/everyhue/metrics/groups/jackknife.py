"""The jackknife that leaves out one part of the clusters at a time, for the AUC of cells."""

from __future__ import annotations

import numpy as np

from everyhue.metrics.groups.bands import Floats

LEAST_SEEN = 0.5
"""Least share of DeLong's variance that the bands must see, for an interval to be made of them."""


def delete_a_part(parts: Floats, fine: Floats, coarse: Floats) -> tuple[Floats, Floats]:
    """Return the variance of the AUC of cells whose rows are clustered, and its units.

    Of the AUC in bands, left-out parts give the variance (U − 1)/U · Σ(θ₍ᵤ₎ − mean)². Over DeLong's
    variance in the same bands that is how much clusters widen it; the same, times DeLong's
    variance in all bins, is that of the AUC in all bins. A part of several clusters is as good as
    one cluster, since clusters are put into parts by chance.

    Parameters
    ----------
    parts : (G, U, 2, B) float
        Rows or weights of positives, then negatives, in each band, by part of the clusters.
    fine, coarse : (G,) float
        DeLong's variance as if rows were independent, from all bins and from bands.

    Returns
    -------
    variance : (G,) float
        NaN where a cell has fewer than two parts, one part has all the rows of a label, or bands
        see less than half of DeLong's variance.
    units : (G,) float
        Parts as if all weighed alike: the smaller of (Σn)²/Σn² over positives and negatives.

    Notes
    -----
    Undefined when: see above. Cost: O(G · U · B). Source: Kott 2001, the delete-a-group jackknife;
    the ratio of variances is a design effect, Kish 1965.

    Examples
    --------
    >>> parts = np.zeros((1, 3, 2, 2))
    >>> parts[0, :, 0], parts[0, :, 1] = [[1, 3], [2, 2], [0, 4]], [[2, 2], [3, 1], [3, 1]]
    >>> variance, units = delete_a_part(parts, np.array([0.02]), np.array([0.02]))
    >>> variance.round(5).tolist(), units.round(5).tolist()
    ([0.00694], [3.0])
    """
    whole = parts.sum(1, keepdims=True)
    used = parts.sum((2, 3)) > 0
    left = area(whole - parts)
    units = used.sum(1).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = np.where(used, left, 0.0).sum(1, keepdims=True) / units[:, None]
        spread = (np.where(used, left - middle, 0.0) ** 2).sum(1) * (units - 1) / units
        variance = spread * fine / coarse
    sure = (units > 1) & (coarse > LEAST_SEEN * fine)
    return np.where(sure, variance, np.nan), _alike(parts.sum(3))


def area(held: Floats) -> Floats:
    """Return the AUC (…,) of (…, 2, B) positives and negatives by band; NaN without one of both."""
    positive, negative = held[..., 0, :], held[..., 1, :]
    under = np.cumsum(negative, -1) - negative / 2
    pairs = np.round(positive.sum(-1) * negative.sum(-1), 12)
    with np.errstate(invalid="ignore", divide="ignore"):
        made: Floats = np.where(pairs > 0, (positive * under).sum(-1) / pairs, np.nan)
    return made


def _alike(labels: Floats) -> Floats:
    """Return the effective number of parts of (G, U, 2) rows by label."""
    with np.errstate(invalid="ignore", divide="ignore"):
        each = labels.sum(1) ** 2 / (labels**2).sum(1)
    made: Floats = np.nan_to_num(each, nan=0.0).min(1)
    return made
