"""Several tests at once: Holm, and Benjamini and Hochberg."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value

Floats = NDArray[np.float64]


def holm(p: ArrayLike) -> Floats:
    """Return p-values adjusted so that the chance of any false finding stays at the level.

    Parameters
    ----------
    p : (m,) float, [0, 1]
        p-values of the family.

    Returns
    -------
    (m,) float, [0, 1]
        In the order given; compare with the level.

    Raises
    ------
    InputError
        For a number outside [0, 1].

    Notes
    -----
    Undefined when: never. Cost: O(m log m). Source: Holm 1979.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    values, order = _sorted(p)
    m = len(values)
    adjusted = np.maximum.accumulate(values[order] * np.arange(m, 0, -1))
    return _back(np.minimum(1.0, adjusted), order)


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """Return p-values adjusted so that the share of false findings stays at the level.

    Parameters
    ----------
    p : (m,) float, [0, 1]
        p-values of the family.

    Returns
    -------
    (m,) float, [0, 1]
        In the order given; compare with the level.

    Raises
    ------
    InputError
        For a number outside [0, 1].

    Notes
    -----
    Undefined when: never. Cost: O(m log m). Source: Benjamini and Hochberg 1995.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    values, order = _sorted(p)
    m = len(values)
    scaled = values[order] * m / np.arange(1, m + 1)
    return _back(np.minimum.accumulate(scaled[::-1])[::-1], order)


def _sorted(p: ArrayLike) -> tuple[Floats, NDArray[np.intp]]:
    values = np.asarray(p, float)
    if not np.all((values >= 0) & (values <= 1)):
        raise bad_value("p", values.tolist(), "numbers in [0, 1]")
    return values, np.argsort(values, kind="stable")


def _back(adjusted: Floats, order: NDArray[np.intp]) -> Floats:
    made = np.empty_like(adjusted)
    made[order] = adjusted
    return made
