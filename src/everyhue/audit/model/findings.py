"""What an audit of predictions found, as values."""

from __future__ import annotations

from dataclasses import dataclass

from everyhue.audit.judging import GateOutcome, GroupLine, Spread
from everyhue.audit.telling.calibrated import ScoreLine
from everyhue.audit.worst import DrawnLine, Worst
from everyhue.types import Status


@dataclass(frozen=True, slots=True)
class ModelFindings:
    """Everything an audit of predictions found.

    Parameters
    ----------
    kind : str
        What was tallied, in words.
    by : tuple of str
        Columns that make the cells.
    rows : int
        Rows with label and prediction.
    clustered : bool
        Whether intervals know whose rows they are.
    level : float
        Of each interval.
    overall : GroupLine
        All rows.
    groups : tuple of GroupLine
        Every cell of every set of columns.
    spreads : tuple of Spread
        How far apart cells are.
    gates : tuple of GateOutcome
        Verdicts; none without gates.
    status : {"pass", "fail", "insufficient evidence"} or None
        Of all gates.
    notes : tuple of str
        What a reader should know.
    calibration : tuple of ScoreLine
        Reliability of scores by the groups of each column; none without scores.
    worst : Worst or None
        Groups that fare worse than the rest.
    drawn : tuple of DrawnLine
        Small groups drawn towards the whole, for display.
    """

    kind: str
    by: tuple[str, ...]
    rows: int
    clustered: bool
    level: float
    overall: GroupLine
    groups: tuple[GroupLine, ...]
    spreads: tuple[Spread, ...]
    gates: tuple[GateOutcome, ...] = ()
    status: Status | None = None
    notes: tuple[str, ...] = ()
    calibration: tuple[ScoreLine, ...] = ()
    worst: Worst | None = None
    drawn: tuple[DrawnLine, ...] = ()
