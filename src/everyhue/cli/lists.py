"""The lists of a file that is to be re-ranked: scores, labels and vectors of its candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from everyhue.audit.log import LabelsAsked, LogColumns, find_columns, gain_of
from everyhue.audit.log.items import ItemLabels, labels_from_rows
from everyhue.audit.log.rows import Row, log_rows
from everyhue.catalog.ingest import BadRow, header_of
from everyhue.catalog.ingest.convert import read_vector
from everyhue.errors import InputError, bad_value, unknown_name

Rows = Sequence[int]
"""Row numbers of one list."""


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """The candidates of a file, list by list.

    Parameters
    ----------
    columns : LogColumns
        Columns that are in the file.
    rows : sequence of Row
        Candidates that can be used.
    lists : sequence of sequence of int
        Rows of each list, in the order of the file.
    items : ItemLabels or None
        Labels by row, where the file has any.
    vectors : (n, d) float32 or None
        By row; zeros where there is none.
    bad : sequence of BadRow
        Rows left out.
    """

    columns: LogColumns
    rows: Sequence[Row]
    lists: Sequence[Rows]
    items: ItemLabels | None
    vectors: NDArray[np.float32] | None
    bad: Sequence[BadRow]

    def relevance(self, held: Rows) -> NDArray[np.float64]:
        """Return the scores of a list, or what its positions stand for."""
        if self.columns.score is not None:
            return np.array([self.rows[i].score for i in held], np.float64)
        return gain_of("log2", self._stated(held))

    def positions(self, held: Rows) -> NDArray[np.int_]:
        """Return present positions from 1: as stated, or by falling score."""
        stated = self.columns.position is not None or self.columns.score is None
        order = np.argsort(self._stated(held) if stated else -self.relevance(held), kind="stable")
        position = np.empty(len(held), int)
        position[order] = np.arange(1, len(held) + 1)
        return position

    def _stated(self, held: Rows) -> NDArray[np.float64]:
        stated = np.array([self.rows[i].position for i in held], np.float64)
        return stated + float(stated.min() == 0)


def read_lists(
    path: Path, asked: LogColumns, labels: LabelsAsked, vector: str | None = None
) -> Lists:
    """Read the lists of a CSV, Parquet or JSON Lines file; rows that cannot be used are named.

    Raises
    ------
    FileError, InputError, UnknownNameError
        For a file, column or label that cannot be used, or where no row can.
    """
    header = header_of(path)
    columns = find_columns(header, asked)
    extra = [*labels.needed, *([] if vector is None else [vector])]
    for column in extra:
        if column not in header:
            raise unknown_name(f"column of {path.name}", column, header)
    held = _Held(vector)
    held.read(log_rows(path, columns, extra))
    if not held.rows:
        first = f" Line {held.bad[0].line}: {held.bad[0].reason}" if held.bad else ""
        raise InputError(f"{path}: none of its {len(held.bad):,} rows can be used.{first}")
    if columns.score is None and held.rows[0].position is None:
        raise bad_value(
            "columns of the file: no score", header, "scores or positions",
            "Name them: --score COLUMN or --position COLUMN.",
        )  # fmt: skip
    items = None
    if labels.columns:
        items = labels_from_rows([row.extra for row in held.rows], header, labels)
    return Lists(columns, held.rows, held.lists(), items, held.matrix(), held.bad)


@dataclass(slots=True)
class _Held:
    """Rows as they come in."""

    vector: str | None
    rows: list[Row] = field(default_factory=list)
    vectors: list[list[float] | None] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    seen: set[tuple[str, ...]] = field(default_factory=set)
    width: int = 0

    def read(self, found: Iterable[Row | BadRow]) -> None:
        """Keep what can be used."""
        for row in found:
            try:
                self.bad.append(row) if isinstance(row, BadRow) else self.keep(row)
            except InputError as error:
                self.bad.append(BadRow(row.line, str(error)))

    def keep(self, row: Row) -> None:
        """Keep a row whose item is new to its list and whose vector is as long as the others."""
        if (*row.key, row.item) in self.seen:
            raise InputError(f"item {row.item!r} is in this list already")
        numbers = read_vector(row.extra[self.vector]) if self.vector is not None else None
        width = self.width or len(numbers or ())
        if numbers is not None and len(numbers) != width:
            raise bad_value("length of vector", len(numbers), f"{width}, as before")
        self.width = width
        self.seen.add((*row.key, row.item))
        self.rows.append(row)
        self.vectors.append(numbers)

    def lists(self) -> list[list[int]]:
        """Return the rows of each list."""
        held: dict[tuple[str, ...], list[int]] = {}
        for number, row in enumerate(self.rows):
            held.setdefault(row.key, []).append(number)
        return list(held.values())

    def matrix(self) -> NDArray[np.float32] | None:
        """Return the vectors by row."""
        if self.vector is None:
            return None
        if not self.width:
            raise bad_value("--vector", self.vector, "a column that holds vectors")
        return np.array([numbers or [0.0] * self.width for numbers in self.vectors], np.float32)
