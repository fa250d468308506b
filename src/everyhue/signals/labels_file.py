"""Labels on disk: one Parquet row an item, with probabilities, set, reason and ids, no more."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import FileError, InputError, bad_value, unknown_name
from everyhue.files import whole_file
from everyhue.signals.given import Mask
from everyhue.types import Labels, Provenance

if TYPE_CHECKING:
    import polars

ITEM = "item"
JOINT = "|"
"""Between the buckets of a set."""

PARTS = ("sure", "set", "present", "reason", "people", "each", "note", "source", "calibration")
"""What is told of an item besides a probability for each bucket."""


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Labels of named items, as a file holds them.

    Parameters
    ----------
    items : tuple of str, length n
        Ids, or paths of pictures inside their folder; each once.
    labels : Labels
        Their labels.
    sets : (n, B) bool
        Plausible buckets; none where an item is unknown.
    people : (n,) int32
        How many people the signal found; −1 where it does not look for people.
    each : tuple of (P, B) array, length n
        The estimate of each person, where there are several; else empty.
    note : (n,) object
        What was done to a picture on reading it, ``""`` for nothing.

    Examples
    --------
    >>> labels = Labels.from_hard(["deep", None], ("light", "deep"), dimension="tone")
    >>> Labelled.of(("a.jpg", "b.jpg"), labels).sets.tolist()
    [[False, True], [False, False]]
    """

    items: tuple[str, ...]
    labels: Labels
    sets: Mask
    people: NDArray[np.int32]
    each: tuple[NDArray[np.float32], ...]
    note: NDArray[np.object_] = field(repr=False)

    def __post_init__(self) -> None:
        n = len(self.items)
        for name in ("labels", "sets", "people", "each", "note"):
            if len(getattr(self, name)) != n:
                raise bad_value(f"{name} of a labels file", len(getattr(self, name)), f"{n} rows")

    def __len__(self) -> int:
        return len(self.items)

    @classmethod
    def of(cls, items: Sequence[str], labels: Labels, sets: Mask | None = None) -> Labelled:
        """Name labels; without `sets` a sure item's is its bucket, a known one's every bucket."""
        n, buckets = labels.probs.shape
        if sets is None:
            sets = np.zeros((n, buckets), bool)
            sets[labels.known & (labels.sure < 0)] = True
            spots = np.flatnonzero(labels.sure >= 0)
            sets[spots, labels.sure[spots]] = True
        each = tuple(np.zeros((0, buckets), np.float32) for _ in range(n))
        people, note = np.full(n, -1, np.int32), np.full(n, "", object)
        return cls(tuple(items), labels, sets, people, each, note)

    def rows(self) -> dict[str, int]:
        """Return item to row."""
        return {item: row for row, item in enumerate(self.items)}

    def take(self, rows: Sequence[int]) -> Labelled:
        """Return some items, in that order."""
        spots = np.asarray(rows, np.intp)
        return Labelled(
            tuple(self.items[row] for row in spots), self.labels.take(spots), self.sets[spots],
            self.people[spots], tuple(self.each[row] for row in spots), self.note[spots],
        )  # fmt: skip

    def frame(self) -> polars.DataFrame:
        """Return the table that is written."""
        import polars

        name, held = self.labels.dimension, self.labels
        known = held.known
        columns: dict[str, object] = {ITEM: polars.Series(self.items, dtype=polars.String)}
        for spot, bucket in enumerate(held.buckets):
            values = polars.Series(held.probs[:, spot].astype(np.float32))
            columns[f"{name}:{bucket}"] = values.zip_with(
                polars.Series(known), polars.Series([None], dtype=polars.Float32)
            )
        columns |= {f"{name}:{part}": values for part, values in self._parts().items()}
        return polars.DataFrame(columns, strict=False)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the labels, whole or not at all."""
        with whole_file(path) as scratch:
            self.frame().write_parquet(scratch)

    def _parts(self) -> dict[str, object]:
        import polars

        held, text = self.labels, polars.String
        source, n = held.provenance, len(self)
        nothing = np.zeros((n, len(held.buckets)), bool)
        named = polars.Series([None, *held.buckets], dtype=text)
        each = polars.Series([[]], dtype=polars.List(polars.List(polars.Float32)))
        each = each.gather(np.zeros(n, np.uint32))
        if any(map(len, self.each)):
            each = polars.Series([part.tolist() for part in self.each], dtype=each.dtype)
        people = polars.Series(self.people)
        return {
            "sure": named.gather((held.sure.astype(np.int64) + 1).astype(np.uint32)),
            "set": _joined(self.sets, held.buckets),
            "present": _joined(nothing if held.present is None else held.present, held.buckets),
            "reason": _or_null(held.reason),
            "people": people.zip_with(people >= 0, polars.Series([None], dtype=polars.Int32)),
            "each": each,
            "note": _or_null(self.note),
            "source": polars.repeat(source.source, n, dtype=text, eager=True),
            "calibration": polars.repeat(source.calibration, n, dtype=text, eager=True),
        }


def dimensions_in(columns: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the dimensions of a labels file, with their buckets.

    Examples
    --------
    >>> dimensions_in(["item", "tone:light", "tone:deep", "tone:sure", "tone:set"])
    {'tone': ('light', 'deep')}
    """
    names = list(columns)
    found = [name.removesuffix(":sure") for name in names if name.endswith(":sure")]
    return {
        one: tuple(
            name.removeprefix(f"{one}:")
            for name in names
            if name.startswith(f"{one}:") and name.removeprefix(f"{one}:") not in PARTS
        )
        for one in found
    }


