"""Probabilities that a vendor or a model of one's own gives: a column for each bucket."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from everyhue.catalog.annotated.layouts import ITEM_NAMES, AskedColumns, first_of, read_rows
from everyhue.catalog.ingest.lines import BadRow
from everyhue.errors import EveryhueError, InputError, bad_value
from everyhue.signals.labels_file import Labelled
from everyhue.types import Dimension, Labels, Provenance

NOTE = (
    "Probabilities as they came: not calibrated here, sure from .8 on. Audit them as you would "
    "audit a model: `everyhue audit signals`."
)


def columns_of(
    header: Sequence[str], dimension: Dimension, asked: AskedColumns
) -> tuple[str, tuple[str, ...]] | None:
    """Return the item column and one column a bucket, ``None`` where the header has them not.

    Examples
    --------
    >>> from everyhue.signals import SKIN_TONE
    >>> columns_of(["id", *(f"p_{b}" for b in SKIN_TONE.ids)], SKIN_TONE, AskedColumns())[1][0]
    'p_light'
    """
    item = asked.item or first_of(header, ITEM_NAMES)
    for start in (f"{dimension.name}:", f"{dimension.name}_", "p_", "prob_", ""):
        columns = tuple(start + bucket for bucket in dimension.ids)
        if item is not None and set(columns) <= set(header) and asked.value is None:
            return item, columns
    return None


def soft_labels(
    path: Path, dimension: Dimension, found: tuple[str, tuple[str, ...]]
) -> tuple[Labelled, list[BadRow]]:
    """Read probabilities by item; rows whose numbers are none are told and left out.

    Raises
    ------
    InputError
        Where no row can be used.
    """
    item, columns = found
    names: dict[str, int] = {}
    rows, bad = [], []
    for row in read_rows(path)[1]:
        if isinstance(row, BadRow):
            bad.append(row)
            continue
        try:
            name = str(row.values[item] or "").strip()
            probs = [_share(column, row.values[column]) for column in columns]
            _check(name, names, probs)
        except EveryhueError as error:
            bad.append(BadRow(row.line, str(error)))
            continue
        names[name] = row.line
        rows.append(probs)
    if not rows:
        first = f" Line {bad[0].line}: {bad[0].reason}" if bad else ""
        raise InputError(f"{path}: no row of it can be used.{first}")
    source = Provenance(f"operator: {path.name} (probs)")
    labels = Labels.from_matrix(np.array(rows), dimension, provenance=source)
    sets = labels.probs >= 0.1
    spots = np.flatnonzero(labels.sure >= 0)
    sets[spots] = False
    sets[spots, labels.sure[spots]] = True
    return Labelled.of(list(names), labels, sets), bad


def _share(column: str, cell: Any) -> float:
    try:
        return float(cell) if str(cell).strip() not in ("", "None") else 0.0
    except ValueError:
        raise bad_value(column, cell, "a probability") from None


def _check(name: str, names: dict[str, int], probs: Sequence[float]) -> None:
    total = sum(probs)
    if not name:
        raise bad_value("item", name, "an id or a file name")
    if name in names:
        raise InputError(f"{name!r} was on line {names[name]} already.")
    if not all(0 <= share <= 1 for share in probs) or not (total == 0 or abs(total - 1) <= 0.01):
        raise bad_value("probabilities", [round(p, 4) for p in probs], "shares that sum to 1")
