"""What a signal must reach before its refinement is switched on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from everyhue.errors import bad_value
from everyhue.signals.given import level_of
from everyhue.signals.report_card.measures import Row
from everyhue.types import Value, Verdict


@dataclass(frozen=True, slots=True)
class Gates:
    """Bounds that every bucket must keep; a bound of the interval decides, never the estimate.

    Parameters
    ----------
    discoverability : float, [0, 1]
        Least P(shown under b | truly b) of every bucket, misses and abstentions included.
    ratio : float, [0, 1]
        Least ratio of the smallest discoverability to the largest; .8 is 1 : 1.25.
    coverage : float, [0, 1]
        Least share of every bucket's items that get a sure label.
    precision : float, [0, 1]
        Least P(truly b | shown under b) of every bucket.
    abstention_gap : float, [0, 1]
        Largest difference of abstention between buckets.
    ece : float, [0, 1]
        Largest expected calibration error of the top label.
    level : float, (0, 1)
        Confidence level of every interval.
    """

    discoverability: float = 0.65
    ratio: float = 0.8
    coverage: float = 0.65
    precision: float = 0.75
    abstention_gap: float = 0.08
    ece: float = 0.06
    level: float = 0.95

    def __post_init__(self) -> None:
        level_of(self.level)
        for name in ("discoverability", "ratio", "coverage", "precision", "abstention_gap", "ece"):
            if not 0 <= getattr(self, name) <= 1:
                raise bad_value(name, getattr(self, name), "a number in [0, 1]")


def verdicts_of(rows: Sequence[Row], gates: Gates) -> tuple[tuple[str, Verdict], ...]:
    """Return the verdict of every gate, by name; groups are told but do not decide."""
    found = []
    for row in rows:
        verdict = None if row.group else _verdict(row, gates)
        if verdict is not None:
            found.append((f"{row.measure} of {row.bucket}" if row.bucket else row.measure, verdict))
    return tuple(found)


def decide(verdicts: Sequence[tuple[str, Verdict]]) -> Verdict:
    """Return the one verdict: pass only when every gate passes, fail as soon as one does.

    Needing all of them to pass leaves the chance of a wrong pass at that of a single gate (an
    intersection–union test); a signal near a bound fails more easily by chance with many gates.
    """
    if not verdicts:
        raise bad_value("verdicts", len(verdicts), "at least one gate")
    failed = [pair for pair in verdicts if pair[1].status == "fail"]
    unclear = [pair for pair in verdicts if pair[1].status == "insufficient evidence"]
    name, chosen = (failed or unclear or list(verdicts))[0]
    needed = [v.rows_needed for _, v in unclear if v.rows_needed is not None]
    rows = max(needed) if needed and not failed else None
    if not failed and not unclear:
        return replace(chosen, decided_by=f"all {len(verdicts)} gates pass")
    return replace(chosen, decided_by=f"{name}: {chosen.decided_by}", rows_needed=rows)


def settling(verdict: Verdict, n: int, clusters: int | None = None) -> str:
    """Return in words how many labelled items would settle a verdict, ``""`` where it is settled.

    With clusters it says how many of those that is, at as many items a cluster as the sample has.

    Examples
    --------
    >>> settling(Verdict("insufficient evidence", Value(0.7), 0.65, "bounds", 812), 300)
    'About 812 labelled items would settle it.'
    """
    needed = verdict.rows_needed
    if needed is None:
        return ""
    if needed > 20 * max(1, n):
        return "The number lies so near the bound that more labels may not settle it soon."
    if clusters is None or clusters >= n:
        return f"About {needed:,} labelled items would settle it."
    people = math.ceil(needed * clusters / n)
    return (
        f"About {needed:,} labelled items of some {people:,} clusters would settle it, at as many "
        "items a cluster as here; more items of the same clusters would not."
    )


def _verdict(row: Row, gates: Gates) -> Verdict | None:
    """The gate a row must pass, none where it has none."""
    if row.bucket and row.measure in ("discoverability", "coverage", "precision"):
        return Verdict.at_least(row.value, getattr(gates, row.measure))
    if row.measure == "discoverability_ratio":
        return Verdict.at_least(row.value, gates.ratio)
    if not row.bucket and row.measure in ("abstention_gap", "ece"):
        return at_most(row.value, getattr(gates, row.measure))
    return None


def at_most(value: Value, threshold: float) -> Verdict:
    """Pass when the upper bound keeps within `threshold`, fail when the lower one exceeds it.

    Examples
    --------
    >>> at_most(Value(0.03, 0.01, 0.05, 0.95, 900), 0.06).status
    'pass'
    """
    if value.estimate is None or value.low is None or value.high is None:
        return Verdict.at_least(value, threshold)
    turned = Value(-value.estimate, -value.high, -value.low, value.level, value.n)
    held = Verdict.at_least(turned, -threshold)
    words = {
        "pass": f"upper bound {value.high:.3f} ≤ {threshold:g}",
        "fail": f"lower bound {value.low:.3f} > {threshold:g}",
    }
    within = f"the gate of {threshold:g} lies within [{value.low:.3f}, {value.high:.3f}]"
    why = words.get(held.status, within)
    return Verdict(held.status, value, threshold, why, held.rows_needed)
