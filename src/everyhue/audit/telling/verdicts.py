"""Verdicts in sentences: what came out, and what decided it."""

from __future__ import annotations

from collections.abc import Sequence

from everyhue.audit.judging import GateLine, GateOutcome
from everyhue.audit.rules import Gate
from everyhue.audit.telling.words import (
    PRACTICAL,
    columns_of,
    is_practical,
    is_share,
    rows_words,
    rule_words,
    titled,
)
from everyhue.report import Banner
from everyhue.report.charts.svg import percent
from everyhue.types import Status, Value

ORDER: tuple[Status, ...] = ("fail", "insufficient evidence", "pass")
NO_GATE = "No gate was stated, so there is no verdict; --gate gates.toml states one."
MOST_TOLD = 2


def worst_first(outcomes: Sequence[GateOutcome]) -> list[GateOutcome]:
    """Return outcomes with those that fail first and those that pass last."""
    return sorted(outcomes, key=lambda one: ORDER.index(one.status))


def rule_of(one: GateOutcome) -> str:
    """Return the rule of an outcome as a sentence."""
    return one.gate if one.rule is None else rule_words(one.rule)


def banner(outcomes: Sequence[GateOutcome], status: Status | None) -> Banner:
    """Return the verdict as it heads a report.

    Examples
    --------
    >>> banner([], None).word
    'No verdict'
    """
    words = verdict_line(outcomes, status)
    _, colon, rest = words.partition(": ")
    words = rest[:1].upper() + rest[1:] if colon and status else words
    return Banner(status or "", f"{words} {_MEANS[status]}".strip())


_MEANS: dict[Status | None, str] = {
    "pass": "What was asked holds for every group that was held to it.",
    "fail": "That is more than chance: every group and gate looked at was allowed for.",
    "insufficient evidence": "This is neither pass nor failure: there are too few rows to tell.",
    None: "",
}


def verdict_line(outcomes: Sequence[GateOutcome], status: Status | None) -> str:
    """Return the verdict in one sentence.

    Examples
    --------
    >>> verdict_line([], None)
    'No gate was stated, so there is no verdict; --gate gates.toml states one.'
    """
    every, held = len(outcomes), sum(one.status == status for one in outcomes)
    if status is None:
        return NO_GATE
    if status == "pass":
        return f"Pass: {'the gate holds' if every == 1 else f'all {every} gates hold'}."
    one = held == 1
    if status == "fail":
        return f"Fail: {held} of {every} gates {'fails' if one else 'fail'}."
    return (
        f"Insufficient evidence: {held} of {every} gates {'lacks' if one else 'lack'} evidence, "
        "and none fails."
    )


def verdict_words(outcomes: Sequence[GateOutcome], status: Status | None) -> list[str]:
    """Return the verdict, and what decided the first gates that have it."""
    held = [one for one in outcomes if one.status == status and status != "pass"]
    return [verdict_line(outcomes, status), *map(why, held[:MOST_TOLD])]


def why(one: GateOutcome) -> str:
    """Return what decided a gate in plain words, and how many rows would settle an open one."""
    return f"{_subject(one)}: {reason(one)} {settled_by(one)}".rstrip()


def reason(one: GateOutcome) -> str:
    """Return what decided a gate, as the rest of a sentence that names it."""
    words = _reason(one)
    return words if words.endswith(".") else f"{words}."


def settled_by(one: GateOutcome) -> str:
    """Return how many rows would settle an open gate, or that no number within reach does."""
    if one.rows_needed is None:
        return ""
    if is_practical(one.rows_needed, one.rows):
        return f"About {rows_words(one.rows_needed)} rows would settle it."
    words = f"No sample of a practical size would settle it: over {PRACTICAL} times the rows"
    near = any(line.verdict.status == "insufficient evidence" for line in one.lines)
    return f"{words}, since it lies on the limit as near as can be told." if near else f"{words}."


def _subject(one: GateOutcome) -> str:
    measure = one.gate if one.rule is None else titled(one.rule.measured)
    return f"{measure} by {columns_of(one.by)}"


def _reason(one: GateOutcome) -> str:
    deciding = [line for line in one.lines if line.verdict.status == one.status]
    if one.rule is None or not deciding:
        return one.why
    if one.status == "pass":
        return "the one group holds" if len(deciding) == 1 else f"all {len(deciding)} groups hold"
    worst = max(deciding, key=_beyond)
    if worst.verdict.value.low is None or worst.verdict.value.high is None:
        return one.why
    say = fail_words if one.status == "fail" else open_words
    more = len(deciding) - 1
    how = "out" if one.status == "fail" else "open"
    others = "One more group is" if more == 1 else f"{more} more groups are"
    also = f". {others} {how} too" if more else ""
    return f"{worst.group} {say(one.rule, worst)}{also}"


def fail_words(rule: Gate, line: GateLine) -> str:
    """Return how a group is out of range, by the bound that decided."""
    low, high = line.verdict.value.low, line.verdict.value.high
    limit = line.verdict.threshold
    over = low is not None and low > limit
    bound = _number(rule, low if over else high)
    return (
        f"is at {_number(rule, line.own.estimate)}{_compared(rule)} "
        f"({bound} at {'least' if over else 'most'}, chance allowed for); the gate "
        f"{'allows' if over else 'asks for'} {_limit(rule, limit)}"
    )


def open_words(rule: Gate, line: GateLine) -> str:
    """Return between what an open comparison may lie."""
    value: Value = line.own
    if value.low is None or value.high is None:
        return f"cannot be told ({value.undefined or 'no interval'})"
    return (
        f"may be anywhere from {_number(rule, value.low)} to {_number(rule, value.high)}"
        f"{_compared(rule)}; the gate's limit is {_limit(rule, line.verdict.threshold)}"
    )


def _compared(rule: Gate) -> str:
    if rule.compare == "value":
        return ""
    if rule.against == "extremes":
        return " times one another" if rule.compare == "ratio" else " apart"
    other = "its target" if rule.against == "target" else "the overall one"
    if rule.reference is not None:
        other = f"that of {' · '.join(rule.reference.values())}"
    return f" times {other}" if rule.compare == "ratio" else f" beside {other}"


def _number(rule: Gate, number: float | None) -> str:
    if number is None:
        return "–"
    signed = rule.compare == "difference" and rule.against != "extremes"
    share = rule.compare == "value" and is_share(rule.measured)
    if share:
        return percent(number)
    if rule.compare == "difference" and is_share(rule.measured):
        return f"{number * 100:{'+' if signed else ''}.3g} points"
    return f"{number:{'+' if signed else ''}.2f}"


def _limit(rule: Gate, limit: float) -> str:
    """A limit as it was stated, never rounded."""
    return f"{limit:g}" if rule.compare == "ratio" else _number(rule, limit)


def _beyond(line: GateLine) -> float:
    estimate = line.own.estimate
    return 0.0 if estimate is None else abs(estimate - line.verdict.threshold)
