"""Pass, fail, or not enough evidence: decided by a bound, never by the point estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from everyhue.types.value import Value

Status = Literal["pass", "fail", "insufficient evidence"]


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
        Rows that would settle it, for insufficient evidence.

    Examples
    --------
    >>> Verdict.at_least(Value(0.9, 0.85, 0.95, 0.95, 500), 0.8).status
    'pass'
    >>> Verdict.at_least(Value(0.9, 0.70, 1.10, 0.95, 20), 0.8).rows_needed
    80
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
        words = f"{threshold:g} lies within [{value.low:.3f}, {value.high:.3f}]"
        return cls("insufficient evidence", value, threshold, words, _rows_needed(value, threshold))


def _rows_needed(value: Value, threshold: float) -> int | None:
    """Scale n so that the half-width (∝ 1/√n) shrinks to the distance from the threshold."""
    if value.n is None or value.low is None or value.high is None or value.estimate is None:
        return None
    distance = abs(value.estimate - threshold)
    if distance == 0:
        return None
    return round(value.n * ((value.high - value.low) / 2 / distance) ** 2)
