"""Multinomial logistic regression: one score a bucket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from everyhue.signals.calibration.logs import softmax
from everyhue.signals.fitted import Fitted
from everyhue.signals.given import Codes, Floats
from everyhue.signals.probe.scaled import Scaled, item_weights


@dataclass(frozen=True, slots=True, eq=False)
class Multinomial(Fitted):
    """Fitted scores: ln p(b) = x·weights_b + bias_b − a constant of the item.

    Parameters
    ----------
    weights : (d, B) float32
        One column a bucket.
    bias : (B,) float32
        One a bucket.
    """

    kind: ClassVar[str] = "multinomial"
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def logs(self, vectors: NDArray[Any]) -> NDArray[Any]:
        """Return ln p, shape (n, B), in the precision of the vectors."""
        scores = np.asfortranarray(vectors @ self.weights)  # rows are short: columns are quicker
        scores += self.bias.astype(scores.dtype)
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return np.asarray(scores)


def fit_multinomial(
    vectors: Floats, truth: Codes, buckets: int, *, ridge: float = 0.1, balance: float = 1.0
) -> Multinomial:
    """Fit by least penalised log loss.

    Loss: Σ_i w_i · −ln p_i(truth) + ridge/2 · Σ weights², on vectors of mean 0 and unit size; the
    bias is free.

    Parameters
    ----------
    vectors : (n, d) float64
        Finite rows.
    truth : (n,) intp
        Bucket of each row.
    buckets : int, ≥ 2
        B.
    ridge : float, > 0
        Penalty.
    balance : float, [0, 1]
        0 = every item counts the same, 1 = every bucket does.

    Returns
    -------
    Multinomial
        The unique minimum: the loss is convex.

    Notes
    -----
    Cost: some 30 to 100 passes of O(n·d·B). Source: L-BFGS (Liu, Nocedal 1989).

    Examples
    --------
    >>> x = np.array([[-2.], [-1.], [1.], [2.]])
    >>> fitted = fit_multinomial(x, np.array([0, 0, 1, 1]), 2)
    >>> fitted.logs(x).argmax(axis=1).tolist()
    [0, 0, 1, 1]
    """
    from scipy.optimize import minimize

    scaled = Scaled.of(vectors)
    shape = (vectors.shape[1] + 1, buckets)
    heavy = item_weights(truth, buckets, balance)

    def loss(at: Floats) -> tuple[float, Floats]:
        return _loss(at.reshape(shape), scaled.rows, truth, heavy, ridge)

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B")
    table = found.x.reshape(shape)
    weights, shift = scaled.back(table[:-1])
    return Multinomial(weights.astype(np.float32), (table[-1] - shift).astype(np.float32))


def _loss(
    table: Floats, rows: Floats, truth: Codes, heavy: Floats, ridge: float
) -> tuple[float, Floats]:
    """The penalised log loss and its gradient, flat."""
    spots = np.arange(len(truth))
    made = softmax(rows @ table[:-1] + table[-1])
    value = -heavy @ np.log(np.maximum(made[spots, truth], 1e-300))
    made[spots, truth] -= 1
    made *= heavy[:, None]
    slope = np.vstack([rows.T @ made + ridge * table[:-1], made.sum(axis=0)])
    return float(value + ridge / 2 * (table[:-1] ** 2).sum()), slope.ravel()
