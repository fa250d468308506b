"""One section for each set of columns: charts first, then all numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from everyhue.audit.judging import GateOutcome, GroupLine
from everyhue.audit.telling.crossed import crossed_map
from everyhue.audit.telling.groups import group_tables
from everyhue.audit.telling.intervals import RANKED, interval_chart
from everyhue.audit.telling.words import columns_of, names_of
from everyhue.report import Section, folded
from everyhue.types import Value


@dataclass(frozen=True, slots=True)
class Shown:
    """Which measures of groups are shown how.

    Parameters
    ----------
    overall : mapping of str to Value
        The same measures of all rows.
    drawn : tuple of str
        Measures with a chart; of an intersection of many groups, the first and the gated ones.
    headline, more : tuple of str
        Measures of the first table, and of the second.
    gates : tuple of GateOutcome
        Verdicts, for limits and marks.
    """

    overall: Mapping[str, Value]
    drawn: tuple[str, ...]
    headline: tuple[str, ...]
    more: tuple[str, ...] = ()
    gates: tuple[GateOutcome, ...] = ()


def group_sections(lines: Sequence[GroupLine], shown: Shown) -> Iterator[Section]:
    """Yield the section of every set of columns, in the order of the lines."""
    families: dict[tuple[str, ...], list[GroupLine]] = {}
    for line in lines:
        families.setdefault(line.by, []).append(line)
    for by, mine in families.items():
        yield _section(by, mine, shown)


def _section(by: tuple[str, ...], lines: Sequence[GroupLine], shown: Shown) -> Section:
    blocks = [interval_chart(lines, name, shown.overall[name], shown.gates) for name in
              _drawn(by, lines, shown)]  # fmt: skip
    if len(by) > 1 and shown.drawn:
        first = _first(by, shown)
        blocks.insert(0, crossed_map(lines, first, shown.overall[first], shown.gates))
    tables = [table.html() for table in group_tables(lines, shown.headline, shown.more)]
    if len(lines) > RANKED:
        tables = [folded(f"All numbers of the {len(lines):,} groups", "".join(tables))]
    return Section(
        anchor("by", *by), f"By {columns_of(by)}", _intro(by, lines), (*blocks, *tables)
    )  # fmt: skip


def _drawn(by: tuple[str, ...], lines: Sequence[GroupLine], shown: Shown) -> list[str]:
    names = [name for name in _gated(by, shown) if name in shown.overall]
    if len(lines) <= RANKED or not names:
        names += [name for name in shown.drawn if name not in names]
    held = [name for name in names if name in shown.overall and name in lines[0].values]
    return held if len(lines) <= RANKED else held[: max(1, len(_gated(by, shown)))]


def _first(by: tuple[str, ...], shown: Shown) -> str:
    gated = [name for name in _gated(by, shown) if name in shown.overall]
    return (gated or [shown.drawn[0]])[0]


def _gated(by: tuple[str, ...], shown: Shown) -> list[str]:
    rules = [one.rule for one in shown.gates if one.rule is not None and one.by == by]
    # A gate on one of several classes draws that class.
    named = [name for rule in rules for name in names_of(rule)]
    return [name for name in dict.fromkeys(named) if name in shown.overall]


def _intro(by: tuple[str, ...], lines: Sequence[GroupLine]) -> str:
    if len(lines) <= RANKED:
        return ""
    return (
        f"{len(lines):,} groups, from the lowest to the highest; those too small to be held alone "
        "come last. Small groups swing most: look at the length of the interval, not at the dot."
    )


def anchor(*names: str) -> str:
    """Return an id made of names.

    Examples
    --------
    >>> anchor("by", "skin tone", "age")
    'by-skin_tone-age'
    """
    parts = ("".join(c if c.isalnum() else "_" for c in name) for name in names)
    return "-".join(parts)
