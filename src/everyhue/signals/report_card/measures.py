"""The measures of a report card, each a number with its interval."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from everyhue.signals.agreement import kappa, kappa_influence
from everyhue.signals.calibration import reliability
from everyhue.signals.calibration.reliability import residuals
from everyhue.signals.clustered import inflation, share_in, spilling, too_few
from everyhue.signals.given import Codes, Floats, Mask
from everyhue.signals.intervals import least_ratio, widest_gap
from everyhue.signals.report_card.worth import (
    pair_worth,
    strata_inflation,
    stratum_sums,
    thin_stratum,
)
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
    clusters : (n,) intp or None
        Whose item each is; ``None`` where items are independent.
    """

    labels: Labels
    truth: Codes
    ordered: bool
    shares: Floats | None
    level: float
    clusters: Codes | None = None

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
        return replace(
            self, labels=self.labels.take(spots), truth=self.truth[spots],
            clusters=self.whose(mask),
        )  # fmt: skip

    def whose(self, mask: Mask) -> Codes | None:
        """Return the clusters of some items, where there are any."""
        return None if self.clusters is None else self.clusters[mask]

    def share(self, hits: Mask, among: Mask, empty: str = "no item") -> Value:
        """Return the share of the items in `among` that are hits."""
        return share_in(hits[among], self.whose(among), self.level, empty)


def bucket_rows(of: Audited, group: str = "") -> Iterator[Row]:
    """Yield what a signal does for each bucket: coverage, discoverability, precision and more."""
    best, sure, known = of.labels.probs.argmax(axis=1), of.sure, of.labels.known
    for b, bucket in enumerate(of.labels.buckets):
        mine, none = of.truth == b, f"no labelled item of {bucket}"
        yield Row("coverage", of.share(sure >= 0, mine, none), bucket, group)
        yield Row("discoverability", of.share(sure == b, mine, none), bucket, group)
        yield Row("precision", _precision(of, b), bucket, group)
        nothing = f"nothing known of {bucket}"
        yield Row("recall", of.share(best == b, mine & known, nothing), bucket, group)
        yield Row("ece", _bucket_error(of, b), bucket, group)
        if of.ordered:
            yield from _distances(of, mine, bucket, group)


def overall_rows(of: Audited, group: str = "") -> Iterator[Row]:
    """Yield what a signal does for all buckets together, and the gaps between them."""
    said, every = of.sure >= 0, np.ones(len(of.truth), bool)
    yield Row("coverage", of.share(said, every), "", group)
    yield Row("accuracy", of.share(of.sure == of.truth, said, "no sure item"), "", group)
    yield Row("kappa", _kappa(of, said), "", group)
    yield Row("ece", _top_error(of), "", group)
    if of.ordered:
        yield from _distances(of, every, "", group)
    for name, value in zip(GAPS, _gaps(of), strict=True):
        yield Row(name, value, "", group)


GAPS = ("abstention_gap", "discoverability_gap", "discoverability_ratio")


def _gaps(of: Audited) -> tuple[Value, Value, Value]:
    """The gaps between buckets, or why there is none."""
    buckets, counts = of.labels.buckets, np.bincount(of.truth, minlength=len(of.labels.buckets))
    why = ""
    if not counts.all():
        why = f"no labelled item of {buckets[int(counts.argmin())]}"
    elif of.clusters is not None:
        why = thin_stratum(of.truth, of.clusters, buckets)
    if why:
        none = Value.undefined_because(why, len(of.truth))
        return none, none, none
    silent, found = of.sure < 0, of.sure == of.truth
    return (
        widest_gap(*_counted(of, silent), of.level, _worth(of, silent)),
        widest_gap(*_counted(of, found), of.level, _worth(of, found)),
        least_ratio(*_counted(of, found), of.level, _worth(of, found, ratio=True)),
    )


def _counted(of: Audited, hits: Mask) -> tuple[Floats, Floats]:
    """Hits and items of each bucket."""
    buckets = len(of.labels.buckets)
    counts = np.bincount(of.truth, minlength=buckets).astype(np.float64)
    found = np.bincount(of.truth[hits], minlength=buckets).astype(np.float64)
    return found, counts


def _worth(of: Audited, hits: Mask, *, ratio: bool = False) -> Floats | None:
    if of.clusters is None:
        return None
    found, counts = _counted(of, hits)
    scale = (counts + 0.5) / (found + 0.5) if ratio else np.ones(len(counts))
    return pair_worth(hits, of.truth, of.clusters, scale, of.level)


