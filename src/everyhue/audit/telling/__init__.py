"""How every audit is told: words, charts, tables of verdicts, and the files of a report."""

from everyhue.audit.telling.facts import facts
from everyhue.audit.telling.gates import gate_section, listed_rows
from everyhue.audit.telling.groups import group_tables, spread_table
from everyhue.audit.telling.intervals import interval_chart
from everyhue.audit.telling.summary import summary
from everyhue.audit.telling.told import Told
from everyhue.audit.telling.verdicts import rule_of, verdict_line, verdict_words, worst_first
from everyhue.audit.telling.words import is_share, rule_words, said, short, words_of
from everyhue.audit.telling.write import write_report

__all__ = [
    "Told", "facts", "gate_section", "group_tables", "interval_chart", "is_share", "listed_rows",
    "rule_of", "rule_words", "said", "short", "spread_table", "summary", "verdict_line",
    "verdict_words", "words_of", "worst_first", "write_report",
]  # fmt: skip
