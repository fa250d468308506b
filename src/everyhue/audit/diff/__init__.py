"""Two reports beside each other: what changed, and whether it is more than noise."""

from everyhue.audit.diff.compare import compare
from everyhue.audit.diff.findings import Changed, DiffFindings, GateChange
from everyhue.audit.diff.read import Saved, read_report
from everyhue.audit.diff.tell import tell_diff
from everyhue.audit.diff.write import write_diff

__all__ = [
    "Changed", "DiffFindings", "GateChange", "Saved", "compare", "read_report", "tell_diff",
    "write_diff",
]  # fmt: skip
