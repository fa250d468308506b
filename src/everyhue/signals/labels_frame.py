"""Labels as the columns that are written, straight from arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from everyhue.signals.given import Mask
from everyhue.types import Labels

if TYPE_CHECKING:
    import polars

ITEM = "item"
JOINT = "|"
"""Between the buckets of a set."""

Each = Sequence[NDArray[np.float32]]


def frame_of(
    items: polars.Series,
    labels: Labels,
    sets: Mask,
    people: NDArray[np.int32] | None = None,
    each: Each = (),
    note: NDArray[np.object_] | None = None,
) -> polars.DataFrame:
    """Return the table of a labels file.

    Parameters
    ----------
    items : (n,) polars.Series of str
        Names.
    labels : Labels of n
        What is said of them.
    sets : (n, B) bool
        Plausible buckets.
    people : (n,) int32, optional
        How many people the signal found; −1 where it does not look for people.
    each : sequence of (P, B) array, length n, optional
        The estimate of each person.
    note : (n,) object, optional
        What was done to a picture on reading it, ``""`` for nothing.

    Notes
    -----
    No Python object is made for an item that is known and has no note. Cost: about .15 µs an item.
    """
    import polars

    name, n = labels.dimension, len(labels)
    text = polars.String
    columns: dict[str, object] = {ITEM: items.rename(ITEM)}
    for bucket, values in zip(labels.buckets, _probs(labels), strict=True):
        columns[f"{name}:{bucket}"] = values
    source = labels.provenance
    named = polars.Series([None, *labels.buckets], dtype=text)
    parts = {
        "sure": named.gather((labels.sure + 1).astype(np.uint32)),
        "set": _joined(sets, labels.buckets),
        "present": _joined(labels.present, labels.buckets, n),
        "reason": _words(labels.reason, ~labels.known),
        "people": _people(people, n),
        "each": _each(each, n),
        "note": _words(note, np.zeros(n, bool) if note is None else note != ""),
        "source": polars.repeat(source.source, n, dtype=text, eager=True),
        "calibration": polars.repeat(source.calibration, n, dtype=text, eager=True),
    }
    return polars.DataFrame(columns | {f"{name}:{part}": held for part, held in parts.items()})


def _probs(labels: Labels) -> list[polars.Series]:
    """A column a bucket; null where nothing is known."""
    import polars

    columns = np.ascontiguousarray(labels.probs.T, np.float32)
    made = [polars.Series(column) for column in columns]
    if labels.known.all():
        return made
    known, nothing = polars.Series(labels.known), polars.Series([None], dtype=polars.Float32)
    return [column.zip_with(known, nothing) for column in made]


def _people(people: NDArray[np.int32] | None, n: int) -> polars.Series:
    import polars

    if people is None:
        return polars.repeat(None, n, dtype=polars.Int32, eager=True)
    counts = polars.Series(people)
    return counts.zip_with(counts >= 0, polars.Series([None], dtype=polars.Int32))


def _each(each: Each, n: int) -> polars.Series:
    import polars

    kind = polars.List(polars.List(polars.Float32))
    if any(map(len, each)):
        return polars.Series([part.tolist() for part in each], dtype=kind)
    return polars.Series([[]], dtype=kind).gather(np.zeros(n, np.uint32))


def _joined(rows: Mask | None, buckets: Sequence[str], n: int = 0) -> polars.Series:
    """Name the buckets of each row; rows that are alike are named once."""
    import polars

    if rows is None:
        return polars.repeat(None, n, dtype=polars.String, eager=True)
    kinds, kind = _alike(rows)
    words = [JOINT.join(buckets[at] for at in np.flatnonzero(one).tolist()) for one in kinds]
    named = polars.Series([word or None for word in words], dtype=polars.String)
    return named.gather(kind.astype(np.uint32))


def _alike(rows: Mask) -> tuple[Mask, NDArray[np.intp]]:
    """Return the different rows, and which of them each row is; by table for up to 8 buckets."""
    packed = np.packbits(rows, axis=1)
    if packed.shape[1] == 1:
        there = np.bincount(packed[:, 0], minlength=256) > 0
        kinds, kind = np.flatnonzero(there)[:, None], (np.cumsum(there) - 1)[packed[:, 0]]
    else:
        kinds, kind = np.unique(packed, axis=0, return_inverse=True)
    unpacked = np.unpackbits(kinds.astype(np.uint8), axis=1, count=rows.shape[1])
    return unpacked.astype(bool), kind.ravel()


def _words(words: NDArray[np.object_] | None, there: Mask) -> polars.Series:
    """Words where there are some, null elsewhere; words that are alike are made once."""
    import polars

    code = np.zeros(len(there), np.uint32)
    spots = np.flatnonzero(there)
    held: dict[str, int] = {"": 0}
    if words is not None and len(spots):
        code[spots] = [held.setdefault(word, len(held)) for word in words[spots].tolist()]
    return polars.Series([None, *list(held)[1:]], dtype=polars.String).gather(code)
