"""How every audit is told: words, tables of verdicts, and the files of a report."""

from everyhue.audit.telling.summary import summary
from everyhue.audit.telling.told import Told
from everyhue.audit.telling.write import write_report

__all__ = ["Told", "summary", "write_report"]
