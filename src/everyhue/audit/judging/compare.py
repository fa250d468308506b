"""A cell beside what it is compared with, as a value with bounds."""

from __future__ import annotations

import numpy as np

from everyhue.audit.judging.standard import Standard
from everyhue.audit.rules import Gate
from everyhue.metrics.groups import Cells, Ratio, bounded
from everyhue.metrics.groups.measure import ends
from everyhue.metrics.inference import Bounds
from everyhue.types import Value


def compared(
    gate: Gate, measure: Ratio, cells: Cells, other: Standard, shared: tuple[float, int]
) -> tuple[Value, ...]:
    """Return the comparison of every cell, with bounds at a level that `shared[1]` of them have."""
    five, mine = measure.five(cells), bounded(measure, cells, *shared)
    made = []
    for i, rows in enumerate(five.rows):
        number, low, high = (float(part[i]) for part in (mine.estimate, mine.low, mine.high))
        base, span = float(other.estimate[i]), (float(other.low[i]), float(other.high[i]))
        reason = _undefined(gate, measure, number, base)
        if reason is not None:
            made.append(Value.undefined_because(reason, int(rows)))
        elif gate.compare == "value":
            made.append(_value(number, (low, high), mine, int(rows)))
        else:
            number = number / base if gate.compare == "ratio" else number - base
            made.append(_value(number, ends(low, high, span, gate.compare), mine, int(rows)))
    return tuple(made)


def apart(gate: Gate, measure: Ratio, held: Cells, shared: tuple[float, int]) -> Value:
    """Return how far apart the smallest and the largest cell are."""
    bounds, rows = bounded(measure, held, *shared), int(measure.five(held).rows.sum())
    if len(bounds.estimate) < 2:
        return Value.undefined_because("fewer than two cells of enough rows", rows)
    if gate.compare == "difference":
        return _value(float(np.ptp(bounds.estimate)), bounds.gap(), bounds, rows)
    most = float(bounds.estimate.max())
    if not most:
        return Value.undefined_because("the largest is 0", rows)
    if bounds.estimate.min() < 0:
        return Value.undefined_because("numbers below 0 have no ratio", rows)
    return _value(float(bounds.estimate.min()) / most, bounds.ratio(), bounds, rows)


def _undefined(gate: Gate, measure: Ratio, number: float, other: float) -> str | None:
    if np.isnan(number):
        return f"no {measure.rows}"
    if gate.compare == "value":
        return None
    if np.isnan(other):
        return f"what it is compared with has no {measure.rows}"
    return "what it is compared with is 0" if gate.compare == "ratio" and other == 0 else None


def _value(estimate: float, span: tuple[float, float], bounds: Bounds, rows: int) -> Value:
    method = f"{bounds.family} bounds share the level"
    if not np.isfinite(span[1] - span[0]):
        return Value(estimate, n=rows, method=method)
    return Value(estimate, *span, bounds.level, rows, method)
