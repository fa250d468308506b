"""A whole run: what is left to do, done part by part, then one labels file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import bad_value
from everyhue.signals.labels_file import Labelled
from everyhue.signals.running.inputs import pictures_in
from everyhue.signals.running.journal import Journal
from everyhue.signals.running.pool import read_all
from everyhue.signals.running.reader import Reader, ReaderSpec
from everyhue.signals.running.rows import Said, labelled
from everyhue.signals.trained import TrainedSignal
from everyhue.types import Labels

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
    items : sequence of str, length n
        Names, each once.
    """

    vectors: NDArray[np.floating]
    items: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What a run came to.

    Parameters
    ----------
    labelled : Labelled
        As written to the file.
    resumed, kept, made : int
        Items that parts of a run that was cut off held; items that the file held already; items
        looked at now.
    """

    labelled: Labelled
    resumed: int
    kept: int
    made: int

    def reasons(self) -> dict[str, int]:
        """Count items by the reason for which nothing is said of them, commonest first."""
        words, counts = np.unique(self.labelled.labels.reason.astype(str), return_counts=True)
        pairs = sorted(zip(counts.tolist(), words.tolist(), strict=True), reverse=True)
        return {word: count for count, word in pairs if word}


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
        left = [name for name in names if name not in journal.done]
        done = len(names) - len(left)
        progress(done, len(names))
        held: list[tuple[str, Said]] = []
        for chunk, said in read_all(spec, folder, left, workers=how.workers) if left else ():
            held += zip(chunk, said, strict=True)
            done += len(chunk)
            if len(held) >= how.part or done == len(names):
                journal.add(_named(held, reader))
                held.clear()
            progress(done, len(names))
        return _run(journal, names, len(left))


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
        For vectors that do not fit the model, names that come twice, or where another run is
        writing `out`.
    """
    _check(table, signal)
    how, items = effort or Effort(), table.items
    mark = hashlib.sha256(repr(sorted((unless or {}).items())).encode()).hexdigest()[:12]

    def one(rows: NDArray[np.intp]) -> Labelled:
        labels, sets = signal.read(np.asarray(table.vectors[rows], np.float32))
        names = [items[row] for row in rows]
        if unless:
            labels, sets = _left_out(labels, sets, [unless.get(name, "") for name in names])
        return Labelled.of(names, labels, sets)

    keep = not (how.again or unless)
    with Journal.alone(out, signal.dimension, signal.id, keep=keep, how=mark) as journal:
        done = journal.done
        left = np.array([row for row, item in enumerate(items) if item not in done], np.intp)
        blocks = [left[at : at + BLOCK] for at in range(0, len(left), BLOCK)]
        told = len(items) - len(left)
        progress(told, len(items))
        with ThreadPoolExecutor(how.workers) as pool:
            for start in range(0, len(blocks), 2 * how.workers):
                for part in pool.map(one, blocks[start : start + 2 * how.workers]):
                    journal.add(part)
                    told += len(part)
                    progress(told, len(items))
        return _run(journal, items, len(left))


def _named(held: Sequence[tuple[str, Said]], reader: Reader) -> Labelled:
    names, said = [name for name, _ in held], [one for _, one in held]
    return labelled(names, said, reader.dimension, reader.provenance)


def _run(journal: Journal, items: Sequence[str], made: int) -> Run:
    among = set(items)
    resumed, kept = len(journal.resumed & among), len(journal.kept & among)
    return Run(journal.finish(items), resumed, kept, made)


def _check(table: Table, signal: TrainedSignal) -> None:
    items = table.items
    if table.vectors.shape != (len(items), signal.width):
        raise bad_value(
            "vectors", table.vectors.shape, f"shape ({len(items)}, {signal.width})",
            "One row an item, as long as the vectors it was trained on.",
        )  # fmt: skip
    if len(set(items)) != len(items):
        twice = next(item for item in items if list(items).count(item) > 1)
        raise bad_value("items", twice, "names that come once")


def _left_out(
    labels: Labels, sets: NDArray[np.bool_], reasons: Sequence[str]
) -> tuple[Labels, NDArray[np.bool_]]:
    """Labels without what must not be said of some items."""
    given = np.array([*reasons, ""], object)[:-1]
    out = np.asarray(given != "", bool)
    labels.probs[out], labels.known[out], labels.sure[out], sets[out] = 0, False, -1, False
    labels.reason[out] = given[out]
    return labels, sets
