"""What it means: audits of models, rankings, catalogs and signals, and replay of a log."""

from everyhue.audit.logged import LoggedList
from everyhue.audit.replaying import (
    Failure,
    FrontierPoint,
    Latency,
    MovedAway,
    Plan,
    QueryLine,
    ReplayFindings,
    Strategy,
    Suggestion,
    SupplyCell,
    TriggerLine,
    replay,
)

__all__ = [
    "Failure", "FrontierPoint", "Latency", "LoggedList", "MovedAway", "Plan", "QueryLine",
    "ReplayFindings", "Strategy", "Suggestion", "SupplyCell", "TriggerLine", "replay",
]  # fmt: skip
