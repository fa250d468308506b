"""Brier loss and calibration gap of cells, exactly, from sums of powers of the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from everyhue.metrics.frames import BUCKETS
from everyhue.metrics.groups.cells import Cells, Floats
from everyhue.metrics.groups.count import CLUSTER
from everyhue.metrics.groups.smooth import Linear, Smooth
from everyhue.metrics.lists import marginal
from everyhue.registry import register
from everyhue.types import Tally
from everyhue.types.tally import Cell

POWER_NAMES = ("pos0", "pos1", "pos2", "neg0", "neg1", "neg2")
"""Σw, Σw·s and Σw·s² over positive, then over negative rows."""

_ROWS = ("pos0", "neg0")


def score_cells(tally: Tally, by: Sequence[str], groups: Sequence[Cell]) -> Cells:
    """Return cells whose sums are the powers of scores by label.

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
    Undefined when: never. Cost: O(G). Source: this project.
    """
    plain = marginal(tally, by)
    weighted = "weights" in tally.kind
    held = [plain.sums.get(cell, {}) for cell in groups]
    sums = np.array([_powers(row, 3) for row in held]).reshape(-1, 6)
    rows = sums[:, [0, 0, 0, 3, 3, 3]]
    if weighted:  # the bins know how many rows there are; there are many of them
        bins = [plain.counts.get(cell, {}) for cell in groups]
        rows = np.array([_scored(row) for row in bins]).reshape(-1, 6)
    products = np.array([_products(row, weighted) for row in held]).reshape(-1, 6, 6)
    return Cells(
        tuple(by), tuple(groups), rows, sums, clusters=_clusters(tally, by, groups),
        names=POWER_NAMES, products=products,
    )  # fmt: skip


def _powers(row: Mapping[str, float], many: int, ending: str = "") -> list[float]:
    plain = {1: ""} if not ending else {}
    return [
        row.get(f"{side}{ending}{plain.get(k, k)}", 0.0)
        for side in ("pos", "neg") for k in range(many)
    ]  # fmt: skip


def _scored(row: Mapping[str, float]) -> list[float]:
    made = {"pos": 0.0, "neg": 0.0}
    for name, count in row.items():
        side, at, _ = name.partition("@")
        if at and side in made:
            made[side] += count
    return [made[name[:3]] for name in POWER_NAMES]


def _products(row: Mapping[str, float], weighted: bool) -> Floats:
    """Σw²·sʲ·sᵏ: a positive row has no part in the sums of negative ones."""
    made = np.zeros((6, 6))
    powers = np.reshape(_powers(row, 5, "ww" if weighted else ""), (2, 5))
    for side in (0, 1):
        for j in range(3):
            made[3 * side + j, 3 * side : 3 * side + 3] = powers[side, j : j + 3]
    return made


def _clusters(tally: Tally, by: Sequence[str], groups: Sequence[Cell]) -> Floats | None:
    if CLUSTER not in tally.by:
        return None
    made, place = np.zeros((len(groups), BUCKETS, 6)), {cell: i for i, cell in enumerate(groups)}
    for cell, row in marginal(tally, [*by, CLUSTER]).sums.items():
        if cell[-1] and cell[:-1] in place:
            made[place[cell[:-1]], int(cell[-1])] = _powers(row, 3)
    return made


def _mean(top: Sequence[float]) -> Linear:
    """The ratio of a combination of the sums to the rows, with its slope."""
    weights, among = np.array(top, float), np.array([1.0, 0, 0, 1, 0, 0])

    def linear(cells: Cells) -> tuple[Floats, Floats]:
        cells.mask(POWER_NAMES)
        n = cells.sums @ among
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = np.where(n > 0, cells.sums @ weights / n, np.nan)
            slope = (weights - ratio[:, None] * among) / n[:, None]
        return ratio, slope

    return linear


BRIER = Smooth(
    "brier_loss", (), _ROWS, "rows with a score", "lower", _mean((1, -2, 1, 0, 0, 1))
)  # fmt: skip
CALIBRATION_GAP = Smooth(
    "calibration_gap", (), _ROWS, "rows with a score", "none", _mean((-1, 1, 0, 0, 1, 0))
)  # fmt: skip

for _measure, _summary, _range in (
    (BRIER, "Mean squared distance of score and label.", "[0, 1]"),
    (CALIBRATION_GAP, "Mean score minus share of positive rows; 0 is on target.", "[-1, 1]"),
):
    register(
        "group_measure", _measure.name, summary=_summary, range=_range,
        direction=_measure.better, unit="score" if _measure is CALIBRATION_GAP else "score²",
        undefined_when="no row of the cell has a score", source="Brier 1950"
        if _measure is BRIER else "this project",
    )(_measure)  # fmt: skip
