"""How far apart groups are, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from everyhue.audit.judging import GroupLine, Spread
from everyhue.audit.telling.words import columns_of, plain_number, short, titled
from everyhue.metrics.groups import called, nameless


def gap_words(
    spreads: Sequence[Spread], lines: Sequence[GroupLine], measures: Sequence[str]
) -> list[str]:
    """Return, for each measure, the set of columns whose groups are surely farthest apart."""
    made = []
    for measure in measures:
        mine = [one for one in spreads if one.measure == measure and one.difference.defined]
        if mine:
            made.append(_gap(lines, max(mine, key=lambda one: one.difference.low or 0.0)))
    return made


def _gap(lines: Sequence[GroupLine], widest: Spread) -> str:
    measure = widest.measure
    known = [
        line for line in lines
        if line.by == widest.by and not nameless(line.group) and line.values[measure].defined
    ]  # fmt: skip
    known.sort(key=lambda line: line.values[measure].number())
    low, high = known[0], known[-1]
    least = widest.difference.low
    sure = (
        f"beyond chance, they are at least {_points(least, measure)} apart" if least
        else "chance alone may account for that"
    )  # fmt: skip
    return (
        f"{titled(measure)} by {columns_of(widest.by)} runs from "
        f"{short(low.values[measure], measure)} ({called(low.group)}) to "
        f"{short(high.values[measure], measure)} ({called(high.group)}); {sure}."
    )


def _points(number: float, measure: str) -> str:
    words = plain_number(number, measure)
    return f"{words.removesuffix('%')} points" if words.endswith("%") else words
