"""All cores, bounded memory, and no file that can end a run."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path

from everyhue.signals.running.reader import Reader, ReaderSpec
from everyhue.signals.running.rows import Said

CHUNK = 16
"""Files a process takes at a time."""

CRASHED = "crashed"
"""Reason of a file on which a decoder or finder ended its whole process."""

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
_READER: Reader | None = None

Answers = tuple[Sequence[str], list[Said]]


def read_all(
    spec: ReaderSpec, folder: Path, names: Sequence[str], *, workers: int
) -> Iterator[Answers]:
    """Yield what is said of files, in chunks and in order.

    Parameters
    ----------
    spec : ReaderSpec
        How each process makes its reader.
    folder : Path
        Where the files are.
    names : sequence of str
        Files, relative to the folder.
    workers : int, ≥ 1
        Processes; 1 reads in this one.

    Yields
    ------
    names, said
        Of a chunk. At most two chunks a process wait, so memory does not grow with the folder. A
        file that ends its process is told ``crashed``, and the others of its chunk are read again.
    """
    chunks = [names[at : at + CHUNK] for at in range(0, len(names), CHUNK)]
    if workers == 1:
        reader = spec.open()
        for chunk in chunks:
            yield chunk, reader.read(folder, chunk)
        return
    waiting = deque(chunks)
    while waiting:
        yield from _while_it_lasts(spec, folder, waiting, workers)
        if waiting:
            chunk = waiting.popleft()
            yield chunk, _one_by_one(spec, folder, chunk)


def _while_it_lasts(
    spec: ReaderSpec, folder: Path, waiting: deque[Sequence[str]], workers: int
) -> Iterator[Answers]:
    """Read chunks until none is left or a process ends; what was not told stays in `waiting`."""
    with _pool(spec, workers) as pool:
        running: deque[Future[list[Said]]] = deque()
        while waiting:
            for chunk in islice(waiting, len(running), 2 * workers):
                with suppress(BrokenProcessPool):
                    running.append(pool.submit(_read, folder, chunk))
            try:
                said = running.popleft().result()
            except (BrokenProcessPool, IndexError):
                return
            yield waiting.popleft(), said


def _one_by_one(spec: ReaderSpec, folder: Path, chunk: Sequence[str]) -> list[Said]:
    """Read the files of a chunk that ended a process, one after the other, in one of their own."""
    said: list[Said] = []
    while len(said) < len(chunk):
        try:
            with _pool(spec, 1) as pool:
                while len(said) < len(chunk):
                    said += pool.submit(_read, folder, [chunk[len(said)]]).result()
        except BrokenProcessPool:
            said.append(Said.nothing(CRASHED, len(spec.open().dimension[1])))
    return said


def _pool(spec: ReaderSpec, workers: int) -> ProcessPoolExecutor:
    for name in _THREADS:  # each process is one core; children read this when they start
        os.environ.setdefault(name, "1")
    return ProcessPoolExecutor(workers, get_context("spawn"), _begin, (spec,))


def _begin(spec: ReaderSpec) -> None:
    global _READER  # noqa: PLW0603 - one reader a process, made once
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_run, daemon=True).start()
    _READER = spec.open()


def _end_with_the_run() -> None:
    """End this process when the run does: one that was killed (−9) cannot tell its processes.

    They would wait for work for ever, each with its finder: every one of them holds both ends of
    the queue, so none ever sees it end. A finder ends when its process does.
    """
    run = parent_process()
    if run is not None:
        run.join()
        os._exit(1)


def _read(folder: Path, names: Sequence[str]) -> list[Said]:
    if _READER is None:
        raise RuntimeError("a worker was asked before it began")
    return _READER.read(folder, names)
