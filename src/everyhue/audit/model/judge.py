"""From cells and gates to verdicts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from everyhue.audit.gates import Gate, Gates, audited_families, overall_status
from everyhue.audit.model.findings import GateLine, GateOutcome
from everyhue.errors import unknown_name
from everyhue.metrics.groups import MISSING, Cells, Rate, called, rate_called
from everyhue.metrics.groups.measure import ends
from everyhue.metrics.inference import Bounds, FiveSums, clopper_pearson
from everyhue.types import Status, Tally, Value, Verdict

POOLED = "smaller cells, pooled"

_ALONE = 2
"""Bounds that decide on one cell: its own, and that of what it is compared with."""


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """The cells of one gate: those held on their own with the pooled one, and the rest.

    Parameters
    ----------
    held : Cells
        Declared cells; last, the smaller ones as one where they are enough together.
    base : Cells of one cell
        What they are compared with.
    small : Cells
        The cells that were pooled.
    missing : Cells
        Cells of rows whose group is not known.
    """

    held: Cells
    base: Cells
    small: Cells
    missing: Cells


def judge(tally: Tally, gates: Gates, depth: int | None = None) -> tuple[GateOutcome, ...]:
    """Return the verdict of every gate on every set of columns it holds.

    Parameters
    ----------
    tally : Tally
        Of `count_groups`.
    gates : Gates
        The rules. All their bounds share one level: measures times cells.
    depth : int, optional
        Most columns of an intersection.

    Raises
    ------
    InputError, UnknownNameError
        For a gate on columns or a reference that the tally does not have.
    """
    by = tuple(name for name in tally.by if not name.startswith("@"))
    audited = audited_families(by, depth)
    asked = [
        (gate, Cells.of_tally(tally, columns))
        for gate in gates.gate
        for columns in gate.families(audited)
    ]
    return judged(asked, gates)


def judged(asked: list[tuple[Gate, Cells]], gates: Gates) -> tuple[GateOutcome, ...]:
    """Return the verdict of each gate on its cells; `judge` for cells made otherwise.

    A gate passes only if every declared cell does, so that each may be held to its own bounds and
    the chance of a wrong pass stays at 1 − level (an intersection–union test, Berger 1982). It
    fails if any cell does, so that a failing bound has to hold with those of all cells and gates
    together (Bonferroni).
    """
    splits = [split(gate, cells, gates.minimum) for gate, cells in asked]
    family = sum(len(one.held) + len(one.small) + 1 for one in splits)
    return tuple(
        _outcome(gate, one, gates, max(1, family))
        for (gate, _), one in zip(asked, splits, strict=True)
    )


def split(gate: Gate, cells: Cells, minimum: int) -> Split:
    """Part the cells of a gate by the rows in its measure's denominator."""
    rate = rate_called(gate.measure)
    known = np.array([MISSING not in group for group in cells.groups], bool)
    five = rate.five(cells)
    large = (five.rows >= minimum) & (five.n > 0)
    small = cells.take(np.flatnonzero(known & ~large))
    held = cells.take(np.flatnonzero(known & large))
    base = cells.total() if gate.reference is None else _reference(gate, cells)
    pool = small.total(POOLED)
    if len(small) and rate.five(pool).rows[0] >= minimum:
        held = held.joined(pool)
    return Split(held, base, small, cells.take(np.flatnonzero(~known)))


def _reference(gate: Gate, cells: Cells) -> Cells:
    wanted = tuple((gate.reference or {})[name] for name in cells.by)
    if wanted not in cells.groups:
        raise unknown_name("reference of a gate", called(wanted), map(called, cells.groups))
    return cells.take([cells.groups.index(wanted)])


def _outcome(gate: Gate, one: Split, gates: Gates, family: int) -> GateOutcome:
    rate = rate_called(gate.measure)
    if gate.against == "extremes":
        lines = _extremes(gate, one.held, (gates.level, family))
    else:
        # A small cell cannot keep a gate from passing, but one that clearly fails is said to.
        small = _lines(gate, one.small, one.base, (gates.level, family))
        lines = _lines(gate, one.held, one.base, (gates.level, family))
        lines += tuple(line for line in small if line.verdict.status == "fail")
    share, needed = _too_small(rate, one, gates)
    status, why = _status(lines, share, gates)
    if status == "insufficient evidence":
        asked = [line.verdict.rows_needed or 0 for line in lines if line.verdict.status == status]
        needed = max([needed or 0, *asked]) or None
    return GateOutcome(
        gate.words, one.small.by, status, why, lines, _listed(rate, one.small),
        _listed(rate, one.missing), gates.level, family,
        needed if status == "insufficient evidence" else None,
    )  # fmt: skip


