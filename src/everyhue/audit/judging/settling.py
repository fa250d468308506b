"""How many times the rows it takes until a gate settles, if what is seen is the truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, log, prod, sqrt
from statistics import NormalDist

from everyhue.audit.rules import Gate
from everyhue.types import Value

POWER = 0.8
"""Chance that a gate settles with the rows that are said to settle it."""

ALONE = 2
"""Bounds that decide on one cell: its own, and that of what it is compared with."""

_NORMAL = NormalDist()
_MOST = 1e9
_STEPS = 60


@dataclass(frozen=True, slots=True)
class _Side:
    """One end of a rule: how far the estimate is inside it, half-widths to either side, noise."""

    inside: float
    inner: float
    outer: float
    noise: float


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison with its own bounds.

    Parameters
    ----------
    own : Value
        The comparison.
    share : float, ≥ 0
        Rows of the cell over those of what it is compared with; 0 where that has no width.
    """

    own: Value
    share: float = 0.0

    def noise(self, gate: Gate) -> float:
        """How much the comparison scatters, as a part of z times what its bounds allow for.

        Bounds add the widths of both, c and c√share; scatter adds by squares, and a cell is a part
        of the whole that it is compared with.
        """
        if gate.against == "extremes":
            return sqrt(0.5)
        both = -self.share if gate.against == "overall" else self.share
        return sqrt(max(0.0, 1 + both)) / (1 + sqrt(self.share))


def settling(gate: Gate, cells: Sequence[Compared], level: float, family: int) -> float | None:
    """Return how many times the rows settle a gate with a chance of `POWER`.

    Widths shrink with the root of the rows. A cell within the rule passes when its own bound
    clears it: Φ(z (d√s / h − 1) / noise), d the distance and h the half-width now; of ratios, on
    the scale of their logarithms. A cell out of it fails when the bound that holds for all cells
    does. A gate passes when all its cells do, and fails as soon as one does.

    Parameters
    ----------
    gate : Gate
        The rule.
    cells : sequence of Compared
        The comparison of every cell.
    level : float, (0, 1)
        Of the gates.
    family : int, ≥ 1
        Bounds that share the level where a cell fails.

    Returns
    -------
    float or None
        At least 1; ``None`` where an estimate lies on the rule, or has no bounds.

    Notes
    -----
    Undefined when: see above. Estimates are taken as the truth, so that the number is as unsure as
    they are, and cells as independent. Cost: O(cells). Source: normal power, as Fleiss, Levin and
    Paik 2003, ch. 4; the chance is simulated in the tests.

    Examples
    --------
    >>> gate = Gate(measure="accuracy", compare="value", at_least=0.8)
    >>> settling(gate, [Compared(Value(0.9, 0.7, 1.0, 0.95, 20))], 0.95, 10)  # doctest: +ELLIPSIS
    7.567...
    """
    sided = [_sides(gate, one) for one in cells]
    if not sided or any(not sides for sides in sided):
        return None
    out = [side for sides in sided for side in sides if side.inside < 0]
    if any(side.inside == 0 for sides in sided for side in sides) and not out:
        return None
    alone, together = (_NORMAL.inv_cdf(1 - (1 - level) / n / 2) for n in (ALONE, max(family, 1)))

    def power(times: float) -> float:
        if out:
            wide = together / alone
            return 1 - prod(
                1 - _clears(-s.inside, (s.outer * wide, s.noise), times, together) for s in out
            )
        return prod(
            max(
                0.0, 1 - sum(1 - _clears(s.inside, (s.inner, s.noise), times, alone) for s in sides)
            )
            for sides in sided
        )

    return _smallest(power)


def _sides(gate: Gate, one: Compared) -> list[_Side]:
    own, noise = one.own, one.noise(gate)
    if own.estimate is None or own.low is None or own.high is None:
        return []
    rules = [end for end in (gate.at_least, gate.at_most) if end is not None]
    positive = all(end > 0 for end in (own.low, own.estimate, *rules))
    scale = log if gate.compare == "ratio" and positive else float
    middle, below, above = scale(own.estimate), scale(own.low), scale(own.high)
    made = []
    if gate.at_least is not None:
        made.append(_Side(middle - scale(gate.at_least), middle - below, above - middle, noise))
    if gate.at_most is not None:
        made.append(_Side(scale(gate.at_most) - middle, above - middle, middle - below, noise))
    return made


def _clears(distance: float, spread: tuple[float, float], times: float, z: float) -> float:
    """Chance that a bound clears what is `distance` away, with so many times the rows."""
    half, noise = spread
    if half <= 0 or half == inf:
        return float(half <= 0)
    return _NORMAL.cdf(z * (distance * sqrt(times) / half - 1) / max(noise, 1e-6))


def _smallest(power: Callable[[float], float]) -> float | None:
    """Find the least number, from 1, at which a growing chance reaches `POWER`."""
    if power(_MOST) < POWER:
        return None
    low, high = 1.0, _MOST
    for _ in range(_STEPS):
        middle = sqrt(low * high)
        low, high = (low, middle) if power(middle) >= POWER else (middle, high)
    return high
