"""Shares of buckets: counted, as the signal favours them, corrected, and against a target."""

from __future__ import annotations

import numpy as np

from everyhue.audit.catalog.corrected import Corrected
from everyhue.audit.catalog.count import SOFT
from everyhue.audit.catalog.findings import BucketLine
from everyhue.audit.catalog.held import Held
from everyhue.audit.rules import Rules
from everyhue.errors import bad_value
from everyhue.metrics.groups import REPRESENTATION, Cells, bounded
from everyhue.types import Value

METHOD = "Clopper–Pearson, bounds of all buckets hold together"


_UNTOLD = Value.undefined_because("suppressed: beside the sure items it would tell the unsure")


def target_shares(held: Held, name: str, rules: Rules | None) -> list[float | None]:
    """Return the stated share of every bucket, or ``None`` for each without a target."""
    buckets = held.buckets[name]
    if rules is None or name not in rules.targets:
        return [None] * len(buckets)
    target = rules.targets[name]
    if not isinstance(target, str) and any(isinstance(share, str) for share in target.values()):
        raise bad_value(
            f"target of {name}", target, "shares", "A column of shares is for logs of rankings."
        )
    shares = rules.shares(name, buckets)
    return [shares[bucket] for bucket in buckets]


def bucket_lines(
    held: Held, name: str, targets: list[float | None], by_em: Corrected | None, level: float
) -> tuple[BucketLine, ...]:
    """Return every bucket of a dimension with its shares."""
    cells, buckets = held.representation(name), held.buckets[name]
    counted = shares_of(cells, level)
    likely, expected = _likely(held, name, level), _expected(held, name)
    if held.hides("probabilities", name):
        likely = expected = [_UNTOLD] * len(buckets)
    none = Value.undefined_because("no sample of items whose true bucket was looked at")
    em = by_em.shares if by_em else (none,) * len(buckets)
    lines = []
    for i, bucket in enumerate(buckets):
        best = em[i] if em[i].defined else counted[i]
        lines.append(BucketLine(
            bucket, int(cells.sums[i, 0]), counted[i], likely[i], expected[i], em[i],
            by_em.labelled[i] if by_em else 0, by_em.right[i] if by_em else none, targets[i],
            _ratio(best, targets[i]),
        ))  # fmt: skip
    return tuple(lines)


def shares_of(cells: Cells, level: float) -> list[Value]:
    """Return the share of every bucket with bounds that hold together."""
    bounds, five = bounded(REPRESENTATION, cells, level, len(cells)), REPRESENTATION.five(cells)
    return [
        Value(float(r), float(low), float(high), level, int(n), METHOD)
        if n else Value.undefined_because("no item has a known bucket", 0)
        for r, low, high, n in zip(bounds.estimate, bounds.low, bounds.high, five.rows, strict=True)
    ]  # fmt: skip


def _likely(held: Held, name: str, level: float) -> list[Value]:
    """Shares where every item that was not abstained on counts for its favoured bucket."""
    rows = [held.tally.counts.get((SOFT, name, "", "", b), {}) for b in held.buckets[name]]
    counts = np.array([float(sum(row.values())) for row in rows])
    table = np.stack([counts, np.full(len(counts), counts.sum())], 1)
    cells = Cells((name,), tuple((b,) for b in held.buckets[name]), table, table,
                  names=("items", "known"), shared=("known",))  # fmt: skip
    return shares_of(cells, level)


def _expected(held: Held, name: str) -> list[Value]:
    """Shares of the summed probabilities, without an interval: chance is not their trouble."""
    sums = [held.tally.sums.get((SOFT, name, "", "", b), {}).get("p") for b in held.buckets[name]]
    whole = sum(part for part in sums if part is not None)
    if not whole:
        return [Value.undefined_because("no probabilities")] * len(sums)
    return [Value((part or 0.0) / whole) for part in sums]


def _ratio(share: Value, target: float | None) -> Value:
    if target is None:
        return Value.undefined_because("no target was stated")
    if share.estimate is None or share.low is None or share.high is None:
        return Value.undefined_because(share.undefined or "no interval")
    if not target:
        return Value.undefined_because("the target is 0")
    return Value(
        share.estimate / target, share.low / target, share.high / target, share.level, share.n,
        share.method,
    )  # fmt: skip


def apart(shares: list[Value], targets: list[float | None]) -> float | None:
    """Return the share of items that would have to be others to be on target."""
    if any(target is None for target in targets) or not all(share.defined for share in shares):
        return None
    gaps = [abs(s.number() - (t or 0.0)) for s, t in zip(shares, targets, strict=True)]
    return sum(gaps) / 2
