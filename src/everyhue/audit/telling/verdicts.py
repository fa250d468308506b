"""Verdicts in sentences: what came out, and what decided it."""

from __future__ import annotations

from collections.abc import Sequence

from everyhue.audit.judging import GateOutcome
from everyhue.audit.telling.words import rule_words
from everyhue.types import Status

ORDER: tuple[Status, ...] = ("fail", "insufficient evidence", "pass")
NO_GATE = "No gate was stated, so there is no verdict; --gate gates.toml states one."
MOST_TOLD = 2


def worst_first(outcomes: Sequence[GateOutcome]) -> list[GateOutcome]:
    """Return outcomes with those that fail first and those that pass last."""
    return sorted(outcomes, key=lambda one: ORDER.index(one.status))


def rule_of(one: GateOutcome) -> str:
    """Return the rule of an outcome as a sentence."""
    return one.gate if one.rule is None else rule_words(one.rule)


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
    verb = "fail" if status == "fail" else "lack evidence, and none fails"
    return f"{status.capitalize()}: {held} of {every} gates {verb}."


def verdict_words(outcomes: Sequence[GateOutcome], status: Status | None) -> list[str]:
    """Return the verdict, and what decided the first gates that have it."""
    held = [one for one in outcomes if one.status == status and status != "pass"]
    return [verdict_line(outcomes, status), *map(why, held[:MOST_TOLD])]


def why(one: GateOutcome) -> str:
    """Return what decided a gate, and how many rows would settle an open one."""
    needed = "" if one.rows_needed is None else f" About {one.rows_needed:,} rows would settle it."
    return f"{rule_of(one)}, by {', '.join(one.by)}: {one.why}.{needed}"
