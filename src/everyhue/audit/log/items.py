"""Labels of items, from the team's own file, its catalog, or the log itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import numpy as np

from everyhue.audit.log.stored import stored_labels
from everyhue.catalog import Catalog
from everyhue.catalog.ingest import BadRow, header_of, rows_of
from everyhue.catalog.ingest.convert import REASONS, plain_spelling, spellings
from everyhue.errors import bad_value, unknown_name
from everyhue.signals.labels_file import Labelled
from everyhue.signals.labels_frame import ITEM
from everyhue.types import Bucket, Dimension, Labels

ID_NAMES = ("id", "item_id", "item", "doc_id", "docid", "document_id", "product_id", "image_id")
MOST_BUCKETS = 20
NOT_THERE = "not in catalog"
_BLANK = {"", "unknown", "none", "null", "nan", "n/a", "na", "missing"}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A rule that makes labels unknown: where a column matches a pattern, for a stated reason.

    Examples
    --------
    >>> Unknown("people", "*child*", "child in the picture").fits({"people": "Woman|Child"})
    True
    """

    column: str
    pattern: str
    reason: str

    def fits(self, values: Mapping[str, Any]) -> bool:
        """Whether a row's value matches, in any case; ``*`` stands for anything."""
        word = "" if values.get(self.column) is None else str(values[self.column])
        return fnmatchcase(word.casefold(), self.pattern.casefold())


