"""Audit of predictions: measures by group, and the verdicts of gates."""

from everyhue.audit.model.audit import audit_model
from everyhue.audit.model.findings import ModelFindings
from everyhue.audit.model.judge import judge
from everyhue.audit.model.tell import tell_model, told_of
from everyhue.metrics.groups import suppress

__all__ = ["ModelFindings", "audit_model", "judge", "suppress", "tell_model", "told_of"]
