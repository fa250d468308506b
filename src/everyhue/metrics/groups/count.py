"""From rows to a tally of cells, in one grouped pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import narwhals as nw

from everyhue.errors import bad_value
from everyhue.metrics.frames import BUCKETS, as_lazy, collected, with_bucket
from everyhue.metrics.frames.lazy import Lazy
from everyhue.metrics.groups.binary import as_binary, decided
from everyhue.metrics.groups.columns import Columns
from everyhue.metrics.groups.table import refuse_many
from everyhue.types import Tally
from everyhue.types.tally import Cell

if TYPE_CHECKING:
    import polars as pl

MISSING = "(missing)"
"""The cell of rows whose group is null, empty or NaN: reported, and no rule aims at it."""

CLUSTER = "@cluster"
"""The key part that holds the hash bucket of a row's cluster."""

BINS = 1000
"""Bins of the histogram of scores over [0, 1]."""

OUTCOMES = {(1, 1): "tp", (0, 1): "fp", (1, 0): "fn", (0, 0): "tn"}
"""Label and prediction to the name of the count."""


def count_groups(rows: Any, columns: Columns) -> Tally:
    """Count true and false positives and negatives per cell, in one pass over the rows.

    Parameters
    ----------
    rows : polars frame or lazy frame, DuckDB relation, Spark frame, or any table that gives Arrow
        One row per decision. The pass runs on the table's own engine, and only its small result
        comes here; a lazy frame is streamed: memory does not grow with the rows.
    columns : Columns
        Which column says what.

    Returns
    -------
    Tally
        Cells are the intersections of `columns.by`. ``counts`` hold tp, fp, fn, tn and, with
        scores, ``pos@i`` and ``neg@i`` for bin i. ``sums`` hold Σw and Σw² (``tp2`` …) of
        weights, and Σs and Σs² of scores by label. ``undefined`` counts rows without label or
        prediction. With clusters there is a further key part `CLUSTER`: one of 256 buckets of the
        cluster's hash. `a + b` is the tally of the rows of both, also where a cluster's rows lie
        in different chunks.

    Raises
    ------
    UnknownNameError
        For a column that is not there, with the nearest name.
    InputError
        For a label or prediction that is not binary, a score outside [0, 1], a weight that is
        negative or missing, a column that is empty throughout, or too many groups.

    Notes
    -----
    Undefined when: never; no rows give no cells. Cost: one grouped pass.
    Source: this project; sums of clusters after Cochran 1977, ch. 6 and 9.

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame({"y": [1, 1, 0], "yhat": [1, 0, 1], "g": ["a", "a", None]})
    >>> tally = count_groups(frame, Columns("y", ("g",), prediction="yhat"))
    >>> tally.counts["a",], tally.counts["(missing)",]
    ({'tp': 1, 'fn': 1}, {'fp': 1})
    """
    frame = as_lazy(rows)
    columns.within(frame.collect_schema().names())
    refuse_many(frame, columns)
    by = (*columns.by, *([CLUSTER] if columns.cluster else []))
    tally = Tally(columns.kind, by)
    for grouped in _grouped(frame, columns):
        refuse_many(as_lazy(grouped), columns)
        tally = tally + _tally(grouped, columns, by)
    return tally


def _grouped(frame: Lazy, columns: Columns) -> list[pl.DataFrame]:
    """Compute the grouped passes: with clusters and scores two, of one scan; else one."""
    keys = [*columns.by, columns.label, *([columns.prediction] if columns.prediction else [])]
    if columns.score:
        score = nw.col(columns.score).cast(nw.Float64)
        score = nw.when(~score.is_nan()).then(score)
        keys += [] if columns.prediction else ["@over"]
        frame = frame.with_columns(score.alias(columns.score))
        frame = frame.with_columns((nw.col(columns.score) >= columns.threshold).alias("@over"))
    plans = []
    if columns.cluster:
        bucketed = with_bucket(frame, columns.cluster, CLUSTER)
        plans.append(bucketed.group_by(*keys, CLUSTER).agg(_totals(columns, scores=False)))
    if columns.score or not columns.cluster:
        frame, binned = _binned(frame, columns)
        plans.append(frame.group_by(*keys, *binned).agg(_totals(columns, scores=True)))
    return collected(plans)


def _binned(frame: Lazy, columns: Columns) -> tuple[Lazy, list[str]]:
    if columns.score is None:
        return frame, []
    # The engine's own cast rounds on some and cuts on others; after floor they agree.
    spot = (nw.col(columns.score) * BINS).floor().clip(0, BINS - 1).cast(nw.Int64)
    return frame.with_columns(spot.alias("@bin")), ["@bin"]