@dataclass(frozen=True, slots=True)
class LabelsAsked:
    """How a person names labels.

    Parameters
    ----------
    columns : mapping of str to str
        Dimension to column.
    id : str or None
        Column of the item ids in the catalog.
    unknown : tuple of Unknown
        Rules; the first that fits gives the reason.
    dimensions : mapping of str to Dimension
        The declared ones. One that is not declared is made from its column's values.
    like : str or None
        Column of the item ids in the log, tried in the catalog where `id` is not given.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None
    unknown: tuple[Unknown, ...] = ()
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    like: str | None = None

    @property
    def needed(self) -> list[str]:
        """Columns that labels of a log are read from."""
        return [*dict.fromkeys([*self.columns.values(), *(rule.column for rule in self.unknown)])]


@dataclass(frozen=True, slots=True, eq=False)
class ItemLabels:
    """Labels of many items, to be looked up by id.

    Parameters
    ----------
    labels : mapping of str to Labels
        Per dimension; the last row is that of an item that is not there.
    rows : mapping of str to int
        Item id to row.
    dimensions : mapping of str to Dimension
        What the labels mean.
    bad : tuple of BadRow
        Rows that could not be used.
    notes : tuple of str
        What was made or left out on the way.
    """

    labels: Mapping[str, Labels]
    rows: Mapping[str, int]
    dimensions: Mapping[str, Dimension]
    bad: tuple[BadRow, ...] = ()
    notes: tuple[str, ...] = ()

    def of(self, ids: Sequence[str]) -> dict[str, Labels]:
        """Return the labels of items, in order."""
        return self.at([self.rows.get(item, -1) for item in ids])

    def at(self, rows: Sequence[int]) -> dict[str, Labels]:
        """Return the labels of rows; −1 is an item that is not there."""
        return {name: labels.take(rows) for name, labels in self.labels.items()}


def labels_from_file(path: Path, asked: LabelsAsked) -> ItemLabels:
    """Read labels from a catalog folder or from a CSV, JSON Lines or Parquet file.

    Of a labels file of ``everyhue signals`` the labels are those it holds: what is sure, known or
    unknown for a reason was decided there, by thresholds and conformal sets.
    """
    if path.is_dir():
        return _from_catalog(path)
    header = header_of(path)
    names = (asked.like, *ID_NAMES)  # a column named as in the log is the first guess
    key = asked.id or next((n for n in names if n in header), None)
    if key is None:
        raise bad_value(
            f"columns of {path.name}: no item id", header, f"one called {', '.join(ID_NAMES)}",
            "Name it: --catalog-item COLUMN.",
        )  # fmt: skip
    for column in (key, *asked.needed):
        if column not in header:
            raise unknown_name(f"column of {path.name}", column, header)
    rows: dict[str, Mapping[str, Any]] = {}
    bad: list[BadRow] = []
    for row in rows_of(path):
        item = "" if isinstance(row, BadRow) else str(row.values.get(key) or "").strip()
        if isinstance(row, BadRow):
            bad.append(row)
        elif not item or item in rows:
            bad.append(BadRow(row.line, f"{item!r} is there already" if item else "no item id"))
        else:
            rows[item] = row.values
    stored = stored_labels(path, header, asked)
    made = _with_stored(list(rows.values()), header, asked, stored)
    return replace(made, rows={item: row for row, item in enumerate(rows)}, bad=tuple(bad))


def _with_stored(
    rows: Sequence[Mapping[str, Any]],
    header: Sequence[str],
    asked: LabelsAsked,
    stored: Mapping[str, Labelled],
) -> ItemLabels:
    """Labels that a file of signals holds, beside those made from other columns."""
    if not stored:
        return labels_from_rows(rows, header, asked)
    others = {name: one for name, one in asked.dimensions.items() if name not in stored}
    rest = replace(asked, dimensions=others)
    more = rest.columns or set(others) & set(header) or _probabilities(header, rest)
    made = labels_from_rows(rows, header, rest) if more else ItemLabels({}, {}, {})
    reasons = [_reason(values, asked.unknown) for values in rows]
    labels, dimensions, notes = dict(made.labels), dict(made.dimensions), list(made.notes)
    for name, held in stored.items():
        first = {str(item): row for row, item in reversed([*enumerate(held.items)])}
        spots = [first.get(str(values[ITEM]), -1) for values in rows]
        labels[name] = _ruled_out(_and_absent(held.labels).take([*spots, -1]), reasons)
        if name not in others and name not in asked.dimensions:
            notes.append(f"{name} is not declared: its buckets are those of the labels file.")
        dimensions[name] = asked.dimensions.get(name) or _named(name, held.labels.buckets)
    return ItemLabels(labels, {}, dimensions, notes=tuple(notes))


def _ruled_out(labels: Labels, reasons: Sequence[str]) -> Labels:
    """Labels without those of items that a rule makes unknown."""
    for row, reason in enumerate(reasons):
        if reason:
            labels.probs[row], labels.known[row], labels.sure[row] = 0, False, -1
            labels.reason[row] = reason
            if labels.present is not None:
                labels.present[row] = False
    return labels


def labels_from_rows(
    rows: Sequence[Mapping[str, Any]], header: Sequence[str], asked: LabelsAsked
) -> ItemLabels:
    """Make labels from the values of rows.

    Raises
    ------
    InputError
        Where no column holds labels, or one has too many values to be a dimension.
    """
    columns = {name: name for name in asked.dimensions if name in header} | dict(asked.columns)
    matrices = {n: c for n, c in _probabilities(header, asked).items() if n not in asked.columns}
    if not columns and not matrices:
        raise bad_value(
            "labels", list(header), "a column of labels", "Name it: --label skin_tone=COLUMN."
        )
    reasons = [_reason(values, asked.unknown) for values in rows]
    labels, dimensions, notes = {}, {}, []
    for name in dict.fromkeys([*columns, *matrices]):
        if name in matrices:
            dimensions[name] = asked.dimensions[name]
            labels[name] = _soft(rows, dimensions[name], matrices[name], reasons)
            continue
        words = [_word(values.get(columns[name])) for values in rows]
        dimensions[name] = asked.dimensions.get(name) or _made(name, columns[name], words)
        if name not in asked.dimensions:
            notes.append(_told(dimensions[name], columns[name]))
        labels[name], strange = _hard(words, dimensions[name], reasons)
        notes += strange
    return ItemLabels(labels, {}, dimensions, notes=tuple(notes))


def _from_catalog(path: Path) -> ItemLabels:
    with Catalog.open(path) as catalog:
        snapshot = catalog.snapshot()
        rows = {item: row for item, row in snapshot.row_of_id.items() if snapshot.alive[row]}
        labels = {name: _and_absent(held) for name, held in snapshot.labels.items()}
        return ItemLabels(labels, rows, dict(snapshot.dimensions))


def _probabilities(header: Sequence[str], asked: LabelsAsked) -> dict[str, tuple[str, ...]]:
    """Find dimensions that have a column ``<name>:<bucket>`` (or ``_``) for every bucket."""
    found = {}
    for name, dimension in asked.dimensions.items():
        for joint in (":", "_"):
            columns = tuple(f"{name}{joint}{bucket}" for bucket in dimension.ids)
            if set(columns) <= set(header):
                found[name] = columns
    return found


def _reason(values: Mapping[str, Any], rules: Sequence[Unknown]) -> str:
    return next((rule.reason for rule in rules if rule.fits(values)), "")


def _word(value: Any) -> str:
    word = "" if value is None else str(value).strip()
    return "" if word.casefold() in _BLANK else word


def _made(name: str, column: str, words: Iterable[str]) -> Dimension:
    values = sorted({word for word in words if word and plain_spelling(word) not in REASONS})
    if not 2 <= len(values) <= MOST_BUCKETS:
        raise bad_value(
            f"values of {column!r}", values[:5] + ["…"] * (len(values) > 5),
            f"2 to {MOST_BUCKETS} different ones, found {len(values)}",
            f"Declare {name} in everyhue.toml and pass --config.",
        )  # fmt: skip
    return _named(name, values)


def _named(name: str, values: Iterable[str]) -> Dimension:
    return Dimension(name, name.replace("_", " ").capitalize(), tuple(Bucket(v, v) for v in values))


def _told(dimension: Dimension, column: str) -> str:
    listed = ", ".join(dimension.ids)
    return f"{dimension.name} is not declared: its buckets are the values of {column!r} ({listed})."


def _hard(
    words: Sequence[str], dimension: Dimension, reasons: Sequence[str]
) -> tuple[Labels, list[str]]:
    known, strange = spellings(dimension), dict[str, int]()
    values, why = [], dict[str, str]()
    for word, reason in zip(words, reasons, strict=True):
        bucket = word if word in dimension.ids else known.get(plain_spelling(word))
        if reason:
            why[f"\0{reason}"] = reason
            values.append(f"\0{reason}")
        elif bucket is not None or not word:
            values.append(bucket or "")
        else:
            plain = plain_spelling(word)
            why[f"\0{word}"] = plain.replace("_", " ") if plain in REASONS else "not a bucket"
            values.append(f"\0{word}")
            if plain not in REASONS:
                strange[word] = strange.get(word, 0) + 1
    notes = [
        f"{dimension.name}: {count} labels {word!r} are no bucket and count as unknown."
        for word, count in strange.items()
    ]
    why["\0absent"] = NOT_THERE
    return Labels.from_hard([*values, "\0absent"], dimension, reasons=why), notes


def _soft(
    rows: Iterable[Mapping[str, Any]],
    dimension: Dimension,
    columns: Sequence[str],
    reasons: Sequence[str],
) -> Labels:
    matrix = [[_share(values.get(column)) for column in columns] for values in rows]
    known = np.array([not reason for reason in reasons] + [False])
    labels = Labels.from_matrix([*matrix, [0.0] * len(columns)], dimension, known=known)
    for row, reason in enumerate([*reasons, NOT_THERE]):
        if reason:
            labels.reason[row] = reason
    return labels


def _share(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def _and_absent(labels: Labels) -> Labels:
    """Add the row of an item that is not there."""
    size = len(labels)
    grown = labels.take([*range(size), 0]) if size else _of_none(labels)
    grown.probs[-1], grown.known[-1], grown.sure[-1] = 0, False, -1
    grown.reason[-1] = NOT_THERE
    if grown.present is not None:
        grown.present[-1] = False
    return grown


def _of_none(labels: Labels) -> Labels:
    """One unknown item of the same dimension."""
    return Labels.from_hard(
        [None], labels.buckets, dimension=labels.dimension, provenance=labels.provenance
    )
