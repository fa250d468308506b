"""The measures of a report card, each a number with its interval."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from everyhue.signals.agreement import kappa
from everyhue.signals.calibration import reliability
from everyhue.signals.given import Codes, Floats, Mask
from everyhue.signals.intervals import least_ratio, share_of, widest_gap
from everyhue.types import Labels, Value


@dataclass(frozen=True, slots=True)
class Row:
    """One number of a report card.

    Parameters
    ----------
    measure : str
        What was measured.
    value : Value
        The number with its interval, or why there is none.
    bucket : str
        True bucket it is of, ``""`` for all of them.
    group : str
        Group it is within, as ``"light=dark"``; ``""`` for everyone.
    """

    measure: str
    value: Value
    bucket: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Audited:
    """Labels of an audit sample beside the truth.

    Parameters
    ----------
    labels : Labels
        What the signal says.
    truth : (n,) intp
        True bucket of each item.
    ordered : bool
        Whether distance between buckets counts.
    shares : (B,) float64 or None
        Shares of the buckets where the signal will be used, for precision; the sample's by default.
    level : float
        Confidence level.
    """

    labels: Labels
    truth: Codes
    ordered: bool
    shares: Floats | None
    level: float

    @property
    def sure(self) -> Codes:
        """The single bucket of each item, −1 for none."""
        return self.labels.sure.astype(np.intp)

    def table(self) -> Floats:
        """Return (B, B + 1): items by true bucket and by sure bucket, the last column *none*."""
        buckets = len(self.labels.buckets)
        cells = np.zeros((buckets, buckets + 1))
        np.add.at(cells, (self.truth, np.where(self.sure < 0, buckets, self.sure)), 1)
        return cells

    def take(self, mask: Mask) -> Audited:
        """Return the items of a group."""
        spots = np.flatnonzero(mask)
        return Audited(
            self.labels.take(spots), self.truth[spots], self.ordered, self.shares, self.level
        )


def bucket_rows(of: Audited, group: str = "") -> Iterator[Row]:
    """Yield what a signal does for each bucket: coverage, discoverability, precision and more."""
    cells = of.table()
    best = of.labels.probs.argmax(axis=1)
    for b, bucket in enumerate(of.labels.buckets):
        mine, known = of.truth == b, of.labels.known
        n, none = int(mine.sum()), f"no labelled item of {bucket}"
        heard = int((mine & known).sum())
        yield Row("coverage", share_of(cells[b, :-1].sum(), n, of.level, none), bucket, group)
        yield Row("discoverability", share_of(cells[b, b], n, of.level, none), bucket, group)
        yield Row("precision", _precision(of, cells, b), bucket, group)
        right = int((best[mine & known] == b).sum())
        nothing = f"nothing known of {bucket}"
        yield Row("recall", share_of(right, heard, of.level, nothing), bucket, group)
        yield Row("ece", _bucket_error(of, b), bucket, group)
        if of.ordered:
            yield from _distances(of, mine, bucket, group)


def overall_rows(of: Audited, group: str = "") -> Iterator[Row]:
    """Yield what a signal does for all buckets together, and the gaps between them."""
    cells, said = of.table(), of.sure >= 0
    right = int(np.trace(cells))
    yield Row("coverage", share_of(int(said.sum()), len(said), of.level), "", group)
    yield Row("accuracy", share_of(right, int(said.sum()), of.level, "no sure item"), "", group)
    yield Row("kappa", kappa(cells[:, :-1], ordered=of.ordered, level=of.level), "", group)
    yield Row("ece", _top_error(of), "", group)
    if of.ordered:
        yield from _distances(of, np.ones(len(of.truth), bool), "", group)
    counts = cells.sum(axis=1)
    if not counts.all():
        missing = of.labels.buckets[int(counts.argmin())]
        none = Value.undefined_because(f"no labelled item of {missing}", len(of.truth))
        gaps = (none, none, none)
    else:
        found = np.diag(cells)
        gaps = (
            widest_gap(cells[:, -1], counts, of.level),
            widest_gap(found, counts, of.level),
            least_ratio(found, counts, of.level),
        )
    for name, value in zip(GAPS, gaps, strict=True):
        yield Row(name, value, "", group)


GAPS = ("abstention_gap", "discoverability_gap", "discoverability_ratio")


def _precision(of: Audited, cells: Floats, b: int) -> Value:
    """P(truly b | shown under b), at the shares stated or those of the sample."""
    shown = int(cells[:, b].sum())
    none = f"nothing is shown under {of.labels.buckets[b]}"
    if of.shares is None or not shown or not cells.sum(axis=1).all():
        return share_of(cells[b, b], shown, of.level, none)
    return _at_shares(cells[:, b], cells.sum(axis=1), b, of)


def _at_shares(hits: Floats, counts: Floats, b: int, of: Audited) -> Value:
    """Precision of a bucket at stated shares: logit of right over wrong, by the delta method."""
    shares = np.ones(len(counts)) if of.shares is None else of.shares
    soft = (hits + 0.5) / (counts + 1)  # so that none of a few is no proof of never
    noise = shares**2 * soft * (1 - soft) / counts
    parts = shares * (hits / counts)
    right, wrong = float(parts[b]), float(parts.sum() - parts[b])
    if not right + wrong:
        return Value.undefined_because("what is shown has a stated share of 0", int(hits.sum()))
    x = right or float(shares[b] * soft[b])
    y = wrong if wrong > 1e-15 else float(shares @ soft - shares[b] * soft[b])
    middle = right / (right + wrong)
    if not x or not y:
        return Value(middle, n=int(hits.sum()), method="a stated share is 0 or 1")
    spread = math.sqrt(noise[b] / x**2 + (noise.sum() - noise[b]) / y**2)
    half = NormalDist().inv_cdf((1 + of.level) / 2) * spread
    low, high = (1 / (1 + math.exp(half * sign) * y / x) for sign in (1, -1))
    method = "logit delta, at the shares stated"
    return Value(middle, min(low, middle), max(high, middle), of.level, int(hits.sum()), method)


def _bucket_error(of: Audited, b: int) -> Value:
    known = of.labels.known
    said = np.clip(of.labels.probs[known, b].astype(np.float64), 0, 1)
    return reliability(said, of.truth[known] == b).error(of.level)


def _top_error(of: Audited) -> Value:
    known = of.labels.known
    rows = np.clip(of.labels.probs[known].astype(np.float64), 0, 1)
    hits = rows.argmax(axis=1) == of.truth[known] if len(rows) else np.zeros(0, bool)
    return reliability(rows.max(axis=1, initial=0), hits).error(of.level)


def _distances(of: Audited, mine: Mask, bucket: str, group: str) -> Iterator[Row]:
    """Adjacent accuracy and signed bias of the sure items."""
    apart = (of.sure - of.truth)[mine & (of.sure >= 0)]
    near = int((np.abs(apart) <= 1).sum())
    none = "no sure item"
    yield Row("adjacent_accuracy", share_of(near, len(apart), of.level, none), bucket, group)
    yield Row("signed_bias", _mean(apart.astype(np.float64), of.level), bucket, group)


def _mean(values: Floats, level: float) -> Value:
    """A mean with its t interval."""
    from scipy.special import stdtrit

    n = len(values)
    if n < 2:
        return Value.undefined_because("fewer than two sure items", n)
    middle = float(values.mean())
    spread = math.sqrt(max(float(values.var(ddof=1)), 1 / n) / n)  # alike in a sample is no proof
    half = float(stdtrit(n - 1, (1 + level) / 2)) * spread
    return Value(middle, middle - half, middle + half, level, n, "t")
