"""What was delivered to whom, beside who was eligible."""

from __future__ import annotations

import numpy as np

from everyhue.audit.ranking.findings import Delivery, DeliveryLine
from everyhue.audit.ranking.judge import delivery_cells, eligible_shares
from everyhue.audit.ranking.kind import Made
from everyhue.metrics.groups import DELIVERY, called, values
from everyhue.metrics.inference import simultaneous
from everyhue.types import Tally, Value


def delivered(tally: Tally, made: Made, level: float) -> Delivery | None:
    """Return delivery by group against the eligible, where the tally knows them."""
    if not made.eligible:
        return None
    cells = delivery_cells(tally, made)
    shares = {called(group): share for group, share in eligible_shares(tally).items()}
    base = np.array([shares.get(group[0], 0.0) for group in cells.groups])
    got = values(cells, DELIVERY, level)
    lines = tuple(
        DeliveryLine(made.eligible, group, value, float(share), _over(value, float(share)))
        for group, value, share in zip(cells.groups, got, base, strict=True)
    )
    bounds = simultaneous(DELIVERY.five(cells), level)
    if np.isnan(bounds.estimate).any():
        return Delivery(lines, Value.undefined_because("nothing was delivered", 0))
    low = np.maximum(0.0, np.maximum(bounds.low - base, base - bounds.high)).sum() / 2
    high = np.maximum(np.abs(bounds.low - base), np.abs(bounds.high - base)).sum() / 2
    apart = float(np.abs(bounds.estimate - base).sum() / 2)
    method = f"simultaneous, {len(base)} bounds"
    return Delivery(lines, Value(apart, float(low), min(1.0, float(high)), level, method=method))


def _over(value: Value, share: float) -> Value:
    if value.estimate is None:
        return value
    if not share:
        return Value.undefined_because("nobody of the group is eligible", value.n)
    low, high = value.low, value.high
    if low is None or high is None:
        return Value(value.estimate / share, n=value.n, method=value.method)
    return Value(
        value.estimate / share, low / share, high / share, value.level, value.n, value.method
    )
