"""A replay in words, tables, charts and files."""

from everyhue.audit.told.numbers import Numbers
from everyhue.audit.told.tables import query_table, strategy_table
from everyhue.audit.told.write import Told, tell, write_report

__all__ = ["Numbers", "Told", "query_table", "strategy_table", "tell", "write_report"]