def _totals(columns: Columns, *, scores: bool) -> list[nw.Expr]:
    weight = nw.col(columns.weight).cast(nw.Float64) if columns.weight else None
    made = [nw.len().alias("@n")]
    if weight is not None:
        usable = weight.is_finite() & (weight >= 0)
        made += [weight.sum().alias("@w"), (weight * weight).sum().alias("@w2")]
        made += [usable.fill_null(False).cast(nw.Int64).sum().alias("@usable")]
    if columns.score and scores:
        score = nw.col(columns.score)
        each = score if weight is None else score * weight
        made += [each.sum().alias("@s"), (each * score).sum().alias("@s2")]
        made += [score.min().alias("@least"), score.max().alias("@most")]
    return made


def _tally(grouped: pl.DataFrame, columns: Columns, by: tuple[str, ...]) -> Tally:
    _refuse_ranges(grouped, columns)
    label = as_binary(grouped, columns.label, columns.positive)
    verdict = decided(grouped, columns)
    folding = _Folding(columns, "@bin" in grouped.columns, CLUSTER in grouped.columns)
    cells = _cells(grouped, columns)
    rows = grouped.select(name for name in grouped.columns if name.startswith("@"))
    for cell, y, p, row in zip(cells, label, verdict, rows.iter_rows(named=True), strict=True):
        folding.add(cell, y, p, row)
    return Tally(columns.kind, by, folding.counts, folding.sums, folding.undefined)


class _Folding:
    """Adds up grouped rows by cell."""

    def __init__(self, columns: Columns, scored: bool, clustered: bool) -> None:
        self.counts: dict[Cell, dict[str, int]] = {}
        self.sums: dict[Cell, dict[str, float]] = {}
        self.undefined: dict[Cell, dict[str, int]] = {}
        self._columns, self._scored, self._clustered = columns, scored, clustered
        # With clusters, the pass over scores has no outcomes of its own: buckets hold them.
        self._outcomes = clustered or not columns.cluster

    def add(self, cell: Cell, y: int | None, p: int | None, row: Mapping[str, Any]) -> None:
        """Add one grouped row."""
        if self._columns.cluster:
            cell = (*cell, str(row[CLUSTER]) if self._clustered else "")
        counts = self.counts.setdefault(cell, {})
        if y is None or p is None:
            if self._outcomes:
                held = self.undefined.setdefault(cell, {})
                _grow(held, "no label" if y is None else "no prediction", row["@n"])
            return
        if self._outcomes:
            self._outcome(cell, counts, OUTCOMES[y, p], row)
        if self._scored and row["@bin"] is not None:
            self._score(cell, counts, "pos" if y else "neg", row)

    def _outcome(
        self, cell: Cell, counts: dict[str, int], name: str, row: Mapping[str, Any]
    ) -> None:
        _grow(counts, name, row["@n"])
        if self._columns.weight:
            sums = self.sums.setdefault(cell, {})
            _grow(sums, name, row["@w"])
            _grow(sums, f"{name}2", row["@w2"])

    def _score(self, cell: Cell, counts: dict[str, int], side: str, row: Mapping[str, Any]) -> None:
        sums = self.sums.setdefault(cell, {})
        _grow(counts, f"{side}@{row['@bin']}", row["@n"])
        if self._columns.weight:
            _grow(sums, f"{side}@{row['@bin']}", row["@w"])
        _grow(sums, side, row["@s"])
        _grow(sums, f"{side}2", row["@s2"])


def _grow(held: dict[str, Any], name: str, amount: Any) -> None:
    held[name] = held.get(name, 0) + amount


def _cells(grouped: pl.DataFrame, columns: Columns) -> list[Cell]:
    import polars as pl

    words: list[Sequence[str]] = []
    for name in columns.by:
        text = grouped[name].cast(pl.String).fill_null("")
        missing = (text == "") | (text == "NaN" if grouped[name].dtype.is_float() else False)
        words.append([MISSING if m else w for w, m in zip(text, missing, strict=True)])
    return list(zip(*words, strict=True))


def _refuse_ranges(grouped: pl.DataFrame, columns: Columns) -> None:
    if CLUSTER in grouped.columns and grouped[CLUSTER].null_count():
        raise bad_value(
            f"cluster in {columns.cluster!r}", None, "a value in every row",
            "Give rows that belong to nobody a value of their own.",
        )  # fmt: skip
    if "@least" in grouped.columns and grouped["@least"].min() is not None:
        for name in ("@least", "@most"):
            for score in grouped[name].drop_nulls():
                if not 0 <= score <= 1:
                    raise bad_value(
                        f"score in {columns.score!r}", score, "a number in [0, 1]",
                        "Scale the scores first, or pass --prediction.",
                    )  # fmt: skip
    if "@usable" in grouped.columns and (rows := (grouped["@n"] - grouped["@usable"]).sum()):
        raise bad_value(
            f"weight in {columns.weight!r}", f"{rows} rows without a usable weight",
            "a finite number ≥ 0 in every row",
        )  # fmt: skip


__all__ = ["BINS", "BUCKETS", "CLUSTER", "MISSING", "count_groups"]
