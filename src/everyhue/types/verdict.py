"""Pass, fail, or not enough evidence: decided by a bound, never by the point estimate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from everyhue.errors import bad_value
from everyhue.types.value import Value

Status = Literal["pass", "fail", "insufficient evidence"]

_NORMAL = NormalDist()
_POWER = 0.8


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one gate.

    Parameters
    ----------
    status : {"pass", "fail", "insufficient evidence"}
        The verdict.
    value : Value
        The measured number with its interval.
    threshold : float
        What it was held against.
    decided_by : str
        The bound that decided, in words.
    rows_needed : int or None
        Rows that would settle it in four of five samples, for insufficient evidence.

    Examples
    --------
    >>> Verdict.at_least(Value(0.9, 0.85, 0.95, 0.95, 500), 0.8).status
    'pass'
    >>> Verdict.at_least(Value(0.9, 0.70, 1.10, 0.95, 20), 0.8).rows_needed
    164
    """

    status: Status
    value: Value
    threshold: float
    decided_by: str
    rows_needed: int | None = None

    @classmethod
    def at_least(cls, value: Value, threshold: float) -> Verdict:
        """Pass when the lower bound reaches `threshold`, fail when the upper one stays below it."""
        if value.low is None or value.high is None or value.estimate is None:
            why = value.undefined or "no interval"
            return cls("insufficient evidence", value, threshold, why)
        if value.low >= threshold:
            return cls("pass", value, threshold, f"lower bound {value.low:.3f} ≥ {threshold:g}")
        if value.high < threshold:
            return cls("fail", value, threshold, f"upper bound {value.high:.3f} < {threshold:g}")
        words = f"the gate of {threshold:g} lies within [{value.low:.3f}, {value.high:.3f}]"
        return cls("insufficient evidence", value, threshold, words, _rows_needed(value, threshold))

    @classmethod
    def at_most(cls, value: Value, threshold: float) -> Verdict:
        """Pass when the upper bound stays at `threshold`, fail when the lower one is over it.

        Examples
        --------
        >>> Verdict.at_most(Value(0.1, 0.05, 0.15, 0.95, 500), 0.2).decided_by
        'upper bound 0.150 ≤ 0.2'
        """
        low, high = value.low, value.high
        if low is not None and high is not None:
            if high <= threshold:
                return cls("pass", value, threshold, f"upper bound {high:.3f} ≤ {threshold:g}")
            if low > threshold:
                return cls("fail", value, threshold, f"lower bound {low:.3f} > {threshold:g}")
            words = f"the gate of {threshold:g} lies within [{low:.3f}, {high:.3f}]"
            needed = _rows_needed(value, threshold)
            return cls("insufficient evidence", value, threshold, words, needed)
        return cls("insufficient evidence", value, threshold, value.undefined or "no interval")

    @classmethod
    def within(cls, value: Value, at_least: float | None, at_most: float | None) -> Verdict:
        """Hold a value from below, from above or both: the worse verdict counts.

        Raises
        ------
        InputError
            Without either end.

        Examples
        --------
        >>> Verdict.within(Value(1.0, 0.9, 1.1, 0.95, 500), 0.8, 1.25).status
        'pass'
        >>> Verdict.within(Value(1.5, 1.3, 1.7, 0.95, 500), 0.8, 1.25).decided_by
        'lower bound 1.300 > 1.25'
        """
        verdicts = [] if at_least is None else [cls.at_least(value, at_least)]
        verdicts += [] if at_most is None else [cls.at_most(value, at_most)]
        if not verdicts:
            raise bad_value("at_least and at_most", None, "one of the two")
        order = ("fail", "insufficient evidence", "pass")
        return min(verdicts, key=lambda verdict: order.index(verdict.status))


def _rows_needed(value: Value, threshold: float) -> int | None:
    """Scale n so that a bound clears the threshold in four of five samples, if this is the truth.

    The half-width shrinks with √n; what is left of the distance is as many standard deviations as
    `_POWER` takes.
    """
    if value.n is None or value.low is None or value.high is None or value.estimate is None:
        return None
    distance = abs(value.estimate - threshold)
    if distance == 0:
        return None
    z = _NORMAL.inv_cdf((1 + (value.level or 0.95)) / 2)
    reach = (value.high - value.low) / 2 * (1 + _NORMAL.inv_cdf(_POWER) / z)
    return math.ceil(value.n * (reach / distance) ** 2)
