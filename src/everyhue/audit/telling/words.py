"""Measures, rules and numbers in words that are read aloud."""

from __future__ import annotations

from functools import cache

from everyhue.audit.rules import Gate
from everyhue.errors import UnknownNameError
from everyhue.registry import find
from everyhue.report.charts.svg import percent, told
from everyhue.types import Value


def words_of(measure: str) -> str:
    """Return the name of a measure in words.

    Examples
    --------
    >>> words_of("true_positive_rate")
    'true positive rate'
    """
    return measure.replace("_", " ")


@cache
def is_share(measure: str) -> bool:
    """Return whether a measure is a share, told in percent.

    Examples
    --------
    >>> is_share("selection_rate"), is_share("mcc")
    (True, False)
    """
    try:
        entry = find("group_measure", measure)
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


def rule_words(rule: Gate) -> str:
    """Return a rule as a sentence about every group.

    Examples
    --------
    >>> rule_words(Gate(measure="tpr", at_least=0.8, at_most=1.25))
    'True positive rate of every group: 0.8 to 1.25 times the overall one'
    >>> rule_words(Gate(measure="tpr", compare="difference", against="extremes", at_most=0.1))
    'True positive rate, largest minus smallest group: at most 0.1'
    """
    measure = words_of(rule.measured).capitalize()
    of = "" if rule.of is None else f" ({rule.of})"
    if rule.against == "extremes":
        ends = "smallest over largest" if rule.compare == "ratio" else "largest minus smallest"
        return f"{measure}{of}, {ends} group: {_span(rule)}"
    return f"{measure}{of} of every group: {_span(rule)}{_beside(rule)}"


def _span(rule: Gate) -> str:
    low, high = rule.at_least, rule.at_most
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    return f"at least {low:g}" if high is None else f"at most {high:g}"


def _beside(rule: Gate) -> str:
    if rule.compare == "value":
        return ""
    other = "its target" if rule.against == "target" else "the overall one"
    if rule.reference is not None:
        other = f"that of {' · '.join(rule.reference.values())}"
    return f" times {other}" if rule.compare == "ratio" else f" away from {other}"


def _number(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3f}"
