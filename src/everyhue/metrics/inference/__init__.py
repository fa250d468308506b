"""How sure: intervals of shares, bounds that hold together, several tests at once, rows needed."""

from everyhue.metrics.inference.five_sums import FiveSums
from everyhue.metrics.inference.mover import Differences, Ends, Stated, differences
from everyhue.metrics.inference.multiplicity import benjamini_hochberg, holm
from everyhue.metrics.inference.power import rows_needed
from everyhue.metrics.inference.shares import clopper_pearson, wilson
from everyhue.metrics.inference.shrink import Shrunk, shrink_means, shrink_rates
from everyhue.metrics.inference.simultaneous import Bounds, simultaneous

__all__ = [
    "Bounds", "Differences", "Ends", "FiveSums", "Shrunk", "Stated", "benjamini_hochberg",
    "clopper_pearson", "differences", "holm", "rows_needed", "shrink_means", "shrink_rates",
    "simultaneous", "wilson",
]  # fmt: skip
