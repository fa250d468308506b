"""The difference of two estimates, from the interval that each has: MOVER."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value

Floats = NDArray[np.float64]

FARTHEST = 7.0
"""Largest z that is tried; a p-value is never given as less than 2·Φ(−7) = 2.6e-12."""

_STEPS = 13


class Ends(Protocol):
    """Estimates of `G` things that can say their bounds at any level."""

    @property
    def estimate(self) -> Floats:
        """Return the estimates, (G,); NaN where there is none."""
        ...

    def at(self, level: ArrayLike) -> tuple[Floats, Floats]:
        """Return low and high, (G,), at one level or one level each."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Stated:
    """Estimates with bounds at one level, scaled to others as those of a normal are.

    Parameters
    ----------
    estimate, low, high : (G,) float
        As a report states them.
    level : (G,) float, (0, 1)
        Of each interval.

    Examples
    --------
    >>> one = Stated(*(np.array([x]) for x in (0.5, 0.4, 0.7, 0.95)))
    >>> [end.round(3).tolist() for end in one.at(0.99)]
    [[0.369], [0.763]]
    """

    estimate: Floats
    low: Floats
    high: Floats
    level: Floats

    def at(self, level: ArrayLike) -> tuple[Floats, Floats]:
        """Return low and high at a level: each half grows with the normal quantile."""
        from scipy.special import ndtri

        scale = ndtri((1 + np.asarray(level, float)) / 2) / ndtri((1 + self.level) / 2)
        below, above = self.estimate - self.low, self.high - self.estimate
        return self.estimate - scale * below, self.estimate + scale * above


@dataclass(frozen=True, slots=True, eq=False)
class Differences:
    """Differences with bounds and p-values.

    Parameters
    ----------
    estimate, low, high : (G,) float
        First minus second; NaN where either is not there.
    p : (G,) float, [0, 1]
        Of no difference, two-sided, not adjusted; 1 where it cannot be told.
    """

    estimate: Floats
    low: Floats
    high: Floats
    p: Floats


def differences(
    one: Ends, two: Ends, *, level: float = 0.95, family: int = 1, correlation: ArrayLike = 0.0
) -> Differences:
    """Return one minus two with bounds that hold together, and p-values that go with them.

    L = d − √((e₁ − l₁)² + (u₂ − e₂)² − 2ρ(e₁ − l₁)(u₂ − e₂)), U likewise with u₁ and l₂. The
    p-value is the least 1 − level at which the interval leaves 0 out.

    Parameters
    ----------
    one, two : Ends
        Each of `G`.
    level : float, (0, 1)
        Chance that all bounds of the family hold.
    family : int, ≥ 1
        Bounds that share the level (Bonferroni).
    correlation : float or (G,) float, [−1, 1]
        Of the two estimates; 0 for independent rows.

    Returns
    -------
    Differences
        Low and high are without end where an interval is.

    Raises
    ------
    InputError
        For a level or a family outside its range.

    Notes
    -----
    Undefined when: an estimate is NaN. With bounds that are exact, the interval covers at least
    about as often as it says; see the simulations in the tests. Cost: O(G). Source: Zou and Donner
    2008; Newcombe 1998; with correlation Zou 2007.

    Examples
    --------
    >>> old, new = (
    ...     Stated(*(np.array([x]) for x in (e, e - 0.04, e + 0.04, 0.95))) for e in (0.4, 0.5)
    ... )
    >>> found = differences(new, old)
    >>> [round(float(x[0]), 3) for x in (found.estimate, found.low, found.high)]
    [0.1, 0.043, 0.157]
    >>> round(float(found.p[0]), 4)
    0.0005
    """
    if not (0 < level < 1 and family >= 1):
        raise bad_value("level and family", (level, family), "a level in (0, 1), a family ≥ 1")
    rho = np.broadcast_to(np.asarray(correlation, float), one.estimate.shape)
    low, high = _span(one, two, np.asarray(1 - (1 - level) / family), rho)
    gap = one.estimate - two.estimate
    return Differences(gap, low, high, _p(one, two, rho))


def _span(one: Ends, two: Ends, level: Floats, rho: Floats) -> tuple[Floats, Floats]:
    (low1, high1), (low2, high2) = one.at(level), two.at(level)
    gap = one.estimate - two.estimate
    below = _hypotenuse(one.estimate - low1, high2 - two.estimate, rho)
    above = _hypotenuse(high1 - one.estimate, two.estimate - low2, rho)
    return gap - below, gap + above


def _hypotenuse(a: Floats, b: Floats, rho: Floats) -> Floats:
    a, b = np.maximum(a, 0.0), np.maximum(b, 0.0)
    with np.errstate(invalid="ignore"):
        both = np.where(rho == 0, 0.0, 2 * rho * a * b)
        made: Floats = np.sqrt(np.maximum(0.0, a * a + b * b - both))
    return np.where(np.isfinite(a + b), made, np.inf)


def _p(one: Ends, two: Ends, rho: Floats) -> Floats:
    """Halve the range of z until the interval just leaves 0 out; from below, so p is not small."""
    from scipy.special import ndtr

    near, far = np.zeros(len(rho)), np.full(len(rho), FARTHEST)
    beyond = _leaves_out(one, two, far, rho)
    for _ in range(_STEPS):
        middle = (near + far) / 2
        out = _leaves_out(one, two, middle, rho)
        near, far = np.where(out, middle, near), np.where(out, far, middle)
    made: Floats = 2 * ndtr(-np.where(beyond, FARTHEST, near))
    return made


def _leaves_out(one: Ends, two: Ends, z: Floats, rho: Floats) -> NDArray[np.bool_]:
    from scipy.special import ndtr

    low, high = _span(one, two, 1 - 2 * ndtr(-z), rho)
    with np.errstate(invalid="ignore"):
        return np.asarray((low > 0) | (high < 0))
