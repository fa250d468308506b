"""A truth to draw from: cells, their rates, and how many rows each person has."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from everyhue.audit.model.tasks import task_of
from everyhue.errors import bad_value
from everyhue.metrics.groups import NAMES, Cells
from everyhue.metrics.groups.count import BUCKETS
from everyhue.types import Tally

Floats = NDArray[np.float64]

RIGHT = 0.7
"""Chance that a decision agrees with the label, whatever was decided."""

ALIKE = 3.0
"""a + b of the Beta that people's own rates come from: rows of one correlate by 1 / (1 + ALIKE)."""


def skewed_shares() -> Floats:
    """Return 60 intersections of three columns of 6, 5 and 2 skewed values.

    Examples
    --------
    >>> shares = skewed_shares()
    >>> len(shares), round(float(shares.min()), 6)
    (60, 0.0004)
    """
    parts = ((0.55, 0.20, 0.12, 0.07, 0.04, 0.02), (0.35, 0.30, 0.20, 0.10, 0.05), (0.6, 0.4))
    one, two, three = map(np.array, parts)
    return np.outer(np.outer(one, two), three).ravel()


@dataclass(frozen=True, slots=True)
class World:
    """A truth to draw from.

    Parameters
    ----------
    shares : (G,) float
        Share of the rows in each cell.
    rate : float, (0, 1)
        Share of rows that is selected.
    ratio : float, (0, 1]
        The rate of one cell over that of the others, among positive and among negative rows
        alike; 1 treats all alike.
    unfair : int, optional
        Which cell that is; by default the one of the median size.
    rows_per_user : float, ≥ 1
        Mean rows of a person (geometric). Over 1, each person has a rate of their own.
    by, groups : tuple, optional
        Columns that make the cells, and their values; by default one column of numbered cells.
    """

    shares: Floats
    rate: float = 0.3
    ratio: float = 1.0
    unfair: int | None = None
    rows_per_user: float = 1.0
    by: tuple[str, ...] = ("cell",)
    groups: tuple[tuple[str, ...], ...] = ()

    @property
    def spot(self) -> int:
        """Which cell is treated unlike the others."""
        if self.unfair is not None:
            return self.unfair
        return int(np.argsort(self.shares, kind="stable")[len(self.shares) // 2])

    @property
    def rates(self) -> Floats:
        """True rate of every cell."""
        rates = np.full(len(self.shares), self.rate)
        rates[self.spot] *= self.ratio
        return rates

    @property
    def outcomes(self) -> Floats:
        """Chance of each outcome in every cell, (G, 4) in the order of `NAMES`.

        A cell's labels do not depend on what is decided there, so that the ratio is that of its
        selection, true positive and false positive rates.
        """
        positive = self.rate * RIGHT + (1 - self.rate) * (1 - RIGHT)
        among = np.array([self.rate * RIGHT / positive, self.rate * (1 - RIGHT) / (1 - positive)])
        lean = (self.rates / self.rate)[:, None] * among
        tp, fp = positive * lean[:, 0], (1 - positive) * lean[:, 1]
        return np.stack([tp, fp, positive - tp, 1 - positive - fp], 1)

    def draw(self, rows: int, rng: np.random.Generator) -> Cells:
        """Return the counts of one sample; with several rows per person, by bucket of people."""
        if self.rows_per_user > 1:
            return self._people(rows, rng)
        table = rng.multinomial(rng.multinomial(rows, self.shares), self.outcomes).astype(float)
        return self._cells(table)

    def expected(self, rows: float = 1e12) -> Cells:
        """Return the counts that so many rows have on average: the truth, but for rounding."""
        return self._cells(self.shares[:, None] * self.outcomes * rows)

    def _cells(self, table: Floats) -> Cells:
        names = self.groups or tuple((f"cell {i + 1}",) for i in range(len(table)))
        return Cells(self.by, names, table, table)

    def _people(self, rows: int, rng: np.random.Generator) -> Cells:
        """Draw people of each cell, their rows, their own rates, and what is decided of them."""
        people = max(1, round(rows / self.rows_per_user))
        cell = np.repeat(np.arange(len(self.shares)), rng.multinomial(people, self.shares))
        size = rng.geometric(1 / self.rows_per_user, people)
        rates, outcomes = self.rates[cell], self.outcomes[cell]
        own = rng.beta(ALIKE * rates, ALIKE * (1 - rates))
        chosen = rng.binomial(size, own)
        right = rng.binomial(chosen, outcomes[:, 0] / (outcomes[:, 0] + outcomes[:, 1]))
        missed = rng.binomial(size - chosen, outcomes[:, 2] / (outcomes[:, 2] + outcomes[:, 3]))
        place = cell * BUCKETS + rng.integers(0, BUCKETS, people)
        parts = (right, chosen - right, missed, size - chosen - missed)
        many = len(self.shares) * BUCKETS
        fine = np.stack([np.bincount(place, part, many) for part in parts], 1).astype(float)
        table = fine.reshape(len(self.shares), BUCKETS, len(NAMES))
        return replace(self._cells(table.sum(1)), clusters=table)


def world_of(tally: Tally) -> World:
    """Return an even truth on the cells of a tally: as large as they are, and named as they are.

    Raises
    ------
    InputError
        For fewer than two cells with rows, or a tally that is not of predictions.
    """
    by = tuple(name for name in tally.by if not name.startswith("@"))
    cells = task_of(tally.kind).whole(tally, by)
    rows = cells.rows.sum(1)
    kept = np.flatnonzero(rows > 0)
    if len(kept) < 2:
        raise bad_value("cells of the tally", len(kept), "at least two with rows")
    shares = rows[kept] / rows[kept].sum()
    return World(shares, by=by, groups=tuple(cells.groups[i] for i in kept))
