"""The probe: learnt, calibrated, conformal; applied to millions of vectors a second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value
from everyhue.signals.calibration import VectorScaling, fit_vector
from everyhue.signals.conformal import ConformalSets, fit_conformal
from everyhue.signals.fitted import Fitted
from everyhue.signals.given import Codes, Floats, level_of
from everyhue.signals.probe.clusters import check_spread
from everyhue.signals.probe.select import Head, choose, recipes, set_aside, stratified
from everyhue.types import Dimension, Labels, Provenance

NO_VECTOR = "no_vector"
"""Reason of items whose vector is all zeros or not finite."""

LEAST_LABELS = 8
_BLOCK = 8192


@dataclass(frozen=True, slots=True)
class ProbeSettings:
    """How a probe is learnt.

    Parameters
    ----------
    alpha : float, (0, 1)
        Share of each bucket whose conformal set may miss the true bucket.
    hold : float, (0, 1)
        Share of the labels kept for the conformal sets alone.
    folds : int, ≥ 2
        Folds for choosing.
    ridges, balances : tuple of float
        Penalties and balances to choose from.
    """

    alpha: float = 0.1
    hold: float = 0.3
    folds: int = 5
    ridges: tuple[float, ...] = (0.003, 0.01, 0.03, 0.1, 0.3)
    balances: tuple[float, ...] = (0.0, 0.5, 1.0)

    def __post_init__(self) -> None:
        level_of(self.alpha, "alpha")
        level_of(self.hold, "hold")
        if self.folds < 2:
            raise bad_value("folds", self.folds, "a whole number ≥ 2")
        if not self.ridges or not self.balances or min(self.ridges) <= 0:
            raise bad_value("ridges and balances", self.ridges, "at least one each, ridges > 0")


@dataclass(frozen=True, slots=True, eq=False)
class Probe(Fitted):
    """A fitted probe: vectors in, labels out. Saved as one file with a checksum.

    Parameters
    ----------
    dimension : str
        Name of the dimension.
    buckets : tuple of str, length B
        Bucket ids.
    head : Multinomial or Ordinal
        Vectors to log probabilities.
    calibration : VectorScaling
        Learnt on folds that the head had not seen.
    sets : ConformalSets
        Learnt on labels that neither had seen.
    recipe : tuple of str, float, float
        Form, ridge, balance.
    worst_recall, mean_recall : float, [0, 1]
        Over buckets, on held-out folds and before calibration; higher is better.
    n : int
        Labels it was learnt from.
    """

    kind: ClassVar[str] = "probe"
    dimension: str
    buckets: tuple[str, ...]
    head: Head
    calibration: VectorScaling
    sets: ConformalSets
    recipe: tuple[str, float, float]
    worst_recall: float
    mean_recall: float
    n: int

    def probs(self, vectors: ArrayLike) -> NDArray[np.float32]:
        """Return calibrated probabilities (n, B); rows of zeros where there is no vector.

        Cost: one product of (n, d) by (d, B), in blocks; about a million 256-d rows a second.
        """
        rows = _matrix(vectors)
        width = len(self.head.weights)
        if rows.shape[1] != width:
            raise bad_value("vectors", rows.shape, f"shape (n, {width}), as it was learnt on")
        made = np.zeros((len(rows), len(self.buckets)), np.float32, "F")
        for start in range(0, len(rows), _BLOCK):
            block = rows[start : start + _BLOCK]
            made[start : start + _BLOCK] = _calibrated(self.head, self.calibration, block)
        return made

    def label(self, vectors: ArrayLike) -> Labels:
        """Return labels: sure, known, or unknown with ``low_confidence`` or ``no_vector``."""
        made = self.sets.labels(
            self.probs(vectors), self.buckets, dimension=self.dimension,
            provenance=Provenance(self.id, self.calibration.id),
        )  # fmt: skip
        made.reason[made.reason == "missing"] = NO_VECTOR
        return made


def fit_probe(
    vectors: ArrayLike,
    truth: ArrayLike,
    buckets: Dimension,
    rng: np.random.Generator,
    settings: ProbeSettings | None = None,
    clusters: Codes | None = None,
) -> Probe:
    """Learn a probe from labelled vectors.

    Labels are split once. On the larger part, every recipe (form, ridge, balance) is tried on folds
    and the one with the best *worst* bucket is kept; calibration is learnt from what it said of
    items it had not seen; then it learns from the whole part. The smaller part, seen by nothing
    else, gives the conformal sets their guarantee.

    Parameters
    ----------
    vectors : (n, d) array_like
        The operator's own embeddings, of whole images for instance.
    truth : (n,) array_like of int
        Bucket of each item; −1 is left out (``Labels.sure`` fits).
    buckets : Dimension
        What is learnt; an ordered one may be learnt as ordinal, and its sets are runs.
    rng : numpy.random.Generator
        Splits the labels.
    settings : ProbeSettings, optional
        How it is learnt.
    clusters : (n,) intp, optional
        Person or shoot of each item; each stays in one fold, and on one side of every split. The
        guarantee of the sets is then for an item of a new cluster, each cluster counting the same.

    Returns
    -------
    Probe
        Frozen; the same inputs and seed give the same probe.

    Raises
    ------
    InputError
        For shapes that do not fit, a labelled row without a vector, or a bucket with fewer than 8
        labels, naming it.

    Notes
    -----
    300 to 700 labels make a usable probe. It does not know what it was never shown: items where
    the trait cannot be seen get a label unless another signal abstains for them. Whether to switch
    a refinement on is for a `report_card` on other labels to say. Cost: seconds.
    Source: logistic regression; worst-group selection as in Sagawa et al. 2020; split conformal.
    """
    return fit_probe_keeping(vectors, truth, buckets, rng, settings, clusters)[0]


def fit_probe_keeping(
    vectors: ArrayLike,
    truth: ArrayLike,
    buckets: Dimension,
    rng: np.random.Generator,
    settings: ProbeSettings | None = None,
    clusters: Codes | None = None,
) -> tuple[Probe, Codes]:
    """Learn a probe as `fit_probe` does, and say which rows only its conformal sets have seen.

    Returns
    -------
    probe : Probe
        The probe.
    kept : (m,) intp
        Rows of `vectors`; thresholds can be fitted on them too.
    """
    how = settings or ProbeSettings()
    rows, codes, at = _labelled(vectors, truth, buckets)
    whose = None if clusters is None else np.asarray(clusters, np.intp)[at]
    held = set_aside(codes, how.hold, rng, whose)
    check_spread(codes, held.astype(np.intp), buckets.ids, whose)
    learn, keep = np.flatnonzero(~held), np.flatnonzero(held)
    x, y, n_buckets = rows[learn], codes[learn], len(buckets.ids)
    among_them = None if whose is None else whose[learn]
    folds = stratified(y, min(how.folds, int(np.bincount(y).min())), rng, among_them)
    check_spread(y, folds, buckets.ids, among_them)
    among = recipes(how.ridges, how.balances, buckets.ordered)
    best = choose(x, y, n_buckets, among, folds)
    head = best.recipe.fit(x, y, n_buckets)
    calibration = fit_vector(best.probs, y)
    kept = _calibrated(head, calibration, rows[keep].astype(np.float32))
    others = None if whose is None else whose[keep]
    sets = fit_conformal(
        kept, codes[keep], alpha=how.alpha, ordered=buckets.ordered, clusters=others
    )
    recipe = (best.recipe.form, best.recipe.ridge, best.recipe.balance)
    probe = Probe(
        buckets.name, buckets.ids, head, calibration, sets, recipe, best.worst, best.mean,
        len(codes),
    )  # fmt: skip
    return probe, at[keep]


def _labelled(
    vectors: ArrayLike, truth: ArrayLike, buckets: Dimension
) -> tuple[Floats, Codes, Codes]:
    """The labelled rows, checked: their vectors, their buckets, and which rows they are."""
    rows, codes = _matrix(vectors), np.asarray(truth)
    if codes.shape != rows.shape[:1] or codes.dtype.kind not in "iu":
        raise bad_value("truth", codes.shape, f"{len(rows)} bucket indices, −1 for none")
    if len(codes) and (codes.max() >= len(buckets.ids) or codes.min() < -1):
        row = int(np.argmax((codes >= len(buckets.ids)) | (codes < -1)))
        raise bad_value(f"truth, row {row}", int(codes[row]), f"−1 to {len(buckets.ids) - 1}")
    kept = np.flatnonzero(codes >= 0)
    counts = np.bincount(codes[kept], minlength=len(buckets.ids))
    if counts.min() < LEAST_LABELS:
        short = int(counts.argmin())
        raise bad_value(
            f"labels of {buckets.ids[short]}", int(counts[short]), f"at least {LEAST_LABELS}",
            "Label more of them, or leave the bucket out of the dimension.",
        )  # fmt: skip
    chosen = rows[kept].astype(np.float64)
    absent = ~np.isfinite(chosen).all(axis=1) | ~chosen.any(axis=1)
    if absent.any():
        row = int(kept[np.argmax(absent)])
        raise bad_value(f"vectors, row {row}", "zeros or not finite", "a vector for a labelled row")
    return chosen, codes[kept].astype(np.intp), kept


def _matrix(vectors: ArrayLike) -> NDArray[np.float32]:
    rows = np.asarray(vectors, np.float32)
    if rows.ndim != 2 or not rows.shape[1]:
        raise bad_value("vectors", rows.shape, "shape (n, d)")
    return rows


def _no_vector(rows: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Rows of zeros; only those that begin with one are looked at whole."""
    absent = np.asarray(rows[:, 0] == 0)
    spots = np.flatnonzero(absent)
    absent[spots] = ~rows[spots].any(axis=1)
    return absent


def _calibrated(
    head: Head, calibration: VectorScaling, rows: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Calibrated probabilities of some rows, in float32; zeros where there is no vector."""
    with np.errstate(invalid="ignore", over="ignore"):
        scores = head.logs(rows) * calibration.slopes.astype(np.float32)
        scores += calibration.offsets.astype(np.float32)
        scores -= scores.max(axis=1, keepdims=True)
        made = np.exp(scores, out=scores)
        made /= made.sum(axis=1, keepdims=True)
    made[_no_vector(rows) | ~np.isfinite(made).all(axis=1)] = 0
    return np.asarray(made, np.float32)
