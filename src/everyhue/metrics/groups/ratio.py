"""What every gated number is: a ratio of two sums over the rows of a cell."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from everyhue.metrics.groups.cells import Cells, Floats
from everyhue.metrics.inference.five_sums import FiveSums


@dataclass(frozen=True, slots=True)
class Ratio:
    """A measure of cells: Σ `of` over Σ `among`, with what its interval needs.

    Rates are ratios of counts, means are ratios of a sum to a count, and the exposure of a bucket
    is a ratio to that of all buckets: so one judge, one way to pool and one interval serve all.

    Parameters
    ----------
    name : str
        Canonical name.
    of, among : tuple of str
        Names of the sums of `Cells` that are added up above and below the line.
    rows : str
        What `among` is in words, for the reason why a measure is undefined.
    better : str
        ``"higher"``, ``"lower"`` or ``"none"``.
    """

    name: str
    of: tuple[str, ...]
    among: tuple[str, ...]
    rows: str
    better: str

    def five(self, cells: Cells) -> FiveSums:
        """Return the sums per cell that its estimate and interval are made of.

        Units are rows; with clusters, hash buckets that hold a row of `among`.
        """
        of, among = cells.mask(self.of), cells.mask(self.among)
        rows = cells.rows @ among
        k, n = cells.sums @ of, cells.sums @ among
        if cells.clusters is not None:
            kc, nc = cells.clusters @ of, cells.clusters @ among
            units = (nc > 0).sum(1)
            return FiveSums(rows, units, k, n, (kc * kc).sum(1), (nc * nc).sum(1), (kc * nc).sum(1))
        if cells.squares is None:
            return FiveSums(rows, rows, k, n)
        kk, nn = cells.squares @ of, cells.squares @ among
        # Rows are units. A row with an outcome of `of` counts alike in both, so that Σkn = Σk².
        kn = kk if cells.cross is None else cells.cross @ of
        return FiveSums(rows, rows, k, n, kk, nn, kn)

    def bounds(self, five: FiveSums, level: ArrayLike) -> tuple[Floats, Floats]:
        """Return bounds of every cell, each at `level`; `Rate` and `Mean` say how."""
        raise NotImplementedError

    def method(self, cells: Cells) -> str:
        """Return how an interval of these cells is made."""
        return "t, linearized"
