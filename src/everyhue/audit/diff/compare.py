"""From two reports to what changed, and what of it is more than noise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from everyhue.audit.diff.bounds import bounds_of
from everyhue.audit.diff.direction import direction_of
from everyhue.audit.diff.findings import Change, Changed, DiffFindings, GateChange, Place
from everyhue.audit.diff.read import Saved
from everyhue.errors import InputError, bad_value, unknown_name
from everyhue.metrics.inference import benjamini_hochberg, differences, holm
from everyhue.types import Value

Adjust = Literal["holm", "benjamini-hochberg"]

_Key = tuple[Place, str]
_Told = tuple[float, int | None]


def compare(
    old: Saved, new: Saved, *, level: float = 0.95, adjust: Adjust = "holm",
    measures: Sequence[str] = (),
) -> DiffFindings:  # fmt: skip
    """Compare every measure of every group that two reports share.

    Parameters
    ----------
    old, new : Saved
        Two audits of one kind by the same columns, of independent rows. If the same rows were
        scored twice, the two agree by more than chance, and changes are told too rarely, not too
        often.
    level : float, (0, 1)
        Chance that nothing is called more than noise where nothing changed.
    adjust : {"holm", "benjamini-hochberg"}
        Whether `level` speaks of any false call, or of the share of false ones among the calls.
    measures : sequence of str
        Only these; by default all that both have.

    Returns
    -------
    DiffFindings
        Lines, verdicts, groups and measures that came or went.

    Raises
    ------
    InputError, UnknownNameError
        For reports that cannot be compared, or a measure that they do not have.

    Notes
    -----
    Undefined when: never. Two measures of which each is one less the other (accuracy and error
    rate) are one comparison. Cost: O(groups · measures). Source: Zou and Donner 2008; Holm 1979;
    Benjamini and Hochberg 1995.
    """
    _comparable(old, new)
    old, new = (_ordered(one, old.by) for one in (old, new))
    if adjust not in ("holm", "benjamini-hochberg"):
        raise bad_value("adjust", adjust, "'holm' or 'benjamini-hochberg'")
    both = [place for place in old.lines if place in new.lines]
    names = _measures(old, new, both, measures)
    keys = [
        (place, name) for place in both for name in names
        if name in old.lines[place].values and name in new.lines[place].values
    ]  # fmt: skip
    tested = [key for key in keys if _bounded(old, key) and _bounded(new, key)]
    first = _first_of_mirrors(old, new, tested)
    family = max(1, len(set(first.values())))
    told, counted = _told(old, new, tested, (level, family))
    adjusted = _adjusted({key: told[key][1] for key in set(first.values())}, adjust)
    lines = [
        replace(
            _line(old, new, key, told.get(key), adjusted.get(first.get(key, key)), level),
            same_as="" if first.get(key, key) == key else first[key][1],
        )
        for key in keys
    ]
    return DiffFindings(
        old.kind, (old.counted, new.counted), (old.rows, new.rows), old.by, level, adjust,
        family if tested else 0, len(counted & set(first.values())),
        tuple(sorted(lines, key=_rank)), _gates(old, new),
        appeared=_only(new, old), vanished=_only(old, new), notes=_notes(old, new),
        lost=_undefined(old, new, keys), gained=_undefined(new, old, keys),
    )  # fmt: skip


def _comparable(old: Saved, new: Saved) -> None:
    if old.kind != new.kind:
        raise bad_value(
            f"kind of {new.name}", new.kind, f"{old.kind!r}, as in {old.name}",
            "Compare two audits of one kind.",
        )  # fmt: skip
    if set(old.by) != set(new.by):
        raise bad_value(
            f"group columns of {new.name}", ", ".join(new.by),
            f"{', '.join(old.by)!r}, as in {old.name}", "Audit both by the same columns.",
        )  # fmt: skip


def _ordered(saved: Saved, by: Sequence[str]) -> Saved:
    """Return a report with the columns of each group in one order, so that groups are found."""
    rank = {column: i for i, column in enumerate(by)}
    return replace(
        saved,
        lines={
            tuple(sorted(place, key=lambda part: rank.get(part[0], len(rank)))): line
            for place, line in saved.lines.items()
        },
    )


def _measures(old: Saved, new: Saved, both: Sequence[Place], asked: Sequence[str]) -> list[str]:
    known = [
        dict.fromkeys(name for place in both for name in one.lines[place].values)
        for one in (old, new)
    ]
    shared = [name for name in known[0] if name in known[1]]
    for name in asked:
        if name not in shared:
            raise unknown_name("measure of both reports", name, shared)
    if not shared:
        raise InputError("The two reports share no group and measure: there is nothing to compare.")
    return list(asked) or shared


def _bounded(saved: Saved, key: _Key) -> bool:
    value = saved.lines[key[0]].values[key[1]]
    return value.estimate is not None and value.low is not None and value.high is not None


def _first_of_mirrors(old: Saved, new: Saved, keys: Sequence[_Key]) -> dict[_Key, _Key]:
    """Return for every comparison the one it repeats: its own, or that of one less the measure."""
    by_name: dict[str, dict[Place, list[_Told]]] = defaultdict(dict)
    for place, name in keys:
        values = [one.lines[place].values[name] for one in (old, new)]
        by_name[name][place] = [(value.number(), value.n) for value in values]
    first: dict[str, str] = {}
    for name, held in by_name.items():
        near = (one for one in first.values() if _mirrors(by_name[one], held))
        first[name] = next(near, name)
    return {(place, name): (place, first[name]) for place, name in keys}


def _mirrors(one: dict[Place, list[_Told]], other: dict[Place, list[_Told]]) -> bool:
    """Whether two measures sum to 1 in every group of both reports."""
    return one.keys() == other.keys() and all(
        abs(a + b - 1) < 1e-9 and n == m
        for place in one
        for (a, n), (b, m) in zip(one[place], other[place], strict=True)
    )


def _told(
    old: Saved, new: Saved, keys: Sequence[_Key], shared: tuple[float, int]
) -> tuple[dict[_Key, tuple[Value, float]], set[_Key]]:
    """Return difference and p-value of every comparison, and those that are from counts."""
    blocks = defaultdict(list)
    for place, name in keys:
        blocks[tuple(column for column, _ in place), name].append(place)
    made, from_counts = {}, set()
    for (_, name), places in blocks.items():
        (one, counted), (two, also) = (bounds_of(saved, name, places) for saved in (new, old))
        from_counts |= {(place, name) for place in places if counted and also}
        found = differences(one, two, level=shared[0], family=shared[1])
        for i, place in enumerate(places):
            ends = (float(found.low[i]), float(found.high[i]))
            made[place, name] = _value(float(found.estimate[i]), ends, shared), float(found.p[i])
    return made, from_counts


def _value(gap: float, ends: tuple[float, float], shared: tuple[float, int]) -> Value:
    if not np.isfinite(ends[1] - ends[0]):
        return Value(gap, method="no interval")
    return Value(gap, *ends, shared[0], method=f"MOVER, {shared[1]} bounds share the level")


def _adjusted(p: dict[_Key, float], adjust: Adjust) -> dict[_Key, float]:
    function = holm if adjust == "holm" else benjamini_hochberg
    return dict(zip(p, map(float, function(list(p.values()))), strict=True))


def _line(
    old: Saved,
    new: Saved,
    key: _Key,
    told: tuple[Value, float] | None,
    adjusted: float | None,
    level: float,
) -> Changed:
    before, after = (one.lines[key[0]].values[key[1]] for one in (old, new))
    if told is None or adjusted is None:
        gap = Value.undefined_because("not defined in both")
        if before.defined and after.defined:
            gap = Value(after.number() - before.number(), method="no interval")
        return Changed(*key, before, after, gap, None, None, "untested")
    change = _change(key[1], told[0].number(), adjusted <= 1 - level)
    if change == "changed" and direction_of(key[1]) == "zero":
        change = _nearer(before, after)
    return Changed(*key, before, after, *told, adjusted, change)


def _change(measure: str, gap: float, sure: bool) -> Change:
    if not sure:
        return "noise"
    direction = direction_of(measure)
    if direction in ("none", "zero"):
        return "changed"
    return "better" if (gap > 0) == (direction == "higher") else "worse"


def _nearer(before: Value, after: Value) -> Change:
    """Say whether a signed number surely came nearer to 0, or went further from it."""
    far, now = abs(before.number()), after.number()
    low, high = (now if end is None else end for end in (after.low, after.high))
    if max(abs(low), abs(high)) < far:
        return "better"
    return "worse" if max(low, -high) > far else "changed"


def _rank(line: Changed) -> tuple[int, float, float]:
    """Order by what it comes to, then by how far from 0 the nearer bound is."""
    order = ("worse", "changed", "better", "noise", "untested")
    gap = line.difference
    near = 0.0 if gap.low is None or gap.high is None else max(gap.low, -gap.high)
    return order.index(line.change), -near, line.p if line.p is not None else 1.0


def _gates(old: Saved, new: Saved) -> tuple[GateChange, ...]:
    before, after = ({(g.gate, tuple(sorted(g.by))): g for g in one.gates} for one in (old, new))
    made = []
    for key in dict.fromkeys((*before, *after)):
        ends = [before.get(key), after.get(key)]
        held = next(gate for gate in reversed(ends) if gate is not None)
        was, now = (None if gate is None else gate.status for gate in ends)
        made.append(GateChange(held.words, held.by, was, now, held.why))
    return tuple(sorted(made, key=lambda gate: (not gate.worse, gate.old == gate.new)))


def _only(one: Saved, other: Saved) -> tuple[tuple[Place, int], ...]:
    made = [(place, line.rows) for place, line in one.lines.items() if place not in other.lines]
    return tuple(sorted(made, key=lambda pair: -pair[1]))


def _undefined(
    one: Saved, other: Saved, keys: Sequence[_Key]
) -> tuple[tuple[Place, str, str], ...]:
    """Measures that `one` has and `other` has not, with the reason."""
    made = []
    for place, name in keys:
        there, reason = (s.lines[place].values[name] for s in (one, other))
        if there.defined and reason.undefined is not None:
            made.append((place, name, reason.undefined))
    return tuple(made)


def _notes(old: Saved, new: Saved) -> tuple[str, ...]:
    made = []
    if old.counted != new.counted:
        made.append(f"Old counted {old.counted}; new counts {new.counted}.")
    if (old.tally is None) != (new.tally is None):
        made.append("Only one of the two reports has its tally beside it.")
    return tuple(made)


__all__ = ["Adjust", "compare"]
