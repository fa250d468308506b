"""Vector scaling: a slope and an offset for each bucket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from everyhue.signals.calibration.logs import log_loss, logs_of, softmax, where_said
from everyhue.signals.fitted import Fitted
from everyhue.signals.given import Codes, Floats, probabilities, said_sample


@dataclass(frozen=True, slots=True, eq=False)
class VectorScaling(Fitted):
    """A fitted slope and offset of each bucket's log probability.

    Parameters
    ----------
    slopes, offsets : (B,) float64
        Scores are slope · ln p + offset.
    """

    kind: ClassVar[str] = "vector_scaling"
    slopes: Floats
    offsets: Floats

    def apply(self, probs: ArrayLike) -> Floats:
        """Return softmax(slope · ln p + offset), shape (n, B)."""
        rows = probabilities(probs, buckets=len(self.slopes))
        return where_said(rows, softmax(logs_of(rows) * self.slopes + self.offsets))


def fit_vector(probs: ArrayLike, truth: ArrayLike, *, ridge: float = 1.0) -> VectorScaling:
    """Choose slopes and offsets with the least log loss on a labelled sample.

    Loss: mean of −ln q(truth) + ridge / (2n) · Σ_b ((slope_b − 1)² + offset_b²).

    Parameters
    ----------
    probs : (n, B) array_like, [0, 1]
        What the signal said; rows of zeros abstained and are left out.
    truth : (n,) array_like of int
        True bucket of each item.
    ridge : float, ≥ 0
        Pull towards changing nothing, in items: it matters for small samples only.

    Returns
    -------
    VectorScaling
        Never worse than changing nothing, in log loss on the sample it was fitted on. It moves
        shares of buckets too, which a temperature cannot.

    Raises
    ------
    InputError
        For an empty sample, rows that are no probabilities, or an unknown truth, naming the row.

    Notes
    -----
    Some 50 labels a bucket are needed. The shares of the sample become part of the calibration:
    sample as you will apply. Cost: L-BFGS, about 50 passes.
    Source: Guo, Pleiss, Sun, Weinberger 2017, section 4.2.

    Examples
    --------
    >>> said = [[.9, .1], [.1, .9]] * 50
    >>> fit_vector(said, [0, 1] * 50).apply([[.9, .1]])[0, 0] > .95
    np.True_
    """
    from scipy.optimize import minimize

    rows, codes = said_sample(probs, truth)
    scores, buckets = logs_of(rows), rows.shape[1]
    start = np.concatenate([np.ones(buckets), np.zeros(buckets)])
    found = minimize(
        _loss, start, args=(scores, codes, ridge / len(codes)), jac=True, method="L-BFGS-B"
    )
    chosen = found.x if _loss(found.x, scores, codes, 0)[0] <= log_loss(rows, codes) else start
    return VectorScaling(chosen[:buckets].copy(), chosen[buckets:].copy())


def _loss(at: Floats, scores: Floats, codes: Codes, pull: float) -> tuple[float, Floats]:
    """The penalised log loss and its gradient."""
    slopes, offsets = np.split(at, 2)
    made = softmax(scores * slopes + offsets)
    apart = np.concatenate([slopes - 1, offsets])
    value = log_loss(made, codes) + pull / 2 * float(apart @ apart)
    made[np.arange(len(codes)), codes] -= 1
    slope = np.concatenate([(made * scores).mean(axis=0), made.mean(axis=0)])
    return value, slope + pull * apart
