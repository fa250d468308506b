"""Audit of predictions: measures by group, and the verdicts of gates."""

from everyhue.audit.model.audit import audit_model
from everyhue.audit.model.findings import GateLine, GateOutcome, GroupLine, ModelFindings
from everyhue.audit.model.judge import judge, judged

__all__ = [
    "GateLine", "GateOutcome", "GroupLine", "ModelFindings", "audit_model", "judge", "judged",
]  # fmt: skip