def read_labels(path: str | os.PathLike[str], dimension: str | None = None) -> Labelled:
    """Read a labels file.

    Parameters
    ----------
    path : path
        A Parquet file written by ``everyhue signals``, or a folder of them as Spark writes it.
    dimension : str, optional
        Which one, where the file holds several.

    Returns
    -------
    Labelled
        As it was saved.

    Raises
    ------
    FileError, InputError, UnknownNameError
        For a file that cannot be read, is no labels file, or has no such dimension.
    """
    table = _table(path)
    held = dimensions_in(table.columns)
    if ITEM not in table.columns or not held:
        raise bad_value(
            f"columns of {path}", table.columns[:8], "item, a column for each bucket, and …:sure",
            "Expected a file written by `everyhue signals`.",
        )  # fmt: skip
    if dimension is not None and dimension not in held:
        raise unknown_name(f"dimension in {path}", dimension, held)
    name = dimension or next(iter(held))
    return labelled_of(table, name, held[name])


def labelled_of(table: polars.DataFrame, name: str, buckets: tuple[str, ...]) -> Labelled:
    """Return the labels of one dimension of a table as `Labelled.frame` makes it."""
    probs = table.select(f"{name}:{bucket}" for bucket in buckets).fill_null(0).to_numpy()
    spot = {bucket: i for i, bucket in enumerate(buckets)} | {None: -1}
    column = {part: table[f"{name}:{part}"].to_list() for part in PARTS}
    reason = np.array([why or "" for why in column["reason"]], object)
    present = _matrix(column["present"], buckets)
    first = {part: next(iter(column[part]), None) for part in ("source", "calibration")}
    labels = Labels(
        name, buckets, np.ascontiguousarray(probs, np.float32), reason == "",
        np.array([spot[word] for word in column["sure"]], np.int16), reason,
        present if present.any() else None,
        Provenance(first["source"] or "operator", first["calibration"]),
    )  # fmt: skip
    nobody = np.zeros((0, len(buckets)), np.float32)
    each = tuple(
        np.array(part, np.float32).reshape(-1, len(buckets)) if part else nobody
        for part in column["each"]
    )
    return Labelled(
        tuple(table[ITEM].to_list()), labels, _matrix(column["set"], buckets),
        np.array([-1 if n is None else n for n in column["people"]], np.int32), each,
        np.array([note or "" for note in column["note"]], object),
    )  # fmt: skip


def _table(path: str | os.PathLike[str]) -> polars.DataFrame:
    import polars

    file = Path(path)
    if not file.exists():
        raise FileError(f"{path}: there is no such file. Check the path.")
    parts = [part for part in sorted(file.glob("*.parquet")) if part.stat().st_size]
    try:
        return polars.read_parquet(parts if file.is_dir() else file)
    except (polars.exceptions.PolarsError, OSError) as error:
        raise InputError(f"{path}: cannot be read as Parquet ({error}).") from None


def _joined(rows: Mask, buckets: Sequence[str]) -> polars.Series:
    """Name the buckets of each row; rows that are alike are named once."""
    import polars

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


def _or_null(words: NDArray[np.object_]) -> polars.Series:
    import polars

    return polars.Series(words.tolist(), dtype=polars.String).replace("", None)


def _matrix(words: Sequence[str | None], buckets: Sequence[str]) -> Mask:
    spot: Mapping[str, int] = {bucket: i for i, bucket in enumerate(buckets)}
    kinds: dict[str | None, int] = {}
    kind = np.fromiter((kinds.setdefault(word, len(kinds)) for word in words), np.intp, len(words))
    made = np.zeros((len(kinds), len(buckets)), bool)
    for word, row in kinds.items():
        for bucket in word.split(JOINT) if word else ():
            made[row, spot[bucket]] = True
    return made[kind]
