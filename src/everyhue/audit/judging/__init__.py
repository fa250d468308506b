"""Cells held against gates: declared cells, bounds that hold together, verdicts."""

from everyhue.audit.judging.judge import judged
from everyhue.audit.judging.lines import GateLine, GateOutcome, GroupLine, Spread
from everyhue.audit.judging.split import POOLED, Split, split

__all__ = [
    "POOLED", "GateLine", "GateOutcome", "GroupLine", "Split", "Spread", "judged", "split",
]  # fmt: skip
