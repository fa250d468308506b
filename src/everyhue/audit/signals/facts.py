"""Further facts of the items of a sample, so that the card can be read within them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from everyhue.catalog.ingest import BadRow, header_of, rows_of
from everyhue.errors import bad_value, unknown_name
from everyhue.signals.labels_file import Labelled

MOST_WORDS = 12
"""Different values of a column above which it is cut into three, if they are numbers."""

NO_FACT = "not stated"
Facts = dict[str, dict[str, str]]
"""Name of a fact to item to word."""

THIRDS = ("lowest third", "middle third", "highest third")


def facts_from(path: Path, columns: Sequence[str], item: str | None = None) -> Facts:
    """Read columns of a table by item; numbers of many values are cut into three.

    Parameters
    ----------
    path : Path
        CSV, Parquet or JSON Lines.
    columns : sequence of str
        Columns to read.
    item : str, optional
        Column of the items; found by name otherwise.

    Raises
    ------
    UnknownNameError, InputError
        For a column that is not there, or has too many values that are no numbers.
    """
    header = header_of(path)
    names = ("item", "item_id", "id", "image", "filename", "file", "image_ID")
    key = item or next((name for name in names if name in header), None)
    for column in (*([key] if key else []), *columns):
        if column not in header:
            raise unknown_name(f"column of {path.name}", column, header)
    if key is None:
        raise bad_value(f"columns of {path.name}", header[:8], f"one called {', '.join(names)}")
    rows = [row.values for row in rows_of(path) if not isinstance(row, BadRow)]
    ids = [str(values[key] or "").strip() for values in rows]
    return {
        column: dict(zip(ids, _words(column, [values[column] for values in rows]), strict=True))
        for column in columns
    }


def facts_of_labels(held: Labelled) -> Facts:
    """Return the sure labels of another signal as a fact."""
    ids = (*held.labels.buckets, NO_FACT)
    words = (ids[spot] for spot in held.labels.sure)
    return {held.labels.dimension: dict(zip(held.items, words, strict=True))}


def terciles(values: ArrayLike) -> list[str]:
    """Return which third each number is in; NaN is not stated.

    Examples
    --------
    >>> terciles([1, 2, 3])
    ['lowest third', 'middle third', 'highest third']
    """
    numbers = np.asarray(values, np.float64)
    known = np.isfinite(numbers)
    cuts = np.quantile(numbers[known], [1 / 3, 2 / 3]) if known.any() else np.zeros(2)
    third = np.searchsorted(cuts, numbers, side="left")
    return [THIRDS[at] if ok else NO_FACT for at, ok in zip(third, known, strict=True)]


def light_of(folder: Path, items: Sequence[str]) -> Facts:
    """Return the third of lightness that each picture is in, among those of the sample.

    Lightness is the mean L* of the whole picture. It is of the scene, not of anyone in it.
    """
    from everyhue.signals.colour import srgb_to_lab
    from everyhue.signals.picture import PictureError, read_picture

    light = []
    for item in items:
        try:
            pixels = read_picture(folder / item, longest=48).pixels
            light.append(float(srgb_to_lab(pixels / 255.0)[..., 0].mean()))
        except PictureError:
            light.append(float("nan"))
    return {"light": dict(zip(items, terciles(light), strict=True))}


def groups_of(facts: Mapping[str, Mapping[str, str]], items: Sequence[str]) -> dict[str, list[str]]:
    """Return the words of each fact in the order of items."""
    return {name: [held.get(item) or NO_FACT for item in items] for name, held in facts.items()}


def _words(column: str, cells: Sequence[object]) -> list[str]:
    words = ["" if cell is None else str(cell).strip() for cell in cells]
    if len(set(words)) <= MOST_WORDS:
        return [word or NO_FACT for word in words]
    try:
        return terciles([float(word) if word else float("nan") for word in words])
    except ValueError:
        raise bad_value(
            f"values of {column}", f"{len(set(words))} different ones",
            f"at most {MOST_WORDS}, or numbers",
        ) from None  # fmt: skip
