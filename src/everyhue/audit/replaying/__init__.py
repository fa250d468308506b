"""Replay: what a log shows, what strategies would have shown, and how that is told."""

from everyhue.audit.replaying.findings import (
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
from everyhue.audit.replaying.frontier import Sweep, sample
from everyhue.audit.replaying.measuring import BY, LOGGED
from everyhue.audit.replaying.numbers import Numbers
from everyhue.audit.replaying.replay import Plan, Progress, replay
from everyhue.audit.replaying.running import Strategy
from everyhue.audit.replaying.tables import query_table, strategy_table
from everyhue.audit.replaying.tell import tell_replay
from everyhue.audit.replaying.write import write_replay

__all__ = [
    "BY", "LOGGED", "Failure", "FrontierPoint", "Latency", "MovedAway", "Numbers", "Plan",
    "Progress", "QueryLine", "ReplayFindings", "Strategy", "Suggestion", "SupplyCell", "Sweep",
    "TriggerLine", "query_table", "replay", "sample", "strategy_table", "tell_replay",
    "write_replay",
]  # fmt: skip
