"""A signal judged: its report card, and what it does where nothing should be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from everyhue.audit.signals.facts import groups_of
from everyhue.audit.signals.sample import Sample, Truth, sample_of
from everyhue.signals.clustered import share_in
from everyhue.signals.labels_file import Labelled
from everyhue.signals.report_card import Gates, ReportCard, decide, report_card
from everyhue.signals.report_card.gates import at_most
from everyhue.signals.votes import Concord, concord
from everyhue.types import Dimension, Value, Verdict

MOST_CHILDREN = 0.05
"""Largest share of pictures of children that may get a body type."""


@dataclass(frozen=True, slots=True)
class HushLine:
    """Items of which annotators say that nothing can be said.

    Parameters
    ----------
    reason : str
        Why, in the annotators' word.
    labelled : Value
        Share that the signal labelled all the same, lower is better.
    """

    reason: str
    labelled: Value


@dataclass(frozen=True, slots=True)
class Clustered:
    """How the items of a sample come in clusters.

    Parameters
    ----------
    column : str
        What clusters are called.
    count : int
        Clusters with settled items.
    largest : int
        Settled items of the largest.
    alone : int
        Settled items that name no cluster, each counted as one of its own.
    """

    column: str
    count: int
    largest: int
    alone: int


@dataclass(frozen=True, slots=True, eq=False)
class SignalFindings:
    """What an audit of a signal found.

    Parameters
    ----------
    dimension : Dimension
        What is labelled.
    card : ReportCard
        Every number of it.
    verdicts : tuple of (str, Verdict)
        Every gate, those of the card first.
    verdict : Verdict
        The one that decides.
    table : (B, B + 1) float64
        Items by true and by shown bucket, the last column *none*.
    hushed : tuple of HushLine
        Where nothing should be said.
    agreement : Concord or None
        Of the annotators, where votes were given.
    notes : tuple of str
        What must be known of the sample.
    facts : tuple of str
        Facts the card is read within.
    clustered : Clustered or None
        How items come in clusters; ``None`` where they were counted as independent.
    """

    dimension: Dimension
    card: ReportCard
    verdicts: tuple[tuple[str, Verdict], ...]
    verdict: Verdict
    table: NDArray[np.float64]
    hushed: tuple[HushLine, ...]
    agreement: Concord | None
    notes: tuple[str, ...]
    facts: tuple[str, ...] = field(default=())
    clustered: Clustered | None = None


def audit_signal(
    said: Labelled,
    truth: Truth,
    dimension: Dimension,
    *,
    facts: Mapping[str, Mapping[str, str]] | None = None,
    shares: Mapping[str, float] | None = None,
    gates: Gates | None = None,
) -> SignalFindings:
    """Judge the labels of a signal by a sample that annotators settled.

    Parameters
    ----------
    said : Labelled
        What the signal says.
    truth : Truth
        What annotators say, and whose item each is where that is known.
    dimension : Dimension
        What is labelled.
    facts : mapping of str to mapping of item to word, optional
        Hair, light, clothing …; each is crossed with the buckets.
    shares : mapping of str to float, optional
        Shares of the buckets where the signal is used; state them for a stratified sample.
    gates : Gates, optional
        What it must reach.

    Returns
    -------
    SignalFindings
        The card, verdicts, and what it does where nothing should be said. For body type, a gate
        holds the share of children who were labelled at 5 %.

    Raises
    ------
    InputError
        Where labels and sample share no item, or buckets differ.
    """
    sample = sample_of(said, truth)
    words = groups_of(facts or {}, sample.items)
    whose = truth.whose(sample.items)
    card = report_card(
        sample.labels, sample.truth, dimension,
        clusters=whose, groups=words, shares=shares, gates=gates,
    )  # fmt: skip
    hushed = tuple(
        HushLine(reason, share_in(shown, truth.whose(items)))
        for reason, (items, shown) in sample.hushed.items()
    )
    verdicts = (*card.verdicts, *_children(dimension, hushed))
    rng = np.random.default_rng(0)
    agreement = None if truth.votes is None or len(truth.votes.annotators) < 2 else concord(
        truth.votes, rng, clusters=truth.whose(truth.votes.items)
    )  # fmt: skip
    return SignalFindings(
        dimension, card, verdicts, decide(verdicts), _table(sample, len(dimension.ids)), hushed,
        agreement, _notes(sample, dimension, hushed), tuple(words),
        _clustered(truth, sample),
    )  # fmt: skip


def _table(sample: Sample, buckets: int) -> NDArray[np.float64]:
    table = np.zeros((buckets, buckets + 1))
    shown = np.where(sample.labels.sure < 0, buckets, sample.labels.sure)
    np.add.at(table, (sample.truth, shown), 1)
    return table


def _clustered(truth: Truth, sample: Sample) -> Clustered | None:
    whose, held = truth.whose(sample.items), truth.clusters
    if whose is None or held is None:
        return None
    sizes = np.bincount(whose)
    alone = sum(item not in held.of for item in sample.items)
    return Clustered(held.column, len(sizes), int(sizes.max()), alone)


def _children(
    dimension: Dimension, hushed: tuple[HushLine, ...]
) -> tuple[tuple[str, Verdict], ...]:
    """Body type must not be said of children: a gate of its own, where the sample has any."""
    return tuple(
        ("children_labelled", at_most(line.labelled, MOST_CHILDREN))
        for line in hushed
        if line.reason == "child" and dimension.name == "body_type"
    )


def _notes(sample: Sample, dimension: Dimension, hushed: tuple[HushLine, ...]) -> tuple[str, ...]:
    notes = []
    if sample.absent:
        notes.append(
            f"{sample.absent:,} items of the sample have no row in the labels file; they count as "
            "unknown."
        )
    if sample.unsettled:
        notes.append(
            f"{sample.unsettled:,} items were left out because annotators did not settle them. On "
            "those a signal is right or wrong by nobody's measure."
        )
    if dimension.name == "body_type" and not any(line.reason == "child" for line in hushed):
        notes.append(
            "No picture of a child is in the sample, so it does not show that the signal leaves "
            "children alone. Add some."
        )
    return tuple(notes)
