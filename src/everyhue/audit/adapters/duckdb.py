"""Files read by DuckDB, which writes to disk what does not fit into memory."""

from __future__ import annotations

from glob import escape
from typing import Any

from everyhue.audit.adapters.source import source_of
from everyhue.errors import missing_extra

_TEXTS = ("DATE", "TIME", "TIMESTAMP", "UUID")
"""What DuckDB takes texts of JSON for; as text they are what the other engines read."""


def opened(path: str) -> tuple[Any, bool]:
    """Return the files of a path as a relation, and whether all their columns are text."""
    source = source_of(path)
    try:
        import duckdb
    except ImportError:
        raise missing_extra("duckdb", "duckdb") from None
    connection = duckdb.connect()
    files = [file if "://" in file else escape(file) for file in source.files]
    if source.format == "parquet":
        hive = source.folder is not None
        return connection.read_parquet(files, hive_partitioning=hive), False
    if source.format == "json":
        held = connection.read_json(files, format="newline_delimited", sample_size=-1)
        return _as_written(held), False
    held = connection.read_csv(
        files, header=True, all_varchar=True, sep=source.delimiter(), quotechar='"', escapechar='"'
    )
    return held, True


def _as_written(relation: Any) -> Any:
    parts = []
    for name, kind in zip(relation.columns, relation.types, strict=True):
        quoted = '"' + name.replace('"', '""') + '"'
        text = str(kind).startswith(_TEXTS)
        parts.append(f"CAST({quoted} AS VARCHAR) AS {quoted}" if text else quoted)
    return relation.project(", ".join(parts))
