"""The report card of a signal: what it does for each bucket, and whether it may be switched on."""

from everyhue.signals.report_card.card import ReportCard, report_card
from everyhue.signals.report_card.gates import Gates, decide, settling
from everyhue.signals.report_card.measures import Row
from everyhue.signals.report_card.stamp import Stamp

__all__ = ["Gates", "ReportCard", "Row", "Stamp", "decide", "report_card", "settling"]
