"""Isotonic calibration: any rising curve, learnt from labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from everyhue.signals.calibration.logs import where_said
from everyhue.signals.fitted import Fitted
from everyhue.signals.given import Floats, probabilities, said_sample


@dataclass(frozen=True, slots=True, eq=False)
class Isotonic(Fitted):
    """Fitted rising curves: one a bucket, or one a boundary between ordered buckets.

    Parameters
    ----------
    knots, levels : tuple of (m,) float64
        What was said, rising, and what it is read as, not falling; straight lines between.
    ordered : bool
        Whether curves are of P(at most bucket k) for k = 0 … B − 2, or of each P(bucket).
    n : int
        Labels it rests on; one imaginary item a bucket is added, so that nothing becomes certain.
    """

    kind: ClassVar[str] = "isotonic"
    knots: tuple[Floats, ...]
    levels: tuple[Floats, ...]
    ordered: bool
    n: int

    def apply(self, probs: ArrayLike) -> Floats:
        """Return calibrated probabilities, shape (n, B)."""
        buckets = len(self.knots) + self.ordered
        rows = probabilities(probs, buckets=buckets)
        read = np.stack(
            [
                np.interp(said, knots, levels)
                for said, knots, levels in zip(
                    _said(rows, self.ordered).T, self.knots, self.levels, strict=True
                )
            ],
            axis=1,
        )
        made = _steps(read) if self.ordered else _shares(read)
        return where_said(rows, (self.n * made + 1) / (self.n + buckets))


def fit_isotonic(probs: ArrayLike, truth: ArrayLike, *, ordered: bool) -> Isotonic:
    """Fit the rising curves with the least squared error on a labelled sample.

    Parameters
    ----------
    probs : (n, B) array_like, [0, 1]
        What the signal said; rows of zeros abstained and are left out.
    truth : (n,) array_like of int
        True bucket of each item.
    ordered : bool
        Whether neighbouring buckets are more alike than distant ones. Then the chances of *at most
        bucket k* are calibrated, else each bucket against all others.

    Returns
    -------
    Isotonic
        Each curve keeps the share of its event on the sample it was fitted on.

    Raises
    ------
    InputError
        For an empty sample, rows that are no probabilities, or an unknown truth, naming the row.

    Notes
    -----
    Some 200 labels a bucket are needed; with fewer take a temperature. Cost: O(n log n) a curve.
    Source: Zadrozny, Elkan 2002; pool adjacent violators (Ayer et al. 1955).

    Examples
    --------
    >>> said = [[.6, .4]] * 50 + [[.4, .6]] * 50
    >>> fitted = fit_isotonic(said, [0] * 45 + [1] * 5 + [0] * 5 + [1] * 45, ordered=False)
    >>> fitted.apply([[.6, .4]]).round(2).tolist()
    [[0.89, 0.11]]
    """
    rows, codes = said_sample(probs, truth)
    said = _said(rows, ordered)
    marks = np.arange(said.shape[1])
    events = codes[:, None] <= marks if ordered else codes[:, None] == marks
    curves = [_curve(x, y) for x, y in zip(said.T, events.T.astype(np.float64), strict=True)]
    return Isotonic(tuple(c[0] for c in curves), tuple(c[1] for c in curves), ordered, len(codes))


def _said(rows: Floats, ordered: bool) -> Floats:
    return np.cumsum(rows, axis=1)[:, :-1] if ordered else rows


def _curve(said: Floats, event: Floats) -> tuple[Floats, Floats]:
    """Least-squares rising curve, with items that were told the same read the same."""
    from scipy.optimize import isotonic_regression

    knots, place, counts = np.unique(said, return_inverse=True, return_counts=True)
    means = np.bincount(place, event) / counts
    levels = np.asarray(isotonic_regression(means, weights=counts).x)
    held = np.ones(len(knots), bool)  # only the ends of flat pieces are needed
    held[1:-1] = (levels[1:-1] != levels[:-2]) | (levels[1:-1] != levels[2:])
    return knots[held], levels[held]


def _steps(read: Floats) -> Floats:
    """Probabilities from chances of *at most k*, made not to fall in k."""
    rising = np.maximum.accumulate(read, axis=1)
    return np.diff(rising, axis=1, prepend=0.0, append=1.0)


def _shares(read: Floats) -> Floats:
    """Rows that sum to 1; equal shares where every curve says 0."""
    sums = read.sum(axis=1, keepdims=True)
    return np.where(sums > 0, read / np.where(sums > 0, sums, 1), 1 / read.shape[1])
