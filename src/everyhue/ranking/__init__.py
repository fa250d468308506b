"""What we show: trigger, retrieve, refine, rerank, explain.

The re-rankers work on plain arrays: ``from everyhue.ranking import rerank``. The path of a whole
request is `everyhue.ranking.pipeline.answer`.
"""

from everyhue.ranking.config import PathConfig, SurfaceConfig
from everyhue.ranking.request import Candidates, Hit, Request, Response
from everyhue.ranking.rerank import (
    Dpp,
    Mmr,
    Options,
    Relevance,
    RoundRobin,
    Strategy,
    dpp,
    mmr,
    rerank,
    round_robin,
)

__all__ = [
    "Candidates", "Dpp", "Hit", "Mmr", "Options", "PathConfig", "Relevance", "Request", "Response",
    "RoundRobin", "Strategy", "SurfaceConfig", "dpp", "mmr", "rerank", "round_robin",
]  # fmt: skip
