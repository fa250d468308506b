"""Predictions of numbers: sums of labels, errors and their products per cell."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import numpy as np

from everyhue.errors import InputError, bad_value
from everyhue.metrics.frames import BUCKETS, collected
from everyhue.metrics.frames.lazy import Lazy
from everyhue.metrics.groups.cells import Cells, Floats
from everyhue.metrics.groups.columns import KINDS, Columns
from everyhue.metrics.groups.count import CLUSTER
from everyhue.metrics.groups.grouped import Told, grouped, rows_of
from everyhue.metrics.groups.nameless import nameless
from everyhue.metrics.lists import marginal
from everyhue.types import Tally
from everyhue.types.tally import Cell

CENTRE = "@centre"
"""The key part that holds what was taken from every label before powers were summed."""

SUMS = ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
"""Powers of d = label − centre and e = prediction − label in the sums of cells."""

SUM_NAMES = ("n", "d", "e", "dd", "de", "ee", "abs", "shift")
"""Σw, Σw·d, … Σw·|e|, and centre · Σw, which puts means back where they belong."""

_FOURTH = tuple((i, j) for i in range(5) for j in range(5 - i))
_LOOKED_AT = 100_000


def count_numbers(rows: Any, columns: Columns, told: Told = lambda rows: None) -> Tally:
    """Sum labels, errors and their products per cell, in one pass over the rows.

    Labels are taken less a centre, a round number near their mean where that is far from 0, so
    that no square of a large number hides a small spread. Tallies of other centres add up.

    Parameters
    ----------
    rows : any table that `as_lazy` takes
        One row per prediction.
    columns : Columns
        Of task ``"regression"``.
    told : callable, optional
        Is told the rows counted so far, where the engine can say.

    Returns
    -------
    Tally
        ``counts`` of rows as ``n``; ``sums`` of w·dⁱ·eʲ, d the label less the centre and e the
        error, as ``d0e0`` … up to the second power, and ``abs`` of w·|e|. Without clusters those
        of w² follow up to the fourth power, with ``ww`` before the name.

    Raises
    ------
    UnknownNameError
        For a column that is not there.
    InputError
        For columns that are no numbers, or numbers too large to be squared.

    Notes
    -----
    Undefined when: never; no rows give no cells. Cost: one grouped pass, and a look at the first
    100,000 rows. Source: this project; shifted sums after Chan, Golub and LeVeque 1983.

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame({"y": [1.0, 3.0], "p": [2.0, 3.5], "g": ["a", "a"]})
    >>> tally = count_numbers(frame, Columns("y", ("g",), prediction="p", task="regression"))
    >>> [tally.sums["a", "0.0"][name] for name in ("d1e0", "d0e1", "d0e2")]
    [4.0, 1.5, 1.25]
    """
    frame = _numbers(rows_of(rows, columns), columns)
    centre = _centre(frame)
    powers = _powers(frame, centre)
    by = (*columns.by, *([CLUSTER] if columns.cluster else []), CENTRE)
    counts: dict[Cell, dict[str, int]] = {}
    sums: dict[Cell, dict[str, float]] = {}
    undefined: dict[Cell, dict[str, int]] = {}
    for cell, row in grouped(powers, columns, ("why",), _sums(columns), told):
        spot = (*cell, repr(centre))
        held = counts.setdefault(spot, {})
        if row["why"]:
            why = undefined.setdefault(spot, {})
            why[row["why"]] = why.get(row["why"], 0) + row["@n"]
            continue
        held["n"] = held.get("n", 0) + row["@n"]
        _fill(sums.setdefault(spot, {}), row, columns)
    return Tally(columns.kind, by, counts, sums, undefined)


def _fill(held: dict[str, float], row: Mapping[str, Any], columns: Columns) -> None:
    for name, amount in row.items():
        if name.startswith(("@d", "@abs", "@ww")):
            if not math.isfinite(amount):
                raise bad_value(
                    f"numbers in {columns.label!r} and {columns.prediction!r}", amount,
                    "finite numbers whose fourth powers are too", "Choose a larger unit.",
                )  # fmt: skip
            held[name[1:]] = held.get(name[1:], 0.0) + amount


def _numbers(frame: Lazy, columns: Columns) -> Lazy:
    schema = frame.collect_schema()
    for role, name in (("label", columns.label), ("prediction", columns.prediction)):
        kind = schema[role]
        if not (kind.is_numeric() or kind in (nw.String, nw.Unknown, nw.Boolean)):
            raise bad_value(f"column {name!r}", str(kind), "numbers")
        if kind == nw.String:
            _refuse_words(frame, role, name)
    made = []
    for role in ("label", "prediction"):
        number = nw.col(role).cast(nw.Float64)
        made.append(nw.when(~number.is_nan()).then(number).alias(role))
    frame = frame.with_columns(*made)
    no_label, no_prediction = nw.col("label").is_null(), nw.col("prediction").is_null()
    why = nw.when(no_label).then(nw.lit("no label")).otherwise(
        nw.when(no_prediction).then(nw.lit("no prediction")).otherwise(nw.lit(""))
    )  # fmt: skip
    return frame.with_columns(why.alias("why"))


def _refuse_words(frame: Lazy, role: str, name: str | None) -> None:
    """Raise for text that is no number among the first rows, before an engine says so its way."""
    for word in collected([frame.head(_LOOKED_AT).select(role).unique()])[0][role].drop_nulls():
        try:
            float(word)
        except ValueError:
            raise bad_value(
                f"value in {name!r}", word, "a number", "Classes go to --task multiclass."
            ) from None


def _centre(frame: Lazy) -> float:
    """A round number near the mean of the labels, or 0 where their spread is of its size."""
    first = frame.head(_LOOKED_AT).filter(nw.col("why") == "").select("label")
    seen = collected([first])[0]["label"].to_numpy()
    seen = seen[np.isfinite(seen)]
    if not len(seen):
        return 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        mean, spread = float(seen.mean()), float(seen.std())
    if not math.isfinite(mean * spread) or abs(mean) <= max(8 * spread, 1e-200):
        return 0.0
    # Parts of one table should agree on it, so it is a multiple of a power of 2.
    unit = 2.0 ** math.ceil(math.log2(max(8 * spread, abs(mean) * 2.0**-40)))
    return round(mean / unit) * unit


def _powers(frame: Lazy, centre: float) -> Lazy:
    d = (nw.col("label") - centre).alias("d")
    e = (nw.col("prediction") - nw.col("label")).alias("e")
    return frame.with_columns(d, e)


def _sums(columns: Columns) -> list[nw.Expr]:
    weight = nw.col("weight") if columns.weight else nw.lit(1.0)
    size = nw.col("e").abs()
    made = [(weight * _power(*ij)).sum().alias(f"@d{ij[0]}e{ij[1]}") for ij in SUMS]
    made.append((weight * size).sum().alias("@abs"))
    if columns.cluster:
        return made
    squared = weight * weight
    made += [(squared * _power(*ij)).sum().alias(f"@wwd{ij[0]}e{ij[1]}") for ij in _FOURTH]
    return [*made, (squared * size).sum().alias("@wwabs")]


def _power(i: int, j: int) -> nw.Expr:
    # 1 of a row: null where there is no label, in groups that are not read.
    made = nw.col("d") * 0.0 + 1.0
    for name, many in (("d", i), ("e", j)):
        for _ in range(many):
            made = made * nw.col(name)
    return made


def number_cells(tally: Tally, by: Sequence[str] | None = None) -> Cells:
    """Return cells whose sums are those of `SUM_NAMES`, all about one centre.

    Parameters
    ----------
    tally : Tally
        Of `count_numbers`, or the sum of such.
    by : sequence of str, optional
        Columns kept apart, by default all.

    Raises
    ------
    InputError
        For a tally of another kind.

    Notes
    -----
    Undefined when: never. Cost: O(G). Source: this project.

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame({"y": [1.0, 3.0], "p": [2.0, 3.5], "g": ["a", "a"]})
    >>> tally = count_numbers(frame, Columns("y", ("g",), prediction="p", task="regression"))
    >>> cells = number_cells(tally)
    >>> dict(zip(cells.names, cells.sums[0].tolist()))["e"]
    1.5
    """
    if not tally.kind.startswith(KINDS["regression"]):
        raise bad_value("kind of tally", tally.kind, f"one of {KINDS['regression']}")
    columns = tuple(name for name in tally.by if not name.startswith("@"))
    kept = columns if by is None else tuple(by)
    fine = marginal(tally, [*kept, CENTRE])
    plain = marginal(tally, kept)
    groups = tuple(sorted(plain.counts, key=lambda cell: (nameless(cell), cell)))
    centre = _common(tally)
    rows = np.array([[plain.counts[cell].get("n", 0)] * len(SUM_NAMES) for cell in groups], float)
    sums, products = _moved(fine, groups, centre)
    clusters = None
    if CLUSTER in tally.by:
        buckets = [(*cell, str(spot)) for cell in groups for spot in range(BUCKETS)]
        moved, _ = _moved(marginal(tally, [*kept, CLUSTER, CENTRE]), buckets, centre)
        clusters = moved.reshape(len(groups), BUCKETS, len(SUM_NAMES))
    return Cells(
        kept, groups, rows.reshape(-1, len(SUM_NAMES)), sums, clusters=clusters,
        unread=tuple(plain.undefined.get(cell, {}) for cell in groups), names=SUM_NAMES,
        products=None if CLUSTER in tally.by else products,
    )  # fmt: skip


def _common(tally: Tally) -> float:
    """The centre of most rows."""
    held: dict[str, int] = {}
    for cell, row in marginal(tally, [CENTRE]).counts.items():
        held[cell[0]] = held.get(cell[0], 0) + row.get("n", 0)
    if not held:
        raise InputError("No row has both a label and a prediction. Check the columns.")
    return float(max(held, key=lambda name: (held[name], name)))


def _moved(fine: Tally, groups: Sequence[Cell], centre: float) -> tuple[Floats, Floats]:
    """Return sums and their products about one centre, of tallies about several."""
    many = len(SUM_NAMES)
    sums, products = np.zeros((len(groups), many)), np.zeros((len(groups), many, many))
    place = {cell: i for i, cell in enumerate(groups)}
    for cell, row in fine.sums.items():
        if not row or cell[:-1] not in place:
            continue
        spot, step = place[cell[:-1]], float(cell[-1]) - centre
        first = [_about(row, "", ij, step) for ij in SUMS]
        sums[spot] += [*first, row["abs"], centre * first[0]]
        if "wwabs" in row:
            products[spot] += _products(row, step)
    return sums, products


def _about(row: Mapping[str, float], before: str, power: tuple[int, int], step: float) -> float:
    """Σ(d + step)ⁱ·eʲ, from sums of the powers of d."""
    i, j = power
    return sum(
        math.comb(i, k) * step ** (i - k) * row[f"{before}d{k}e{j}"] for k in range(i + 1)
    )  # fmt: skip


def _products(row: Mapping[str, float], step: float) -> Floats:
    made = np.zeros((len(SUM_NAMES), len(SUM_NAMES)))
    for s, (i, j) in enumerate(SUMS):
        for t, (k, m) in enumerate(SUMS):
            made[s, t] = _about(row, "ww", (i + k, j + m), step)
    # |e| is used beside the number of rows only, so that its other products are not kept.
    spot = SUM_NAMES.index("abs")
    made[spot, 0] = made[0, spot] = row["wwabs"]
    made[spot, spot] = row["wwd0e2"]
    return made
