"""A whole run: what is left to do, done part by part, then one labels file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import bad_value
from everyhue.signals.labels_file import Counted, Labelled, count_labels, read_labels
from everyhue.signals.labels_frame import ITEM, frame_of
from everyhue.signals.running.inputs import pictures_in
from everyhue.signals.running.journal import Journal
from everyhue.signals.running.pool import read_all
from everyhue.signals.running.reader import Reader, ReaderSpec
from everyhue.signals.running.rows import Said, labelled
from everyhue.signals.trained import TrainedSignal
from everyhue.types import Labels, Provenance

if TYPE_CHECKING:
    import polars

PART = 512
"""Files in a part on disk."""

BLOCK = 65_536
"""Vectors in a part on disk."""

Progress = Callable[[int, int], None]
"""Called with how many are done, and of how many."""


def silent(done: int, total: int) -> None:
    """Tell nothing of progress."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How a run is done, which does not change what it says.

    Parameters
    ----------
    workers : int, ≥ 1
        Processes for pictures, threads for vectors.
    again : bool
        Label everything again, also what the file holds already.
    part : int, ≥ 1
        Pictures after which what was said is written down.
    """

    workers: int = 1
    again: bool = False
    part: int = PART


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Vectors and the names of their rows.

    Parameters
    ----------
    vectors : (n, d) array
        May be mapped from disk; it is read in blocks.
    items : sequence of str or polars.Series, length n
        Names, each once.
    """

    vectors: NDArray[np.floating]
    items: Sequence[str] | polars.Series


@dataclass(frozen=True, slots=True)
class Run:
    """What a run came to.

    Parameters
    ----------
    out : Path
        The labels file.
    dimension : str
        What it is of.
    provenance : Provenance
        Ids of everything that decided the labels.
    resumed, kept, made : int
        Items that parts of a run that was cut off held; items that the file held already; items
        looked at now.
    """

    out: Path
    dimension: str
    provenance: Provenance
    resumed: int
    kept: int
    made: int

    @property
    def labelled(self) -> Labelled:
        """The labels, read from the file: about 2 µs and 1 KB an item."""
        return read_labels(self.out, self.dimension)

    def counted(self) -> Counted:
        """Count items by bucket and by reason, without reading them into memory."""
        return count_labels(self.out, self.dimension)


def run_pictures(
    folder: Path,
    spec: ReaderSpec,
    out: Path,
    effort: Effort | None = None,
    progress: Progress = silent,
) -> Run:
    """Label every file of a folder.

    Parameters
    ----------
    folder : Path
        Pictures, in sub-folders too.
    spec : ReaderSpec
        The model and what it needs.
    out : Path
        Labels file. One that holds labels of the same model is added to.
    effort : Effort, optional
        How it is done.
    progress : callable
        Told after each chunk.

    Returns
    -------
    Run
        What was written.

    Raises
    ------
    EveryhueError
        Where the folder, the model or its finder cannot be used, or another run is writing `out`;
        no file of the folder raises.
    """
    how = effort or Effort()
    names = pictures_in(folder)
    reader = spec.open()
    source = reader.provenance.source
    with Journal.alone(out, reader.dimension[0], source, keep=not how.again) as journal:
        before = set(journal.done)
        left = [name for name in names if name not in before]
        done = len(names) - len(left)
        progress(done, len(names))
        held: list[tuple[str, Said]] = []
        for chunk, said in read_all(spec, folder, left, workers=how.workers) if left else ():
            held += zip(chunk, said, strict=True)
            done += len(chunk)
            if len(held) >= how.part or done == len(names):
                journal.add(_named(held, reader).frame())
                held.clear()
            progress(done, len(names))
        return _run(journal, _series(names), reader.provenance, len(left))


