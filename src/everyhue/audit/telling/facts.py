"""The key numbers of an audit, in large type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from everyhue.audit.judging import GroupLine
from everyhue.audit.telling.words import is_share, plain_number, short, titled
from everyhue.metrics.groups import nameless
from everyhue.types import Value

Fact = tuple[str, str, str]


def facts(
    rows: int, groups: Sequence[GroupLine], overall: Mapping[str, Value], measures: Sequence[str],
    *, unit: str = "rows",
) -> tuple[Fact, ...]:  # fmt: skip
    """Return rows and groups, and the first measures over all rows.

    Parameters
    ----------
    rows : int
        What was read.
    groups : sequence of GroupLine
        Cells; those of the finest set of columns are counted.
    overall : mapping of str to Value
        Measures of all rows.
    measures : sequence of str
        Which of them are shown.
    unit : str
        What a row is.
    """
    known = Counter(line.by for line in groups if not nameless(line.group))
    cells = max(known.values(), default=0)
    shown = [_fact(overall[name], name) for name in measures if name in overall]
    return ((f"{rows:,}", unit.capitalize(), f"{cells:,} groups at the finest"), *shown)


def _fact(value: Value, name: str) -> Fact:
    words = f"{titled(name)}, overall"
    if value.estimate is None:
        return "–", words, value.undefined or ""
    span = ""
    if value.low is not None and value.high is not None:
        span = f"{_exact(value.low, name)} to {_exact(value.high, name)}"
    return short(value, name), words, span


def _exact(number: float, name: str) -> str:
    """With a decimal more than the number itself, since many rows make short intervals."""
    return f"{number:.1%}" if is_share(name) else plain_number(number)
