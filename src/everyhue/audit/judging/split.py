"""Which cells of a gate are held on their own, which are pooled, and which are left out."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from everyhue.audit.rules import Gate, Rules
from everyhue.metrics.groups import OF_ALL, SUPPRESSED, Cells, Ratio, measure_called, nameless

POOLED = "smaller cells, pooled"


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """The cells of one gate: those held on their own with the pooled one, and the rest.

    Parameters
    ----------
    held : Cells
        Declared cells; last, the smaller ones as one where they are enough together.
    every : Cells
        All cells, the missing ones among them.
    small : Cells
        The cells that were pooled.
    missing : Cells
        Cells of rows whose group is not known.
    hidden : Cells
        The cell of suppressed rows: untested, like pooled ones, and never held.
    """

    held: Cells
    every: Cells
    small: Cells
    missing: Cells
    hidden: Cells

    def untested(self, measure: Ratio, rules: Rules) -> tuple[float, int | None]:
        """Share of rows in pooled cells, and the rows in all from which it is small enough."""
        if len(self.hidden) and self._of_all(measure):
            whole = _rows(measure, self.every.take([0]))
            return (self.hidden_rows(measure) / whole if whole else 1.0), None
        small = np.sort(measure.five(self.small).rows)
        hidden, own = self.hidden_rows(measure), _rows(measure, self._own())
        pooled = _rows(measure, self.small) + hidden
        # What all cells share, such as all known items, is there once, not once a cell.
        every = max(pooled, own) if set(measure.among) <= set(self.every.shared) else pooled + own
        if not every:
            return 1.0, None
        share = pooled / every
        if share <= rules.most_pooled or hidden > rules.most_pooled * every:
            return share, None
        first = int(np.flatnonzero(np.cumsum(small) + hidden > rules.most_pooled * every)[0])
        if not small[first]:
            return share, None
        in_all = every + _rows(measure, self.missing)
        return share, ceil(rules.minimum * in_all / small[first])

    def hidden_rows(self, measure: Ratio) -> float:
        """Rows of the suppressed cell; its own, where all cells share what is below the line."""
        if not len(self.hidden) or not self._of_all(measure):
            return _rows(measure, self.hidden)
        return float((self.hidden.rows @ self.hidden.mask(measure.of)).sum())

    def _of_all(self, measure: Ratio) -> bool:
        """Whether the rows below the line are the same ones in every cell."""
        return bool(measure.among) and set(measure.among) <= {*self.every.shared, *OF_ALL}

    def _own(self) -> Cells:
        return self.held.take([i for i, g in enumerate(self.held.groups) if g != (POOLED,)])


def _rows(measure: Ratio, cells: Cells) -> float:
    return float(measure.five(cells.total()).rows[0]) if len(cells) else 0.0


def split(gate: Gate, cells: Cells, minimum: int) -> Split:
    """Part the cells of a gate by the rows in its measure's denominator."""
    measure = measure_called(gate.measure)
    known = np.array([not nameless(group) for group in cells.groups], bool)
    hidden = np.array([SUPPRESSED in group for group in cells.groups], bool)
    five = measure.five(cells)
    large = (five.rows >= minimum) & (five.n > 0)
    small = cells.take(np.flatnonzero(known & ~large))
    held = cells.take(np.flatnonzero(known & large))
    pool = small.total(POOLED)
    if len(small) and measure.five(pool).rows[0] >= minimum:
        held = held.joined(pool)
    missing = cells.take(np.flatnonzero(~known & ~hidden))
    return Split(held, cells, small, missing, cells.take(np.flatnonzero(hidden)))