def run_vectors(
    table: Table,
    signal: TrainedSignal,
    out: Path,
    effort: Effort | None = None,
    *,
    unless: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> Run:
    """Label every row of a table of vectors.

    Parameters
    ----------
    table : Table
        The vectors.
    signal : TrainedSignal
        The model.
    out : Path
        Labels file.
    effort : Effort, optional
        How it is done.
    unless : mapping of str to str, optional
        Items that must not be labelled, with the reason (*child*, *not_visible* …).
    progress : callable
        Told after each block.

    Returns
    -------
    Run
        What was written.

    Raises
    ------
    EveryhueError
        For vectors that do not fit the model, no vector at all, names that are missing or come
        twice, or where another run is writing `out`.
    """
    items = _check(table, signal)
    how, without = effort or Effort(), unless or {}
    mark = hashlib.sha256(repr(sorted(without.items())).encode()).hexdigest()[:12]
    keep = not (how.again or unless)

    def one(rows: NDArray[np.intp]) -> polars.DataFrame:
        labels, sets = signal.read(_rows(table.vectors, rows))
        names = items.gather(rows)
        if without:
            labels, sets = _left_out(labels, sets, [without.get(name, "") for name in names])
        return frame_of(names, labels, sets)

    with Journal.alone(out, signal.dimension, signal.id, keep=keep, how=mark) as journal:
        left = _left(items, journal.done)
        blocks = [left[at : at + BLOCK] for at in range(0, len(left), BLOCK)]
        told = len(items) - len(left)
        progress(told, len(items))
        with ThreadPoolExecutor(how.workers) as pool:
            for start in range(0, len(blocks), 2 * how.workers):
                for part in pool.map(one, blocks[start : start + 2 * how.workers]):
                    journal.add(part)
                    told += len(part)
                    progress(told, len(items))
        made_by = Provenance(signal.id, signal.probe.calibration.id)
        return _run(journal, items, made_by, len(left))


def _rows(vectors: NDArray[np.floating], rows: NDArray[np.intp]) -> NDArray[np.float32]:
    """Some rows; where they are a run, without a copy."""
    first, end = int(rows[0]), int(rows[-1]) + 1
    some = vectors[first:end] if end - first == len(rows) else vectors[rows]
    return np.asarray(some, np.float32)


def _left(items: polars.Series, done: polars.Series) -> NDArray[np.intp]:
    """Rows of the items that are not done."""
    if not len(done):
        return np.arange(len(items))
    return np.flatnonzero(~items.is_in(done.implode()).to_numpy())


def _series(names: Sequence[str] | polars.Series) -> polars.Series:
    import polars

    return polars.Series(ITEM, names, dtype=polars.String)


def _named(held: Sequence[tuple[str, Said]], reader: Reader) -> Labelled:
    names, said = [name for name, _ in held], [one for _, one in held]
    return labelled(names, said, reader.dimension, reader.provenance)


def _run(journal: Journal, items: polars.Series, made_by: Provenance, made: int) -> Run:
    resumed, kept = (_among(held, items) for held in (journal.resumed, journal.kept))
    journal.finish(items)
    return Run(journal.out, journal.dimension, made_by, resumed, kept, made)


def _among(held: polars.Series, items: polars.Series) -> int:
    return int(held.is_in(items.implode()).sum()) if len(held) else 0


def _check(table: Table, signal: TrainedSignal) -> polars.Series:
    """The names of the rows, each once, of vectors that fit the signal."""
    if table.vectors.shape != (len(table.items), signal.width):
        raise bad_value(
            "vectors", table.vectors.shape, f"shape ({len(table.items)}, {signal.width})",
            "One row an item, as long as the vectors it was trained on.",
        )  # fmt: skip
    items = _series(table.items)
    if not len(items):
        raise bad_value("vectors", table.vectors.shape, "at least one row")
    if items.null_count():
        row = int(items.is_null().arg_max() or 0)
        raise bad_value(f"items, row {row}", None, "a name for each row")
    if items.n_unique() != len(items):
        raise bad_value("items", items.filter(items.is_duplicated())[0], "names that come once")
    return items


def _left_out(
    labels: Labels, sets: NDArray[np.bool_], reasons: Sequence[str]
) -> tuple[Labels, NDArray[np.bool_]]:
    """Labels without what must not be said of some items."""
    given = np.array([*reasons, ""], object)[:-1]
    out = np.asarray(given != "", bool)
    labels.probs[out], labels.known[out], labels.sure[out], sets[out] = 0, False, -1, False
    labels.reason[out] = given[out]
    return labels, sets
