"""A number that says how sure it is, or why it is not there."""

from __future__ import annotations

import math
from dataclasses import dataclass

from everyhue.errors import bad_value


@dataclass(frozen=True, slots=True)
class Value:
    """An estimate with its interval, or *undefined* with a reason.

    Parameters
    ----------
    estimate : float or None
        The number, ``None`` where it is undefined.
    low, high : float or None
        Bounds of the interval, ``None`` where none was computed.
    level : float or None, (0, 1)
        Confidence level of the interval.
    n : int or None
        What it rests on.
    method : str
        How the number or its interval was made.
    undefined : str or None
        Why there is no number. Never turned into 0 or NaN.

    Examples
    --------
    >>> str(Value(0.5, 0.4, 0.6, 0.95, 100))
    '0.500 [0.400, 0.600]'
    >>> str(Value.undefined_because("no known item in the top 10"))
    'undefined: no known item in the top 10'
    """

    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    n: int | None = None
    method: str = ""
    undefined: str | None = None

    def __post_init__(self) -> None:
        if (self.estimate is None) == (self.undefined is None):
            raise bad_value(
                "Value", (self.estimate, self.undefined), "an estimate or a reason, not both"
            )
        if self.estimate is not None and not math.isfinite(self.estimate):
            raise bad_value(
                "Value", self.estimate, "a finite number", "Use Value.undefined_because."
            )

    @classmethod
    def undefined_because(cls, reason: str, n: int | None = None) -> Value:
        """Make an undefined value with its reason."""
        return cls(undefined=reason, n=n)

    @property
    def defined(self) -> bool:
        """Whether there is a number."""
        return self.undefined is None

    def number(self) -> float:
        """Return the estimate; raise `InputError` where the value is undefined."""
        if self.estimate is None:
            raise bad_value("value", self.undefined, "a defined value", "Check .defined first.")
        return self.estimate

    def __str__(self) -> str:
        if self.estimate is None:
            return f"undefined: {self.undefined}"
        if self.low is None or self.high is None:
            return f"{self.estimate:.3f}"
        return f"{self.estimate:.3f} [{self.low:.3f}, {self.high:.3f}]"
