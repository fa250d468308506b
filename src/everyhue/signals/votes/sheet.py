"""Raw votes: who said what of which item, read from and written to long CSV."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import EveryhueError, FileError, InputError, unknown_name
from everyhue.files import whole_file
from everyhue.signals.given import Codes, Floats
from everyhue.types import UNKNOWN, Dimension

COLUMNS = ("item", "annotator", "dimension", "bucket")
REASONS = (
    "child", "covered", "greyscale", "no_person", "not_visible", "several_people", "too_dark",
    UNKNOWN,
)  # fmt: skip
"""Words that mean *cannot say*, with why. They are votes, but never for a bucket."""

Vote = tuple[str, str, str]
"""Item, annotator, and a bucket id or a word of `REASONS`."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read.

    Parameters
    ----------
    line : int, ≥ 2
        Line of the file.
    why : str
        What was wrong with it, and what was expected.
    """

    line: int
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Raw votes in one dimension, in the order they were given.

    Parameters
    ----------
    dimension : Dimension
        What was asked.
    items, annotators : tuple of str
        Names, in the order of their first vote.
    item, annotator : (v,) intp
        Index of each vote's item and annotator.
    choice : (v,) intp
        Index of the bucket, −1 for *cannot say*.
    reason : (v,) object
        Why it cannot be said, ``""`` for a bucket.

    Examples
    --------
    >>> from everyhue.signals import SKIN_TONE
    >>> votes = Votes.of(SKIN_TONE, [("a.jpg", "kim", "deep"), ("a.jpg", "lee", "too_dark")])
    >>> votes.choice.tolist(), votes.reason.tolist()
    ([3, -1], ['', 'too_dark'])
    """

    dimension: Dimension
    items: tuple[str, ...]
    annotators: tuple[str, ...]
    item: Codes
    annotator: Codes
    choice: Codes
    reason: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.item)

    @classmethod
    def of(cls, dimension: Dimension, votes: Iterable[Vote]) -> Votes:
        """Build from (item, annotator, bucket or reason); an annotator's later vote replaces it.

        Raises
        ------
        UnknownNameError
            For a word that is neither a bucket nor a reason, with the nearest one.
        """
        last = {(item, who): _word(dimension, word) for item, who, word in votes}
        items = {item: i for i, item in enumerate(dict.fromkeys(item for item, _ in last))}
        people = {who: i for i, who in enumerate(dict.fromkeys(who for _, who in last))}
        bucket = {name: i for i, name in enumerate(dimension.ids)}
        return cls(
            dimension,
            tuple(items),
            tuple(people),
            np.array([items[item] for item, _ in last], np.intp),
            np.array([people[who] for _, who in last], np.intp),
            np.array([bucket.get(word, -1) for word in last.values()], np.intp),
            np.array(["" if word in bucket else word for word in last.values()], object),
        )

    def counts(self) -> Floats:
        """Return (n, B + 1): votes of each item by bucket, the last column *cannot say*."""
        buckets = len(self.dimension.ids)
        table = np.zeros((len(self.items), buckets + 1))
        np.add.at(table, (self.item, np.where(self.choice < 0, buckets, self.choice)), 1)
        return table


def read_votes(
    path: str | os.PathLike[str], dimension: Dimension
) -> tuple[Votes, tuple[BadRow, ...]]:
    """Read the votes in one dimension from a long CSV; good rows are kept when others are bad.

    Parameters
    ----------
    path : path
        CSV with the columns ``item, annotator, dimension, bucket`` in any order; others are passed
        over, and so are rows of other dimensions.
    dimension : Dimension
        The one to read.

    Returns
    -------
    votes : Votes
        Raw votes.
    bad : tuple of BadRow
        Rows that could not be read, by line, with why.

    Raises
    ------
    FileError
        When the file cannot be read.
    InputError
        When a column is missing or it is not UTF-8.
    """
    good: list[Vote] = []
    bad: list[BadRow] = []
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            _columns(path, reader.fieldnames or ())
            for row in reader:
                cells = [(row[name] or "").strip() for name in COLUMNS]
                if cells[2] == dimension.name:
                    _sort(cells, reader.line_num, dimension, good, bad)
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror}).") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: not a CSV file in UTF-8 ({error}).") from error
    return Votes.of(dimension, good), tuple(bad)


def write_votes(path: str | os.PathLike[str], votes: Votes) -> None:
    """Write raw votes as the long CSV that `read_votes` reads."""
    with whole_file(path) as scratch, scratch.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(COLUMNS)
        for item, who, choice, why in zip(
            votes.item, votes.annotator, votes.choice, votes.reason, strict=True
        ):
            word = why or votes.dimension.ids[choice]
            writer.writerow([votes.items[item], votes.annotators[who], votes.dimension.name, word])


def _columns(path: str | os.PathLike[str], found: Sequence[str]) -> None:
    missing = [name for name in COLUMNS if name not in found]
    if missing:
        raise InputError(
            f"{path}: column {missing[0]!r} is missing. Found: {', '.join(found) or '(none)'}. "
            f"Expected: {', '.join(COLUMNS)}."
        )


def _sort(
    cells: list[str], line: int, dimension: Dimension, good: list[Vote], bad: list[BadRow]
) -> None:
    item, who, _, word = cells
    try:
        if not item or not who:
            raise InputError("item and annotator must not be empty.")
        good.append((item, who, _word(dimension, word)))
    except EveryhueError as error:
        bad.append(BadRow(line, str(error)))


def _word(dimension: Dimension, word: str) -> str:
    if not word:
        return UNKNOWN
    if word not in dimension.ids and word not in REASONS:
        raise unknown_name(f"bucket of {dimension.name}", word, [*dimension.ids, *REASONS])
    return word
