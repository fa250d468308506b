"""How sure: intervals of shares, bounds that hold together, several tests at once, rows needed."""

from everyhue.metrics.inference.five_sums import FiveSums
from everyhue.metrics.inference.multiplicity import benjamini_hochberg, holm
from everyhue.metrics.inference.power import rows_needed
from everyhue.metrics.inference.shares import clopper_pearson, wilson
from everyhue.metrics.inference.simultaneous import Bounds, simultaneous

__all__ = [
    "Bounds", "FiveSums", "benjamini_hochberg", "clopper_pearson", "holm", "rows_needed",
    "simultaneous", "wilson",
]  # fmt: skip
