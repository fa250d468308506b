"""What two reports differ in, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from everyhue.types import Status, Value

Change = Literal["worse", "better", "changed", "noise", "untested"]
"""``changed``: more than noise, of a measure of which more is neither better nor worse."""

Place = tuple[tuple[str, str], ...]
"""A group: columns and their values, in the order of the old report; none for all rows."""

ORDER: tuple[Status, ...] = ("pass", "insufficient evidence", "fail")
"""Verdicts from better to worse."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One measure of one group, before and after.

    Parameters
    ----------
    group : tuple of (str, str)
        Columns and values; none for all rows.
    measure : str
        By its canonical name.
    old, new : Value
        As the two reports state them.
    difference : Value
        New minus old, with bounds that hold for all comparisons together; without bounds where
        one of the two has none.
    p : float or None, [0, 1]
        Of no change, two-sided, as if it were looked at alone.
    adjusted : float or None, [0, 1]
        The same with all comparisons looked at.
    change : {"worse", "better", "changed", "noise", "untested"}
        What it comes to.
    same_as : str
        The measure that this one repeats, being one less it: error rate repeats accuracy.
    """

    group: Place
    measure: str
    old: Value
    new: Value
    difference: Value
    p: float | None
    adjusted: float | None
    change: Change
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class GateChange:
    """One gate, before and after.

    Parameters
    ----------
    gate : str
        The rule in words.
    by : tuple of str
        Columns that make its cells.
    old, new : {"pass", "fail", "insufficient evidence"} or None
        Verdicts; ``None`` where a report does not have the gate.
    why : str
        What decided the new one.
    """

    gate: str
    by: tuple[str, ...]
    old: Status | None
    new: Status | None
    why: str

    @property
    def worse(self) -> bool:
        """Whether the verdict got worse; a gate that is only in one report did not."""
        if self.old is None or self.new is None:
            return False
        return ORDER.index(self.new) > ORDER.index(self.old)


@dataclass(frozen=True, slots=True)
class DiffFindings:
    """Everything in which two reports differ.

    Parameters
    ----------
    kind : str
        Of audit.
    counted : (str, str)
        What each counted, in words.
    rows : (int, int)
        Rows of each.
    by : tuple of str
        Columns of both.
    level : float
        Chance that nothing is called more than noise where nothing changed (Holm), or the share
        of what is called so that is none (Benjamini and Hochberg).
    adjusted : {"holm", "benjamini-hochberg"}
        How.
    family : int
        Comparisons that were looked at together.
    counted_family : int
        How many of them have bounds from the counts of the tallies beside the reports; the others
        have them from the intervals that the reports state.
    lines : tuple of Changed
        Every measure of every group that both have: more than noise first.
    gates : tuple of GateChange
        Every gate of either.
    appeared, vanished : tuple of (group, int)
        Groups that only the new, or only the old report has, with their rows.
    lost, gained : tuple of (group, str, str)
        Measures that became undefined, or defined: group, measure, reason.
    notes : tuple of str
        What a reader should know.
    """

    kind: str
    counted: tuple[str, str]
    rows: tuple[int, int]
    by: tuple[str, ...]
    level: float
    adjusted: str
    family: int
    counted_family: int
    lines: tuple[Changed, ...]
    gates: tuple[GateChange, ...]
    appeared: tuple[tuple[Place, int], ...]
    vanished: tuple[tuple[Place, int], ...]
    lost: tuple[tuple[Place, str, str], ...]
    gained: tuple[tuple[Place, str, str], ...]
    notes: tuple[str, ...] = ()

    def among(self, *changes: Change) -> tuple[Changed, ...]:
        """Return the lines that came to one of `changes`, each comparison once."""
        return tuple(one for one in self.lines if one.change in changes and not one.same_as)

    @property
    def worse(self) -> bool:
        """Whether a verdict got worse, or a change that is no clear gain is more than noise."""
        return any(gate.worse for gate in self.gates) or bool(self.among("worse", "changed"))
