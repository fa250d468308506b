"""All that was said, as raw votes and as one label an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from everyhue.catalog.annotated.layouts import (
    LAYOUTS,
    AskedColumns,
    Heard,
    heard,
    read_rows,
    recognised,
)
from everyhue.catalog.annotated.soft import NOTE, columns_of, soft_labels
from everyhue.catalog.annotated.words import Words
from everyhue.catalog.ingest.lines import BadRow
from everyhue.errors import InputError, unknown_name
from everyhue.signals.labels_file import Labelled
from everyhue.signals.running.rows import labelled, said_of
from everyhue.signals.tone import ToneReading
from everyhue.signals.votes import Votes, settle
from everyhue.types import Labels, Provenance

PERSON = "#"
"""Between an item and the person in it, where votes are of people."""


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """What a file of labels came to.

    Parameters
    ----------
    layout : str
        Which of `LAYOUTS` it is.
    votes : Votes
        Everything that was said, raw; of people, as ``item#person``. None of probabilities.
    labelled : Labelled
        One row an item.
    bad : tuple of BadRow
        Rows that cannot be used, by line.
    note : str
        What must be known of such labels.
    """

    layout: str
    votes: Votes
    labelled: Labelled
    bad: tuple[BadRow, ...]
    note: str


def gather(
    path: Path,
    words: Words,
    asked: AskedColumns | None = None,
    *,
    layout: str | None = None,
    least: int | None = None,
) -> Gathered:
    """Read a file of labels in any known layout.

    Parameters
    ----------
    path : Path
        CSV, TSV, JSON Lines, Parquet, or a JSON list.
    words : Words
        What cells mean.
    asked : AskedColumns, optional
        Columns a person named.
    layout : str, optional
        One of `LAYOUTS`; recognised by its columns otherwise.
    least : int, ≥ 1, optional
        Votes a label needs. By default 2, or 1 where one annotator said everything.

    Returns
    -------
    Gathered
        Votes and labels; rows that cannot be used are named, the others are kept.

    Raises
    ------
    FileError, InputError, UnknownNameError
        For a file that cannot be read, is of no known layout, or holds no row that can be used.
    """
    named = asked or AskedColumns()
    if layout is not None and layout not in LAYOUTS:
        raise unknown_name("layout", layout, LAYOUTS)
    header = read_rows(path)[0]
    named.check(header)
    soft = columns_of(header, words.dimension, named)
    if soft is not None and layout is None:
        held, refused = soft_labels(path, words.dimension, soft)
        return Gathered("probs", Votes.of(words.dimension, []), held, tuple(refused), NOTE)
    kind = layout or recognised(header, words, named)
    rows = list(heard(path, words, named, kind))
    bad = [row for row in rows if isinstance(row, BadRow)]
    said, twice = _once([row for row in rows if isinstance(row, Heard)], kind)
    if not said:
        first = f" Line {bad[0].line}: {bad[0].reason}" if bad else ""
        raise InputError(f"{path}: no row of it can be used.{first}")
    votes = Votes.of(words.dimension, [(_key(one), one.who, one.word) for one in said])
    needed = least or (1 if len(votes.annotators) == 1 else 2)
    source = Provenance(f"operator: {path.name} ({kind})")
    made = replace(settle(votes, least=needed), provenance=source)
    people = _people(said)
    held = _of_people(votes, made, people) if people else _plain(votes, made)
    by_line = sorted([*bad, *twice], key=lambda row: row.line)
    return Gathered(kind, votes, held, tuple(by_line), LAYOUTS[kind].note)


def _once(said: Sequence[Heard], kind: str) -> tuple[list[Heard], list[BadRow]]:
    """Refuse a second label of an item by the same hand, unless votes may be taken back."""
    if kind == "votes":
        return list(said), []
    seen: dict[tuple[str, str], int] = {}
    kept, twice = [], []
    for one in said:
        first = seen.setdefault((_key(one), one.who), one.line)
        if first == one.line:
            kept.append(one)
        else:
            twice.append(
                BadRow(one.line, f"{one.item!r} by {one.who} was on line {first} already.")
            )
    return kept, twice


def _key(one: Heard) -> str:
    return f"{one.item}{PERSON}{one.person}" if one.person else one.item


def _people(said: Sequence[Heard]) -> dict[str, list[str]]:
    """Item to the keys of its people; nothing where labels are of pictures."""
    found: dict[str, list[str]] = {}
    for one in said:
        if one.person and _key(one) not in found.setdefault(one.item, []):
            found[one.item].append(_key(one))
    return found


def _plain(votes: Votes, labels: Labels) -> Labelled:
    sets = labels.probs > 0
    sets[labels.sure >= 0] = False
    spots = np.flatnonzero(labels.sure >= 0)
    sets[spots, labels.sure[spots]] = True
    return Labelled.of(votes.items, labels, sets)


def _of_people(votes: Votes, labels: Labels, people: Mapping[str, Sequence[str]]) -> Labelled:
    """One row a picture, from the people in it."""
    row = {key: at for at, key in enumerate(votes.items)}
    said = []
    for keys in people.values():
        part = labels.take([row[key] for key in keys])
        probs = part.probs.astype(np.float64)
        reasons = tuple(str(why) for why in part.reason)
        whole = "" if "" in reasons else reasons[0]
        reading = ToneReading(probs, probs > 0, part.sure.astype(np.intp), reasons, whole)
        said.append(said_of(reading))
    return labelled(
        list(people), said, (labels.dimension, labels.buckets), labels.provenance
    )  # fmt: skip
