"""Measures, rules and numbers in words that are read aloud."""

from __future__ import annotations

from functools import cache

from everyhue.audit.rules import Gate
from everyhue.errors import UnknownNameError
from everyhue.registry import find
from everyhue.report.charts.svg import percent, told
from everyhue.types import Value

PRACTICAL = 100
"""Times the rows at hand up to which it is said how many would settle a verdict."""


def words_of(measure: str) -> str:
    """Return the name of a measure in words.

    Examples
    --------
    >>> words_of("true_positive_rate")
    'true positive rate'
    """
    name, of, rest = measure.partition(" of ")
    return _WRITTEN.get(name, name.replace("_", " ")) + of + rest


_WRITTEN = {
    "auc": "AUC", "rmse": "RMSE", "mcc": "MCC", "r_squared": "R²", "f1_score": "F1 score",
    "macro_f1": "macro F1", "weighted_f1": "weighted F1", "cohen_kappa": "Cohen's kappa",
    "brier_loss": "Brier loss",
}  # fmt: skip


def titled(measure: str) -> str:
    """Return the name of a measure in words, as a sentence begins.

    Examples
    --------
    >>> titled("true_positive_rate"), titled("auc"), titled("macro_f1")
    ('True positive rate', 'AUC', 'Macro F1')
    """
    words = words_of(measure)
    return words[:1].upper() + words[1:]


def names_of(rule: Gate) -> tuple[str, str]:
    """Return the names in findings that a rule may mean: of all, and of one class.

    Examples
    --------
    >>> names_of(Gate(measure="tpr", of="cat", at_least=0.8))
    ('true_positive_rate', 'true_positive_rate of cat')
    """
    return rule.measured, f"{rule.measured} of {rule.of}"


def columns_of(by: tuple[str, ...]) -> str:
    """Return columns in words.

    Examples
    --------
    >>> columns_of(("skin_tone", "age"))
    'skin tone × age'
    """
    return " × ".join(name.replace("_", " ") for name in by)


@cache
def is_share(measure: str) -> bool:
    """Return whether a measure is a share, told in percent.

    Examples
    --------
    >>> is_share("selection_rate"), is_share("mcc")
    (True, False)
    """
    try:
        entry = find("group_measure", measure.partition(" of ")[0])
    except UnknownNameError:
        return False
    return entry.range == "[0, 1]" and entry.unit.startswith("share")


def said(value: Value, measure: str = "") -> str:
    """Return a number with its interval, in percent where the measure is a share.

    Examples
    --------
    >>> said(Value(0.43, 0.38, 0.48), "selection_rate"), said(Value(0.43))
    ('43% (38% to 48%)', '0.430')
    """
    if is_share(measure):
        return told(value)
    if value.estimate is None:
        return f"undefined: {value.undefined}"
    if value.low is None or value.high is None:
        return _number(value.estimate)
    return f"{_number(value.estimate)} ({_number(value.low)} to {_number(value.high)})"


def short(value: Value, measure: str = "") -> str:
    """Return a number alone, or a dash.

    Examples
    --------
    >>> short(Value(0.43, 0.38, 0.48), "selection_rate"), short(Value.undefined_because("no rows"))
    ('43%', '–')
    """
    if value.estimate is None:
        return "–"
    return percent(value.estimate) if is_share(measure) else _number(value.estimate)


def plain_number(number: float, measure: str = "") -> str:
    """Return a bare number in the units of a measure.

    Examples
    --------
    >>> plain_number(0.25, "selection_rate"), plain_number(12345.6)
    ('25%', '12,346')
    """
    return percent(number) if is_share(measure) else _number(number)


def rule_words(rule: Gate) -> str:
    """Return a rule as a sentence about every group.

    Examples
    --------
    >>> rule_words(Gate(measure="tpr", at_least=0.8, at_most=1.25))
    'True positive rate of every group: 0.8 to 1.25 times the overall one'
    >>> rule_words(Gate(measure="tpr", compare="difference", at_least=-0.05))
    'True positive rate of every group: no more than 5 points below the overall one'
    """
    measure = titled(rule.measured)
    of = "" if rule.of is None else f" ({rule.of})"
    if rule.against == "extremes":
        ends = "smallest over largest" if rule.compare == "ratio" else "largest minus smallest"
        return f"{measure}{of}, {ends} group: {_span(rule)}"
    return f"{measure}{of} of every group: {_span(rule)}{_beside(rule)}"


def _span(rule: Gate) -> str:
    low, high = rule.at_least, rule.at_most
    if rule.compare == "difference" and rule.against != "extremes":
        return _apart(rule)
    if low is not None and high is not None:
        return f"{_limit(rule, low)} to {_limit(rule, high)}"
    if high is None:
        return f"at least {_limit(rule, low or 0.0)}"
    return f"at most {_limit(rule, high)}"


def _apart(rule: Gate) -> str:
    """A difference as what a group may lie below or above."""
    low, high = rule.at_least, rule.at_most
    ends = [] if low is None else [
        f"no more than {_limit(rule, -low)} below" if low <= 0
        else f"at least {_limit(rule, low)} above"
    ]  # fmt: skip
    ends += [] if high is None else [
        f"no more than {_limit(rule, high)} above" if high >= 0
        else f"at least {_limit(rule, -high)} below"
    ]  # fmt: skip
    return ", ".join(ends)


def _limit(rule: Gate, limit: float) -> str:
    """A limit as it was stated; of a share, in percent or points."""
    if rule.compare == "ratio" or not is_share(rule.measured):
        return f"{limit:g}"
    return f"{limit * 100:g}{'%' if rule.compare == 'value' else ' points'}"


def _beside(rule: Gate) -> str:
    if rule.compare == "value":
        return ""
    other = "its target" if rule.against == "target" else "the overall one"
    if rule.reference is not None:
        other = f"that of {' · '.join(rule.reference.values())}"
    return f" times {other}" if rule.compare == "ratio" else f" {other}"


def rows_words(rows: int) -> str:
    """Return a number of rows that is an estimate itself: two digits are all it can mean.

    Examples
    --------
    >>> [rows_words(n) for n in (812, 630_079, 4_354_028, 1_114_812_155)]
    ['810', '630,000', '4.4 million', '1.1 billion']
    """
    rounded = float(f"{rows:.2g}")
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if rounded >= size:
            return f"{rounded / size:g} {word}"
    return f"{rounded:,.0f}"


def is_practical(needed: int, rows: int) -> bool:
    """Return whether a team can gather so many rows, having some.

    The number grows with the square of 1 over the distance from the limit. Where it is over
    `PRACTICAL` times the rows, the estimate is within a seventh of its half-width of the limit: a
    few rows more or less would have made it any other number.

    Examples
    --------
    >>> is_practical(40_000, 1_000), is_practical(4_354_028, 1_000)
    (True, False)
    """
    return not rows or needed <= PRACTICAL * rows


def needed_words(needed: int | None, rows: int) -> str:
    """Return how many rows would settle what is open, as a cell of a table.

    Examples
    --------
    >>> needed_words(1234, 400), needed_words(4_354_028, 400), needed_words(None, 400)
    ('about 1,200 in all', 'over 100 times as many', '–')
    """
    if needed is None:
        return "–"
    if not is_practical(needed, rows):
        return f"over {PRACTICAL} times as many"
    return f"about {rows_words(needed)} in all"


def _number(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3f}"
