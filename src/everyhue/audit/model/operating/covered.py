"""Intervals of the largest gap beside each other: the percentile bootstrap, and ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from everyhue.audit.model.operating.said import SIZES
from everyhue.audit.model.operating.world import World
from everyhue.metrics.groups import Cells, spread

RESAMPLES = 200


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
    never : float, [0, 1]
        Share of samples in which bounds of the smallest over the largest rate reach four-fifths:
        how often a max–min rule could pass that rests on bounds.
    """

    rows: int
    plug_in: float
    four_fifths: float
    bootstrap: float
    ours: float
    never: float = 0.0


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
    return tuple(_line(world, rng, rows, runs) for rows in sizes)


def _line(world: World, rng: np.random.Generator, rows: int, runs: int) -> CoverageLine:
    truth = float(np.ptp(world.rates))
    seen = np.array([_seen(world.draw(rows, rng), truth, rng) for _ in range(runs)], float)
    return CoverageLine(rows, *map(float, seen.mean(0)))


def _seen(cells: Cells, truth: float, rng: np.random.Generator) -> tuple[float, ...]:
    """Of one sample: the gap, whether the plain rule fails, what covers, whether bounds pass."""
    value, ratio = (spread(cells, "selection_rate", how) for how in ("difference", "ratio"))
    low, high = bootstrap_gap(cells, rng)
    n = cells.rows.sum(1)
    rates = cells.rows[n > 0, :2].sum(1) / n[n > 0]
    ours = (value.low or 0.0) <= truth <= (1.0 if value.high is None else value.high)
    return (
        value.number(), rates.min() < 0.8 * rates.max(), low <= truth <= high, ours,
        (ratio.low or 0.0) >= 0.8,
    )  # fmt: skip


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
