"""What we show: trigger, retrieve, refine, rerank, explain.

The re-rankers work on plain arrays: ``from everyhue.ranking import rerank``. The path of a whole
request is `everyhue.ranking.pipeline.answer`.
"""

from everyhue.ranking.config import PathConfig, SurfaceConfig
from everyhue.ranking.exposure_controller import ExposureController
from everyhue.ranking.exposure_state import ExposureState
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
    rerank_batch,
    round_robin,
)

__all__ = [
    "Candidates", "Dpp", "ExposureController", "ExposureState", "Hit", "Mmr", "Options",
    "PathConfig", "Relevance", "Request", "Response", "RoundRobin", "Strategy", "SurfaceConfig",
    "dpp", "mmr", "rerank", "rerank_batch", "round_robin",
]  # fmt: skip
