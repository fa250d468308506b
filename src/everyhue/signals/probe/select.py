"""Choose how a probe learns by the bucket it serves worst, on folds it has not seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import unknown_name
from everyhue.signals.given import Codes, Floats
from everyhue.signals.probe.clusters import spread
from everyhue.signals.probe.multinomial import Multinomial, fit_multinomial
from everyhue.signals.probe.ordinal import Ordinal, fit_ordinal

Head = Multinomial | Ordinal


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to learn.

    Parameters
    ----------
    form : {"multinomial", "ordinal"}
        Which regression.
    ridge, balance : float
        Its penalty, and how far buckets are balanced.
    """

    form: str
    ridge: float
    balance: float

    def fit(self, vectors: Floats, truth: Codes, buckets: int) -> Head:
        """Learn from labelled vectors."""
        if self.form not in ("ordinal", "multinomial"):
            raise unknown_name("form of a regression", self.form, ("ordinal", "multinomial"))
        by = fit_ordinal if self.form == "ordinal" else fit_multinomial
        return by(vectors, truth, buckets, ridge=self.ridge, balance=self.balance)


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The chosen recipe and what it said of items it had not seen.

    Parameters
    ----------
    recipe : Recipe
        The way to learn.
    probs : (n, B) float64
        Probability of each item from the fold that left it out.
    worst, mean : float, [0, 1]
        Smallest and mean recall over buckets on those.
    """

    recipe: Recipe
    probs: Floats
    worst: float
    mean: float


def recipes(ridges: tuple[float, ...], balances: tuple[float, ...], ordered: bool) -> list[Recipe]:
    """Return all combinations; ordered buckets may be learnt either way."""
    forms = ("ordinal", "multinomial") if ordered else ("multinomial",)
    return [Recipe(*parts) for parts in product(forms, ridges, balances)]


def choose(
    vectors: Floats, truth: Codes, buckets: int, among: list[Recipe], folds: Codes
) -> Choice:
    """Return the recipe with the best worst recall; ties by mean recall, then by more penalty."""
    tried = [_tried(vectors, truth, buckets, recipe, folds) for recipe in among]
    return max(tried, key=lambda one: (one.worst, one.mean, one.recipe.ridge))


def stratified(
    truth: Codes, parts: int, rng: np.random.Generator, clusters: Codes | None = None
) -> Codes:
    """Return (n,) a part for each item, each bucket spread as evenly as it can be.

    With `clusters`, (n,) codes, all items of a cluster are in one part.
    """
    if clusters is not None:
        return spread(truth, clusters, np.full(parts, 1 / parts), rng)
    part = np.zeros(len(truth), np.intp)
    start = 0
    for bucket in np.unique(truth):
        mine = rng.permutation(np.flatnonzero(truth == bucket))
        part[mine] = (start + np.arange(len(mine))) % parts
        start += len(mine)
    return part


def set_aside(
    truth: Codes, share: float, rng: np.random.Generator, clusters: Codes | None = None
) -> NDArray[np.bool_]:
    """Return (n,) True for `share` of each bucket, rounded, at least one.

    With `clusters`, (n,) codes, a cluster is set aside whole; shares are then as near as it goes.
    """
    if clusters is not None:
        return np.asarray(spread(truth, clusters, np.array([1 - share, share]), rng) == 1, bool)
    aside = np.zeros(len(truth), bool)
    for bucket in np.unique(truth):
        mine = rng.permutation(np.flatnonzero(truth == bucket))
        aside[mine[: max(1, round(share * len(mine)))]] = True
    return aside


def _tried(vectors: Floats, truth: Codes, buckets: int, recipe: Recipe, folds: Codes) -> Choice:
    probs = np.zeros((len(truth), buckets))
    for inside, outside in _splits(folds):
        head = recipe.fit(vectors[inside], truth[inside], buckets)
        probs[outside] = np.exp(head.logs(vectors[outside]))
    right = probs.argmax(axis=1) == truth
    recall = np.bincount(truth, right, buckets) / np.bincount(truth, minlength=buckets)
    return Choice(recipe, probs, float(recall.min()), float(recall.mean()))


def _splits(folds: Codes) -> Iterator[tuple[Codes, Codes]]:
    for fold in range(int(folds.max()) + 1):
        yield np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
