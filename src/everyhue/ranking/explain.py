"""Why this order: the outcomes of one answer in plain words and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from everyhue.ranking.request import Hit, Response
from everyhue.types import UNKNOWN, Dimension, StageOutcome

MOVES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Move:
    """One result that stands elsewhere than by relevance alone."""

    id: str
    position: int
    original: int
    why: str


@dataclass(frozen=True, slots=True)
class Spread:
    """Share of each bucket among known results, and of unknown among all, before and after.

    Parameters
    ----------
    dimension, label : str
        Name, and what a person reads.
    before, after : mapping of str to int
        Results per bucket, ``unknown`` last.
    unknown_before, unknown_after : float or None, [0, 1]
        Share of unknown results; ``None`` for an empty page.
    """

    dimension: str
    label: str
    before: Mapping[str, int]
    after: Mapping[str, int]
    unknown_before: float | None
    unknown_after: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What page, API, command line and replay show of one answer.

    Parameters
    ----------
    headline : str
        One sentence.
    sentences : tuple of str
        A few more, in the order of the stages.
    stages : tuple of StageOutcome
        The records themselves.
    spreads : tuple of Spread
        Buckets on this page, before and after.
    moves : tuple of Move
        The largest moves, at most ten.
    moved : int
        Results that were not in the first k by relevance.
    relevance_kept : float or None, [0, 1]
        Share of the summed relevance that the page keeps; ``None`` for an empty page.
    milliseconds : float
        Time of all stages.
    """

    headline: str
    sentences: tuple[str, ...]
    stages: tuple[StageOutcome, ...]
    spreads: tuple[Spread, ...]
    moves: tuple[Move, ...]
    moved: int
    relevance_kept: float | None
    milliseconds: float

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, as the API answers them."""
        return {**asdict(self), "limits": LIMITS}


LIMITS = (
    "Counts use sure labels only. A label describes what a picture shows, as labelled by its "
    "source; it can be wrong, and it says nothing about a person's identity. Relevance is the "
    "score of this search, not people's satisfaction."
)
"""What the numbers cannot say; shown wherever they are."""


def explain(response: Response, dimensions: Mapping[str, Dimension]) -> Explanation:
    """Tell what was decided for one answer, and what it cost.

    Parameters
    ----------
    response : Response
        The answer of `everyhue.ranking.pipeline.answer`.
    dimensions : mapping of str to Dimension
        The catalog's dimensions, for their words.

    Returns
    -------
    Explanation
        Headline, sentences, records, spreads and moves.
    """
    spreads = tuple(_spread(response, dimensions[name]) for name in _names(response))
    kept = _kept(response)
    moved = _newcomers(response)
    return Explanation(
        _headline(response, dimensions),
        tuple(_sentences(response, dimensions, spreads, kept, moved)),
        response.outcomes,
        spreads,
        _moves(response),
        moved,
        kept,
        sum(outcome.milliseconds for outcome in response.outcomes),
    )


def _names(response: Response) -> tuple[str, ...]:
    return tuple(response.hits[0].labels) if response.hits else ()


def _headline(response: Response, dimensions: Mapping[str, Dimension]) -> str:
    if not response.hits:
        return "Nothing was found."
    if response.failed_open:
        return "Something was late or failed, so this is the original order."
    if response.selection is None:
        return "These results are in their original order, by relevance."
    names = " and ".join(dimensions[name].label.lower() for name in response.diversified)
    return f"These results are relevant, and mixed so that they vary in {names}."


def _sentences(
    response: Response,
    dimensions: Mapping[str, Dimension],
    spreads: tuple[Spread, ...],
    kept: float | None,
    moved: int,
) -> list[str]:
    told = [outcome.why for outcome in response.outcomes]
    if response.selection is not None and kept is not None:
        told.append(
            f"{moved} of {len(response.hits)} results came up from further down; "
            f"the page keeps {kept:.1%} of the relevance of the original one."
        )
    told += [_short(response, dimensions[name]) for name in response.diversified]
    told += [_unknown(spread) for spread in spreads if spread.after.get(UNKNOWN)]
    return [sentence for sentence in told if sentence]


def _short(response: Response, dimension: Dimension) -> str:
    """Name the buckets with fewer candidates than an equal share of this page."""
    counts = next((o.counts_out for o in response.outcomes if o.stage == "retrieve"), {})
    supply = counts.get(dimension.name, {})
    share = len(response.hits) // len(dimension.buckets)
    short = [b for b in dimension.buckets if supply.get(b.id, share) < share]
    if not short:
        return ""
    words = ", ".join(f"{b.label.lower()} ({supply[b.id]})" for b in short)
    return f"{dimension.label}: ranking cannot show what is not there. Few candidates: {words}."


def _unknown(spread: Spread) -> str:
    return (
        f"{spread.label}: not known for {spread.after[UNKNOWN]} results on this page "
        f"({spread.before[UNKNOWN]} in the original order)."
    )


def _spread(response: Response, dimension: Dimension) -> Spread:
    before, after = (_tally(hits, dimension) for hits in (response.original, response.hits))
    return Spread(
        dimension.name,
        dimension.label,
        before,
        after,
        _unknown_share(before),
        _unknown_share(after),
    )


def _tally(hits: tuple[Hit, ...], dimension: Dimension) -> dict[str, int]:
    counts = dict.fromkeys((*dimension.ids, UNKNOWN), 0)
    for hit in hits:
        counts[hit.labels[dimension.name]] += 1
    return counts


def _unknown_share(counts: Mapping[str, int]) -> float | None:
    total = sum(counts.values())
    return counts[UNKNOWN] / total if total else None


def _kept(response: Response) -> float | None:
    """Return the share of summed relevance; the original page is never negative."""
    before = sum(hit.relevance for hit in response.original[: len(response.hits)])
    after = sum(hit.relevance for hit in response.hits)
    return min(1.0, after / before) if before > 0 else None


def _newcomers(response: Response) -> int:
    held = {hit.key for hit in response.original}
    return sum(hit.key not in held for hit in response.hits)


def _moves(response: Response) -> tuple[Move, ...]:
    moved = [hit for hit in response.hits if hit.original != hit.position]
    moved.sort(key=lambda hit: (hit.position - hit.original, hit.position))
    return tuple(Move(h.id, h.position, h.original, h.why) for h in moved[:MOVES_SHOWN])
