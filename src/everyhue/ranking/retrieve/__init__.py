"""Retrieval strategies: each adds candidates of the buckets that plain relevance misses."""

from everyhue.ranking.retrieve.bucketized import bucketized
from everyhue.ranking.retrieve.over_fetch import over_fetch
from everyhue.ranking.retrieve.probe import Probe, make_probe
from everyhue.ranking.retrieve.reach import Reach
from everyhue.ranking.retrieve.stage import Retrieved, count, retrieve
from everyhue.ranking.retrieve.strong_or import strong_or

__all__ = [
    "Probe",
    "Reach",
    "Retrieved",
    "bucketized",
    "count",
    "make_probe",
    "over_fetch",
    "retrieve",
    "strong_or",
]
