"""Fit a tone model on labelled people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import InputError, bad_value, unknown_name
from everyhue.signals.calibration import fit_vector
from everyhue.signals.conformal import fit_conformal
from everyhue.signals.dimensions import SKIN_TONE
from everyhue.signals.given import Codes, Floats, level_of, true_codes
from everyhue.signals.probe.boosted import can_boost, fit_boosted
from everyhue.signals.probe.clusters import check_spread
from everyhue.signals.probe.select import Recipe, set_aside, stratified
from everyhue.signals.thresholds import Thresholds, fit_thresholds
from everyhue.signals.tone.exposures import AS_IT_CAME
from everyhue.signals.tone.features import PLAIN, features_of
from everyhue.signals.tone.model import Head, ToneModel, averaged
from everyhue.signals.tone.sight import Sight
from everyhue.types import Dimension

FORMS = ("ordinal", "multinomial", "boosted")
LEAST_LABELS = 30
MOST_OVER = 1.13
"""How far a range that is read well may be found more often than the one found least."""


def forms_here() -> tuple[str, ...]:
    """Return the forms of a head that can be learnt here."""
    return FORMS if can_boost() else FORMS[:2]


@dataclass(frozen=True, slots=True)
class ToneSettings:
    """How a tone model is fitted.

    Parameters
    ----------
    alpha : float, (0, 1)
        Share of each range whose conformal set may miss the true range.
    precision : float, (0, 1)
        Least precision of every range that thresholds must keep.
    hold : float, (0, 1)
        Share of the labels kept for conformal sets.
    folds : int, ≥ 2
        Folds for choosing.
    forms : tuple of {"ordinal", "multinomial", "boosted"}
        What to choose from: regressions, and trees where scikit-learn is installed.
    ridges : tuple of float, > 0
        Penalties of regressions to choose from.
    clusters : (n,) intp, optional
        Person or shoot of each sight; each stays on one side of every split.
    """

    alpha: float = 0.1
    precision: float = 0.76
    hold: float = 0.35
    folds: int = 4
    forms: tuple[str, ...] = field(default_factory=forms_here)
    ridges: tuple[float, ...] = (1e-4,)
    clusters: Codes | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        for name in ("alpha", "precision", "hold"):
            level_of(getattr(self, name), name)
        if self.folds < 2:
            raise bad_value("folds", self.folds, "a whole number ≥ 2")
        for form in self.forms:
            if form not in FORMS:
                raise unknown_name("form of a head", form, FORMS)
        if not self.forms or not self.ridges or min(self.ridges) <= 0:
            raise bad_value("forms and ridges", (self.forms, self.ridges), "one each, ridges > 0")


def fit_tone(
    sights: Sequence[Sight],
    truth: ArrayLike,
    rng: np.random.Generator,
    *,
    finder: str,
    source: str,
    settings: ToneSettings | None = None,
) -> ToneModel:
    """Fit a tone model on people whose range annotators have settled.

    Labels are split once. On the larger part, every recipe is tried on folds, each person under 15
    re-exposures in one fold only, and the recipe is kept under which every range is found most
    often, at thresholds of equal discoverability and the precision floor. The
    calibration is learnt from what it said of people it had not seen, averaged over re-exposures.
    The smaller part, seen by neither, gives conformal sets. Thresholds rest on all labels, each by
    what was said of it before it was learnt from.

    Parameters
    ----------
    sights : sequence of Sight, length n
        What is read of each person; those with a reason are left out.
    truth : (n,) array_like of int
        Range of each, 0 lightest.
    rng : numpy.random.Generator
        Splits the labels.
    finder : str
        Name of the region finder that found them.
    source : str
        Where the pictures come from, in words.
    settings : ToneSettings, optional
        How it is fitted.

    Returns
    -------
    ToneModel
        Frozen; the same inputs and seed give the same model.

    Raises
    ------
    InputError
        For lists that do not fit, or a range with fewer than 30 readable people, naming it.

    Notes
    -----
    Plan for 300 people a range. Whether to switch a refinement on is for a `report_card` on other
    people to say: recipe, calibration and thresholds rest on the same folds, so what the
    thresholds reached there flatters them a little. Cost: seconds a thousand people.
    Source: ordinal and multinomial logistic regression, boosted trees; test-time re-exposure;
    class-conditional conformal sets.
    """
    how = settings or ToneSettings()
    rows, codes = _labelled(sights, truth, SKIN_TONE)
    whose = _clusters(sights, how)
    held = set_aside(codes, how.hold, rng, whose)
    check_spread(codes, held.astype(np.intp), SKIN_TONE.ids, whose)
    learn, keep = np.flatnonzero(~held), np.flatnonzero(held)
    among = None if whose is None else whose[learn]
    folds = stratified(codes[learn], how.folds, rng, among)
    check_spread(codes[learn], folds, SKIN_TONE.ids, among)
    recipe, said = _chosen(rows[learn], codes[learn], folds, how)
    head = _learnt(recipe, rows[learn], codes[learn])
    calibration = fit_vector(said, codes[learn])
    kept = calibration.apply(averaged(head, rows[keep]))
    others = None if whose is None else whose[keep]
    sets = fit_conformal(kept, codes[keep], alpha=how.alpha, ordered=True, clusters=others)
    unseen = np.concatenate([calibration.apply(said), kept])
    at = _thresholds(unseen, np.concatenate([codes[learn], codes[keep]]), how.precision)
    return ToneModel(
        SKIN_TONE.name, SKIN_TONE.ids, finder, head, calibration, sets, at, source, len(codes)
    )


def _clusters(sights: Sequence[Sight], how: ToneSettings) -> Codes | None:
    """Clusters of the people that can be read."""
    if how.clusters is None:
        return None
    if len(how.clusters) != len(sights):
        raise bad_value("clusters", len(how.clusters), f"{len(sights)}, one for each sight")
    return how.clusters[[row for row, sight in enumerate(sights) if not sight.reason]]


def _chosen(
    rows: NDArray[np.float32], codes: Codes, folds: Codes, how: ToneSettings
) -> tuple[Recipe, Floats]:
    """The recipe under which ranges are found most often, and what it said of people unseen."""
    tried = []
    for recipe in _recipes(how):
        said = _said(recipe, rows, codes, folds)
        right = np.bincount(codes, said.argmax(axis=1) == codes) / np.bincount(codes)
        tried.append(((_reach(said, codes, how.precision), float(right.min())), recipe, said))
    _, recipe, said = max(tried, key=lambda one: one[0])
    return recipe, said


def _recipes(how: ToneSettings) -> list[Recipe]:
    """Every regression under every penalty, and trees once."""
    straight = [form for form in how.forms if form != "boosted"]
    trees = [Recipe("boosted", 0.0, 1.0)] if "boosted" in how.forms else []
    return [Recipe(form, ridge, 1.0) for form, ridge in product(straight, how.ridges)] + trees


def _reach(said: Floats, codes: Codes, floor: float) -> float:
    """Discoverability at the floor, 0 where the floor is out of reach."""
    try:
        return float(_thresholds(said, codes, floor).discoverability.min())
    except InputError:
        return 0.0


def _thresholds(said: Floats, codes: Codes, floor: float) -> Thresholds:
    """Thresholds of nearly equal discoverability for a place where ranges are equally common."""
    buckets = said.shape[1]
    right = np.bincount(codes, said.argmax(axis=1) == codes) / np.bincount(codes)
    over = np.clip(right / max(float(right.min()), 1e-9), 1, MOST_OVER)
    shares = np.full(buckets, 1 / buckets)
    return fit_thresholds(said, codes, precision=floor, shares=shares, relative=over)


def _said(recipe: Recipe, rows: NDArray[np.float32], codes: Codes, folds: Codes) -> Floats:
    """What heads say of the fold that each had not seen."""
    said = np.zeros((len(codes), int(codes.max()) + 1))
    for fold in range(int(folds.max()) + 1):
        out = folds == fold
        said[out] = averaged(_learnt(recipe, rows[~out], codes[~out]), rows[out])
    return said


def _learnt(recipe: Recipe, rows: NDArray[np.float32], codes: Codes) -> Head:
    """A regression learnt on every re-exposure of every person, or trees on people as they came."""
    if recipe.form == "boosted":
        seen = rows[:, AS_IT_CAME, : len(PLAIN)].astype(np.float64)
        return fit_boosted(seen, codes, int(codes.max()) + 1, balance=recipe.balance)
    n, exposures, width = rows.shape
    flat = rows.reshape(n * exposures, width).astype(np.float64)
    return recipe.fit(flat, codes.repeat(exposures), int(codes.max()) + 1)


def _labelled(
    sights: Sequence[Sight], truth: ArrayLike, buckets: Dimension
) -> tuple[NDArray[np.float32], Codes]:
    """Features and ranges of the people that can be read."""
    codes = true_codes(truth, len(sights), len(buckets.ids))
    clear = [row for row, sight in enumerate(sights) if not sight.reason]
    counts = np.bincount(codes[clear], minlength=len(buckets.ids))
    if counts.min() < LEAST_LABELS:
        short = int(counts.argmin())
        raise bad_value(
            f"readable people labelled {buckets.ids[short]}", int(counts[short]),
            f"at least {LEAST_LABELS}", "Label more of them.",
        )  # fmt: skip
    return np.stack([features_of(sights[row]) for row in clear]), codes[clear]
