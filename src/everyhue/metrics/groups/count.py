"""From rows to a tally of cells, in one grouped pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import narwhals as nw

from everyhue.metrics.frames import BUCKETS, as_lazy, chosen, in_memory, passes, with_bucket, words
from everyhue.metrics.frames.lazy import Lazy
from everyhue.metrics.groups.bands import BINS, band_column, name_of, part_column
from everyhue.metrics.groups.binary import decided, labelled
from everyhue.metrics.groups.columns import Columns
from everyhue.metrics.groups.nameless import MISSING
from everyhue.metrics.groups.score_moments import MOMENTS, score_moments
from everyhue.metrics.groups.table import refuse_many, refuse_ranges, refuse_table
from everyhue.types import Tally
from everyhue.types.tally import Cell

if TYPE_CHECKING:
    import polars as pl

CLUSTER = "@cluster"
"""The key part that holds the hash bucket of a row's cluster."""

OUTCOMES = {(1, 1): "tp", (0, 1): "fp", (1, 0): "fn", (0, 0): "tn"}
"""Label and prediction to the name of the count."""


def count_groups(
    rows: Any, columns: Columns, *, told: Callable[[int], None] = lambda rows: None
) -> Tally:
    """Count true and false positives and negatives per cell, in one pass over the rows.

    Of several classes, pairs of label and prediction are counted (`count_classes`), and of numbers
    sums of their errors are taken (`count_numbers`), as `columns.task` says.

    Parameters
    ----------
    rows : polars frame or lazy frame, DuckDB relation, Spark frame, or any table that gives Arrow
        One row per decision. The pass runs on the table's own engine, and only its small result
        comes here; a lazy frame is streamed: memory does not grow with the rows.
    columns : Columns
        Which column says what.
    told : callable, optional
        Is told the rows counted so far, where the engine can say.

    Returns
    -------
    Tally
        Cells are the intersections of `columns.by`. ``counts`` hold tp, fp, fn, tn and, with
        scores, ``pos@i`` and ``neg@i`` for bin i. ``sums`` hold Σw and Σw² (``tp2`` …) of
        weights, and of scores by label the moments that `score_moments` names. ``undefined``
        counts rows without label or prediction. With clusters there is a further key part
        `CLUSTER`: one of 256 buckets of the cluster's hash. With scores too, the cells of the
        first 32 hold ``posby@b`` and ``negby@b`` for band b of the scores, of all buckets that
        are alike over 32. `a + b` is the tally of the rows of both, also where a cluster's rows
        lie in different chunks.

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
    if columns.task != "binary":
        return _task_counter(columns.task)(rows, columns, told)
    frame = chosen(as_lazy(rows), columns.roles)
    refuse_table(frame, columns)
    by = (*columns.by, *([CLUSTER] if columns.cluster else []))
    tally = Tally(columns.kind, by)

    def check(part: pl.DataFrame) -> None:
        refuse_many(part, columns)
        refuse_ranges(part, columns)

    parts = passes(
        frame, lambda held: _plans(held, columns), check=check, told=told, whole=in_memory(rows)
    )
    for grouped in parts:
        tally = tally + _tally(grouped, columns, by)
    return tally


def _task_counter(task: str) -> Callable[[Any, Columns, Callable[[int], None]], Tally]:
    """Return what counts the rows of another task; imported here, since it counts like this one."""
    if task == "multiclass":
        from everyhue.metrics.groups.classes import count_classes

        return count_classes
    from everyhue.metrics.groups.numbers import count_numbers

    return count_numbers


def _plans(frame: Lazy, columns: Columns) -> list[Lazy]:
    """Return the grouped passes: with clusters and scores three, of one scan; else one."""
    keys = [*columns.groups, "label", *(["prediction"] if columns.prediction else [])]
    if columns.score:
        score = nw.col("score").cast(nw.Float64)
        frame = frame.with_columns(nw.when(~score.is_nan()).then(score).alias("score"))
        frame = frame.with_columns((nw.col("score") >= columns.threshold).alias("over"))
        keys += [] if columns.prediction else ["over"]
    if columns.cluster:
        frame = with_bucket(frame, "cluster", "bucket")
    frame, binned = _binned(frame, columns)
    plans = []
    if columns.cluster:
        plans.append(frame.group_by(*keys, "bucket").agg(_totals(columns, moments=True)))
    if columns.score or not columns.cluster:
        totals = _totals(columns, moments=not columns.cluster)
        plans.append(frame.group_by(*keys, *binned).agg(totals))
    if columns.score and columns.cluster:
        totals = _totals(columns, moments=False)
        plans.append(_by_part(frame).group_by(*keys, "part", "band").agg(totals))
    return plans


def _by_part(frame: Lazy) -> Lazy:
    """Add the band of the score and the part of the cluster."""
    part, band = part_column(nw.col("bucket")), band_column(nw.col("bin"))
    return frame.with_columns(part.alias("part"), band.alias("band"))


def _binned(frame: Lazy, columns: Columns) -> tuple[Lazy, list[str]]:
    if columns.score is None:
        return frame, []
    # The engine's own cast rounds on some and cuts on others; after floor they agree.
    spot = (nw.col("score") * BINS).floor().clip(0, BINS - 1).cast(nw.Int64)
    return frame.with_columns(spot.alias("bin")), ["bin"]


def _totals(columns: Columns, *, moments: bool) -> list[nw.Expr]:
    weight = nw.col("weight").cast(nw.Float64) if columns.weight else None
    made = [nw.len().cast(nw.Int64).alias("@n")]
    if weight is not None:
        usable = weight.is_finite() & (weight >= 0)
        made += [weight.sum().alias("@w"), (weight * weight).sum().alias("@w2")]
        made += [usable.fill_null(False).cast(nw.Int64).sum().alias("@usable")]
    if columns.score and moments:
        score = nw.col("score")
        made += score_moments(score, weight)
        made += [score.min().alias("@least"), score.max().alias("@most")]
    return made


def _tally(grouped: pl.DataFrame, columns: Columns, by: tuple[str, ...]) -> Tally:
    label, verdict = labelled(grouped, columns), decided(grouped, columns)
    texts = [[word or MISSING for word in words(grouped[name])] for name in columns.groups]
    folding = _Folding(columns, frozenset(grouped.columns))
    cells = list(zip(*texts, strict=True))
    for cell, y, p, row in zip(cells, label, verdict, grouped.iter_rows(named=True), strict=True):
        folding.add(cell, y, p, row)
    return Tally(columns.kind, by, folding.counts, folding.sums, folding.undefined)


class _Folding:
    """Adds up grouped rows by cell."""

    def __init__(self, columns: Columns, held: frozenset[str]) -> None:
        self.counts: dict[Cell, dict[str, int]] = {}
        self.sums: dict[Cell, dict[str, float]] = {}
        self.undefined: dict[Cell, dict[str, int]] = {}
        self._columns = columns
        self._spot = next((name for name in ("band", "bin") if name in held), None)
        self._whose = next((name for name in ("bucket", "part") if name in held), None)
        # With clusters, the passes over scores have no outcomes of their own: buckets hold them.
        self._outcomes = "bucket" in held or not columns.cluster

    def add(self, cell: Cell, y: int | None, p: int | None, row: Mapping[str, Any]) -> None:
        """Add one grouped row."""
        if self._columns.cluster:
            cell = (*cell, str(row[self._whose]) if self._whose else "")
        counts = self.counts.setdefault(cell, {})
        if y is None or p is None:
            if self._outcomes:
                held = self.undefined.setdefault(cell, {})
                _grow(held, "no label" if y is None else "no prediction", row["@n"])
            return
        if self._outcomes:
            self._outcome(cell, counts, OUTCOMES[y, p], row)
        side = "pos" if y else "neg"
        if self._spot == "bin" and row["bin"] is not None:
            self._bin(cell, counts, side, row)
        if self._spot == "band" and row["band"] is not None:
            self._band(cell, counts, name_of(side, row["band"]), row)
        if row.get("@s0"):
            sums = self.sums.setdefault(cell, {})
            for name, column in MOMENTS.items():
                if column in row:
                    _grow(sums, side + name, row[column])

    def _outcome(
        self, cell: Cell, counts: dict[str, int], name: str, row: Mapping[str, Any]
    ) -> None:
        _grow(counts, name, row["@n"])
        if self._columns.weight:
            sums = self.sums.setdefault(cell, {})
            _grow(sums, name, row["@w"])
            _grow(sums, f"{name}2", row["@w2"])

    def _bin(self, cell: Cell, counts: dict[str, int], side: str, row: Mapping[str, Any]) -> None:
        _grow(counts, f"{side}@{row['bin']}", row["@n"])
        if self._columns.weight:
            sums = self.sums.setdefault(cell, {})
            _grow(sums, f"{side}@{row['bin']}", row["@w"])
            _grow(sums, f"{side}ww@{row['bin']}", row["@w2"])

    def _band(self, cell: Cell, counts: dict[str, int], name: str, row: Mapping[str, Any]) -> None:
        _grow(counts, name, row["@n"])
        if self._columns.weight:
            _grow(self.sums.setdefault(cell, {}), name, row["@w"])


def _grow(held: dict[str, Any], name: str, amount: Any) -> None:
    held[name] = held.get(name, 0) + amount


__all__ = ["BINS", "BUCKETS", "CLUSTER", "MISSING", "count_groups"]
