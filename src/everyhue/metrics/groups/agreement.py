"""How well labels and predictions agree over all classes, with intervals by linearization."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from everyhue.metrics.groups.cells import NAMES, Cells, Floats
from everyhue.metrics.groups.classes import number_of
from everyhue.metrics.groups.smooth import BELOW_ONE, FISHER, LOGIT, Smooth
from everyhue.registry import register


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Confusion of `G` cells and `C` classes: (G, C, C), labels by predictions, with its margins.

    Parameters
    ----------
    whole : (G, C, C) float
        Rows, or weights.
    ordered : bool
        Whether classes are numbers, so that some are nearer than others.
    """

    whole: Floats
    ordered: bool

    @classmethod
    def of(cls, cells: Cells) -> Table:
        """Read from cells of classes, or of the four outcomes of a yes and no."""
        if cells.names == NAMES:
            return cls(cells.sums[:, [0, 2, 1, 3]].reshape(-1, 2, 2), False)
        if not cells.names[0].startswith("["):
            cells.mask(NAMES)  # says which sums are missing
        many = round(len(cells.names) ** 0.5)
        classes = [json.loads(name)[1] for name in cells.names[:many]]
        ordered = all(number_of(name) is not None for name in classes)
        return cls(cells.sums.reshape(-1, many, many), ordered)

    @property
    def right(self) -> Floats:
        """(G, C) rows of each class that are right."""
        made: Floats = np.einsum("gcc->gc", self.whole)
        return made

    @property
    def labels(self) -> Floats:
        """(G, C) rows with each label."""
        made: Floats = self.whole.sum(2)
        return made

    @property
    def said(self) -> Floats:
        """(G, C) rows with each prediction."""
        made: Floats = self.whole.sum(1)
        return made

    @property
    def n(self) -> Floats:
        """(G, 1) all rows."""
        made: Floats = self.whole.sum((1, 2))[:, None]
        return made


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """Slopes of a measure in the margins of a table, each (G, C); `n` is (G, 1) or (G, C, C)."""

    right: Floats | float = 0.0
    labels: Floats | float = 0.0
    said: Floats | float = 0.0
    n: Floats | float = 0.0

    def over(self, table: Table, names: tuple[str, ...]) -> Floats:
        """Return the slope in every pair of label and prediction, (G, C²)."""
        shape = table.whole.shape
        right, labels, said = (
            np.broadcast_to(part, shape[:2]) for part in (self.right, self.labels, self.said)
        )
        n = np.asarray(self.n, float)
        made = labels[:, :, None] + said[:, None, :] + (n if n.ndim != 2 else n[:, :, None])
        made = made + right[:, :, None] * np.eye(shape[1])
        flat: Floats = made.reshape(len(made), shape[1] ** 2)
        return flat[:, [0, 2, 1, 3]] if names == NAMES else flat


Made = Callable[[Table], tuple[Floats, Slopes]]


def _linear(of: Made) -> Callable[[Cells], tuple[Floats, Floats]]:
    def linear(cells: Cells) -> tuple[Floats, Floats]:
        table = Table.of(cells)
        with np.errstate(invalid="ignore", divide="ignore"):
            estimate, slopes = of(table)
            found = np.where(np.isfinite(estimate), estimate, np.nan)[:, 0]
            return found, slopes.over(table, cells.names)

    return linear


def _balanced(t: Table) -> tuple[Floats, Slopes]:
    many = t.right.shape[1]
    recall = t.right / t.labels
    return recall.mean(1, keepdims=True), Slopes(
        right=1 / t.labels / many, labels=-recall / t.labels / many
    )


def _macro_f1(t: Table) -> tuple[Floats, Slopes]:
    many, both = t.right.shape[1], t.labels + t.said
    f = 2 * t.right / np.where(t.labels > 0, both, 0.0)
    aside = -f / both / many
    return f.mean(1, keepdims=True), Slopes(2 / both / many, aside, aside)


def _weighted_f1(t: Table) -> tuple[Floats, Slopes]:
    both = np.where(t.labels + t.said > 0, t.labels + t.said, 1.0)
    f, n = 2 * t.right / both, t.n
    value = (t.labels * f).sum(1, keepdims=True) / n
    aside = -t.labels * f / both / n
    return value, Slopes(2 * t.labels / both / n, aside + f / n, aside, -value / n)


def _kappa(t: Table) -> tuple[Floats, Slopes]:
    n, right = t.n, t.right.sum(1, keepdims=True)
    chance = (t.labels * t.said).sum(1, keepdims=True)
    below = n * n - chance
    value = (n * right - chance) / below
    return value, Slopes(
        n / below, -(1 - value) * t.said / below, -(1 - value) * t.labels / below,
        (right - 2 * n * value) / below,
    )  # fmt: skip


