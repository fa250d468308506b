"""Ordinal logistic regression: one score an item, cut into ordered buckets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from everyhue.signals.fitted import Fitted
from everyhue.signals.given import Codes, Floats
from everyhue.signals.probe.scaled import Scaled, item_weights

_LEAST = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Ordinal(Fitted):
    """Fitted cuts on a score: P(at most bucket k) = σ(cut_k − x·weights).

    Parameters
    ----------
    weights : (d,) float32
        Direction from the first bucket to the last.
    cuts : (B − 1,) float32
        Rising.
    """

    kind: ClassVar[str] = "ordinal"
    weights: NDArray[np.float32]
    cuts: NDArray[np.float32]

    def logs(self, vectors: NDArray[Any]) -> NDArray[Any]:
        """Return ln p, shape (n, B), in the precision of the vectors."""
        scores = vectors @ self.weights
        chances = _steps(expit(self.cuts - scores[:, None]))
        return np.asarray(np.log(np.maximum(chances, _LEAST)))


def fit_ordinal(
    vectors: Floats, truth: Codes, buckets: int, *, ridge: float = 0.1, balance: float = 1.0
) -> Ordinal:
    """Fit proportional odds by least penalised log loss.

    Loss: Σ_i w_i · −ln p_i(truth) + ridge/2 · Σ weights², on vectors of mean 0 and unit size; cuts
    are free, and rise since their steps are exponentials.

    Parameters
    ----------
    vectors : (n, d) float64
        Finite rows.
    truth : (n,) intp
        Bucket of each row, ordered.
    buckets : int, ≥ 2
        B.
    ridge : float, > 0
        Penalty.
    balance : float, [0, 1]
        0 = every item counts the same, 1 = every bucket does.

    Returns
    -------
    Ordinal
        The minimum.

    Notes
    -----
    Cost: some 30 to 100 passes of O(n·d). Source: McCullagh 1980 (proportional odds).

    Examples
    --------
    >>> x = np.array([[-2.], [-1.5], [0.], [.1], [1.], [2.]])
    >>> fitted = fit_ordinal(x, np.array([0, 0, 1, 1, 2, 2]), 3, ridge=.01)
    >>> fitted.logs(x).argmax(axis=1).tolist()
    [0, 0, 1, 1, 2, 2]
    """
    from scipy.optimize import minimize

    scaled, d = Scaled.of(vectors), vectors.shape[1]
    heavy = item_weights(truth, buckets, balance)
    start = np.zeros(d + buckets - 1)
    start[d] = 1 - buckets / 2

    def loss(at: Floats) -> tuple[float, Floats]:
        return _loss(at[:d], at[d:], scaled.rows, truth, (heavy, ridge))

    found = minimize(loss, start, jac=True, method="L-BFGS-B").x
    weights, shift = scaled.back(found[:d])
    cuts = _cuts(found[d:]) + shift
    return Ordinal(weights.astype(np.float32), cuts.astype(np.float32))


def _cuts(free: Floats) -> Floats:
    """Cuts from the first one and the logarithms of the steps."""
    return np.cumsum(np.concatenate([free[:1], np.exp(free[1:])]))


def _steps(rising: NDArray[Any]) -> NDArray[Any]:
    return np.diff(rising, axis=1, prepend=0, append=1)


def _loss(
    weights: Floats, free: Floats, rows: Floats, truth: Codes, how: tuple[Floats, float]
) -> tuple[float, Floats]:
    """The penalised log loss and its gradient in the weights, the first cut and the log steps."""
    heavy, ridge = how
    below = expit(_cuts(free) - (rows @ weights)[:, None])
    spots = np.arange(len(truth))
    chance = np.maximum(_steps(below)[spots, truth], _LEAST)
    slope = np.zeros((len(truth), below.shape[1] + 2))
    slope[:, 1:-1] = below * (1 - below)
    share = heavy / chance
    upper, lower = share * slope[spots, truth + 1], share * slope[spots, truth]
    by_cut = np.bincount(truth, -upper, below.shape[1] + 1)[:-1]
    by_cut += np.bincount(truth, lower, below.shape[1] + 1)[1:]
    after = by_cut[::-1].cumsum()[::-1]
    by_free = np.concatenate([after[:1], after[1:] * np.exp(free[1:])])
    by_weight = rows.T @ (upper - lower) + ridge * weights
    value = -heavy @ np.log(chance) + ridge / 2 * (weights @ weights)
    return float(value), np.concatenate([by_weight, by_free])
