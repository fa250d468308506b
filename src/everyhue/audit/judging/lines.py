"""What every audit finds, as values: measures of cells, and the verdicts of gates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyhue.audit.rules import Gate
from everyhue.types import Status, Value, Verdict


@dataclass(frozen=True, slots=True)
class GroupLine:
    """Measures of one cell.

    Parameters
    ----------
    by : tuple of str
        Columns that make the cell.
    group : tuple of str
        Its values.
    rows : int
        Rows with label and prediction.
    unread : mapping of str to int
        Rows without, by reason.
    values : mapping of str to Value
        Measures by canonical name.
    """

    by: tuple[str, ...]
    group: tuple[str, ...]
    rows: int
    unread: Mapping[str, int]
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Spread:
    """How far apart the cells of one set of columns are, by one measure.

    Parameters
    ----------
    by : tuple of str
        Columns that make the cells.
    measure : str
        A rate.
    difference, ratio : Value
        Largest minus smallest; smallest over largest.
    """

    by: tuple[str, ...]
    measure: str
    difference: Value
    ratio: Value


@dataclass(frozen=True, slots=True)
class GateLine:
    """The verdict on one cell.

    Parameters
    ----------
    group : str
        The cell in words.
    rows : int
        Rows in the measure's denominator.
    verdict : Verdict
        A pass is from the cell's own bounds, a fail from those that hold for all cells together.
    own : Value
        The comparison with the cell's own bounds.
    """

    group: str
    rows: int
    verdict: Verdict
    own: Value


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """The verdict of one gate on the cells of one set of columns.

    Parameters
    ----------
    gate : str
        The rule in words.
    by : tuple of str
        Columns that make the cells.
    status : {"pass", "fail", "insufficient evidence"}
        Fail where a cell fails; else insufficient where one is, or too many rows are pooled.
    why : str
        What decided, in words.
    lines : tuple of GateLine
        Declared cells, and the pooled one.
    pooled : mapping of str to int
        Smaller cells with their rows.
    left_out : mapping of str to int
        Cells whose group is missing: no rule aims at them.
    level : float
        Chance that all bounds hold that a fail rests on.
    family : int
        Bounds that share the level: of all gates and cells.
    rows_needed : int or None
        Rows in all that would settle it, where evidence lacks.
    rule : Gate or None
        The rule itself.
    rows : int
        Rows in all that the measure is over: what `rows_needed` is many or few times of.
    """

    gate: str
    by: tuple[str, ...]
    status: Status
    why: str
    lines: tuple[GateLine, ...]
    pooled: Mapping[str, int]
    left_out: Mapping[str, int]
    level: float
    family: int
    rows_needed: int | None = None
    rule: Gate | None = None
    rows: int = 0
