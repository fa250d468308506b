"""A number line: where numbers lie between two ends, and the ticks under it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from everyhue.report.charts.svg import percent

MOST_TICKS = 6
LEAST = 0.1
"""Shortest line of shares."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A number line from `low` to `high`, with a tick at every `step`.

    Parameters
    ----------
    low, high : float
        Ends, both a tick.
    step : float, > 0
        Between ticks.
    share : bool
        Whether numbers are told in percent.

    Examples
    --------
    >>> scale = Scale.over([0.12, 0.31], share=True)
    >>> [scale.words(tick) for tick in scale.ticks]
    ['10%', '15%', '20%', '25%', '30%', '35%']
    """

    low: float
    high: float
    step: float
    share: bool = True

    @classmethod
    def over(cls, numbers: Iterable[float], *, share: bool = True) -> Scale:
        """Return the shortest line with round ends that holds all numbers."""
        held = list(numbers) or [0.0, 1.0]
        low, high = min(held), max(held)
        if high - low < 1e-9:
            low, high = low - 0.05, high + 0.05
        if share:
            low, high = _wide(max(0.0, low), min(1.0, high))
        step = _step((high - low) / (MOST_TICKS - 1))
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        return cls(first * step, max(last, first + 1) * step, step, share)

    @property
    def ticks(self) -> list[float]:
        """Numbers under the line."""
        return [
            self.low + i * self.step for i in range(round((self.high - self.low) / self.step) + 1)
        ]

    def part(self, number: float) -> float:
        """Return where a number lies, from 0 to 1, held to the ends."""
        return min(1.0, max(0.0, (number - self.low) / (self.high - self.low)))

    def words(self, number: float) -> str:
        """Return a tick in words, with as many places as the step needs."""
        places = max(0, -math.floor(math.log10(self.step) + 1e-9))
        if self.share:
            return f"{number:.{max(0, places - 2)}%}"
        return f"{number + 0.0:,.{places}f}"

    def told(self, number: float) -> str:
        """Return a number on the line in words."""
        if self.share:
            return percent(number)
        return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3g}"


def _wide(low: float, high: float) -> tuple[float, float]:
    """Show ten points at least, so that a difference of nothing much does not fill the page."""
    lack = max(0.0, LEAST - (high - low)) / 2
    low = min(max(0.0, low - lack), 1.0 - LEAST) if lack else low
    return low, max(high, low + LEAST) if lack else high


def _step(least: float) -> float:
    """Return the smallest round step of at least this: 1, 2 or 5 of a power of ten."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * part for part in (1, 2, 5, 10) if power * part >= least - 1e-12)
