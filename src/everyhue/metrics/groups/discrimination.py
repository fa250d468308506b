"""AUC of cells from histograms of their scores, with DeLong's interval or that of a jackknife."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from everyhue.metrics.groups.bands import BANDS, BINS, PARTS, bands, held_in
from everyhue.metrics.groups.cells import Cells, Floats
from everyhue.metrics.groups.count import CLUSTER
from everyhue.metrics.groups.jackknife import delete_a_part
from everyhue.metrics.groups.smooth import LOGIT, Smooth
from everyhue.metrics.inference.five_sums import FiveSums
from everyhue.metrics.lists import marginal
from everyhue.registry import register
from everyhue.types import Tally
from everyhue.types.tally import Cell

SIDES = ("pos", "neg")
BIN_NAMES = tuple(f"{side}@{spot}" for side in SIDES for spot in range(BINS))


def histogram_cells(tally: Tally, by: Sequence[str], groups: Sequence[Cell]) -> Cells:
    """Return cells whose sums are the bins of scores, of positive rows and then of negative ones.

    Parameters
    ----------
    tally : Tally
        Of classification, with scores.
    by : sequence of str
        Columns that are kept apart.
    groups : sequence of tuple of str
        The cells wanted.

    Notes
    -----
    Undefined when: never. With clusters, `Cells.clusters` is (G, 32, 64): scores in 32 bands by
    part of the clusters. Squares of cells whose rows are not all in a part are NaN, as in a tally
    of an earlier version or one that was suppressed: the AUC then has no interval.
    Cost: O(G · bins). Source: this project.
    """
    plain = marginal(tally, by)
    rows = np.array([_row(plain.counts.get(cell, {})) for cell in groups]).reshape(-1, 2 * BINS)
    sums, squares = rows, None
    if "weights" in tally.kind:
        held = [plain.sums.get(cell, {}) for cell in groups]
        sums = np.array([_row(h) for h in held]).reshape(-1, 2 * BINS)
        squares = np.array([_row(h, "ww") for h in held]).reshape(-1, 2 * BINS)
    if CLUSTER not in tally.by:
        return Cells(tuple(by), tuple(groups), rows, sums, squares, names=BIN_NAMES)
    parts = _by_part(tally, by, groups)
    whole = np.isclose(parts.sum((1, 2)), sums.sum(1), rtol=1e-6, atol=0.0)
    squares = np.where(whole[:, None], rows if squares is None else squares, np.nan)
    return Cells(tuple(by), tuple(groups), rows, sums, squares, parts, names=BIN_NAMES)


def _by_part(tally: Tally, by: Sequence[str], groups: Sequence[Cell]) -> Floats:
    fine = marginal(tally, [*by, CLUSTER])
    table = fine.sums if "weights" in tally.kind else fine.counts
    made = np.zeros((len(groups), PARTS, len(SIDES) * BANDS))
    for i, group in enumerate(groups):
        for part in range(PARTS):
            if row := table.get((*group, str(part))):
                made[i, part] = held_in(row, SIDES)
    return made


def _row(held: Mapping[str, float], ending: str = "") -> Floats:
    made = np.zeros((len(SIDES), BINS))
    places = {side + ending: i for i, side in enumerate(SIDES)}
    for name, amount in held.items():
        where, at, spot = name.partition("@")
        if at and where in places:
            made[places[where], int(spot)] = amount
    return made.ravel()


def _auc(cells: Cells) -> tuple[Floats, Floats]:
    """The chance that a positive row scores higher; its slope in a bin is DeLong's component."""
    cells.mask(BIN_NAMES[:1])
    return _area(cells.sums)


def _area(sums: Floats) -> tuple[Floats, Floats]:
    positive, negative = np.split(sums, 2, axis=1)
    p, n = positive.sum(1, keepdims=True), negative.sum(1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        under = (np.cumsum(negative, 1) - negative / 2) / n
        over = 1 - (np.cumsum(positive, 1) - positive / 2) / p
        area = (positive * under).sum(1, keepdims=True) / p
        slope = np.concatenate([(under - area) / p, (over - area) / n], 1)
    return area[:, 0], slope


@dataclass(frozen=True, slots=True)
class Discrimination(Smooth):
    """The AUC: DeLong's variance where rows are independent, a jackknife's where they are not."""

    def five(self, cells: Cells) -> FiveSums:
        """Return sums whose ratio is the AUC, and whose variance is that of the AUC."""
        if cells.clusters is None:
            return super(Discrimination, self).five(cells)
        estimate, _ = _auc(cells)
        variance, units = _clustered(cells, cells.clusters)
        return FiveSums.of_estimate(cells.rows.sum(1), units, estimate, variance)

    def method(self, cells: Cells) -> str:
        """Return how an interval of these cells is made."""
        if cells.clusters is None:
            return super(Discrimination, self).method(cells)
        return f"jackknife of {PARTS} parts of the clusters, t"


def _clustered(cells: Cells, parts: Floats) -> tuple[Floats, Floats]:
    squares = cells.rows if cells.squares is None else cells.squares
    onto = np.kron(np.eye(len(SIDES)), bands())
    fine, coarse = (
        (squared * _area(sums)[1] ** 2).sum(1)
        for sums, squared in ((cells.sums, squares), (cells.sums @ onto, squares @ onto))
    )
    return delete_a_part(parts.reshape(len(cells), PARTS, len(SIDES), BANDS), fine, coarse)


AUC = Discrimination("auc", (), (), "positive or no negative rows", "higher", _auc, LOGIT)
"""Scores in one of 1,000 bins count as tied, which moves the AUC of a cell by at most 6e-4."""

register(
    "group_measure", AUC.name,
    summary="Chance that a positive row scores higher than a negative one; ties are half.",
    range="[0, 1]", direction="higher", unit="share of pairs",
    undefined_when="the cell has no positive or no negative rows",
    source="DeLong, DeLong and Clarke-Pearson 1988, on the logit scale; of clusters Kott 2001",
)(AUC)  # fmt: skip