def _lines(
    gate: Gate, cells: Cells, base: Cells, shared: tuple[float, int]
) -> tuple[GateLine, ...]:
    rate = rate_called(gate.measure)
    every, rows = float(rate.five(base).rows[0]), rate.five(cells).rows
    own, together = (
        _compared(gate, cells, base, (shared[0], family)) for family in (_ALONE, shared[1])
    )
    return tuple(
        _line(gate, (called(group), int(n)), (own[i], together[i]), every / n if n else 1.0)
        for i, (group, n) in enumerate(zip(cells.groups, rows, strict=True))
    )


def _line(gate: Gate, told: tuple[str, int], values: tuple[Value, Value], scale: float) -> GateLine:
    """Fail on the bounds of all cells together, pass on a cell's own: see `judged`."""
    own, together = values
    verdict = held_against(together, gate.at_least, gate.at_most)
    if verdict.status != "fail":
        verdict = held_against(own, gate.at_least, gate.at_most)
        if verdict.status == "fail":
            verdict = Verdict(
                "insufficient evidence", own, verdict.threshold,
                f"{verdict.decided_by} for this cell alone, not with all cells looked at",
                _looked_at_together(together, verdict.threshold),
            )  # fmt: skip
    if verdict.rows_needed is not None:
        verdict = replace(verdict, rows_needed=ceil(verdict.rows_needed * scale))
    return GateLine(*told, verdict, own)


def _looked_at_together(value: Value, threshold: float) -> int | None:
    return Verdict.at_least(value, threshold).rows_needed


def _compared(
    gate: Gate, cells: Cells, base: Cells, shared: tuple[float, int]
) -> tuple[Value, ...]:
    rate = rate_called(gate.measure)
    five = rate.five(cells)
    mine, one = _shared(five, shared), _shared(rate.five(base), shared)
    other, span = float(one.estimate[0]), (float(one.low[0]), float(one.high[0]))
    made = []
    for i, rows in enumerate(five.rows):
        number, low, high = (float(part[i]) for part in (mine.estimate, mine.low, mine.high))
        reason = _undefined(gate, rate, number, other)
        if reason is not None:
            made.append(Value.undefined_because(reason, int(rows)))
        elif gate.compare == "value":
            made.append(_value(number, (low, high), mine, int(rows)))
        else:
            number = number / other if gate.compare == "ratio" else number - other
            made.append(_value(number, ends(low, high, span, gate.compare), mine, int(rows)))
    return tuple(made)


def _undefined(gate: Gate, rate: Rate, number: float, other: float) -> str | None:
    if np.isnan(number):
        return f"no {rate.rows}"
    if gate.compare == "value":
        return None
    if np.isnan(other):
        return f"what it is compared with has no {rate.rows}"
    return "what it is compared with is 0" if gate.compare == "ratio" and other == 0 else None


def _extremes(gate: Gate, held: Cells, shared: tuple[float, int]) -> tuple[GateLine, ...]:
    rate = rate_called(gate.measure)
    rows = int(rate.five(held).rows.sum())
    values = tuple(
        _apart(gate, _shared(rate.five(held), (shared[0], family)), rows)
        for family in (_ALONE, shared[1])
    )
    return (_line(gate, ("smallest and largest cell", rows), (values[0], values[1]), 1.0),)


def _apart(gate: Gate, bounds: Bounds, rows: int) -> Value:
    if len(bounds.estimate) < 2:
        return Value.undefined_because("fewer than two cells of enough rows", rows)
    if gate.compare == "difference":
        return _value(float(np.ptp(bounds.estimate)), bounds.gap(), bounds, rows)
    most = float(bounds.estimate.max())
    if not most:
        return Value.undefined_because("the largest is 0", rows)
    return _value(float(bounds.estimate.min()) / most, bounds.ratio(), bounds, rows)


