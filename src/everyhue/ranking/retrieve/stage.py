"""The retrieve stage: base list, bucket lists, one fused relevance."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everyhue.catalog.snapshot import Rows
from everyhue.ranking.request import Candidates
from everyhue.ranking.retrieve.probe import Probe
from everyhue.ranking.retrieve.reach import Reach
from everyhue.registry import find
from everyhue.types import UNKNOWN, Labels, StageOutcome


@dataclass(frozen=True, slots=True, eq=False)
class Retrieved:
    """Candidates, and which of them plain retrieval would have found.

    Parameters
    ----------
    candidates : Candidates
        Base rows first, in relevance order; then the rows only bucket lists found, likewise.
    base : int
        How many rows are base rows. With diversification off these are all there is, so the
        original order is the same with it on or off.
    """

    candidates: Candidates
    base: int


def retrieve(
    probe: Probe, reach: Reach, strategy: str, *, report: Iterable[str] = ()
) -> tuple[Retrieved, StageOutcome]:
    """Fetch candidates by a registered strategy and say how many each bucket has.

    Parameters
    ----------
    probe : Probe
        The query held against a snapshot.
    reach : Reach
        Depths, and the dimensions to fetch by; none for plain retrieval.
    strategy : str
        ``"bucketized"``, ``"strong_or"``, ``"over_fetch"`` or any registered one.
    report : iterable of str
        Dimensions whose bucket counts are recorded.

    Returns
    -------
    retrieved : Retrieved
        The candidates.
    outcome : StageOutcome
        ``counts_in`` are those of plain retrieval, ``counts_out`` those of this strategy.
    """
    start = time.perf_counter()
    base = _cut(probe, _base(probe, reach.depth))
    extra, failed = _extra(probe, reach, strategy)
    rows = np.concatenate([base, _cut(probe, np.setdiff1d(extra, base))])
    found = Retrieved(_candidates(probe, rows), len(base))
    before, after = (count(probe.snapshot.labels, part, report) for part in (base, rows))
    outcome = StageOutcome(
        "retrieve",
        strategy if reach.dimensions else "plain",
        _why(reach, len(base), len(rows), failed),
        before,
        after,
        milliseconds=(time.perf_counter() - start) * 1000,
        failed_open=failed is not None,
        details={"base": len(base), "candidates": len(rows), "depth": reach.depth,
                 "per_bucket": reach.per_bucket},
    )  # fmt: skip
    return found, outcome


def count(
    labels: Mapping[str, Labels], rows: Rows, names: Iterable[str]
) -> dict[str, dict[str, int]]:
    """Count `rows` per sure bucket of each named dimension; ``unknown`` is the rest."""
    counts = {}
    for name in names:
        held = labels[name]
        tally = np.bincount(
            held.sure[rows].astype(np.intp) + 1, minlength=len(held.buckets) + 1
        ).tolist()
        counts[name] = {**dict(zip(held.buckets, tally[1:], strict=True)), UNKNOWN: tally[0]}
    return counts


def _base(probe: Probe, depth: int) -> Rows:
    inside = probe.text_top(depth, inside=True) if probe.within else np.zeros(0, np.intp)
    refined = [probe.vector_top_by_bucket(depth, name) for name in probe.within]
    wanted = [
        lists[probe.snapshot.labels[name].buckets.index(probe.within[name])]
        for name, lists in zip(probe.within, refined, strict=True)
        if lists
    ]
    return np.unique(
        np.concatenate([probe.text_top(depth), probe.vector_top(depth), inside, *wanted])
    )


def _extra(probe: Probe, reach: Reach, strategy: str) -> tuple[Rows, str | None]:
    """Ask the strategy; when it breaks, plain retrieval stands."""
    if not reach.dimensions:
        return np.zeros(0, np.intp), None
    fetch = find("retrieval", strategy).item
    try:
        return np.asarray(fetch(probe, reach), np.intp), None
    except Exception as error:
        return np.zeros(0, np.intp), type(error).__name__


def _cut(probe: Probe, rows: Rows) -> Rows:
    """Drop rows that hardly match, then order by relevance; equal ones by key."""
    rows = rows[probe.fused(rows) >= probe.cut]
    return rows[np.lexsort((probe.snapshot.keys[rows], -probe.relevance(rows)))]


def _candidates(probe: Probe, rows: Rows) -> Candidates:
    held = probe.snapshot
    labels = {name: each.take(rows) for name, each in held.labels.items()}
    vectors: NDArray[np.float32] | None = None if held.vectors is None else held.vectors[rows]
    return Candidates(rows, probe.relevance(rows), labels, vectors)


def _why(reach: Reach, base: int, total: int, failed: str | None) -> str:
    if failed:
        return f"The bucket lists failed ({failed}); the {base} plain candidates are used."
    if not reach.dimensions:
        return f"{base} candidates by relevance."
    if total == base:
        return f"{base} candidates by relevance; every bucket near the query is among them."
    return f"{base} candidates by relevance, and {total - base} more so that every bucket is heard."
