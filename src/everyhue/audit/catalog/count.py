"""From items to a tally: what each dimension says, by column, together, and against a sample."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from everyhue.audit.catalog.columns import CatalogColumns
from everyhue.audit.catalog.passes import BIN, CLUSTER, FAVOURED, ROWS, SURE, Passes, passes
from everyhue.audit.catalog.refuse import refuse_many, refuse_rows
from everyhue.audit.catalog.said import MISSING_LABEL, NOT_SURE, Said
from everyhue.metrics.frames import as_lazy, word_of
from everyhue.metrics.groups import MISSING
from everyhue.types import UNKNOWN, Tally
from everyhue.types.tally import Cell

if TYPE_CHECKING:
    import polars as pl

    from everyhue.audit.catalog.sample import Sample

BY = ("part", "dimension", "column", "value", "bucket")
"""Key parts of the tally; ``part`` is one of the next five."""

LABEL, JOINT, SOFT, SAMPLE, DECLARED = "label", "joint", "soft", "sample", "declared"
SURE_BIN = 19
"""The bin of a plain label: said without doubt."""

ABSTAINED = ""


def count_catalog(rows: Any, columns: CatalogColumns, sample: Sample | None = None) -> Tally:
    """Count what the items of a table show, in grouped passes over one scan.

    Parameters
    ----------
    rows : polars frame or lazy frame, DuckDB relation, Spark frame, or any table that gives Arrow
        One row per item.
    columns : CatalogColumns
        Which column says what.
    sample : Sample, optional
        Items whose true bucket was looked at, as the ground for corrected shares.

    Returns
    -------
    Tally
        Of a few thousand cells whatever the items. `a + b` is the tally of both tables; a sample
        that was used for both counts once. That ids are different in both is not checked.

    Raises
    ------
    UnknownNameError
        For a column, or a bucket of a declared dimension, that is not there.
    InputError
        For ids that come twice or are missing, probabilities that do not sum to 1, a dimension
        that is empty throughout, or a column of too many values.

    Notes
    -----
    Undefined when: never; no rows give no cells. Cost: one scan. Source: this project.

    Examples
    --------
    >>> import polars as pl
    >>> rows = pl.DataFrame({"id": ["a", "b", "c"], "hair": ["coily", "coily", None]})
    >>> tally = count_catalog(rows, CatalogColumns((Said("hair", "hair"),), "id"))
    >>> tally.counts["label", "hair", "", "", "coily"], tally.undefined
    ({'n': 2}, {('label', 'hair', '', '', 'unknown'): {'missing': 1}})
    """
    frame = as_lazy(rows)
    columns.within(frame.collect_schema().names())
    refuse_many(frame, columns)
    made = passes(frame, columns)
    refuse_rows(frame, columns, made)
    fold = _Folding()
    # Merged parts add both numbers, so that the place stays place / parts.
    for spot, one in enumerate(columns.said):
        fold.counts[DECLARED, one.name, "", "", ""] = {"place": spot, "parts": 1}
        _fold_dimension(fold, one, made, columns)
    for spot, column in enumerate(columns.by):
        fold.counts[DECLARED, "", column, "", ""] = {"place": spot, "parts": 1}
    for (names, column), grouped in made.joint.items():
        _fold_joint(fold, [_called(columns, name) for name in names], column, grouped)
    tally = Tally(columns.kind, BY, fold.counts, fold.sums, fold.undefined)
    return tally if sample is None else _plus(tally, sample.counted(frame, columns))


def _plus(tally: Tally, more: Mapping[Cell, Mapping[str, int]]) -> Tally:
    return replace(tally, counts={**tally.counts, **more})


def _called(columns: CatalogColumns, name: str) -> Said:
    return next(one for one in columns.said if one.name == name)


class _Folding:
    """Adds up grouped rows."""

    def __init__(self) -> None:
        self.counts: dict[Cell, dict[str, int]] = {}
        self.sums: dict[Cell, dict[str, float]] = {}
        self.undefined: dict[Cell, dict[str, int]] = {}

    def add(self, cell: Cell, name: str, n: int) -> None:
        """Count `n` under `name`."""
        held = self.counts.setdefault(cell, {})
        held[name] = held.get(name, 0) + n

    def unknown(self, cell: Cell, reason: str, n: int) -> None:
        """Count `n` items whose bucket is not known."""
        held = self.undefined.setdefault(cell, {})
        held[reason] = held.get(reason, 0) + n


def _fold_dimension(fold: _Folding, one: Said, made: Passes, columns: CatalogColumns) -> None:
    for spot, bucket in enumerate(one.buckets):
        fold.counts[DECLARED, one.name, "", "", bucket] = {"place": spot, "parts": 1}
        fold.counts[LABEL, one.name, "", "", bucket] = {"n": 0}
    for column in ("", *columns.by):
        for cell, reason, row in _read(one, column, made.labels[one.name, column]):
            fold.add(cell, "n", row[ROWS])
            if columns.cluster:
                fold.add(cell, f"@{row[CLUSTER]}", row[ROWS])
            if reason:
                fold.unknown(cell, reason, row[ROWS])
    if one.probs:
        _fold_soft(fold, one, made.soft[one.name])
    else:
        _fold_plain(fold, one, made.labels[one.name, ""])


def _read(
    one: Said, column: str, grouped: pl.DataFrame
) -> Iterator[tuple[Cell, str, dict[str, Any]]]:
    for row in grouped.iter_rows(named=True):
        bucket, reason = said_in(one, row)
        value = value_of(row[column]) if column else ""
        yield (LABEL, one.name, column, value, bucket or UNKNOWN), reason, row


def said_in(one: Said, row: Mapping[str, Any]) -> tuple[str | None, str]:
    """Return the sure bucket that a grouped row says, or ``None`` and the reason."""
    if one.column is not None:
        return one.read(row[one.column])
    if one.sure is not None:
        if row[one.sure] is not None:
            return one.read(row[one.sure])
    elif row[f"{SURE} {one.name}"]:
        return one.buckets[row[f"{FAVOURED} {one.name}"]], ""
    if row[f"{FAVOURED} {one.name}"] >= 0:
        return None, NOT_SURE
    word = row[one.reason] if one.reason else None
    return None, str(word).strip() if word not in (None, "") else MISSING_LABEL


def value_of(value: Any) -> str:
    """Return a value of a column as text; blank and NaN are `MISSING`."""
    return (word_of(value) or "").strip() or MISSING


def _fold_soft(fold: _Folding, one: Said, grouped: pl.DataFrame) -> None:
    for row in grouped.iter_rows(named=True):
        spot = row[f"{FAVOURED} {one.name}"]
        bucket = one.buckets[spot] if spot >= 0 else ABSTAINED
        place = row[f"{BIN} {one.name}"] if spot >= 0 else SURE_BIN
        fold.add((SOFT, one.name, "", "", bucket), str(place), row[ROWS])
        for i, name in enumerate(one.buckets):
            held = fold.sums.setdefault((SOFT, one.name, "", "", name), {"p": 0.0})
            held["p"] += row[f"@p{i}"]


def _fold_plain(fold: _Folding, one: Said, grouped: pl.DataFrame) -> None:
    for row in grouped.iter_rows(named=True):
        bucket, _ = said_in(one, row)
        fold.add((SOFT, one.name, "", "", bucket or ABSTAINED), str(SURE_BIN), row[ROWS])


def _fold_joint(fold: _Folding, said: list[Said], column: str, grouped: pl.DataFrame) -> None:
    names = _words(one.name for one in said)
    for row in grouped.iter_rows(named=True):
        buckets = _words(said_in(one, row)[0] or UNKNOWN for one in said)
        value = value_of(row[column]) if column else ""
        fold.add((JOINT, names, column, value, buckets), "n", row[ROWS])


def _words(parts: Iterator[str]) -> str:
    return json.dumps(list(parts), ensure_ascii=False)
