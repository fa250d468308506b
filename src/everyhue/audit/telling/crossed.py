"""Intersections as a map: rows by columns, shaded where a group differs from the whole."""

from __future__ import annotations

from collections.abc import Sequence

from everyhue.audit.judging import GateOutcome, GroupLine
from everyhue.audit.telling.held import Standing, standing
from everyhue.audit.telling.intervals import drawable
from everyhue.audit.telling.words import columns_of, short, words_of
from everyhue.metrics.groups import called
from everyhue.report.charts import Square, grid
from everyhue.types import Value

MOST_ROWS, MOST_COLUMNS = 60, 12


def crossed_map(
    lines: Sequence[GroupLine], measure: str, overall: Value, outcomes: Sequence[GateOutcome] = ()
) -> str:
    """Return the map of one measure over an intersection as HTML; empty where it is too large.

    A group is shaded only where its own interval leaves out the overall value, so that small
    groups are not painted by chance.

    Parameters
    ----------
    lines : sequence of GroupLine
        Groups of two columns or more; the last one goes across.
    measure : str
        Which of their values.
    overall : Value
        The same of all rows.
    outcomes : sequence of GateOutcome
        Gates.
    """
    known = drawable(lines, measure)
    rows = list(dict.fromkeys(called(line.group[:-1]) for line in known))
    columns = list(dict.fromkeys(line.group[-1] for line in known))
    if len(rows) > MOST_ROWS or len(columns) > MOST_COLUMNS:
        return ""
    stands = standing(known, measure, overall, outcomes)
    widest = max([_away(line, measure, overall) for line in known] or [0.0])
    squares = {
        (called(line.group[:-1]), line.group[-1]): _square(line, measure, overall, (widest, stands))
        for line in known
    }
    caption = (
        f"Map: {words_of(measure)} by {columns_of(lines[0].by)}. ▼ and ▲ mark groups below or "
        f"above the overall {short(overall, measure)} by more than their own interval leaves open."
    )
    return grid(caption, rows, columns, squares)


def _away(line: GroupLine, measure: str, overall: Value) -> float:
    value = line.values[measure]
    if not _side(value, overall):
        return 0.0
    return abs((value.estimate or 0.0) - (overall.estimate or 0.0))


def _side(value: Value, overall: Value) -> str:
    if value.low is None or value.high is None or overall.estimate is None:
        return ""
    if value.high < overall.estimate:
        return "below"
    return "above" if value.low > overall.estimate else ""


def _square(line: GroupLine, measure: str, overall: Value, told: tuple[float, Standing]) -> Square:
    widest, stands = told
    value, (look, note) = line.values[measure], stands.look(line)
    strength = _away(line, measure, overall) / widest if widest else 0.0
    rows = f"{line.rows:,} rows"
    detail = f"{rows}, {note}" if note else rows
    return Square(short(value, measure), _side(value, overall), strength, detail, look == "fails")
