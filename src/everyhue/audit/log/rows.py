"""Rows of a log as plain records; a row that cannot be used is named, the others are kept."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from everyhue.audit.log.columns import LogColumns
from everyhue.catalog.ingest import BadRow, rows_of
from everyhue.errors import InputError, bad_value

_YES = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0, "": 0.0}


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate of one request.

    Parameters
    ----------
    line : int
        Line or row of the file.
    key : tuple of str
        What tells requests apart.
    query, surface, locale, query_class, item : str
        As in the log.
    position, score, clicks : float or None
        As in the log, where it has the column.
    extra : mapping of str to object
        Further columns that labels or targets come from.
    """

    line: int
    key: tuple[str, ...]
    query: str
    surface: str
    locale: str
    query_class: str
    item: str
    position: float | None
    score: float | None
    clicks: float | None
    extra: Mapping[str, Any]


def log_rows(path: Path, columns: LogColumns, extra: Sequence[str] = ()) -> Iterator[Row | BadRow]:
    """Yield the candidates of a log.

    A row whose item is a list holds a whole request: its other lists, of the same length, are the
    columns of its candidates, and without a position their order is one.

    Parameters
    ----------
    path : Path
        CSV, TSV, JSON Lines or Parquet.
    columns : LogColumns
        Columns that are in the file.
    extra : sequence of str
        Further columns to keep.
    """
    for raw in rows_of(path):
        if isinstance(raw, BadRow):
            yield raw
            continue
        if isinstance(raw.values.get(columns.item or ""), list):
            yield from _exploded(raw.line, raw.values, columns, extra)
        else:
            yield _row(raw.line, raw.values, columns, extra)


def _exploded(
    line: int, values: Mapping[str, Any], columns: LogColumns, extra: Sequence[str]
) -> Iterator[Row | BadRow]:
    used = {name: values.get(name) for name in (*columns.named().values(), *extra)}
    lists = {name: value for name, value in used.items() if isinstance(value, list)}
    lengths = {name: len(value) for name, value in lists.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        yield BadRow(line, f"lists of different length: {told}")
        return
    for i in range(lengths[columns.item or ""]):
        one = used | {name: value[i] for name, value in lists.items()}
        row = _row(line, one, columns, extra)
        if isinstance(row, Row) and columns.position is None and columns.score is None:
            yield _at(row, i + 1)
        else:
            yield row


def _at(row: Row, place: int) -> Row:
    return Row(
        row.line, row.key, row.query, row.surface, row.locale, row.query_class, row.item,
        float(place), row.score, row.clicks, row.extra,
    )  # fmt: skip


def _row(
    line: int, values: Mapping[str, Any], columns: LogColumns, extra: Sequence[str]
) -> Row | BadRow:
    query, surface, locale, kind, item, request = (
        _words(values, column)
        for column in (
            columns.query, columns.surface, columns.locale, columns.query_class, columns.item,
            columns.request,
        )
    )  # fmt: skip
    if not item:
        return BadRow(line, f"no item in {columns.item!r}")
    if columns.request is not None and not request:
        return BadRow(line, f"no request in {columns.request!r}")
    if columns.request is None and not query:
        return BadRow(line, f"no query in {columns.query!r}")
    try:
        position = _position(values, columns.position)
        score = _number(values, columns.score)
        clicks = _clicks(values, columns.clicks)
    except InputError as error:
        return BadRow(line, str(error))
    key = (request,) if columns.request else (query, surface, locale)
    kept = {name: values.get(name) for name in extra}
    return Row(line, key, query, surface, locale, kind, item, position, score, clicks, kept)


def _words(values: Mapping[str, Any], column: str | None) -> str:
    value = None if column is None else values.get(column)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return str(value).strip()


def _number(values: Mapping[str, Any], column: str | None) -> float | None:
    if column is None:
        return None
    try:
        number = float(values.get(column))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise bad_value(column, values.get(column), "a number") from None
    if not math.isfinite(number):
        raise bad_value(column, number, "a finite number")
    return number


def _position(values: Mapping[str, Any], column: str | None) -> float | None:
    number = _number(values, column)
    if number is not None and (number < 0 or number != int(number)):
        raise bad_value(str(column), number, "a whole number ≥ 0")
    return number


def _clicks(values: Mapping[str, Any], column: str | None) -> float | None:
    word = _words(values, column).casefold()
    if column is None or word in _YES:
        return None if column is None else _YES[word]
    number = _number(values, column)
    if number is None or number < 0:
        raise bad_value(column, number, "a number of clicks ≥ 0")
    return number
