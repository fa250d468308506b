"""Measures of scores by cell, from the histogram and the moments of a tally."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from everyhue.metrics.groups.cells import Cells, Floats
from everyhue.metrics.groups.count import BINS
from everyhue.metrics.groups.discrimination import AUC, histogram_cells
from everyhue.metrics.groups.measure import values
from everyhue.metrics.groups.rates import Rate
from everyhue.metrics.groups.score_losses import BRIER, CALIBRATION_GAP, score_cells
from everyhue.metrics.lists import marginal
from everyhue.types import Tally, Value
from everyhue.types.tally import Cell

_SHARE = Rate("share", ("pos",), ("pos", "neg"), "rows with a score", "none")


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Scores of `G` cells: histograms of 1,000 bins over [0, 1], and exact moments.

    Parameters
    ----------
    bins : Cells
        Rows, or weights, of each label per bin.
    powers : Cells
        Sums of powers of the scores by label.

    Examples
    --------
    >>> import polars as pl
    >>> from everyhue.metrics.groups import Columns, count_groups
    >>> frame = pl.DataFrame({"y": [1, 0, 1, 0], "s": [0.9, 0.2, 0.4, 0.4], "g": list("aaaa")})
    >>> scores = Scores.of_tally(count_groups(frame, Columns("y", ("g",), score="s")))
    >>> scores.auc()[0].estimate, round(scores.brier()[0].number(), 6)
    (0.875, 0.1425)
    """

    bins: Cells
    powers: Cells

    @classmethod
    def of_tally(cls, tally: Tally, groups: Sequence[Cell] | None = None) -> Scores:
        """Build from a tally with scores; `groups` are the cells wanted, by all its columns."""
        by = [name for name in tally.by if not name.startswith("@")]
        wanted = sorted(marginal(tally, by).counts) if groups is None else groups
        return cls.by(tally, by, wanted)

    @classmethod
    def by(cls, tally: Tally, columns: Sequence[str], groups: Sequence[Cell]) -> Scores:
        """Build with only some columns kept apart."""
        return cls(histogram_cells(tally, columns, groups), score_cells(tally, columns, groups))

    @property
    def groups(self) -> tuple[Cell, ...]:
        """The cells."""
        return self.bins.groups

    @property
    def rows(self) -> Floats:
        """(G,) rows with a score."""
        made: Floats = self.bins.rows.sum(1)
        return made

    def auc(self, level: float = 0.95) -> tuple[Value, ...]:
        """Return the chance that a positive row scores higher than a negative one; ties are half.

        Scores in one bin count as tied, which moves it by at most 6e-4 in a cell. The interval is
        DeLong's on the logit scale, with clusters that of a jackknife; see `delete_a_part`.
        """
        return values(self.bins, AUC, level)

    def brier(self, level: float = 0.95) -> tuple[Value, ...]:
        """Return the mean squared distance of score and label, exactly; lower is better."""
        return values(self.powers, BRIER, level)

    def calibration_gap(self, level: float = 0.95) -> tuple[Value, ...]:
        """Return mean score minus share of positive rows, exactly; 0 is on target."""
        return values(self.powers, CALIBRATION_GAP, level)

    def reliability(self, parts: int = 10, level: float = 0.95) -> list[list[tuple[float, Value]]]:
        """Return (mean score, share of positive rows) of each cell in equal parts of [0, 1].

        Shares have Clopper–Pearson intervals; with clusters there are none, since a part of the
        scale does not know whose rows it holds.
        """
        return [self._curve(cell, parts, level) for cell in range(len(self.groups))]

    def _curve(self, cell: int, parts: int, level: float) -> list[tuple[float, Value]]:
        part = _parts(self.bins.take([cell]), parts)
        middles = (np.arange(BINS) + 0.5) / BINS
        held = self.bins.sums[cell].reshape(2, parts, -1).sum(0)
        means = (held * middles.reshape(parts, -1)).sum(1) / np.maximum(held.sum(1), 1e-300)
        unsure = self.bins.clusters is not None
        shares = values(replace(part, squares=None) if unsure else part, _SHARE, level)
        shares = tuple(map(_bare, shares)) if unsure else shares
        return [
            (float(mean), share) for mean, share in zip(means, shares, strict=True) if share.defined
        ]


def _bare(value: Value) -> Value:
    return value if value.estimate is None else Value(value.estimate, n=value.n)


def _parts(cell: Cells, parts: int) -> Cells:
    """Return one cell's histogram as cells of two sums, one for each part of [0, 1]."""
    tables = {
        name: table.reshape(2, parts, -1).sum(2).T
        for name in ("rows", "sums", "squares") if (table := getattr(cell, name)) is not None
    }  # fmt: skip
    groups = tuple((f"part {i + 1}",) for i in range(parts))
    return Cells(("score",), groups, names=("pos", "neg"), **tables)
