"""Labels on disk: one Parquet row an item, with probabilities, set, reason and ids, no more."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import FileError, InputError, bad_value, unknown_name
from everyhue.files import whole_file
from everyhue.signals.given import Mask
from everyhue.signals.labels_frame import ITEM, JOINT, frame_of
from everyhue.types import Labels, Provenance

if TYPE_CHECKING:
    import polars

PARTS = ("sure", "set", "present", "reason", "people", "each", "note", "source", "calibration")
"""What is told of an item besides a probability for each bucket."""

OPERATOR = Provenance().source
"""Source of labels of which none is told."""


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

        items = polars.Series(ITEM, self.items, dtype=polars.String)
        return frame_of(items, self.labels, self.sets, self.people, self.each, self.note)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the labels, whole or not at all."""
        write_frame(self.frame(), path)

    def counted(self) -> Counted:
        """Count items by bucket and by reason."""
        held = self.labels
        why = Counter(str(word) for word in held.reason if word)
        vague = int((held.known & (held.sure < 0)).sum())
        sure = {bucket: n for bucket, n in held.counts().items() if bucket in held.buckets}
        return Counted(sure, vague, dict(why.most_common()))


@dataclass(frozen=True, slots=True)
class Counted:
    """How many items of a labels file are what.

    Parameters
    ----------
    sure : mapping of str to int
        Items shown under each bucket.
    vague : int
        Known, but not sure.
    reasons : mapping of str to int
        Unknown items by reason, commonest first.
    """

    sure: Mapping[str, int]
    vague: int
    reasons: Mapping[str, int]

    def __len__(self) -> int:
        return sum(self.sure.values()) + self.vague + sum(self.reasons.values())


def write_frame(frame: polars.DataFrame | polars.LazyFrame, path: str | os.PathLike[str]) -> None:
    """Write a table of labels, whole or not at all; a lazy one is never held in memory.

    Level 1 of zstd: files of probabilities are no smaller at higher ones, and lz4 is 20 % larger.

    Raises
    ------
    FileError
        Where it cannot be written, such as on a disk that is full.
    """
    import polars

    with whole_file(path) as scratch:
        try:
            frame.lazy().sink_parquet(scratch, compression="zstd", compression_level=1)
        except (polars.exceptions.PolarsError, OSError) as error:
            words = f"{path}: cannot be written ({error}). What was there stays."
            raise FileError(words) from error


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
    table, name, buckets = scan_labels(path, dimension)
    return labelled_of(_collected(table, path), name, buckets)


def scan_labels(
    path: str | os.PathLike[str], dimension: str | None = None
) -> tuple[polars.LazyFrame, str, tuple[str, ...]]:
    """Return the columns of a labels file unread, with the dimension's name and buckets.

    Takes and raises what `read_labels` does.
    """
    table = _scanned(path)
    columns = table.collect_schema().names()
    held = dimensions_in(columns)
    if ITEM not in columns or not held:
        raise bad_value(
            f"columns of {path}", columns[:8], "item, a column for each bucket, and …:sure",
            "Expected a file written by `everyhue signals`.",
        )  # fmt: skip
    if dimension is not None and dimension not in held:
        raise unknown_name(f"dimension in {path}", dimension, held)
    name = dimension or next(iter(held))
    kept = [f"{name}:{part}" for part in (*held[name], *PARTS)]
    return table.select(ITEM, *kept), name, held[name]


def sources_in(path: str | os.PathLike[str]) -> dict[str, tuple[str, ...]]:
    """Return each dimension of a labels file with what made its labels; raises as `read_labels`.

    Labels of which nothing is said are the operator's, as `read_labels` has it.
    """
    import polars

    every = _scanned(path).collect_schema().names()
    scan_labels(path)  # raises where there are none
    found = {}
    for name in dimensions_in(every):
        table, _, _ = scan_labels(path, name)
        column = table.select(polars.col(f"{name}:source").fill_null(OPERATOR).unique().sort())
        found[name] = tuple(_collected(column, path)[f"{name}:source"].to_list())
    return found


def count_labels(path: str | os.PathLike[str], dimension: str | None = None) -> Counted:
    """Count the items of a labels file without holding them; raises what `read_labels` does."""
    import polars

    table, name, buckets = scan_labels(path, dimension)
    sure, reason = f"{name}:sure", f"{name}:reason"
    groups = _collected(table.group_by(sure, reason).agg(polars.len()), path).rows()
    found = {bucket: sum(n for word, _, n in groups if word == bucket) for bucket in buckets}
    vague = sum(n for word, why, n in groups if word is None and why is None)
    why = sorted(((n, why) for _, why, n in groups if why is not None), reverse=True)
    return Counted(found, vague, {word: n for n, word in why})


def labelled_of(table: polars.DataFrame, name: str, buckets: tuple[str, ...]) -> Labelled:
    """Return the labels of one dimension of a table as `Labelled.frame` makes it."""
    probs = table.select(f"{name}:{bucket}" for bucket in buckets).fill_null(0).to_numpy()
    spot = {bucket: i for i, bucket in enumerate(buckets)} | {None: -1}
    column = {part: table[f"{name}:{part}"].to_list() for part in PARTS}
    strange = sorted(set(column["sure"]) - spot.keys())
    if strange or not np.isfinite(probs).all():
        came = strange[0] if strange else "a probability that is no number"
        raise bad_value(f"{name} labels", came, f"one of {', '.join(buckets)}, and finite numbers")
    reason = np.array([why or "" for why in column["reason"]], object)
    present = _matrix(column["present"], buckets)
    first = {part: next(iter(column[part]), None) for part in ("source", "calibration")}
    labels = Labels(
        name, buckets, np.ascontiguousarray(probs, np.float32), reason == "",
        np.array([spot[word] for word in column["sure"]], np.int16), reason,
        present if present.any() else None,
        Provenance(first["source"] or OPERATOR, first["calibration"]),
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


def _scanned(path: str | os.PathLike[str]) -> polars.LazyFrame:
    import polars

    file = Path(path)
    if not file.exists():
        raise FileError(f"{path}: there is no such file. Check the path.")
    if file.suffix.lower() in (".csv", ".tsv", ".json", ".jsonl", ".ndjson"):
        raise InputError(
            f"{path}: is not a labels file (.parquet). Make one of it: everyhue signals import "
            f"{path} --as DIMENSION"
        )
    parts = [part for part in sorted(file.glob("*.parquet")) if part.stat().st_size]
    try:
        table = polars.scan_parquet(parts if file.is_dir() else file)
        table.collect_schema()
    except (polars.exceptions.PolarsError, OSError) as error:
        raise InputError(f"{path}: cannot be read as Parquet ({error}).") from None
    return table


def _collected(table: polars.LazyFrame, path: str | os.PathLike[str]) -> polars.DataFrame:
    import polars

    try:
        return table.collect()
    except (polars.exceptions.PolarsError, OSError) as error:
        raise InputError(f"{path}: cannot be read as Parquet ({error}).") from None


def _matrix(words: Sequence[str | None], buckets: Sequence[str]) -> Mask:
    spot: Mapping[str, int] = {bucket: i for i, bucket in enumerate(buckets)}
    kinds: dict[str | None, int] = {}
    kind = np.fromiter((kinds.setdefault(word, len(kinds)) for word in words), np.intp, len(words))
    made = np.zeros((len(kinds), len(buckets)), bool)
    for word, row in kinds.items():
        for bucket in word.split(JOINT) if word else ():
            made[row, spot[bucket]] = True
    return made[kind]
