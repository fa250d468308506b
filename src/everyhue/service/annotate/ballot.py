"""Raw votes: one line of a CSV each, on disk before the next picture is shown."""

from __future__ import annotations

import csv
import io
import os
import re
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from everyhue.errors import FileError, InputError, bad_value
from everyhue.files import whole_file
from everyhue.signals.votes import REASONS, Votes, read_votes
from everyhue.signals.votes.sheet import COLUMNS
from everyhue.types import Dimension

HEAD = (*COLUMNS, "at")
_NAME = re.compile(r"[\w][\w .'-]{0,39}")


class Ballot:
    """The votes of a sitting, and of all sittings before it.

    Parameters
    ----------
    path : Path
        CSV of votes; made where it is missing, continued where it is there.
    dimension : Dimension
        What is asked.
    items : sequence of str
        The sample.
    seed : int
        Mixes each annotator's order.

    Raises
    ------
    FileError, InputError
        For a file that cannot be written, or is no CSV of votes.

    Notes
    -----
    A vote is one line, written at once and flushed to the disk. A later vote of the same person on
    the same item replaces the earlier one when votes are read; both stay in the file.

    Examples
    --------
    >>> import tempfile
    >>> from everyhue.signals import SKIN_TONE
    >>> path = Path(tempfile.mkdtemp()) / "votes.csv"
    >>> ballot = Ballot(path, SKIN_TONE, ["a.jpg", "b.jpg"])
    >>> ballot.vote("Kim", ballot.order("Kim")[0], "deep")
    >>> Ballot(path, SKIN_TONE, ["a.jpg", "b.jpg"]).done("Kim")
    1
    """

    def __init__(
        self, path: Path, dimension: Dimension, items: Sequence[str], seed: int = 0
    ) -> None:
        self.path, self.dimension, self.items, self.seed = path, dimension, tuple(items), seed
        self._lock = threading.Lock()
        self._row = {item: row for row, item in enumerate(self.items)}
        self._said: dict[str, dict[int, str]] = {}
        self._open()

    def _open(self) -> None:
        if not self.path.exists():
            with whole_file(self.path) as scratch:
                scratch.write_text(_line(HEAD), "utf-8")
            return
        votes, _ = read_votes(self.path, self.dimension)
        self._take(votes)
        try:
            with self.path.open("rb+") as handle:
                first = handle.readline().decode("utf-8-sig").strip()
                handle.seek(-1, os.SEEK_END)
                if handle.read(1) != b"\n":  # a line that was cut off stays, as a bad row
                    handle.write(b"\n")
        except OSError as error:
            raise FileError(f"{self.path}: cannot be written ({error.strerror}).") from error
        self._width = len(next(csv.reader([first])))
        if first.split(",")[: len(COLUMNS)] != list(COLUMNS):
            raise InputError(
                f"{self.path}: its columns are {first!r}, expected {','.join(HEAD)}. "
                "Name another file with --out."
            )

    _width = len(HEAD)

    def _take(self, votes: Votes) -> None:
        for item, who, choice, why in zip(
            votes.item, votes.annotator, votes.choice, votes.reason, strict=True
        ):
            row = self._row.get(votes.items[item])
            if row is not None:
                word = why or self.dimension.ids[choice]
                self._said.setdefault(votes.annotators[who], {})[row] = str(word)

    @property
    def annotators(self) -> list[str]:
        """Who has voted, by name."""
        return sorted(self._said)

    def order(self, who: str) -> list[int]:
        """Return the rows of the sample in the order this annotator sees them: always the same."""
        mixed = np.random.default_rng([self.seed, *who.encode()])
        return [int(row) for row in mixed.permutation(len(self.items))]

    def done(self, who: str) -> int:
        """Return how many items of the sample this annotator has voted on."""
        return len(self._said.get(who, {}))

    def said(self, who: str, row: int) -> str | None:
        """Return what this annotator said of an item, ``None`` for nothing yet."""
        return self._said.get(who, {}).get(row)

    def place(self, who: str) -> int:
        """Return where in the order the next open item is; the length where none is open."""
        held = self._said.get(who, {})
        order = self.order(who)
        return next((at for at, row in enumerate(order) if row not in held), len(order))

    def vote(self, who: str, row: int, word: str) -> None:
        """Write one vote.

        Raises
        ------
        InputError, FileError
            For a name, a row or a word that cannot be, or a disk that takes nothing.
        """
        name = name_of(who)
        if not 0 <= row < len(self.items):
            raise bad_value("item", row, f"0 to {len(self.items) - 1}")
        if word not in self.dimension.ids and word not in REASONS:
            raise bad_value("vote", word, f"one of {', '.join((*self.dimension.ids, *REASONS))}")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        cells = (self.items[row], name, self.dimension.name, word, now)
        with self._lock:
            self._append(_line((*cells, *[""] * self._width)[: self._width]))
            self._said.setdefault(name, {})[row] = word

    def _append(self, line: str) -> None:
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND)
            try:
                os.write(handle, line.encode())
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise FileError(
                f"{self.path}: not written ({error.strerror}), so the vote was not counted."
            ) from error


def name_of(text: str) -> str:
    """Return an annotator's name, tidied.

    Raises
    ------
    InputError
        For none, more than 40 letters, or signs that no name has.

    Examples
    --------
    >>> name_of("  Kim   Lee ")
    'Kim Lee'
    """
    name = " ".join(text.split())
    if not _NAME.fullmatch(name):
        raise bad_value("name", text, "1 to 40 letters, digits, spaces or . ' -")
    return name


def _line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()
