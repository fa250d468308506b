"""The contracts every room plugs into: frozen values, NumPy and the standard library only."""

from everyhue.types.dimension import UNKNOWN, Bucket, Dimension, Offer
from everyhue.types.labels import SURE_AT, Labels, Provenance
from everyhue.types.selection import Selection
from everyhue.types.stage import BucketCounts, Deadline, StageOutcome
from everyhue.types.tally import Tally
from everyhue.types.targets import (
    TargetOutcome,
    Targets,
    exact_ceil,
    exact_floor,
    written_share,
)
from everyhue.types.value import Value
from everyhue.types.verdict import Status, Verdict

__all__ = [
    "SURE_AT", "UNKNOWN", "Bucket", "BucketCounts", "Deadline", "Dimension", "Labels", "Offer",
    "Provenance", "Selection", "StageOutcome", "Status", "Tally", "TargetOutcome", "Targets",
    "Value", "Verdict", "exact_ceil", "exact_floor", "written_share",
]  # fmt: skip
