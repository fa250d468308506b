"""Rows of CSV, JSON Lines and Parquet files, each with the line it came from.

Text formats are read a line at a time, so that one malformed line costs one row; polars, which
reads Parquet, would refuse the whole file.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from everyhue.errors import FileError, InputError, bad_value

_LONGEST_RECORD = 200
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A row that could be read: its line (or row number) and its values by column."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used, and why."""

    line: int
    reason: str


def rows_of(path: Path) -> Iterator[GoodRow | BadRow]:
    """Yield every row of a file, good or bad.

    Parameters
    ----------
    path : Path
        A ``.csv``, ``.tsv``, ``.jsonl``, ``.ndjson``, ``.parquet`` or ``.pq`` file.

    Yields
    ------
    GoodRow or BadRow
        In the order of the file. CSV values are text; the delimiter is the commonest of comma,
        semicolon, tab and bar in the first line.

    Raises
    ------
    FileError
        Where there is no such file.
    InputError
        For another ending, or a file without a header.
    """
    return _reader(path)[1](path)


def header_of(path: Path) -> list[str]:
    """Return the column names of a file; of JSON Lines, those in its first 100 rows."""
    return _reader(path)[0](path)


def _reader(
    path: Path,
) -> tuple[Callable[[Path], list[str]], Callable[[Path], Iterator[GoodRow | BadRow]]]:
    if not path.is_file():
        raise FileError(f"{path}: there is no such file. Check the path.")
    readers = {
        ".csv": (_csv_header, _csv_rows), ".tsv": (_csv_header, _csv_rows),
        ".jsonl": (_json_header, _json_rows), ".ndjson": (_json_header, _json_rows),
        ".parquet": (_parquet_header, _parquet_rows), ".pq": (_parquet_header, _parquet_rows),
    }  # fmt: skip
    if path.suffix.lower() not in readers:
        raise bad_value("file", path.name, f"a name that ends in {', '.join(readers)}")
    return readers[path.suffix.lower()]


# CSV


def _csv_header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as handle:
        return _split_header(path, handle.readline())[0]


def _split_header(path: Path, line: str) -> tuple[list[str], str]:
    delimiter = max(",;\t|", key=line.count)
    if any(map(_not_text, line)):
        raise InputError(f"{path}: its first line is not UTF-8. Save the file as CSV in UTF-8.")
    if not line.strip():
        raise InputError(f"{path}: begins with an empty line. Expected column names.")
    names = next(csv.reader([line], delimiter=delimiter), [])
    names = [name.strip() for name in names]
    if not any(names) or len(set(names)) != len(names):
        raise bad_value(f"first line of {path.name}", line.strip(), "column names, each different")
    return names, delimiter


def _csv_rows(path: Path) -> Iterator[GoodRow | BadRow]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as handle:
        names, delimiter = _split_header(path, handle.readline())
        waiting: deque[str] = deque()
        line = 2
        while True:
            waiting.extend(islice(handle, _LONGEST_RECORD - len(waiting)))
            if not waiting:
                return
            row, used = _csv_record(waiting, delimiter, names, line)
            for _ in range(used):
                waiting.popleft()
            if row is not None:
                yield row
            line += used


def _csv_record(
    waiting: deque[str], delimiter: str, names: list[str], line: int
) -> tuple[GoodRow | BadRow | None, int]:
    """Read one record; a bad one gives back all lines but its first, which may be good rows."""
    reader = csv.reader(waiting, delimiter=delimiter, strict=True)
    try:
        cells = next(reader)
    except csv.Error as error:
        return BadRow(line, f"cannot be read as CSV: {error}"), 1
    if not cells:
        return None, reader.line_num
    if len(cells) != len(names):
        return BadRow(line, f"{len(cells)} cells, expected {len(names)}"), 1
    if any(_not_text(cell) for cell in cells):
        return BadRow(line, "bytes that are not UTF-8; save the file in UTF-8"), reader.line_num
    return GoodRow(line, dict(zip(names, cells, strict=True))), reader.line_num


def _not_text(cell: str) -> bool:
    return not cell.isascii() and any("\udc80" <= letter <= "\udcff" for letter in cell)


# JSON Lines


def _json_header(path: Path) -> list[str]:
    names: dict[str, None] = {}
    for row in islice(_json_rows(path), 100):
        if isinstance(row, GoodRow):
            names.update(dict.fromkeys(row.values))
    return list(names)


def _json_rows(path: Path) -> Iterator[GoodRow | BadRow]:
    with path.open("rb") as handle:
        for line, text in enumerate(handle, 1):
            if text.strip():
                yield _json_row(line, text)


def _json_row(line: int, text: bytes) -> GoodRow | BadRow:
    try:
        values = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return BadRow(line, f"cannot be read as JSON: {error}")
    if not isinstance(values, dict):
        return BadRow(line, f"a JSON {type(values).__name__}, expected an object")
    return GoodRow(line, values)


# Parquet


def _parquet_header(path: Path) -> list[str]:
    import polars

    try:
        return list(polars.read_parquet_schema(path))
    except polars.exceptions.PolarsError as error:
        raise InputError(f"{path}: cannot be read as Parquet ({error}).") from None


def _parquet_rows(path: Path) -> Iterator[GoodRow | BadRow]:
    import polars

    table, done = polars.scan_parquet(path), 0
    while True:
        batch = table.slice(done, _BATCH).collect()
        for values in batch.iter_rows(named=True):
            done += 1
            yield GoodRow(done, values)
        if len(batch) < _BATCH:
            return
