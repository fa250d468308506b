"""What an audit did not hold on its own: pooled, suppressed, left out, undefined."""

from __future__ import annotations

from collections.abc import Sequence

from everyhue.audit.judging import GateOutcome, GroupLine
from everyhue.audit.telling.words import columns_of, words_of
from everyhue.metrics.groups import MISSING, called
from everyhue.report import Section, bullets
from everyhue.report.charts import DataTable

INTRO = (
    "Nothing is dropped in silence. Groups with too few rows are shown with their intervals, "
    "pooled where gates look, and listed; a number that cannot be made says why."
)
MOST_NAMED = 6
NOTHING = "Every row was read, every group was held on its own, every measure has a value."


def omitted_section(
    outcomes: Sequence[GateOutcome], lines: Sequence[GroupLine], notes: Sequence[str] = ()
) -> Section:
    """Return the section on what was pooled, suppressed, left out or undefined.

    Parameters
    ----------
    outcomes : sequence of GateOutcome
        Gates.
    lines : sequence of GroupLine
        All groups, for rows without a group and measures without a value.
    notes : sequence of str
        Further sentences, such as rows that were not read.
    """
    blocks = [bullets(list(notes))] if notes else []
    rows = [*_unheld(outcomes), *_missing(lines, outcomes)]
    if rows:
        head = ("By", "What", "Groups", "Rows", "Which")
        blocks.append(DataTable("Groups that no gate held on their own", head, tuple(rows)).html())
    undefined = _undefined(lines)
    if undefined:
        head = ("Measure", "By", "Groups", "Reason", "Which")
        blocks.append(DataTable("Measures without a value", head, tuple(undefined)).html())
    return Section(
        "omitted", "Pooled, left out, undefined", INTRO, tuple(blocks or [bullets([NOTHING])])
    )


def _unheld(outcomes: Sequence[GateOutcome]) -> list[tuple[str, ...]]:
    made: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in outcomes:
        measure = "" if one.rule is None else f" for {words_of(one.rule.measured)}"
        for groups, what in ((one.pooled, f"pooled{measure}"), (one.left_out, "group unknown")):
            if groups:
                names = sorted(groups, key=lambda name: -groups[name])
                by, many, rows = columns_of(one.by), f"{len(groups):,}", sum(groups.values())
                made.setdefault((by, what), (by, what, many, f"{rows:,}", _named(names)))
    return list(made.values())


def _missing(lines: Sequence[GroupLine], outcomes: Sequence[GateOutcome]) -> list[tuple[str, ...]]:
    """Rows without a group, where no gate has listed them already."""
    told = {one.by for one in outcomes if one.left_out}
    made: list[tuple[str, ...]] = []
    for by in dict.fromkeys(line.by for line in lines):
        lost = [line for line in lines if line.by == by and MISSING in line.group]
        if lost and by not in told and len(by) == 1:
            rows = sum(line.rows for line in lost)
            names = _named([called(line.group) for line in lost])
            made.append((columns_of(by), "group unknown", f"{len(lost):,}", f"{rows:,}", names))
    return made


def _undefined(lines: Sequence[GroupLine]) -> list[tuple[str, ...]]:
    found: dict[tuple[str, tuple[str, ...], str], list[str]] = {}
    for line in lines:
        for name, value in line.values.items():
            if value.undefined is not None:
                found.setdefault((name, line.by, value.undefined), []).append(called(line.group))
    return [
        (words_of(name), columns_of(by), f"{len(groups):,}", reason, _named(groups))
        for (name, by, reason), groups in found.items()
    ]


def _named(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return "; ".join(names[:MOST_NAMED]) + (f"; and {more:,} more" if more > 0 else "")
