"""Temperature scaling: one number that makes probabilities less, or more, extreme."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from numpy.typing import ArrayLike

from everyhue.signals.calibration.logs import log_loss, logs_of, softmax, where_said
from everyhue.signals.fitted import Fitted
from everyhue.signals.given import Floats, probabilities, said_sample


@dataclass(frozen=True, slots=True)
class Temperature(Fitted):
    """A fitted temperature; above 1 it makes probabilities less extreme.

    Parameters
    ----------
    temperature : float, > 0
        What log probabilities are divided by.
    """

    kind: ClassVar[str] = "temperature"
    temperature: float

    def apply(self, probs: ArrayLike) -> Floats:
        """Return p^(1/T), normalised, shape (n, B); the largest bucket stays the largest."""
        rows = probabilities(probs)
        return where_said(rows, softmax(logs_of(rows) / self.temperature))


def fit_temperature(probs: ArrayLike, truth: ArrayLike) -> Temperature:
    """Choose the temperature with the least log loss on a labelled sample.

    Parameters
    ----------
    probs : (n, B) array_like, [0, 1]
        What the signal said; rows of zeros abstained and are left out.
    truth : (n,) array_like of int
        True bucket of each item.

    Returns
    -------
    Temperature
        Never worse than T = 1 in log loss on the sample it was fitted on.

    Raises
    ------
    InputError
        For an empty sample, rows that are no probabilities, or an unknown truth, naming the row.

    Notes
    -----
    T is held in [1/50, 50]. A few dozen labels are enough. Cost: about 30 passes over the sample.
    Source: Guo, Pleiss, Sun, Weinberger 2017, section 4.2.

    Examples
    --------
    >>> said = [[.99, .01]] * 4
    >>> fit_temperature(said, [0, 0, 0, 1]).apply(said)[0].round(3).tolist()
    [0.75, 0.25]
    """
    from scipy.optimize import minimize_scalar

    rows, codes = said_sample(probs, truth)
    scores = logs_of(rows)

    def loss(log_temperature: float) -> float:
        return log_loss(softmax(scores / math.exp(log_temperature)), codes)

    bounds = (-math.log(50), math.log(50))
    found = float(minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-6}).x)
    return Temperature(math.exp(found) if loss(found) <= loss(0.0) else 1.0)
