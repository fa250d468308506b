"""What a gate does when the truth is known, and what a bootstrap of the gap does beside it.

Only counts of cells are drawn, never rows: ten million rows cost no more than ten thousand.
"""

from everyhue.audit.model.operating.covered import (
    RESAMPLES,
    CoverageLine,
    bootstrap_gap,
    coverage_table,
)
from everyhue.audit.model.operating.page import operating_page
from everyhue.audit.model.operating.people import PeopleLine, people_table
from everyhue.audit.model.operating.said import SIZES, OperatingLine, operating_table
from everyhue.audit.model.operating.world import World, skewed_shares, world_of

__all__ = [
    "RESAMPLES", "SIZES", "CoverageLine", "OperatingLine", "PeopleLine", "World", "bootstrap_gap",
    "coverage_table", "operating_page", "operating_table", "people_table", "skewed_shares",
    "world_of",
]  # fmt: skip
