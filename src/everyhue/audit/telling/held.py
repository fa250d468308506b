"""What a chart of groups is held to: limits of its gates, and how each group came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from everyhue.audit.judging import GateOutcome, GroupLine
from everyhue.audit.rules import Gate
from everyhue.audit.telling.verdicts import ORDER, worst_first
from everyhue.audit.telling.words import is_share, names_of, plain_number
from everyhue.metrics.groups import called, nameless
from everyhue.report.charts import Limits
from everyhue.types import Value

LOOKS = {"fail": "fails", "insufficient evidence": "open", "pass": "plain"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How the groups of one set of columns stand, by one measure.

    Parameters
    ----------
    limits : Limits or None
        In the measure's own units, where they are the same for every group.
    statuses : mapping of str to str
        The worst verdict of each group that was held.
    pooled : frozenset of str
        Groups that were too small to be held on their own.
    aims : mapping of str to float
        What single groups are held to, where targets differ.
    """

    limits: Limits | None = None
    statuses: Mapping[str, str] = field(default_factory=dict)
    pooled: frozenset[str] = frozenset()
    aims: Mapping[str, float] = field(default_factory=dict)

    def look(self, line: GroupLine) -> tuple[str, str]:
        """Return shape and note of a group's dot."""
        name = called(line.group)
        if name in self.statuses:
            status = self.statuses[name]
            return LOOKS[status], {"fail": "fails", "insufficient evidence": "open"}.get(status, "")
        if nameless(line.group):
            return "small", "not held" if self.statuses else ""
        return ("small", "pooled") if name in self.pooled else ("plain", "")


def standing(
    lines: Sequence[GroupLine], measure: str, overall: Value, outcomes: Sequence[GateOutcome]
) -> Standing:
    """Return how groups stand by the gates on one measure of their columns."""
    mine = [
        one for one in worst_first(outcomes)
        if one.rule is not None and measure in names_of(one.rule) and one.by == lines[0].by
    ]  # fmt: skip
    held = [one for one in mine if one.rule is not None and one.rule.against != "extremes"]
    statuses: dict[str, str] = {}
    for one in reversed(held):
        for line in sorted(one.lines, key=lambda each: -ORDER.index(each.verdict.status)):
            statuses[line.group] = line.verdict.status
    limits = [_limits(one.rule, lines, measure, overall) for one in held if one.rule is not None]
    return Standing(
        next((each for each in limits if each is not None), None), statuses,
        frozenset(name for one in held for name in one.pooled), _aims(held, lines, measure),
    )  # fmt: skip


def _limits(rule: Gate, lines: Sequence[GroupLine], measure: str, overall: Value) -> Limits | None:
    base = _base(rule, lines, measure, overall)
    if base is None:
        return None
    ends = [_end(rule, base, end) for end in (rule.at_least, rule.at_most)]
    low, high = (None if end is None or (is_share(measure) and not 0 <= end <= 1) else end
                 for end in ends)  # fmt: skip
    if low is None and high is None:
        return None
    return Limits(low, high, _limit_words(low, high, measure))


def _base(rule: Gate, lines: Sequence[GroupLine], measure: str, overall: Value) -> float | None:
    if rule.compare == "value":
        return 0.0
    if rule.against == "overall":
        return overall.estimate
    if rule.reference is None:
        return None
    wanted = tuple(rule.reference.get(name, "") for name in lines[0].by)
    found = [line.values[measure] for line in lines if line.group == wanted]
    return found[0].estimate if found else None


def _end(rule: Gate, base: float, end: float | None) -> float | None:
    if end is None:
        return None
    return end * base if rule.compare == "ratio" else base + end


def _limit_words(low: float | None, high: float | None, measure: str) -> str:
    words = [plain_number(end, measure) for end in (low, high) if end is not None]
    if low is not None and high is not None:
        return f"Gate allows {words[0]} to {words[1]}"
    return f"Gate asks at least {words[0]}" if high is None else f"Gate allows at most {words[0]}"


def _aims(
    held: Sequence[GateOutcome], lines: Sequence[GroupLine], measure: str
) -> Mapping[str, float]:
    """Undo the comparison with a target, which is the group's own."""
    values = {called(line.group): line.values[measure].estimate for line in lines}
    made: dict[str, float] = {}
    for one in held:
        if one.rule is None or one.rule.against != "target":
            continue
        for line in one.lines:
            value, own = values.get(line.group), line.own.estimate
            if value is not None and own is not None and (own or one.rule.compare != "ratio"):
                made[line.group] = value / own if one.rule.compare == "ratio" else value - own
    return made
