"""Over-fetch and rerank: a deeper relevance list, and nothing else."""

from __future__ import annotations

import numpy as np

from everyhue.catalog.snapshot import Rows
from everyhue.ranking.retrieve.probe import Probe
from everyhue.ranking.retrieve.reach import Reach
from everyhue.registry import register

FACTOR = 4


@register(
    "retrieval",
    "over_fetch",
    source="Silva et al. 2023, Representation Online Matters, §4.1",
    undefined_when="never; a bucket that is rare near the query stays rare",
)
def over_fetch(probe: Probe, reach: Reach) -> Rows:
    """Fetch four times as deep by relevance, so that the re-ranker has more to choose from.

    Cheap, and blind: a bucket that holds 2 % of the catalog has about 2 % of the candidates.

    Parameters
    ----------
    probe : Probe
        The query.
    reach : Reach
        How deep, and over which dimensions.

    Returns
    -------
    (m,) intp
        Extra rows, unordered, possibly overlapping with the base list.
    """
    depth = FACTOR * reach.depth
    return np.concatenate(
        [probe.text_top(depth, inside=bool(probe.within)), probe.vector_top(depth)]
    )
