"""The audit of a query set: the same path as for people, before and after, measured by replay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from everyhue.audit import LoggedList, Plan, ReplayFindings, replay
from everyhue.catalog.snapshot import Snapshot
from everyhue.ranking.config import PathConfig
from everyhue.ranking.pipeline import answer
from everyhue.ranking.request import MAX_K, Hit, Request
from everyhue.service.web.address import PAGE_SIZE
from everyhue.types import Deadline, Selection, Targets

DEPTH = 10
"""Results of each query that are judged."""
DIVERSE = "diverse"
"""The name of the order after diversification; before it is the order by relevance."""

_PATIENCE_MS = 10_000.0


@dataclass(frozen=True, slots=True)
class Audited:
    """What one setting of the path shows over a query set.

    Parameters
    ----------
    findings : ReplayFindings
        Measures of the order by relevance (``"logged"``) and of the diverse one.
    empty : tuple of str
        Queries without any result, which are not measured.
    """

    findings: ReplayFindings | None
    empty: tuple[str, ...]


def audit_queries(
    snapshot: Snapshot, path: PathConfig, queries: Sequence[str], told: Callable[[], None]
) -> Audited:
    """Ask every query with and without diversification, and measure both orders.

    Parameters
    ----------
    snapshot : Snapshot
        The catalog.
    path : PathConfig
        Settings of the surfaces.
    queries : sequence of str
        What is asked.
    told : callable
        Called after each query.

    Returns
    -------
    Audited
        Candidates are the first 200 by relevance, and what the diverse page shows besides.
    """
    lists, orders, empty = [], {}, []
    for query in queries:
        before, after = _asked(snapshot, path, query)
        if before:
            logged, orders[query] = _recorded(snapshot, query, before, after)
            lists.append(logged)
        else:
            empty.append(query)
        told()
    if not lists:
        return Audited(None, tuple(empty))
    return Audited(_replayed(lists, orders), tuple(empty))


def _asked(
    snapshot: Snapshot, path: PathConfig, query: str
) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """Answer one query both ways; nobody waits, so neither may be late."""
    plain = Request(query=query, k=MAX_K, diversify=False)
    diverse = Request(query=query, k=PAGE_SIZE, diversify=True)
    return tuple(
        answer(one, snapshot, path, deadline=Deadline.after(_PATIENCE_MS)).hits
        for one in (plain, diverse)
    )  # type: ignore[return-value]


def _recorded(
    snapshot: Snapshot, query: str, before: Sequence[Hit], after: Sequence[Hit]
) -> tuple[LoggedList, Selection]:
    """Write both answers as one logged request and one order of its candidates."""
    hits = {hit.key: hit for hit in (*before, *after)}
    place = {key: spot for spot, key in enumerate(hits)}
    rows = snapshot.rows_of_keys(list(hits))
    equal = {name: Targets.equal(held.buckets) for name, held in snapshot.labels.items()}
    logged = LoggedList(
        query, "search", "", tuple(hit.id for hit in hits.values()),
        np.array([hit.relevance for hit in hits.values()]), np.arange(1, len(hits) + 1), None,
        {name: held.take(rows) for name, held in snapshot.labels.items()}, {"equal": equal},
    )  # fmt: skip
    order = np.array([place[hit.key] for hit in after[:DEPTH]], np.intp)
    return logged, Selection(order, np.zeros(len(order)), DIVERSE)


def _replayed(lists: Sequence[LoggedList], orders: Mapping[str, Selection]) -> ReplayFindings:
    return replay(
        lists,
        {DIVERSE: lambda logged, _: orders[logged.query]},
        plan=Plan(ks=(DEPTH,), worst=len(lists) * 8),
    )
