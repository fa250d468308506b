"""Learn a signal from labelled vectors, and say what it does on labels it has not seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import InputError, bad_value
from everyhue.signals.given import Codes, level_of
from everyhue.signals.probe import Probe, ProbeSettings, fit_probe_keeping
from everyhue.signals.probe.clusters import check_spread
from everyhue.signals.probe.select import set_aside
from everyhue.signals.report_card import ReportCard, report_card
from everyhue.signals.thresholds import Thresholds, fit_thresholds
from everyhue.signals.trained.signal import ALWAYS, SEEN, TrainedSignal
from everyhue.signals.votes import REASONS
from everyhue.types import UNKNOWN, Bucket, Dimension, Labels

LEAST_OF_A_REASON = 24
"""Labelled items of a reason from which it can be learnt."""

MISSED = 0.05
"""Share of the items with a reason that may be missed."""


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """How a signal is learnt.

    Parameters
    ----------
    precision : float, (0, 1)
        Floor that thresholds keep for every bucket.
    test : float, (0, 1)
        Share of the labels that nothing is learnt from, for the summary.
    probe : ProbeSettings
        How the probe is learnt.
    clusters : (n,) intp, optional
        Person or shoot of each item; each stays on one side of every split.
    """

    precision: float = 0.75
    test: float = 0.25
    probe: ProbeSettings = field(default_factory=ProbeSettings)
    clusters: Codes | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        level_of(self.precision, "precision")
        level_of(self.test, "test")


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """A signal and what is to be said of it.

    Parameters
    ----------
    signal : TrainedSignal
        The signal.
    card : ReportCard
        On the part that was held out.
    test : (m,) intp
        Rows held out.
    missed : mapping of str to (int, int)
        For each reason: held-out items with it, and how many of them got a label all the same.
    notes : tuple of str
        What could not be learnt, and why.
    """

    signal: TrainedSignal
    card: ReportCard
    test: Codes
    missed: dict[str, tuple[int, int]]
    notes: tuple[str, ...]


def train_signal(
    vectors: ArrayLike,
    labels: Labels,
    dimension: Dimension,
    rng: np.random.Generator,
    *,
    source: str,
    settings: TrainSettings | None = None,
) -> Training:
    """Learn a signal.

    Labels are split at first: a quarter is held out for the summary. On the rest a probe is learnt
    (`fit_probe`: classes balanced, chosen by its worst bucket, calibrated, conformal sets), then
    thresholds of equal discoverability on labels that only the sets have seen. Where votes gave
    reasons (*child*, *covered* …) a second probe learns to see them.

    Parameters
    ----------
    vectors : (n, d) array_like
        One row an item.
    labels : Labels
        What annotators or the operator say of each: a sure bucket, or a reason.
    dimension : Dimension
        What is learnt.
    rng : numpy.random.Generator
        Splits the labels.
    source : str
        Where vectors and labels come from, in words.
    settings : TrainSettings, optional
        How it is learnt.

    Returns
    -------
    Training
        The signal, its card on the held-out part, and what could not be learnt.

    Raises
    ------
    InputError
        For shapes that do not fit, too few labels of a bucket, or labelled rows without a vector.

    Notes
    -----
    Plan for 300 to 700 labels; the held-out quarter is then small and its intervals wide. They are
    a first look: the report card of an audit sample decides. Items of the same person or shoot on
    both sides flatter it: name them in `TrainSettings.clusters`. The card's intervals count items
    as independent, so with clusters they are too narrow. Cost: seconds.
    Source: this project's own composition of the parts named.
    """
    how = settings or TrainSettings()
    rows = np.asarray(vectors, np.float32)
    if rows.ndim != 2 or len(rows) != len(labels):
        raise bad_value("vectors", rows.shape, f"shape (n, d) with n = {len(labels)} labels")
    kinds = np.where(labels.sure >= 0, labels.sure + 1, -_reason_codes(labels)).astype(np.intp)
    aside = _set_aside(kinds, how, rng, dimension)
    truth = np.where(aside, -1, labels.sure).astype(np.intp)
    probe, kept = fit_probe_keeping(rows, truth, dimension, rng, how.probe, how.clusters)
    thresholds, why = _thresholds(probe.probs(rows[kept]), truth[kept], how.precision, dimension)
    seen, unlearnt = _learn_reasons(rows, labels, aside, rng, how.clusters)
    signal = TrainedSignal(dimension.name, dimension.ids, probe, seen, thresholds, source)
    test = np.flatnonzero(aside & (labels.sure >= 0))
    card = report_card(signal.label(rows[test]), labels.sure[test].astype(np.intp), dimension)
    return Training(signal, card, np.flatnonzero(aside), _missed(signal, rows, labels, aside),
                    (*why, *unlearnt))  # fmt: skip


def _set_aside(
    kinds: Codes, how: TrainSettings, rng: np.random.Generator, dimension: Dimension
) -> NDArray[np.bool_]:
    """Rows of the summary; by bucket (above 0) and by reason (below)."""
    if how.clusters is not None and how.clusters.shape != kinds.shape:
        raise bad_value("clusters", how.clusters.shape, f"{len(kinds)}, one for each label")
    aside = set_aside(kinds, how.test, rng, how.clusters)
    check_spread(kinds - 1, aside.astype(np.intp), dimension.ids, how.clusters)
    return np.asarray(aside & (kinds != 0), bool)


def _taught(labels: Labels) -> list[str]:
    """Reasons that can be learnt: what an annotator saw, not that annotators differ."""
    return [reason for reason in REASONS if reason != UNKNOWN and (labels.reason == reason).any()]


def _reason_codes(labels: Labels) -> Codes:
    codes = np.zeros(len(labels), np.intp)
    for code, reason in enumerate(_taught(labels), 1):
        codes[labels.reason == reason] = code
    return codes


def _thresholds(
    probs: NDArray[np.float32], truth: Codes, floor: float, dimension: Dimension
) -> tuple[Thresholds | None, tuple[str, ...]]:
    """Thresholds at equal shares, or why there are none."""
    shares = np.full(len(dimension.ids), 1 / len(dimension.ids))
    try:
        return fit_thresholds(probs, truth, precision=floor, shares=shares), ()
    except InputError as error:
        named = str(error)
        for spot, bucket in enumerate(dimension.ids):
            named = named.replace(f"bucket {spot}.", f"{bucket}.")
        return None, (named[:1].upper() + named[1:],)


def _learn_reasons(
    rows: NDArray[np.float32],
    labels: Labels,
    aside: NDArray[np.bool_],
    rng: np.random.Generator,
    clusters: Codes | None,
) -> tuple[Probe | None, tuple[str, ...]]:
    """A probe of *seen* and the reasons with enough labels, and what is missing."""
    counts = {reason: int((labels.reason == reason)[~aside].sum()) for reason in _taught(labels)}
    enough = [reason for reason, count in counts.items() if count >= LEAST_OF_A_REASON]
    notes = [
        f"{reason}: {count} labels to learn from, too few to see it (at least "
        f"{LEAST_OF_A_REASON}). Such items get a label unless they are left out with --abstain."
        for reason, count in counts.items()
        if reason not in enough
    ]
    notes += _never_shown(labels.dimension, counts)
    if not enough:
        return None, tuple(notes)
    codes = np.where(labels.sure >= 0, 0, -1)
    for code, reason in enumerate(enough, 1):
        codes[labels.reason == reason] = code
    codes[aside] = -1
    kinds = Dimension("visible", "Visible", tuple(Bucket(w, w) for w in (SEEN, *enough)))
    how = ProbeSettings(alpha=MISSED, ridges=(0.01, 0.1), balances=(1.0,))
    try:
        seen = fit_probe_keeping(rows, codes.astype(np.intp), kinds, rng, how, clusters)[0]
    except InputError as error:
        if clusters is None:
            raise
        return None, (*notes, f"Reasons were not learnt: {error}")
    return seen, (*notes, *_never_ruled_out(seen, how.hold))


def _never_ruled_out(seen: Probe, hold: float) -> list[str]:
    """Reasons that count as soon as they are plausible, where so few labels leave all plausible."""
    needed = ceil((1 / MISSED - 1) / hold)
    return [
        f"{reason}: too few labels to rule it out, so every item is unknown for it. Have more of "
        f"them annotated: it takes {needed} to learn from, of that many clusters where there are "
        "some."
        for spot, reason in enumerate(seen.buckets)
        if reason in ALWAYS and seen.sets.thresholds[spot] >= 1
    ]


def _never_shown(dimension: str, counts: dict[str, int]) -> list[str]:
    """Body type must abstain for children and hidden figures, so their absence is said."""
    if dimension != "body_type":
        return []
    return [
        f"{reason}: never shown to it. Body type must not be labelled there: have such pictures "
        "annotated, or leave them out with --abstain."
        for reason in (*ALWAYS, "not_visible")
        if reason not in counts
    ]


def _missed(
    signal: TrainedSignal, rows: NDArray[np.float32], labels: Labels, aside: NDArray[np.bool_]
) -> dict[str, tuple[int, int]]:
    made = {}
    for reason in () if signal.seen is None else signal.seen.buckets[1:]:
        spots = np.flatnonzero(aside & (labels.reason == reason))
        made[reason] = (len(spots), int((signal.label(rows[spots]).sure >= 0).sum()))
    return made
