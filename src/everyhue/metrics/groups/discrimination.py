"""AUC of cells from histograms of their scores, with DeLong's interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from everyhue.metrics.groups.cells import Cells, Floats
from everyhue.metrics.groups.count import BINS, CLUSTER
from everyhue.metrics.groups.smooth import LOGIT, Smooth
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
    Undefined when: never. With clusters the squares are NaN, since bins are not kept by cluster:
    the AUC then has no interval. Cost: O(G · bins). Source: this project.
    """
    plain = marginal(tally, by)
    rows = np.array([_row(plain.counts.get(cell, {})) for cell in groups]).reshape(-1, 2 * BINS)
    sums, squares = rows, None
    if "weights" in tally.kind:
        held = [plain.sums.get(cell, {}) for cell in groups]
        sums = np.array([_row(h) for h in held]).reshape(-1, 2 * BINS)
        squares = np.array([_row(h, "ww") for h in held]).reshape(-1, 2 * BINS)
    if CLUSTER in tally.by:
        squares = np.full_like(sums, np.nan)
    return Cells(tuple(by), tuple(groups), rows, sums, squares, names=BIN_NAMES)


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
    positive, negative = cells.sums[:, :BINS], cells.sums[:, BINS:]
    p, n = positive.sum(1, keepdims=True), negative.sum(1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        under = (np.cumsum(negative, 1) - negative / 2) / n
        over = 1 - (np.cumsum(positive, 1) - positive / 2) / p
        area = (positive * under).sum(1, keepdims=True) / p
        slope = np.concatenate([(under - area) / p, (over - area) / n], 1)
    return area[:, 0], slope


AUC = Smooth("auc", (), (), "positive or no negative rows", "higher", _auc, LOGIT)
"""Scores in one of 1,000 bins count as tied, which moves the AUC of a cell by at most 6e-4."""

register(
    "group_measure", AUC.name,
    summary="Chance that a positive row scores higher than a negative one; ties are half.",
    range="[0, 1]", direction="higher", unit="share of pairs",
    undefined_when="the cell has no positive or no negative rows",
    source="DeLong, DeLong and Clarke-Pearson 1988, on the logit scale",
)(AUC)  # fmt: skip
