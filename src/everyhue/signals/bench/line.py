"""One line of a proof: what was measured, the target, and whether it holds."""

from __future__ import annotations

from dataclasses import dataclass

from everyhue.signals.report_card.gates import at_most
from everyhue.types import Value, Verdict


@dataclass(frozen=True, slots=True)
class Line:
    """One measured number beside its target.

    Parameters
    ----------
    what : str
        The measure in words.
    of : str
        Range, tone or pattern it is of; ``""`` for all.
    value : Value
        The number with its interval.
    least, most : float or None
        Target; one of them, or neither where the number is told without one.
    """

    what: str
    of: str
    value: Value
    least: float | None = None
    most: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the estimate reaches the target; none where there is none, or no number."""
        if self.value.estimate is None or (self.least is None and self.most is None):
            return None
        low = self.least is None or self.value.estimate >= self.least
        return bool(low and (self.most is None or self.value.estimate <= self.most))

    @property
    def verdict(self) -> Verdict | None:
        """What the interval says of the target."""
        if self.least is not None:
            return Verdict.at_least(self.value, self.least)
        return None if self.most is None else at_most(self.value, self.most)

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the line as cells of a table."""
        target = f"≥ {self.least:g}" if self.least is not None else ""
        target = f"≤ {self.most:g}" if self.most is not None else target
        met = {True: "yes", False: "**no**", None: ""}[self.met]
        status = self.verdict.status if self.verdict else ""
        return (self.what, self.of.replace("_", " "), str(self.value), target, met, status)
