"""Measures of scores by cell, from the histogram of a tally."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everyhue.metrics.groups.count import BINS
from everyhue.metrics.lists import marginal
from everyhue.types import Tally, Value
from everyhue.types.tally import Cell

Floats = NDArray[np.float64]
SIDES = ("pos", "neg")


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Scores of `G` cells as histograms of 1,000 bins over [0, 1].

    Parameters
    ----------
    groups : tuple of tuple of str, length G
        The cells.
    positive, negative : (G, 1000) float
        Rows, or weights, of each label per bin.
    sums, squares : (G, 2) float
        Σs and Σs² of positive and negative rows, exact.
    rows : (G,) float
        Rows with a score.

    Examples
    --------
    >>> import polars as pl
    >>> from everyhue.metrics.groups import Columns, count_groups
    >>> frame = pl.DataFrame({"y": [1, 0, 1, 0], "s": [0.9, 0.2, 0.4, 0.4], "g": list("aaaa")})
    >>> scores = Scores.of_tally(count_groups(frame, Columns("y", ("g",), score="s")))
    >>> scores.auc()[0].estimate, round(scores.brier()[0].number(), 6)
    (0.875, 0.1425)
    """

    groups: tuple[Cell, ...]
    positive: Floats
    negative: Floats
    sums: Floats
    squares: Floats
    rows: Floats

    @classmethod
    def of_tally(cls, tally: Tally, groups: Sequence[Cell] | None = None) -> Scores:
        """Build from a tally with scores; `groups` are the cells wanted, by all its columns."""
        plain = marginal(tally, [name for name in tally.by if not name.startswith("@")])
        return cls._of(plain, tuple(sorted(plain.counts)) if groups is None else tuple(groups))

    @classmethod
    def by(cls, tally: Tally, columns: Sequence[str], groups: Sequence[Cell]) -> Scores:
        """Build with only some columns kept apart."""
        return cls._of(marginal(tally, columns), tuple(groups))

    @classmethod
    def _of(cls, plain: Tally, groups: tuple[Cell, ...]) -> Scores:
        rows = [plain.counts.get(cell, {}) for cell in groups]
        sums = [plain.sums.get(cell, {}) for cell in groups]
        held = sums if "weights" in plain.kind else rows
        totals, squares = (
            np.array([[s.get(side + end, 0.0) for side in SIDES] for s in sums]).reshape(-1, 2)
            for end in ("", "2")
        )
        counted = np.array([sum(_bins(r, side).sum() for side in SIDES) for r in rows])
        pos, neg = (np.array([_bins(h, side) for h in held]).reshape(-1, BINS) for side in SIDES)
        return cls(groups, pos, neg, totals, squares, counted)

    def auc(self) -> tuple[Value, ...]:
        """Return the chance that a positive row scores higher than a negative one; ties are half.

        Scores in one bin count as tied, which moves it by at most 6e-4 in a cell.
        """
        below = np.cumsum(self.negative, 1) - self.negative
        wins = (self.positive * (below + self.negative / 2)).sum(1)
        pairs = self.positive.sum(1) * self.negative.sum(1)
        return self._values(wins, pairs, "no positive or no negative rows")

    def brier(self) -> tuple[Value, ...]:
        """Return the mean squared distance of score and label, exactly; lower is better."""
        positive = self.positive.sum(1)
        loss = self.squares.sum(1) - 2 * self.sums[:, 0] + positive
        return self._values(loss, positive + self.negative.sum(1), "no rows with a score")

    def calibration_gap(self) -> tuple[Value, ...]:
        """Return mean score minus share of positive rows, exactly; 0 is on target."""
        positive = self.positive.sum(1)
        every = positive + self.negative.sum(1)
        return self._values(self.sums.sum(1) - positive, every, "no rows with a score")

    def reliability(self, parts: int = 10) -> list[list[tuple[float, Value]]]:
        """Return (mean score, share of positive rows) of each cell in equal parts of [0, 1]."""
        middles = (np.arange(BINS) + 0.5) / BINS
        made = []
        for pos, neg in zip(self.positive, self.negative, strict=True):
            line = []
            for spot in np.split(np.arange(BINS), parts):
                n = float((pos + neg)[spot].sum())
                if n:
                    mean = float(((pos + neg)[spot] * middles[spot]).sum() / n)
                    line.append((mean, Value(float(pos[spot].sum()) / n, n=int(n))))
            made.append(line)
        return made

    def _values(self, top: Floats, bottom: Floats, reason: str) -> tuple[Value, ...]:
        return tuple(
            Value(float(t / b), n=int(n)) if b > 0 else Value.undefined_because(reason, int(n))
            for t, b, n in zip(top, bottom, self.rows, strict=True)
        )


def _bins(row: Mapping[str, float], side: str) -> Floats:
    made = np.zeros(BINS)
    for name, amount in row.items():
        where, at, spot = name.partition("@")
        if at and where == side:
            made[int(spot)] = amount
    return made
