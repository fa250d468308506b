"""Re-rankers: one algorithm a file, one call for all of them."""

from everyhue.ranking.rerank.batch import rerank_batch
from everyhue.ranking.rerank.calibrated import Calibrated, calibrated
from everyhue.ranking.rerank.call import rerank
from everyhue.ranking.rerank.det_cons import DetCons, det_cons
from everyhue.ranking.rerank.det_const_sort import DetConstSort, det_const_sort
from everyhue.ranking.rerank.det_greedy import DetGreedy, det_greedy
from everyhue.ranking.rerank.det_relaxed import DetRelaxed, det_relaxed
from everyhue.ranking.rerank.dpp import Dpp, dpp
from everyhue.ranking.rerank.fa_ir import FaIr, fa_ir
from everyhue.ranking.rerank.facility_location import FacilityLocation, facility_location
from everyhue.ranking.rerank.mmr import Mmr, mmr
from everyhue.ranking.rerank.msd import Msd, msd
from everyhue.ranking.rerank.options import Options
from everyhue.ranking.rerank.quota import Quota, quota
from everyhue.ranking.rerank.relevance import Relevance
from everyhue.ranking.rerank.round_robin import RoundRobin, round_robin
from everyhue.ranking.rerank.soft_spacing import SoftSpacing, soft_spacing
from everyhue.ranking.rerank.ssd import Ssd, ssd
from everyhue.ranking.rerank.strategy import Strategy
from everyhue.ranking.rerank.xquad import Xquad, xquad

__all__ = [
    "Calibrated", "DetCons", "DetConstSort", "DetGreedy", "DetRelaxed", "Dpp", "FaIr",
    "FacilityLocation", "Mmr", "Msd", "Options", "Quota", "Relevance", "RoundRobin", "SoftSpacing",
    "Ssd", "Strategy", "Xquad", "calibrated", "det_cons", "det_const_sort", "det_greedy",
    "det_relaxed", "dpp", "fa_ir", "facility_location", "mmr", "msd", "quota", "rerank",
    "rerank_batch", "round_robin", "soft_spacing", "ssd", "xquad",
]  # fmt: skip
