"""What a gate does when the truth is known, and what a bootstrap of the gap does beside it.

Only counts of cells are drawn, never rows: ten million rows cost no more than ten thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everyhue.audit.judging import judged
from everyhue.audit.rules import DEFAULT, Rules, overall_status
from everyhue.errors import bad_value
from everyhue.metrics.groups import Cells, spread

Floats = NDArray[np.float64]

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
RESAMPLES = 200


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
        The rate of one cell over that of the others; 1 treats all alike.
    unfair : int, optional
        Which cell that is; by default the one of the median size.
    """

    shares: Floats
    rate: float = 0.3
    ratio: float = 1.0
    unfair: int | None = None

    @property
    def rates(self) -> Floats:
        """True rate of every cell."""
        rates = np.full(len(self.shares), self.rate)
        spot = self.unfair
        if spot is None:
            spot = int(np.argsort(self.shares, kind="stable")[len(self.shares) // 2])
        rates[spot] *= self.ratio
        return rates

    def draw(self, rows: int, rng: np.random.Generator) -> Cells:
        """Return the counts of one sample."""
        n = rng.multinomial(rows, self.shares)
        k = rng.binomial(n, self.rates)
        table = np.zeros((len(n), 4))
        table[:, 0], table[:, 3] = k, n - k
        names = tuple((f"cell {i + 1}",) for i in range(len(n)))
        return Cells(("cell",), names, table, table)


@dataclass(frozen=True, slots=True)
class OperatingLine:
    """What the gates said over many samples of one size of one truth.

    Parameters
    ----------
    rows : int
        Rows of a sample.
    ratio : float
        Of the unfair cell; 1 where there is none.
    passed, failed, unsure : float, [0, 1]
        Share of the samples.
    """

    rows: int
    ratio: float
    passed: float
    failed: float
    unsure: float


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """How often intervals of the largest minus the smallest rate hold the true gap.

    Parameters
    ----------
    rows : int
        Rows of a sample.
    plug_in : float
        Mean of the gap as it is seen; its truth is 0.
    four_fifths : float, [0, 1]
        Share of samples in which the plain four-fifths rule fails.
    bootstrap, ours : float, [0, 1]
        Coverage of the percentile bootstrap, and of simultaneous bounds.
    """

    rows: int
    plug_in: float
    four_fifths: float
    bootstrap: float
    ours: float


def operating_table(
    world: World, rng: np.random.Generator, *, sizes: Sequence[int] = SIZES, runs: int = 300,
    gates: Rules = DEFAULT,
) -> tuple[OperatingLine, ...]:  # fmt: skip
    """Return what gates say of samples of a truth, by size.

    Parameters
    ----------
    world : World
        The truth.
    rng : numpy.random.Generator
        For the samples.
    sizes : sequence of int
        Rows of a sample.
    runs : int, ≥ 1
        Samples of each size.
    gates : Rules
        The rules; their cells are those of the world.

    Raises
    ------
    InputError
        For fewer than one run.

    Notes
    -----
    Cost: O(runs · G) for each size, whatever the rows. Source: this project.
    """
    if runs < 1:
        raise bad_value("runs", runs, "a whole number ≥ 1")
    made = []
    for rows in sizes:
        said = [
            overall_status([one.status for one in judged([(g, cells) for g in gates.gate], gates)])
            for cells in (world.draw(rows, rng) for _ in range(runs))
        ]
        shares = (said.count(s) / runs for s in ("pass", "fail", "insufficient evidence"))
        made.append(OperatingLine(rows, world.ratio, *shares))
    return tuple(made)


def coverage_table(
    world: World, rng: np.random.Generator, *, sizes: Sequence[int] = SIZES, runs: int = 300
) -> tuple[CoverageLine, ...]:
    """Return how often two intervals of the gap hold the true one, by size.

    The percentile bootstrap draws the cells' counts anew 200 times and takes the middle 95 % of the
    gaps. Its gaps are never 0, and those of small cells are large, so it misses a truth of 0.

    Parameters
    ----------
    world : World
        The truth.
    rng : numpy.random.Generator
        For the samples.
    sizes : sequence of int
        Rows of a sample.
    runs : int, ≥ 1
        Samples of each size.
    """
    truth = float(np.ptp(world.rates))
    made = []
    for rows in sizes:
        seen, rule, theirs, ours = [], [], [], []
        for _ in range(runs):
            cells = world.draw(rows, rng)
            value = spread(cells, "selection_rate")
            low, high = bootstrap_gap(cells, rng)
            rates = cells.rows[:, 0] / np.maximum(cells.rows.sum(1), 1)
            rates = rates[cells.rows.sum(1) > 0]
            seen.append(value.number())
            rule.append(rates.min() < 0.8 * rates.max())
            theirs.append(low <= truth <= high)
            ours.append((value.low or 0.0) <= truth <= (1.0 if value.high is None else value.high))
        parts = (float(np.mean(part)) for part in (seen, rule, theirs, ours))
        made.append(CoverageLine(rows, *parts))
    return tuple(made)


def bootstrap_gap(
    cells: Cells, rng: np.random.Generator, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """Return the usual percentile interval of the gap in selection rate, for comparison only.

    Rows are drawn with replacement; of a tally that is a multinomial draw of its counts.
    """
    counts = cells.rows.ravel()
    drawn = rng.multinomial(int(counts.sum()), counts / counts.sum(), resamples)
    table = drawn.reshape(resamples, -1, 4)
    n, k = table.sum(2), table[:, :, :2].sum(2)
    rates = np.where(n > 0, k / np.maximum(n, 1), np.nan)
    gaps = np.nanmax(rates, 1) - np.nanmin(rates, 1)
    low, high = np.quantile(gaps, (0.025, 0.975))
    return float(low), float(high)


def operating_page(
    shares: Floats, gates: Rules = DEFAULT, *, truth: tuple[float, float] = (0.3, 0.62),
    sizes: Sequence[int] = SIZES, runs: int = 300, seed: int = 1,
) -> str:  # fmt: skip
    """Return both tables as Markdown.

    Parameters
    ----------
    shares : (G,) float
        Share of the rows in each cell.
    gates : Rules
        The rules.
    truth : (float, float)
        Rate of all cells, and the ratio of the unfair one.
    sizes : sequence of int
        Rows of a sample.
    runs : int, ≥ 1
        Samples of each size.
    seed : int
        Of the draws; the same seed gives the same page.
    """
    rng = np.random.default_rng(seed)
    even, unfair = World(shares, truth[0]), World(shares, *truth)
    said = [
        *operating_table(even, rng, sizes=sizes, runs=runs, gates=gates),
        *operating_table(unfair, rng, sizes=sizes, runs=runs, gates=gates),
    ]
    covered = coverage_table(even, rng, sizes=sizes, runs=runs)
    spot = float(unfair.shares[int(np.argmin(unfair.rates))])
    head = (
        f"# Your fairness gate is noise, or it is not\n\n{len(shares)} cells, the smallest with "
        f"{shares.min():.2%} of the rows; {runs} samples of each size, seed {seed}. The true rate "
        f"is {truth[0]:g} in every cell. In the unfair truth, one cell with {spot:.2%} of the rows "
        f"has {truth[1]:g} times that.\n\n## What the gates say\n\n"
        + "".join(f"- {gate.words}\n" for gate in gates.gate)
        + f"- cells of at least {gates.minimum:,} rows; level {gates.level:g}; at most "
        f"{gates.most_pooled:.0%} of the rows in smaller cells\n\n"
    )
    return head + _operating_rows(said) + _COVERAGE + _coverage_rows(covered)


_COVERAGE = (
    "\n\n## Intervals of the gap beside each other\n\nLargest minus smallest rate where all are "
    "the same, so that the true gap is 0. Four-fifths: the plain rule, smallest over largest under "
    "0.8. Bootstrap: the percentile interval of 200 resamples. Ours: bounds of all cells that hold "
    "together.\n\n"
)


def _operating_rows(lines: Sequence[OperatingLine]) -> str:
    rows = ["| truth | rows | pass | fail | insufficient evidence |", "|---|---:|---:|---:|---:|"]
    for line in lines:
        truth = "even" if line.ratio == 1 else f"one cell at {line.ratio:g}"
        parts = " | ".join(f"{x:.1%}" for x in (line.passed, line.failed, line.unsure))
        rows.append(f"| {truth} | {line.rows:,} | {parts} |")
    return "\n".join(rows)


def _coverage_rows(lines: Sequence[CoverageLine]) -> str:
    rows = [
        "| rows | mean gap seen | four-fifths fails | bootstrap covers | ours covers |",
        "|---:|---:|---:|---:|---:|",
    ]
    rows += [
        f"| {one.rows:,} | {one.plug_in:.3f} | {one.four_fifths:.1%} | {one.bootstrap:.1%} "
        f"| {one.ours:.1%} |"
        for one in lines
    ]
    return "\n".join(rows)
