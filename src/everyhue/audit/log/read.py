"""From a log file to logged requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from everyhue.audit.log.columns import LogColumns, find_columns
from everyhue.audit.log.gain import GAINS, gain_of
from everyhue.audit.log.goals import Goals
from everyhue.audit.log.items import (
    NOT_THERE,
    ItemLabels,
    LabelsAsked,
    labels_from_file,
    labels_from_rows,
)
from everyhue.audit.log.rows import Row, log_rows
from everyhue.audit.logged import LoggedList
from everyhue.catalog.ingest import BadRow, header_of
from everyhue.errors import InputError, unknown_name
from everyhue.types import Dimension, Labels

Numbered = tuple[int, Row]
Classify = Callable[[str, str, str], str]
"""Query, surface and locale to the class of the query."""


@dataclass(frozen=True, slots=True)
class LogAsked:
    """How a log is to be read.

    Parameters
    ----------
    columns : LogColumns
        Columns a person named.
    labels : LabelsAsked
        Where labels come from.
    goals : Goals
        Where targets come from.
    catalog : Path or None
        A file of labels by item, or a catalog folder; ``None``: the log has the labels.
    gain : str
        Relevance of a position, for logs without scores: one of `GAINS`.
    classify : callable or None
        Gives the class of a query where no column does.
    """

    columns: LogColumns = field(default_factory=LogColumns)
    labels: LabelsAsked = field(default_factory=LabelsAsked)
    goals: Goals = field(default_factory=Goals)
    catalog: Path | None = None
    gain: str = "log2"
    classify: Classify | None = None


@dataclass(frozen=True, slots=True, eq=False)
class LogRead:
    """What came of reading.

    Parameters
    ----------
    lists : tuple of LoggedList
        The requests, in the order of the log.
    bad : tuple of BadRow
        Rows of the log that could not be used.
    bad_items : tuple of BadRow
        Rows of the catalog that could not be used.
    dimensions : mapping of str to Dimension
        What the labels mean.
    notes : tuple of str
        What a reader should know.
    """

    lists: tuple[LoggedList, ...]
    bad: tuple[BadRow, ...]
    bad_items: tuple[BadRow, ...]
    dimensions: Mapping[str, Dimension]
    notes: tuple[str, ...]


def read_log(path: Path, asked: LogAsked | None = None) -> LogRead:
    """Read the requests of a log, with labels and targets.

    Parameters
    ----------
    path : Path
        CSV, TSV, JSON Lines or Parquet; one row per candidate, or one per request with lists.
    asked : LogAsked, optional
        Columns, labels, targets.

    Returns
    -------
    LogRead
        Requests, bad rows with their line and reason, and notes.

    Raises
    ------
    FileError, InputError, UnknownNameError
        For a file or column that is not there, or a log without a usable row.
    """
    asked = asked or LogAsked()
    if asked.gain not in GAINS:
        raise unknown_name("gain", asked.gain, GAINS)
    header = header_of(path)
    columns = find_columns(header, asked.columns)
    extra = _extra(header, asked)
    rows, bad = _split(log_rows(path, columns, extra))
    if not rows:
        first = f" Line {bad[0].line}: {bad[0].reason}" if bad else ""
        raise InputError(f"{path}: none of its {len(bad):,} rows can be used.{first}")
    items = _items(rows, extra, asked)
    reader = _Reader(columns, asked, items, min((r.position or 0) for r in rows) == 0)
    lists = tuple(reader.request(held, bad) for held in _grouped(rows))
    bad.sort(key=lambda row: row.line)
    return LogRead(
        lists, tuple(bad), items.bad, items.dimensions, (*reader.notes(lists), *items.notes)
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    columns: LogColumns
    asked: LogAsked
    items: ItemLabels
    from_zero: bool
    classes: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def request(self, held: list[Numbered], bad: list[BadRow]) -> LoggedList:
        """Make one request of its rows; an item that comes twice counts once."""
        kept = list(_once(held, bad))
        rows = [row for _, row in kept]
        first, dimensions = rows[0], self.items.dimensions
        position, relevance = self._ranked(rows)
        clicks = np.array([row.clicks or 0.0 for row in rows]) if self.columns.clicks else None
        targets = self.asked.goals.fixed(dimensions) | self.asked.goals.of_query(first, dimensions)
        return LoggedList(
            first.query, first.surface, first.locale, tuple(row.item for row in rows),
            relevance, position, clicks, self._labels(kept), targets, self._class(first),
        )  # fmt: skip

    def _ranked(self, rows: list[Row]) -> tuple[np.ndarray, np.ndarray]:
        """Positions from 1, and relevance; either stands in for the other."""
        scores = np.array([row.score or 0.0 for row in rows])
        if any(row.position is None for row in rows):
            place = np.empty(len(rows), np.int64)
            place[np.argsort(-scores, kind="stable")] = np.arange(1, len(rows) + 1)
        else:
            place = np.array([row.position for row in rows], np.int64) + self.from_zero
        return place, scores if self.columns.score else gain_of(
            self.asked.gain, place.astype(float)
        )

    def _labels(self, kept: list[Numbered]) -> dict[str, Labels]:
        if self.asked.catalog is None:
            return self.items.at([number for number, _ in kept])
        return self.items.of([row.item for _, row in kept])

    def _class(self, row: Row) -> str:
        if self.columns.query_class or self.asked.classify is None:
            return row.query_class
        key = (row.query, row.surface, row.locale)
        if key not in self.classes:
            self.classes[key] = self.asked.classify(*key)
        return self.classes[key]

    def notes(self, lists: Iterable[LoggedList]) -> list[str]:
        """Say what was assumed."""
        columns, told = self.columns, []
        if columns.score is None:
            told.append(f"No scores: relevance is {GAINS[self.asked.gain][0]}.")
        if columns.position is None and columns.score is not None:
            told.append("No positions: candidates are ordered by score.")
        if columns.position is None and columns.score is None:
            told.append("Neither positions nor scores: the order of the rows counts as position.")
        if columns.position is not None and self.from_zero:
            told.append("Positions count from 0 in the log; 1 was added.")
        if columns.request is None:
            told.append("No request column: rows of one query, surface and locale are one request.")
        absent = _absent(lists)
        if absent:
            told.append(f"{absent:,} candidates are not in the catalog and count as unknown.")
        return told


def _extra(header: list[str], asked: LogAsked) -> list[str]:
    """Further columns of the log that are needed; each must be there."""
    needed = list(asked.goals.needed)
    if asked.catalog is None:
        needed += asked.labels.needed
        for name, dimension in asked.labels.dimensions.items():
            columns = {name, *(f"{name}{j}{b}" for j in ":_" for b in dimension.ids)}
            needed += [column for column in header if column in columns]
    for column in needed:
        if column not in header:
            raise unknown_name("column of the log", column, header)
    return [*dict.fromkeys(needed)]


def _items(rows: list[Row], extra: list[str], asked: LogAsked) -> ItemLabels:
    if asked.catalog is not None:
        return labels_from_file(asked.catalog, asked.labels)
    return labels_from_rows([row.extra for row in rows], extra, asked.labels)


def _split(rows: Iterable[Row | BadRow]) -> tuple[list[Row], list[BadRow]]:
    good: list[Row] = []
    bad: list[BadRow] = []
    for row in rows:
        if isinstance(row, BadRow):
            bad.append(row)
        else:
            good.append(row)
    return good, bad


def _grouped(rows: Iterable[Row]) -> Iterable[list[Numbered]]:
    held: dict[tuple[str, ...], list[Numbered]] = {}
    for number, row in enumerate(rows):
        held.setdefault(row.key, []).append((number, row))
    return held.values()


def _once(rows: Iterable[Numbered], bad: list[BadRow]) -> Iterable[Numbered]:
    seen: set[str] = set()
    for number, row in rows:
        if row.item in seen:
            bad.append(BadRow(row.line, f"item {row.item!r} is in this request already"))
        else:
            seen.add(row.item)
            yield number, row


def _absent(lists: Iterable[LoggedList]) -> int:
    return sum(int((next(iter(one.labels.values())).reason == NOT_THERE).sum()) for one in lists)
