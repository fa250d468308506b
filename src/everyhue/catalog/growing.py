"""A matrix that grows at its end without being copied; earlier views of it never change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everyhue.catalog.snapshot import Rows, Scores


@dataclass(frozen=True, slots=True, eq=False)
class GrowingRows:
    """The first `used` rows of a buffer with spare room behind them.

    Parameters
    ----------
    buffer : (capacity, d) float32
        Rows behind `used` belong to whoever grows it next.
    used : int
        Rows that count.

    Examples
    --------
    >>> before = GrowingRows.of(np.ones((2, 1), np.float32))
    >>> after = before.with_rows(np.array([0, 2]), np.zeros((2, 1), np.float32), 3)
    >>> before.view.ravel().tolist(), after.view.ravel().tolist()
    ([1.0, 1.0], [0.0, 1.0, 0.0])
    """

    buffer: NDArray[np.float32]
    used: int

    @classmethod
    def of(cls, matrix: NDArray[np.float32], spare: float = 0.1) -> GrowingRows:
        """Copy `matrix` into a buffer with some room to grow."""
        used, width = matrix.shape
        buffer = np.zeros((used + max(1000, int(used * spare)), width), np.float32)
        buffer[:used] = matrix
        return cls(buffer, used)

    @property
    def view(self) -> NDArray[np.float32]:
        """The rows that count, without a copy."""
        return self.buffer[: self.used]

    def with_rows(self, rows: Rows, values: Scores, size: int) -> GrowingRows:
        """Return `size` rows in which `rows` hold `values`; only a changed old row costs a copy."""
        old = rows < self.used
        differs = bool((self.buffer[rows[old]] != values[old]).any())
        copied = differs or size > len(self.buffer)
        buffer = self._larger(size) if copied else self.buffer
        buffer[rows[~old] if not copied else rows] = values[~old] if not copied else values
        return GrowingRows(buffer, size)

    def _larger(self, size: int) -> NDArray[np.float32]:
        grown = np.zeros((size + max(1000, size // 10), self.buffer.shape[1]), np.float32)
        grown[: self.used] = self.view
        return grown
