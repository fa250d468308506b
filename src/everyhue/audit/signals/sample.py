"""The audit sample: what annotators settled, beside what a signal says of the same items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from everyhue.catalog.annotated import Words, gather
from everyhue.errors import bad_value
from everyhue.signals.clustered import codes_of
from everyhue.signals.labels_file import Labelled, dimensions_in, read_labels
from everyhue.signals.votes import REASONS, Votes
from everyhue.types import UNKNOWN, Dimension, Labels

NOT_LABELLED = "not_in_labels"
"""Reason of an item of the sample that the labels file does not have."""

Hushed = dict[str, tuple[tuple[str, ...], NDArray[np.bool_]]]
"""Reason to items, and whether each was labelled all the same."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """Whose picture each item is: a person's, a shoot's.

    Parameters
    ----------
    column : str
        What they are called, for the report.
    of : mapping of str to str
        Item to cluster; an item that is not there stands alone.
    """

    column: str
    of: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What is taken as true of an audit sample.

    Parameters
    ----------
    settled : Labelled
        One row an item: a bucket, or why annotators gave none.
    votes : Votes or None
        The raw votes, where there are any.
    bad : tuple
        Rows that could not be used.
    clusters : Clusters or None
        Whose item each is; ``None`` where items count as independent.
    """

    settled: Labelled
    votes: Votes | None = None
    bad: tuple[object, ...] = ()
    clusters: Clusters | None = None

    def whose(self, items: Sequence[str]) -> NDArray[np.intp] | None:
        """Return the cluster of each item as a number, where there are clusters."""
        return codes_of(items, None if self.clusters is None else self.clusters.of)


def truth_from(path: Path, dimension: Dimension, *, least: int | None = None) -> Truth:
    """Read the truth of a sample: votes in any known layout, or a labels file.

    Raises
    ------
    FileError, InputError, UnknownNameError
        For a file that cannot be read, or has other buckets.
    """
    if path.suffix.lower() in (".parquet", ".pq") and path.is_file():
        import polars

        if dimension.name in dimensions_in(polars.read_parquet_schema(path)):
            held = read_labels(path, dimension.name)
            if held.labels.buckets != dimension.ids:
                raise bad_value(f"buckets in {path}", held.labels.buckets, str(dimension.ids))
            return Truth(held)
    found = gather(path, Words(dimension), least=least)
    return Truth(found.labelled, found.votes, found.bad)


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Items of the sample that annotators settled, with what the signal says of them.

    Parameters
    ----------
    items : tuple of str, length n
        Their names.
    labels : Labels
        What the signal says; unknown where it has no row.
    truth : (n,) intp
        What annotators settled.
    hushed : mapping of str to (items, (k,) bool)
        For each reason an annotator gave: items, and which the signal labelled all the same.
    unsettled : int
        Items on which annotators disagree, or with too few votes.
    absent : int
        Settled items that the labels file does not have.
    """

    items: tuple[str, ...]
    labels: Labels
    truth: NDArray[np.intp]
    hushed: Hushed
    unsettled: int
    absent: int


def sample_of(said: Labelled, truth: Truth) -> Sample:
    """Put the labels of a signal beside the truth.

    Items that the labels file lacks count as unknown, so that nothing is gained by leaving out what
    is hard.

    Raises
    ------
    InputError
        Where no settled item is among the labels.
    """
    settled = truth.settled
    rows = said.rows()
    spots = np.flatnonzero(settled.labels.sure >= 0)
    items = tuple(settled.items[at] for at in spots)
    absent = sum(item not in rows for item in items)
    if not items or absent == len(items):
        first = settled.items[0] if len(settled) else "nothing"
        raise bad_value(
            "settled items among the labels", 0, "at least one",
            f"The sample names {first!r}, the labels {next(iter(said.items), 'nothing')!r}.",
        )  # fmt: skip
    labels = _padded(said.labels).take([rows.get(item, len(said)) for item in items])
    counted = settled.labels.sure[spots].astype(np.intp)
    known = (*REASONS,)
    unsettled = sum(bool(why) and str(why) not in known for why in settled.labels.reason)
    unsettled += int((settled.labels.known & (settled.labels.sure < 0)).sum())
    return Sample(items, labels, counted, _hushed(said, settled, rows), unsettled, absent)


def _hushed(said: Labelled, settled: Labelled, rows: dict[str, int]) -> Hushed:
    found: Hushed = {}
    for reason in (why for why in REASONS if why != UNKNOWN):
        among = [item for item, why in zip(settled.items, settled.labels.reason, strict=True)
                 if why == reason and item in rows]  # fmt: skip
        if among:
            found[reason] = (tuple(among), said.labels.sure[[rows[item] for item in among]] >= 0)
    return found


def _padded(labels: Labels) -> Labels:
    """Add the row of an item that is not there."""
    width = len(labels.buckets)
    return Labels(
        labels.dimension, labels.buckets,
        np.concatenate([labels.probs, np.zeros((1, width), np.float32)]),
        np.append(labels.known, False), np.append(labels.sure, -1).astype(np.int16),
        np.append(labels.reason, NOT_LABELLED), None, labels.provenance,
    )  # fmt: skip
