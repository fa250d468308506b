"""Intervals of shares, for whole arrays at once."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value

Floats = NDArray[np.float64]
Method = Literal["Clopper–Pearson", "Wilson"]


def clopper_pearson(k: ArrayLike, n: ArrayLike, level: ArrayLike = 0.95) -> tuple[Floats, Floats]:
    """Return the exact interval of shares: it covers at least as often as it says.

    Low is the α/2 quantile of Beta(k, n − k + 1), high the 1 − α/2 quantile of Beta(k + 1, n − k).

    Parameters
    ----------
    k, n : (G,) float, 0 ≤ k ≤ n
        Hits and rows; need not be whole, for effective numbers of rows.
    level : float or (G,) float, (0, 1)
        Confidence level of all, or of each.

    Returns
    -------
    low, high : (G,) float, [0, 1]
        [0, 1] where n is 0.

    Raises
    ------
    InputError
        For k outside [0, n], or a level outside (0, 1).

    Notes
    -----
    Undefined when: never. Cost: O(G). Source: Clopper and Pearson 1934.

    Examples
    --------
    >>> low, high = clopper_pearson([0, 5], [10, 10])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0, 0.1871], [0.3085, 0.8129])
    """
    from scipy.special import betaincinv

    hits, rows, each = _checked(k, n, level)
    tail = (1 - each) / 2
    inner = np.where(rows > 0, rows, 1.0)
    held = np.where(rows > 0, hits, 0.0)
    low = np.where(held > 0, betaincinv(np.maximum(held, 1e-300), inner - held + 1, tail), 0.0)
    miss = inner - held
    high = np.where(miss > 0, betaincinv(held + 1, np.maximum(miss, 1e-300), 1 - tail), 1.0)
    return np.where(rows > 0, low, 0.0), np.where(rows > 0, high, 1.0)


def wilson(k: ArrayLike, n: ArrayLike, level: ArrayLike = 0.95) -> tuple[Floats, Floats]:
    """Return the score interval of shares: it covers about as often as it says, and is shorter.

    Parameters
    ----------
    k, n : (G,) float, 0 ≤ k ≤ n
        Hits and rows.
    level : float or (G,) float, (0, 1)
        Confidence level of all, or of each.

    Returns
    -------
    low, high : (G,) float, [0, 1]
        [0, 1] where n is 0.

    Raises
    ------
    InputError
        For k outside [0, n], or a level outside (0, 1).

    Notes
    -----
    Undefined when: never. Cost: O(G). Source: Wilson 1927; Brown, Cai and DasGupta 2001.

    Examples
    --------
    >>> low, high = wilson([0, 5], [10, 10])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0, 0.2366], [0.2775, 0.7634])
    """
    from scipy.special import ndtri

    hits, rows, each = _checked(k, n, level)
    z2 = ndtri((1 + each) / 2) ** 2
    inner = np.where(rows > 0, rows, 1.0)
    share = np.where(rows > 0, hits, 0.0) / inner
    middle = share + z2 / (2 * inner)
    half = np.sqrt(z2 * (share * (1 - share) + z2 / (4 * inner)) / inner)
    low = np.where(hits > 0, np.maximum(0.0, (middle - half) / (1 + z2 / inner)), 0.0)
    high = np.where(hits < rows, np.minimum(1.0, (middle + half) / (1 + z2 / inner)), 1.0)
    return low, high


def _checked(k: ArrayLike, n: ArrayLike, level: ArrayLike) -> tuple[Floats, Floats, Floats]:
    hits, rows, each = np.asarray(k, float), np.asarray(n, float), np.asarray(level, float)
    if not np.all((each > 0) & (each < 1)):
        raise bad_value("level", level, "a number in (0, 1), such as 0.95")
    if not np.all((hits >= 0) & (hits <= rows * (1 + 1e-9))):
        raise bad_value("k", hits.tolist(), "numbers from 0 to n")
    return np.minimum(hits, rows), rows, each
