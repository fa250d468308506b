"""Predictions of several classes: pairs of label and prediction counted per cell."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np

from everyhue.errors import InputError, bad_value, unknown_name
from everyhue.metrics.frames import word_of
from everyhue.metrics.groups.cells import NAMES, Cells
from everyhue.metrics.groups.columns import KINDS, Columns
from everyhue.metrics.groups.count import CLUSTER
from everyhue.metrics.groups.grouped import Told, grouped, rows_of
from everyhue.metrics.groups.table import MOST_LABELS
from everyhue.types import Tally
from everyhue.types.tally import Cell

_SQUARED = "ww"


def count_classes(rows: Any, columns: Columns, told: Told = lambda rows: None) -> Tally:
    """Count every pair of label and prediction per cell, in one pass over the rows.

    Parameters
    ----------
    rows : any table that `as_lazy` takes
        One row per decision.
    columns : Columns
        Of task ``"multiclass"``.
    told : callable, optional
        Is told the rows counted so far, where the engine can say.

    Returns
    -------
    Tally
        ``counts`` by pair of label and prediction, written as a JSON list; ``sums`` hold their Σw
        and, with ``ww`` behind the name, Σw². ``undefined`` counts rows without either.

    Raises
    ------
    UnknownNameError
        For a column that is not there.
    InputError
        For more than 50 classes, or labels and predictions that have none in common.

    Notes
    -----
    Undefined when: never; no rows give no cells. Cost: one grouped pass. Source: this project.

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame({"y": ["cat", "dog"], "p": ["dog", "dog"], "g": ["a", "a"]})
    >>> count_classes(frame, Columns("y", ("g",), prediction="p", task="multiclass")).counts["a",]
    {'["cat", "dog"]': 1, '["dog", "dog"]': 1}
    """
    counts: dict[Cell, dict[str, int]] = {}
    sums: dict[Cell, dict[str, float]] = {}
    undefined: dict[Cell, dict[str, int]] = {}
    keys = ("label", "prediction")
    for cell, row in grouped(rows_of(rows, columns), columns, keys, _weights(columns), told):
        held = counts.setdefault(cell, {})
        y, p = ((word_of(row[role]) or "").strip() or None for role in keys)
        if y is None or p is None:
            reason = "no label" if y is None else "no prediction"
            _grow(undefined.setdefault(cell, {}), reason, row["@n"])
            continue
        name = pair(y, p)
        _grow(held, name, row["@n"])
        if columns.weight:
            _grow(sums.setdefault(cell, {}), name, row["@w"])
            _grow(sums[cell], name + _SQUARED, row["@w2"])
    by = (*columns.by, *([CLUSTER] if columns.cluster else []))
    tally = Tally(columns.kind, by, counts, sums, undefined)
    _refuse_strange(tally, columns)
    return tally


def _grow(held: dict[str, Any], name: str, amount: Any) -> None:
    held[name] = held.get(name, 0) + amount


def _weights(columns: Columns) -> list[nw.Expr]:
    if not columns.weight:
        return []
    weight = nw.col("weight")
    return [weight.sum().alias("@w"), (weight * weight).sum().alias("@w2")]


def pair(label: str, prediction: str) -> str:
    """Return the name of a pair in a tally."""
    return json.dumps([label, prediction], ensure_ascii=False)


def _pairs(tally: Tally) -> list[list[str]]:
    names = {name for row in tally.counts.values() for name in row}
    return [json.loads(name) for name in sorted(names)]


def classes_of(tally: Tally) -> tuple[str, ...]:
    """Return the classes of a tally: numbers by size, else words in order.

    Examples
    --------
    >>> classes_of(Tally("multiclass of y by p", ("g",), {("a",): {'["10", "9"]': 1}}))
    ('9', '10')
    """
    return tuple(sorted({name for both in _pairs(tally) for name in both}, key=_place))


def _place(name: str) -> tuple[int, float, str]:
    number = number_of(name)
    return (1, 0.0, name) if number is None else (0, number, name)


def number_of(name: str) -> float | None:
    """Return a class as a number, or None where it is none."""
    try:
        number = float(name)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def class_cells(tally: Tally, by: Sequence[str] | None = None) -> Cells:
    """Return cells whose sums are the pairs of label and prediction, C² in the order of classes.

    Parameters
    ----------
    tally : Tally
        Of `count_classes`.
    by : sequence of str, optional
        Columns kept apart, by default all.

    Raises
    ------
    InputError
        For a tally of another kind.

    Notes
    -----
    Undefined when: never. Cost: O(G·C²), with clusters 256 times that. Source: this project.

    Examples
    --------
    >>> tally = Tally("multiclass of y by p", ("g",), {("a",): {'["b", "c"]': 2, '["c", "c"]': 3}})
    >>> class_cells(tally).rows.tolist()
    [[0.0, 2.0, 0.0, 3.0]]
    """
    if not tally.kind.startswith(KINDS["multiclass"]):
        raise bad_value("kind of tally", tally.kind, f"one of {KINDS['multiclass']}")
    classes = classes_of(tally)
    names = [pair(label, prediction) for label in classes for prediction in classes]
    return Cells.of_outcomes(tally, by, names, squared=_SQUARED)


def one_class(cells: Cells, name: str) -> Cells:
    """Return outcomes of one class against all others, so that every rate can be read.

    Parameters
    ----------
    cells : Cells
        Of `class_cells`.
    name : str
        The class that counts as positive.

    Raises
    ------
    UnknownNameError
        For a class that is not there, with the nearest name.

    Examples
    --------
    >>> tally = Tally("multiclass of y by p", ("g",), {("a",): {'["b", "c"]': 2, '["c", "c"]': 3}})
    >>> one_class(class_cells(tally), "c").rows.tolist()
    [[3.0, 2.0, 0.0, 0.0]]
    """
    pairs = [json.loads(each) for each in cells.names]
    known = tuple(dict.fromkeys(label for label, _ in pairs))
    if name not in known:
        raise unknown_name("class", name, known)
    outcome = {(True, True): 0, (False, True): 1, (True, False): 2, (False, False): 3}
    return cells.folded(NAMES, [outcome[label == name, said == name] for label, said in pairs])


def right_or_wrong(cells: Cells) -> Cells:
    """Return outcomes of all classes together: a right prediction is a true positive, else false.

    Accuracy and error rate are the only rates that mean something of them.
    """
    pairs = [json.loads(each) for each in cells.names]
    return cells.folded(NAMES, [0 if label == said else 1 for label, said in pairs])


def _refuse_strange(tally: Tally, columns: Columns) -> None:
    pairs = _pairs(tally)
    labels, said = ({both[side] for both in pairs} for side in (0, 1))
    if len(labels | said) > MOST_LABELS:
        raise bad_value(
            f"classes in {columns.label!r} and {columns.prediction!r}",
            f"{len(labels | said)} of them", f"at most {MOST_LABELS}",
            "Numbers are audited with --task regression; put rare classes into one.",
        )  # fmt: skip
    if labels and said and not labels & said:
        raise InputError(
            f"classes: {columns.label!r} and {columns.prediction!r} have none in common "
            f"({sorted(labels)[0]!r} …, {sorted(said)[0]!r} …). Write them alike in both columns."
        )
