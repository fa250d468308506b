"""What it means: replay of recorded rankings."""

from everyhue.audit.findings import (
    Failure,
    FrontierPoint,
    Latency,
    MovedAway,
    QueryLine,
    ReplayFindings,
    Suggestion,
    SupplyCell,
    TriggerLine,
)
from everyhue.audit.logged import LoggedList, Strategy
from everyhue.audit.replay import Plan, replay

__all__ = [
    "Failure", "FrontierPoint", "Latency", "LoggedList", "MovedAway", "Plan", "QueryLine",
    "ReplayFindings", "Strategy", "Suggestion", "SupplyCell", "TriggerLine", "replay",
]  # fmt: skip
