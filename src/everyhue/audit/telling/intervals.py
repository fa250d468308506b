"""Groups beside each other: a measure of each with its interval, the whole, and gate limits."""

from __future__ import annotations

from collections.abc import Sequence

from everyhue.audit.judging import GateOutcome, GroupLine
from everyhue.audit.telling.held import Standing, standing
from everyhue.audit.telling.words import columns_of, is_share, plain_number, said, titled
from everyhue.metrics.groups import called, nameless
from everyhue.report.charts import Dot, Held, Whole, intervals
from everyhue.types import Value

RANKED = 16
"""Groups from which on they are put in order of the measure."""

MOST_DOTS = 90
"""Most groups that are drawn; all are in the table."""

EXPLAINED = (
    ("plain", "Estimate with its own 95% interval"), ("fails", "Fails a gate"),
    ("open", "Not enough evidence"), ("small", "Too few rows, or group unknown: not held alone"),
)  # fmt: skip


def interval_chart(
    lines: Sequence[GroupLine], measure: str, overall: Value, outcomes: Sequence[GateOutcome] = ()
) -> str:
    """Return the chart of one measure over the groups of one set of columns, as HTML.

    Parameters
    ----------
    lines : sequence of GroupLine
        The groups. More than 16 are ranked by the measure, those too small to be held last.
    measure : str
        Which of their values.
    overall : Value
        The same of all rows.
    outcomes : sequence of GateOutcome
        Gates; those on this measure and these columns show their limits.
    """
    known = drawable(lines, measure)
    stands = standing(known, measure, overall, outcomes)
    drawn = ranked(known, measure, stands)[:MOST_DOTS]
    dots = [_dot(line, measure, stands) for line in drawn]
    return intervals(
        dots, title=f"{titled(measure)} by {columns_of(lines[0].by)}",
        summary=_summary(drawn, known, measure, stands), held=_held(dots, measure, overall, stands),
        share=is_share(measure), say=lambda value: said(value, measure),
    ).html()  # fmt: skip


def drawable(lines: Sequence[GroupLine], measure: str) -> list[GroupLine]:
    """Return groups that have a measure; of many, without those of which a column is empty."""
    many = len(lines) > RANKED
    return [
        line for line in lines
        if measure in line.values and not (many and nameless(line.group))
    ]  # fmt: skip


def ranked(lines: Sequence[GroupLine], measure: str, stands: Standing) -> list[GroupLine]:
    """Return many groups in order of a measure, those too small to be held after the others."""
    if len(lines) <= RANKED:
        return list(lines)
    return sorted(lines, key=lambda line: (
        stands.look(line)[0] == "small", line.values[measure].estimate is None,
        line.values[measure].estimate or 0.0,
    ))  # fmt: skip


def _dot(line: GroupLine, measure: str, stands: Standing) -> Dot:
    name = called(line.group)
    return Dot(name, line.values[measure], *stands.look(line), stands.aims.get(name))


def _held(dots: Sequence[Dot], measure: str, overall: Value, stands: Standing) -> Held:
    seen = {dot.look for dot in dots}
    whole = None
    if overall.estimate is not None:
        words = f"Overall: {plain_number(overall.estimate, measure)}"
        whole = Whole(overall.estimate, words)
    looks = tuple(pair for pair in EXPLAINED if pair[0] in seen)
    return Held(whole, stands.limits, looks, "Target of the group" if stands.aims else "")


def _summary(
    drawn: Sequence[GroupLine], every: Sequence[GroupLine], measure: str, stands: Standing
) -> str:
    held = [line for line in drawn if stands.look(line)[0] != "small"] or list(drawn)
    defined = [line for line in held if line.values[measure].defined]
    if not defined:
        return "No group has a value."
    ordered = sorted(defined, key=lambda line: line.values[measure].number())
    low, high = (
        f"{plain_number(line.values[measure].number(), measure)} ({called(line.group)})"
        for line in (ordered[0], ordered[-1])
    )
    words = f"From {low} to {high}." if len(ordered) > 1 else f"{high}."
    fails = sum(stands.look(line)[0] == "fails" for line in drawn)
    words += f" {fails} {'group fails' if fails == 1 else 'groups fail'} a gate." if fails else ""
    rest = len(every) - len(drawn)
    return words + (f" {rest:,} more groups are in report.json." if rest else "")