def _quadratic(t: Table) -> tuple[Floats, Slopes]:
    many = t.right.shape[1]
    far = np.subtract.outer(np.arange(many), np.arange(many)).astype(float) ** 2
    seen = (t.whole * far).sum((1, 2))[:, None]
    chance = np.einsum("gi,ij,gj->g", t.labels, far, t.said)[:, None]
    chance = chance if t.ordered else np.full_like(chance, np.nan)
    lost = t.n * seen / chance
    return 1 - lost, Slopes(
        labels=lost / chance * (t.said @ far), said=lost / chance * (t.labels @ far),
        n=-(t.n[:, :, None] * far + seen[:, :, None]) / chance[:, :, None],
    )  # fmt: skip


def _mcc(t: Table) -> tuple[Floats, Slopes]:
    """Gorodkin's correlation; margins as shares, so that large counts do not overflow."""
    n = t.n
    right, labels, said = t.right.sum(1, keepdims=True) / n, t.labels / n, t.said / n
    x, y = (1 - (side**2).sum(1, keepdims=True) for side in (labels, said))
    root = np.sqrt(x * y)
    value = (right - (labels * said).sum(1, keepdims=True)) / root
    value = np.where(root > 0, value, np.nan)
    by_labels, by_said = value * labels / x - said / root, value * said / y - labels / root
    total = right / root + (by_labels * labels).sum(1, keepdims=True)
    total = total + (by_said * said).sum(1, keepdims=True)
    return value, Slopes(1 / root / n, by_labels / n, by_said / n, -total / n)


def _f1(cells: Cells) -> tuple[Floats, Floats]:
    cells.mask(NAMES)
    tp, fp, fn, _ = cells.sums.T
    below = 2 * tp + fp + fn
    with np.errstate(invalid="ignore", divide="ignore"):
        f = np.where(below > 0, 2 * tp / below, np.nan)
        slope = np.stack([2 * (1 - f), -f, -f, np.zeros_like(f)], 1) / below[:, None]
    return f, slope


F1 = Smooth("f1_score", (), (), "positive and no selected rows", "higher", _f1, LOGIT)
"""Of a yes or no, or of one class against the rest."""

_ROW = "labelled row of some class"
_SPREAD = "spread of labels or of predictions"
BALANCED_ACCURACY = Smooth("balanced_accuracy", (), (), _ROW, "higher", _linear(_balanced), LOGIT)
MACRO_F1 = Smooth("macro_f1", (), (), _ROW, "higher", _linear(_macro_f1), LOGIT)
WEIGHTED_F1 = Smooth("weighted_f1", (), (), "rows", "higher", _linear(_weighted_f1), LOGIT)
COHEN_KAPPA = Smooth("cohen_kappa", (), (), _SPREAD, "higher", _linear(_kappa), BELOW_ONE)
QUADRATIC_KAPPA = Smooth(
    "quadratic_kappa", (), (), "classes that are numbers, or no spread of them", "higher",
    _linear(_quadratic), BELOW_ONE,
)  # fmt: skip
MCC = Smooth("mcc", (), (), _SPREAD, "higher", _linear(_mcc), FISHER)

AGREEMENT = {
    one.name: one
    for one in (BALANCED_ACCURACY, MACRO_F1, WEIGHTED_F1, COHEN_KAPPA, QUADRATIC_KAPPA, MCC)
}
"""Measures of all classes together, by name."""

_TOLD = {
    "f1_score": ("2·tp / (2·tp + fp + fn).", "[0, 1]", "van Rijsbergen 1979"),
    "balanced_accuracy": ("Mean over classes of the share of its rows that is right.", "[0, 1]",
                          "Brodersen et al. 2010"),
    "macro_f1": ("Mean over classes of F1.", "[0, 1]", "Opitz and Burst 2019"),
    "weighted_f1": ("Mean of F1 over classes, by their share of the labels.", "[0, 1]",
                    "van Rijsbergen 1979"),
    "cohen_kappa": ("Agreement beyond that of chance, as a part of what is left.", "[-1, 1]",
                    "Cohen 1960"),
    "quadratic_kappa": ("Kappa that counts a miss by the square of how many classes it is off.",
                        "[-1, 1]", "Cohen 1968"),
    "mcc": ("Correlation of labels and predictions.", "[-1, 1]", "Gorodkin 2004"),
}  # fmt: skip
for _name, _measure in (AGREEMENT | {F1.name: F1}).items():
    register(
        "group_measure", _name, summary=_TOLD[_name][0], range=_TOLD[_name][1],
        direction="higher", unit="score", undefined_when=f"the cell has no {_measure.rows}",
        source=_TOLD[_name][2],
    )(_measure)  # fmt: skip
