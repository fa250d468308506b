"""Where it hurts, in words and tables."""

from __future__ import annotations

from collections.abc import Sequence

from everyhue.audit.worst.drawn import SMALL, DrawnLine
from everyhue.audit.worst.rank import Worst, WorstLine
from everyhue.metrics.groups import called
from everyhue.report import Section, paragraph
from everyhue.report.charts import DataTable
from everyhue.report.charts.svg import percent, told
from everyhue.types import Value

MOST_LISTED = 30
"""Small groups that are listed; `report.json` holds all."""


def worst_sentence(found: Worst | None) -> tuple[str, ...]:
    """Return where it hurts most in one sentence, or that nothing is clearly worse."""
    if found is None or not found.family:
        return ()
    looked = f"{found.family:,} comparisons of a group with the rest"
    if not found.clear:
        return (f"No group is clearly worse than the rest of the rows, among {looked}.",)
    line = found.lines[0]
    more = f" In {found.clear:,} of {looked}, a group is clearly worse." if found.clear > 1 else (
        f" It is the only one of {looked} that is clear."
    )  # fmt: skip
    return (
        f"Where it hurts most: {words_of(line.measure)} of {called(line.group)} is "
        f"{number(line.own.number(), line)}, against {number(line.rest, line)} in the rest: "
        f"{_least(line)}.{more}",
    )


def worst_sections(found: Worst | None, drawn: Sequence[DrawnLine] = ()) -> tuple[Section, ...]:
    """Return the sections of where it hurts, and of small groups drawn towards the whole."""
    made = []
    if found is not None and found.family:
        blocks = (_table(found), paragraph(_how(found)))
        made.append(Section("where-it-hurts", "Where it hurts", _intro(found), blocks))
    if drawn:
        made.append(Section("small-groups", "Small groups, drawn towards the whole", _DRAWN,
                            (_drawn_table(drawn),)))  # fmt: skip
    return tuple(made)


def _intro(found: Worst) -> str:
    columns = "one column" if found.depth == 1 else f"up to {found.depth} columns"
    clear = (
        "None of them is clearly worse; those nearest to it are listed."
        if not found.clear else f"In {found.clear:,} the group is clearly worse."
    )  # fmt: skip
    return (
        f"{found.groups:,} groups of {columns}, each beside the rest of the rows, by "
        f"{len(found.measures)} measures: {found.family:,} comparisons. {clear}"
    )


def _how(found: Worst) -> str:
    return (
        f"Looked at: {', '.join(map(words_of, found.measures))}. With all comparisons looked at, "
        f"the chance of calling any group worse where none is stays under {1 - found.level:.0%} "
        "(Holm). Order is by the lower bound of the gap, which holds for all comparisons together: "
        "by the estimate, small groups would lead by chance. The shrunken number is drawn towards "
        "the mean of the groups of the same columns; it is shown for reading, and decides nothing."
    )


def _table(found: Worst) -> str:
    head = ("Group", "Measure", "Rows", "Group has", "Shrunken", "Rest has", "Worse by",
            "p of all", "")  # fmt: skip
    rows = tuple(
        (called(line.group), words_of(line.measure), f"{line.own.n or 0:,}",
         _interval(line.own, line), number(line.shrunken, line), number(line.rest, line),
         _gap(line), "< 0.0001" if line.adjusted < 1e-4 else f"{line.adjusted:.4f}",
         "clearly worse" if line.clear else "within chance")
        for line in found.lines
    )  # fmt: skip
    caption = f"Worst groups of {found.family:,} comparisons, surest first"
    return DataTable(caption, head, rows).html()


def _share(line: WorstLine) -> bool:
    ends = (line.own.estimate, line.own.low, line.own.high, line.rest)
    return all(end is not None and 0 <= end <= 1 for end in ends)


def number(x: float, line: WorstLine) -> str:
    """Return a number of a line: a share in percent."""
    return percent(x) if _share(line) else f"{x:.3g}"


def _interval(value: Value, line: WorstLine) -> str:
    return told(value) if _share(line) else str(value)


def _gap(line: WorstLine) -> str:
    gap = line.gap
    ends = [gap.number(), *([] if gap.low is None or gap.high is None else [gap.low, gap.high])]
    words = [f"{100 * end:.1f}" if _share(line) else f"{end:.3g}" for end in ends]
    unit = " points" if _share(line) else ""
    return f"{words[0]}{unit}" + (f" ({words[1]} to {words[2]})" if len(words) > 1 else "")


def _least(line: WorstLine) -> str:
    if not line.gap.low or line.gap.low < 0:
        return "worse than chance explains"
    least = f"{100 * line.gap.low:.1f} points" if _share(line) else f"{line.gap.low:.3g}"
    return f"worse by at least {least}"


def words_of(measure: str) -> str:
    """Return the name of a measure in words."""
    return measure.replace("_", " ")


_DRAWN = (
    f"A number of a group of fewer than {SMALL:,} rows is mostly chance. The shrunken one is drawn "
    "towards the mean of the groups of the same columns, as far as chance explains their spread: "
    "on the whole it is nearer to the truth, though not for every group. For display only; "
    "verdicts rest on counts and bounds."
)


def _drawn_table(drawn: Sequence[DrawnLine]) -> str:
    measures = list(dict.fromkeys(line.measure for line in drawn))
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], dict[str, DrawnLine]] = {}
    for line in drawn:
        groups.setdefault((line.by, line.group), {})[line.measure] = line
    shown = list(groups.items())[:MOST_LISTED]
    rows = tuple(
        (called(group), ", ".join(by), *(_drawn(lines.get(name)) for name in measures))
        for (by, group), lines in shown
    )
    cut = f"; {len(shown)} of {len(groups):,} groups" if len(groups) > len(shown) else ""
    head = ("Group", "By", *map(words_of, measures))
    return DataTable(f"As counted → shrunken, rows below the line{cut}", head, rows).html()


def _drawn(line: DrawnLine | None) -> str:
    if line is None:
        return "–"
    if 0 <= line.raw <= 1:
        return f"{percent(line.raw)} → {percent(line.shrunken)}, {line.rows:,}"
    return f"{line.raw:.3g} → {line.shrunken:.3g}, {line.rows:,}"
