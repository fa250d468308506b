"""Reading a team's own log: any column names, bad rows named, good rows kept."""

from everyhue.audit.log.columns import LogColumns, find_columns
from everyhue.audit.log.gain import GAINS, gain_of
from everyhue.audit.log.goals import Goals, read_goals
from everyhue.audit.log.items import LabelsAsked, Unknown
from everyhue.audit.log.read import LogAsked, LogRead, read_log

__all__ = [
    "GAINS", "Goals", "LabelsAsked", "LogAsked", "LogColumns", "LogRead", "Unknown",
    "find_columns", "gain_of", "read_goals", "read_log",
]  # fmt: skip