def _kappa(of: Audited, said: Mask) -> Value:
    """Kappa of the sure items."""
    cells, design, whose = of.table()[:, :-1], 1.0, of.whose(said)
    if whose is not None and len(whose):
        why = too_few(whose)
        if why:
            return Value.undefined_because(why, len(whose))
        influence = kappa_influence(cells, ordered=of.ordered)[of.truth[said], of.sure[said]]
        design = inflation(influence, whose, of.level)
    return kappa(cells, ordered=of.ordered, level=of.level, design=design)


def _precision(of: Audited, b: int) -> Value:
    """P(truly b | shown under b), at the shares stated or those of the sample."""
    shown, cells = of.sure == b, of.table()
    none = f"nothing is shown under {of.labels.buckets[b]}"
    if of.shares is None or not shown.any() or not cells.sum(axis=1).all():
        return of.share(of.truth == b, shown, none)
    why = ""
    if of.clusters is not None:
        used = of.shares[of.truth] > 0
        why = thin_stratum(of.truth[used], of.clusters[used], of.labels.buckets)
    if why:
        return Value.undefined_because(why, int(shown.sum()))
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
    slopes = np.where(np.arange(len(counts)) == b, 1 / x, -1 / y) * shares
    grown, spilt = _grown(of, b, slopes)
    noise = noise * grown
    spread = math.sqrt((noise[b] / x**2 + (noise.sum() - noise[b]) / y**2) * spilt)
    half = NormalDist().inv_cdf((1 + of.level) / 2) * spread
    low, high = (1 / (1 + math.exp(half * sign) * y / x) for sign in (1, -1))
    method = "logit delta, at the shares stated"
    return Value(middle, min(low, middle), max(high, middle), of.level, int(hits.sum()), method)


def _grown(of: Audited, b: int, slopes: Floats) -> tuple[Floats, float]:
    """By what clusters inflate each bucket's noise in what is shown under b, and the sum of it."""
    if of.clusters is None:
        return np.ones(len(slopes)), 1.0
    sample = (of.sure == b, of.truth, of.clusters, len(slopes))
    return strata_inflation(*sample, of.level), spilling(stratum_sums(*sample) * slopes)


def _bucket_error(of: Audited, b: int) -> Value:
    known = of.labels.known
    said = np.clip(of.labels.probs[known, b].astype(np.float64), 0, 1)
    return _error(of, said, of.truth[known] == b)


def _top_error(of: Audited) -> Value:
    known = of.labels.known
    rows = np.clip(of.labels.probs[known].astype(np.float64), 0, 1)
    hits = rows.argmax(axis=1) == of.truth[known] if len(rows) else np.zeros(0, bool)
    return _error(of, rows.max(axis=1, initial=0), hits)


def _error(of: Audited, said: Floats, hits: Mask) -> Value:
    """Expected calibration error, wider where errors of a cluster agree, or follow their bins."""
    design, whose = 1.0, of.whose(of.labels.known)
    if whose is not None and len(whose):
        why = too_few(whose)
        if why:
            return Value.undefined_because(why, len(whose))
        apart, sign = residuals(said, hits)
        design = max(inflation(one, whose, of.level) for one in (apart, apart * sign))
    return reliability(said, hits).error(of.level, design)


def _distances(of: Audited, mine: Mask, bucket: str, group: str) -> Iterator[Row]:
    """Adjacent accuracy and signed bias of the sure items."""
    sure = mine & (of.sure >= 0)
    apart = (of.sure - of.truth).astype(np.float64)
    near = of.share(np.abs(apart) <= 1, sure, "no sure item")
    yield Row("adjacent_accuracy", near, bucket, group)
    yield Row("signed_bias", _mean(apart[sure], of.whose(sure), of.level), bucket, group)


def _mean(values: Floats, clusters: Codes | None, level: float) -> Value:
    """A mean with its t interval."""
    from scipy.special import stdtrit

    n = len(values)
    why = "fewer than two sure items" if n < 2 else "" if clusters is None else too_few(clusters)
    if why:
        return Value.undefined_because(why, n)
    middle = float(values.mean())
    spread = math.sqrt(max(float(values.var(ddof=1)), 1 / n) / n)  # alike in a sample is no proof
    spread *= 1.0 if clusters is None else math.sqrt(inflation(values - middle, clusters, level))
    half = float(stdtrit(n - 1, (1 + level) / 2)) * spread
    return Value(middle, middle - half, middle + half, level, n, "t")
