"""Two reports beside each other, in sentences."""

from __future__ import annotations

from everyhue.audit.diff.findings import Changed, DiffFindings, GateChange, Place
from everyhue.audit.telling.words import columns_of, titled
from everyhue.report.charts.svg import listed, percent
from everyhue.types import Value

MOST_NAMED = 3
"""Most changes, groups or gates that are named in words; the tables hold all."""

ADJUSTED = {
    "holm": "with all of them looked at, the chance of any false call is at most {:.0%} (Holm)",
    "benjamini-hochberg": "of the calls, at most {:.0%} are false on average "
    "(Benjamini and Hochberg)",
}

INDEPENDENT = (
    "The two audits count as being of independent rows. If the same rows, or the same people, are "
    "in both, real changes are told too rarely; false ones are not told more often."
)


def sentences(found: DiffFindings) -> tuple[str, ...]:
    """Return what a reader should know first."""
    return (
        *_verdicts(found), _counts(found), *_named(found), *_came_and_went(found), *found.notes,
    )  # fmt: skip


def _verdicts(found: DiffFindings) -> list[str]:
    shared = [gate for gate in found.gates if gate.old and gate.new]
    moved = [gate for gate in shared if gate.old != gate.new]
    if not shared:
        return []
    if not moved:
        many = "The gate says" if len(shared) == 1 else f"All {len(shared)} gates say"
        return [f"{many} what it said before." if len(shared) == 1 else f"{many} what they said."]
    worse = sum(gate.worse for gate in moved)
    return [
        f"{len(moved)} of {len(shared)} verdicts changed, {worse} for the worse.",
        *(gate_in_words(gate) for gate in moved[:MOST_NAMED]),
    ]


def gate_in_words(gate: GateChange) -> str:
    """Return a verdict before and after."""
    why = gate.why[:1].upper() + gate.why[1:]
    return f"{gate.gate}, by {columns_of(gate.by)}: {gate.old} → {gate.new}. {why}."


def _counts(found: DiffFindings) -> str:
    worse, better, neither = (len(found.among(c)) for c in ("worse", "better", "changed"))
    if not found.family:
        return "No measure has an interval in both reports, so no change can be told from noise."
    every = f"{found.family:,} comparisons"
    if not worse + better + neither:
        return f"No change is more than noise, among {every}."
    parts = [(worse, "for the worse"), (better, "for the better"),
             (neither, "where more is neither")]  # fmt: skip
    told = listed([f"{n:,} {words}" for n, words in parts if n])
    many = worse + better + neither
    return f"{many:,} change{'s are' if many > 1 else ' is'} more than noise ({told}), of {every}."


def _named(found: DiffFindings) -> list[str]:
    moved = found.among("worse", "changed") or found.among("better")
    return [f"{in_words(line)}." for line in moved[:MOST_NAMED]]


def in_words(line: Changed) -> str:
    """Return one change in words."""
    way = {"worse": ", worse", "better": ", better"}.get(line.change, "")
    return (
        f"{titled(line.measure)} of {place_in_words(line.group)}: "
        f"{number(line.old)} → {number(line.new)}{way} ({difference(line.difference, line)})"
    )


def _came_and_went(found: DiffFindings) -> list[str]:
    made = []
    for groups, verb in ((found.appeared, "is new"), (found.vanished, "is gone")):
        if groups:
            named = listed([place_in_words(place) for place, _ in groups[:MOST_NAMED]])
            more = len(groups) - MOST_NAMED
            plural = verb if len(groups) == 1 else verb.replace("is", "are")
            made.append(f"{named}{f' and {more:,} more' if more > 0 else ''} {plural}.")
    if found.lost:
        place, name, reason = found.lost[0]
        others = f", and {len(found.lost) - 1:,} more" if len(found.lost) > 1 else ""
        made.append(
            f"{titled(name)} of {place_in_words(place)} is not defined any more: {reason}{others}."
        )
    return made


def place_in_words(place: Place) -> str:
    """Return a group in words.

    Examples
    --------
    >>> place_in_words((("tone", "deep"), ("age", "20"))), place_in_words(())
    ('deep · 20', 'all rows')
    """
    return " · ".join(value for _, value in place) or "all rows"


def number(value: Value) -> str:
    """Return an estimate: a share in percent, else a number.

    Examples
    --------
    >>> number(Value(0.25, 0.2, 0.3)), number(Value(12.3456))
    ('25%', '12.3')
    """
    if value.estimate is None:
        return "undefined"
    return percent(value.estimate) if _share(value) else f"{value.estimate:.3g}"


def interval(value: Value) -> str:
    """Return an estimate with its interval."""
    if value.estimate is None or value.low is None or value.high is None:
        return number(value) if value.undefined is None else f"undefined: {value.undefined}"
    say = percent if _share(value) else "{:.3g}".format
    return f"{number(value)} ({say(value.low)} to {say(value.high)})"


def difference(gap: Value, line: Changed) -> str:
    """Return a change with its bounds: in points for shares.

    Examples
    --------
    >>> gap = Value(0.05, 0.02, 0.08)
    >>> difference(gap, Changed((), "tpr", Value(0.2), Value(0.25), gap, 0.0, 0.0, "better"))
    '+5.0 points, between +2.0 and +8.0'
    """
    if gap.estimate is None:
        return f"undefined: {gap.undefined}"
    share = _share(line.old) and _share(line.new)
    ends = [gap.estimate, *([] if gap.low is None or gap.high is None else [gap.low, gap.high])]
    told = [f"{100 * end:+.1f}" if share else f"{end:+.3g}" for end in ends]
    unit = " points" if share else ""
    between = f", between {told[1]} and {told[2]}" if len(told) > 1 else ""
    return f"{told[0]}{unit}{between}"


def _share(value: Value) -> bool:
    ends = [end for end in (value.estimate, value.low, value.high) if end is not None]
    return all(-1e-9 <= end <= 1 + 1e-9 for end in ends)
