"""Thresholds for each bucket that give all of them the same chance of being found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import InputError, bad_value
from everyhue.signals.fitted import Fitted
from everyhue.signals.given import Codes, Floats, level_of, probabilities, sample

STEPS = 64
SWEEPS = 200
LEAST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Thresholds(Fitted):
    """Fitted thresholds: an item is shown under the bucket with the largest p/t, if that is ≥ 1.

    Parameters
    ----------
    at : (B,) float64, > 0
        One a bucket.
    discoverability : (B,) float64, [0, 1]
        P(shown under b | truly b) on the sample they were fitted on; higher is better.
    precision : (B,) float64, [0, 1]
        P(truly b | shown under b) there, at the shares stated.
    """

    kind: ClassVar[str] = "thresholds"
    at: Floats
    discoverability: Floats
    precision: Floats

    def shown(self, probs: ArrayLike) -> Codes:
        """Return (n,) the single bucket each item is shown under, −1 for none."""
        return _shown(probabilities(probs, buckets=len(self.at)), self.at)


def fit_thresholds(
    probs: ArrayLike,
    truth: ArrayLike,
    *,
    precision: float = 0.75,
    shares: ArrayLike | None = None,
    relative: ArrayLike | None = None,
) -> Thresholds:
    """Find thresholds of equal discoverability, as high as the precision floor allows.

    One global threshold hides the buckets a signal is less sure of. Here t is chosen so that
    P(shown under b | truly b) = d for every b, and d is the largest for which
    P(truly b | shown under b) ≥ `precision` for every b.

    Parameters
    ----------
    probs : (n, B) array_like, [0, 1]
        What the signal says of labelled items it has not learnt from; rows of zeros abstained and
        count as not found.
    truth : (n,) array_like of int
        True bucket of each item; each bucket at least once.
    precision : float, (0, 1)
        Least precision of every bucket.
    shares : (B,) array_like, optional
        Shares of the buckets where thresholds will be used, for precision; those of the sample by
        default.
    relative : (B,) array_like, ≥ 1, optional
        Discoverability of each bucket over the least one; 1 each by default. A little more for the
        buckets that are read best keeps abstention alike: equal discoverability alone makes a
        signal abstain most where it errs least.

    Returns
    -------
    Thresholds
        With what they reached on the sample. That flatters them a little: judge them by a
        `report_card` on other labels.

    Raises
    ------
    InputError
        For a bucket without labels, or where no thresholds reach the floor, naming the bucket.

    Notes
    -----
    Given the other buckets' thresholds, one bucket's is an exact quantile; rounds are repeated
    until nothing moves. d is searched on 64 levels. Equal up to half a label a bucket, except where
    items are tied. Cost: about 64 · 10 rounds of O(n·B).
    Source: equal opportunity (Hardt, Price, Srebro 2016), for several buckets and one place an
    item; this project's own composition.

    Examples
    --------
    >>> p = [.95, .9, .8, .7, .4, .6, .35, .2, .15, .1]
    >>> fitted = fit_thresholds([[x, 1 - x] for x in p], [0] * 5 + [1] * 5, precision=.8)
    >>> fitted.discoverability.tolist(), fitted.precision.tolist()
    ([0.8, 0.8], [1.0, 1.0])
    """
    rows, codes = sample(probs, truth)
    counts = np.bincount(codes, minlength=rows.shape[1])
    if not counts.all():
        empty = int(np.argmin(counts))
        raise bad_value("labels of bucket", empty, "at least one", "Label some, or leave it out.")
    prior = counts / len(codes) if shares is None else _prior(shares, len(counts))
    floor = level_of(precision, "precision")
    levels = list(_levels(rows, codes, prior, _relative(relative, len(counts))))
    kept = [made for made in levels if made.precision.min() >= floor]
    if not kept:
        raise _out_of_reach(levels, floor)
    return kept[-1]


def _relative(given: ArrayLike | None, buckets: int) -> Floats:
    over = np.ones(buckets) if given is None else np.asarray(given, np.float64)
    if over.shape != (buckets,) or not (np.isfinite(over) & (over >= 1)).all():
        raise bad_value("relative", over.tolist(), f"{buckets} numbers ≥ 1")
    return over


def _levels(rows: Floats, codes: Codes, prior: Floats, relative: Floats) -> Iterator[Thresholds]:
    """Thresholds of equal (or stated) discoverability at rising levels, as far as there are any."""
    at = np.full(len(prior), 1 / len(prior))
    slack = 0.51 / np.bincount(codes)  # ranks are whole
    for wanted in np.arange(1, STEPS + 1) / STEPS:
        each = np.minimum(wanted * relative, 1)
        at = _equal(rows, codes, each, at)
        made = _measured(rows, codes, at, prior)
        if (made.discoverability < each - slack).any():
            return
        yield made


def _out_of_reach(levels: list[Thresholds], floor: float) -> InputError:
    """Name the bucket that stays below the floor where the others do best."""
    best = max((made.precision for made in levels), key=np.min, default=np.zeros(1))
    return InputError(
        f"thresholds: no choice keeps precision ≥ {floor:g}; the best reaches {best.min():.3f} in "
        f"bucket {int(best.argmin())}. Improve the signal there, or lower the floor; until then "
        "leave the refinement off."
    )


def _prior(shares: ArrayLike, buckets: int) -> Floats:
    given = np.asarray(shares, np.float64)
    if given.shape != (buckets,) or given.min() < 0 or abs(given.sum() - 1) > 1e-6:
        raise bad_value("shares", given.tolist(), f"{buckets} shares that sum to 1")
    return given


def _equal(rows: Floats, codes: Codes, wanted: Floats, start: Floats) -> Floats:
    """Thresholds at which buckets find `wanted` of their own, by rounds of exact quantiles."""
    at = start.copy()
    for _ in range(SWEEPS):
        before = at.copy()
        for bucket in range(len(at)):
            at[bucket] = _one(rows[codes == bucket], at, bucket, float(wanted[bucket]))
        if np.array_equal(at, before) or at.min() <= LEAST:
            break
    return at


def _one(mine: Floats, at: Floats, bucket: int, wanted: float) -> float:
    """The largest threshold that shows at least `wanted` of a bucket's own items under it."""
    rivals = np.delete(mine / at, bucket, axis=1).max(axis=1)
    ratio = mine[:, bucket] / np.maximum(1.0, rivals)
    rank = max(1, round(wanted * len(mine)))
    return max(float(np.partition(ratio, len(ratio) - rank)[len(ratio) - rank]), LEAST)


def _shown(rows: Floats, at: Floats) -> Codes:
    ratio = rows / at
    best = ratio.argmax(axis=1)
    return np.where(ratio[np.arange(len(rows)), best] >= 1, best, -1)


def _measured(rows: Floats, codes: Codes, at: Floats, prior: Floats) -> Thresholds:
    """What thresholds reach on a sample."""
    buckets = len(at)
    table = np.zeros((buckets, buckets + 1))
    np.add.at(table, (codes, _shown(rows, at)), 1)
    rates = table[:, :buckets] / table.sum(axis=1, keepdims=True)
    right = np.diag(rates)
    shown = prior @ rates
    exact = np.where(shown > 0, prior * right / np.where(shown > 0, shown, 1), 0.0)
    return Thresholds(at, right.copy(), exact)
