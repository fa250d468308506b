"""From a team's own file to items: rows that cannot be used are named, the others are not lost."""

from everyhue.catalog.ingest.convert import REASONS, Converter
from everyhue.catalog.ingest.joined import Joined
from everyhue.catalog.ingest.lines import BadRow, GoodRow, header_of, rows_of
from everyhue.catalog.ingest.mapping import Asked, ColumnMap, resolve

__all__ = [
    "REASONS", "Asked", "BadRow", "ColumnMap", "Converter", "GoodRow", "Joined", "header_of",
    "resolve", "rows_of",
]  # fmt: skip
