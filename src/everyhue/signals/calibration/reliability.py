"""Reliability: what was said against what was seen, bin by bin, and the expected error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.signals.given import Codes, Floats, Mask, level_of, said_sample
from everyhue.types import Value

Binning = Literal["equal_mass", "equal_width"]


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """What was said and what was seen in each bin that holds items.

    Parameters
    ----------
    counts : (m,) intp
        Items in each bin.
    said : (m,) float64, [0, 1]
        Mean probability that was said.
    seen : (m,) float64, [0, 1]
        Share of items where it came true.
    binning : str
        How bins were made, in words.
    """

    counts: Codes
    said: Floats
    seen: Floats
    binning: str

    @property
    def n(self) -> int:
        """Items in all bins."""
        return int(self.counts.sum())

    def error(self, level: float = 0.95, design: float = 1.0) -> Value:
        """Return the expected calibration error Σ_m n_m/n · |said_m − seen_m|.

        Noise alone pushes it up, so its interval is not symmetric: the lower bound takes off what
        noise of this size adds at most, Σ w·|ε|; the upper bound adds z·√(Σ w²·v), since the plain
        error is no smaller than the sum with the true signs.

        Parameters
        ----------
        level : float, (0, 1)
            Confidence level; the interval covers at least as often.
        design : float, ≥ 1
            By what variances grow because items are not independent.

        Returns
        -------
        Value
            0 to 1, lower is better; of the bins as stated, which cannot see errors within a bin.

        Notes
        -----
        Undefined when: no item. Cost: O(m). Source: Naeini et al. 2015 (ECE); bounds by
        the triangle inequality, with normal errors of each bin's share.
        """
        if not self.n:
            return Value.undefined_because("no item on which the signal did not abstain", 0)
        z = NormalDist().inv_cdf((1 + level_of(level)) / 2)
        weights = self.counts / self.n
        error = float(weights @ np.abs(self.said - self.seen))
        smooth = (self.seen * self.counts + 1) / (self.counts + 2)
        wobble = weights * np.sqrt(smooth * (1 - smooth) / self.counts) * math.sqrt(design)
        spread = float(np.sqrt(wobble @ wobble))
        noise = float(wobble.sum()) * math.sqrt(2 / math.pi) + z * spread * math.sqrt(
            1 - 2 / math.pi
        )
        low, high = max(0.0, error - noise), min(1.0, error + z * spread)
        return Value(error, low, high, level, self.n, f"ECE, {self.binning}")


def reliability(
    said: ArrayLike, hits: ArrayLike, *, bins: int = 10, binning: Binning = "equal_mass"
) -> Reliability:
    """Sort probabilities into bins and compare each bin's mean with what came true.

    Parameters
    ----------
    said : (n,) array_like, [0, 1]
        Probability of an event.
    hits : (n,) array_like of bool
        Whether it came true.
    bins : int, ≥ 1
        Number of bins.
    binning : {"equal_mass", "equal_width"}
        Bins of as equal a number of items as ties allow, or of equal width in [0, 1].

    Returns
    -------
    Reliability
        Bins without items are left out.

    Raises
    ------
    InputError
        For shapes that differ, a number outside [0, 1], or fewer than one bin.

    Notes
    -----
    Items that were told the same share a bin. Cost: O(n log n).
    Source: Naeini, Cooper, Hauskrecht 2015 (ECE); Nixon et al. 2019 (equal mass).

    Examples
    --------
    >>> print(reliability([.9] * 100, [True] * 70 + [False] * 30).error())
    0.200 [0.109, 0.290]
    """
    chances, events = np.asarray(said, np.float64), np.asarray(hits, np.float64)
    if chances.ndim != 1 or chances.shape != events.shape:
        raise bad_value("said and hits", (chances.shape, events.shape), "two lists as long")
    if not ((chances >= 0) & (chances <= 1)).all():
        raise bad_value("said", float(chances.max()), "probabilities in [0, 1]")
    if bins < 1:
        raise bad_value("bins", bins, "a whole number ≥ 1")
    spot = _by_mass(chances, bins) if binning == "equal_mass" else _by_width(chances, bins)
    counts = np.bincount(spot, minlength=bins)
    held = counts > 0
    sums = (np.bincount(spot, part, minlength=bins)[held] for part in (chances, events))
    said_sums, seen_sums = sums
    counts = counts[held]
    words = f"{bins} bins of {binning.replace('_', ' ')}"
    return Reliability(counts, said_sums / counts, seen_sums / counts, words)


def residuals(said: Floats, hits: Mask, bins: int = 10) -> tuple[Floats, Floats]:
    """Return how far each item is from what was seen in its bin, and its bin from what was said.

    Parameters
    ----------
    said : (n,) float64, [0, 1]
        Probability of an event.
    hits : (n,) bool
        Whether it came true.
    bins : int, ≥ 1
        Number of bins of equal mass, as in `reliability`.

    Returns
    -------
    tuple of (n,) float64
        Item minus bin; and the sign of the bin: 1 where more came true than was said, else −1.

    Examples
    --------
    >>> apart, sign = residuals(np.array([0.9, 0.9]), np.array([True, False]))
    >>> apart.tolist(), sign.tolist()
    ([0.5, -0.5], [-1.0, -1.0])
    """
    spot, events = _by_mass(said, bins), hits.astype(np.float64)
    counts = np.maximum(np.bincount(spot, minlength=bins), 1)
    seen = np.bincount(spot, events, minlength=bins) / counts
    gaps = seen - np.bincount(spot, said, minlength=bins) / counts
    return events - seen[spot], np.where(gaps >= 0, 1.0, -1.0)[spot]


def top_label(
    probs: ArrayLike, truth: ArrayLike, *, bins: int = 10, binning: Binning = "equal_mass"
) -> Reliability:
    """Return the reliability of the largest probability of each item.

    Parameters
    ----------
    probs : (n, B) array_like, [0, 1]
        What the signal said; rows of zeros abstained and are left out.
    truth : (n,) array_like of int
        True bucket of each item.
    bins, binning
        As in `reliability`.

    Returns
    -------
    Reliability
        Of the event that the bucket with the largest probability is the true one.

    Raises
    ------
    InputError
        As `reliability`, and for rows that are no probabilities.

    Notes
    -----
    Cost: O(n log n). Source: Guo et al. 2017, equation 3.

    Examples
    --------
    >>> top_label([[.8, .2], [.2, .8]], [0, 0]).error().estimate
    0.30000000000000004
    """
    rows, codes = said_sample(probs, truth)
    return reliability(rows.max(axis=1), rows.argmax(axis=1) == codes, bins=bins, binning=binning)


def _by_width(chances: Floats, bins: int) -> Codes:
    return np.minimum((chances * bins).astype(np.intp), bins - 1)


def _by_mass(chances: Floats, bins: int) -> Codes:
    """Bin by rank; what was told the same takes the bin of the first of them."""
    first = np.searchsorted(np.sort(chances), chances)
    return np.asarray(first * bins // max(1, len(chances)))
