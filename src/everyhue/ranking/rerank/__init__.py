"""Re-rankers: one algorithm a file, one call for all of them."""

from everyhue.ranking.rerank.call import rerank
from everyhue.ranking.rerank.dpp import Dpp, dpp
from everyhue.ranking.rerank.mmr import Mmr, mmr
from everyhue.ranking.rerank.options import Options
from everyhue.ranking.rerank.relevance import Relevance
from everyhue.ranking.rerank.round_robin import RoundRobin, round_robin
from everyhue.ranking.rerank.strategy import Strategy

__all__ = [
    "Dpp", "Mmr", "Options", "Relevance", "RoundRobin", "Strategy",
    "dpp", "mmr", "rerank", "round_robin",
]  # fmt: skip