def _shared(five: FiveSums, shared: tuple[float, int]) -> Bounds:
    """Bounds of every cell at the level that each has when `shared[1]` of them share it."""
    level, family = shared
    each = 1 - (1 - level) / family
    return Bounds(five.ratio, *clopper_pearson(*five.effective(each), each), level, family)


def held_against(value: Value, at_least: float | None, at_most: float | None) -> Verdict:
    """Return the verdict on a value with bounds, held from below, from above or both.

    Examples
    --------
    >>> held_against(Value(1.0, 0.9, 1.1, 0.95, 500), 0.8, 1.25).status
    'pass'
    >>> held_against(Value(1.5, 1.3, 1.7, 0.95, 500), 0.8, 1.25).decided_by
    'lower bound 1.300 > 1.25'
    """
    verdicts = []
    if at_least is not None:
        verdicts.append(Verdict.at_least(value, at_least))
    if at_most is not None:
        verdicts.append(_at_most(value, at_most))
    order = ("fail", "insufficient evidence", "pass")
    return min(verdicts, key=lambda verdict: order.index(verdict.status))


def _at_most(value: Value, threshold: float) -> Verdict:
    if value.low is None or value.high is None:
        return Verdict.at_least(value, threshold)
    if value.high <= threshold:
        return Verdict("pass", value, threshold, f"upper bound {value.high:.3f} ≤ {threshold:g}")
    if value.low > threshold:
        return Verdict("fail", value, threshold, f"lower bound {value.low:.3f} > {threshold:g}")
    words = f"{threshold:g} lies within [{value.low:.3f}, {value.high:.3f}]"
    needed = Verdict.at_least(value, threshold).rows_needed
    return Verdict("insufficient evidence", value, threshold, words, needed)


def _too_small(rate: Rate, one: Split, gates: Gates) -> tuple[float, int | None]:
    """Share of rows in pooled cells, and the rows in all from which it is small enough."""
    small = np.sort(rate.five(one.small).rows)
    every = float(small.sum() + _own(rate, one.held).sum())
    if not every:
        return 1.0, None
    share = float(small.sum()) / every
    if share <= gates.most_pooled:
        return share, None
    first = int(np.flatnonzero(np.cumsum(small) > gates.most_pooled * every)[0])
    if not small[first]:
        return share, None
    in_all = every + float(rate.five(one.missing).rows.sum())
    return share, ceil(gates.minimum * in_all / small[first])


def _own(rate: Rate, held: Cells) -> NDArray[np.float64]:
    kept = [i for i, group in enumerate(held.groups) if group != (POOLED,)]
    return rate.five(held.take(kept)).rows


def _status(lines: tuple[GateLine, ...], share: float, gates: Gates) -> tuple[Status, str]:
    status = overall_status([line.verdict.status for line in lines])
    if status == "pass" and share > gates.most_pooled:
        return "insufficient evidence", (
            f"cells under {gates.minimum:,} rows hold {share:.1%} of them, over the "
            f"{gates.most_pooled:.1%} that may stay untested"
        )
    if not lines:
        return "insufficient evidence", f"no cell has {gates.minimum:,} rows"
    deciding = [line for line in lines if line.verdict.status == status]
    if status == "pass" and len(lines) > 1:
        return status, f"all {len(lines)} cells hold"
    worst = max(deciding, key=_beyond)
    more = f", and {len(deciding) - 1} more" if len(deciding) > 1 else ""
    return status, f"{worst.group}: {worst.verdict.decided_by}{more}"


def _beyond(line: GateLine) -> float:
    """How far an estimate is from what it is held against."""
    estimate = line.own.estimate
    return 0.0 if estimate is None else abs(estimate - line.verdict.threshold)


def _listed(rate: Rate, cells: Cells) -> dict[str, int]:
    rows = rate.five(cells).rows
    return {called(group): int(n) for group, n in zip(cells.groups, rows, strict=True)}


def _value(estimate: float, span: tuple[float, float], bounds: Bounds, rows: int) -> Value:
    method = f"Clopper–Pearson, {bounds.family} bounds share the level"
    if not np.isfinite(span[1]):
        return Value(estimate, n=rows, method=method)
    return Value(estimate, *span, bounds.level, rows, method)
