"""How a page is made up, before and after: a bar to look at and the counts to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from everyhue.ranking.explain import Spread
from everyhue.types import UNKNOWN, Dimension

HUES = 8
"""Colours that the stylesheet has for buckets without a swatch."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One bucket's part of a bar, in hundredths of its length."""

    label: str
    count: float
    start: float
    width: float
    colour: str | None
    hue: str


@dataclass(frozen=True, slots=True)
class Mix:
    """Both bars of one dimension, and their counts.

    Parameters
    ----------
    name, label : str
        The dimension.
    before, after : tuple of Segment
        Bars of the order by relevance and of the served one.
    rows : tuple of (Segment, float, float)
        A bucket with its colour, then its counts before and after; *not known* comes last.
    """

    name: str
    label: str
    before: tuple[Segment, ...]
    after: tuple[Segment, ...]
    rows: tuple[tuple[Segment, float, float], ...]


def mixes(spreads: Sequence[Spread], dimensions: Mapping[str, Dimension]) -> tuple[Mix, ...]:
    """Return the bars of every dimension that a response reports."""
    return tuple(_mix(spread, dimensions[spread.dimension]) for spread in spreads)


def _mix(spread: Spread, dimension: Dimension) -> Mix:
    before, after = (bar(counts, dimension) for counts in (spread.before, spread.after))
    rows = tuple((late, early.count, late.count) for early, late in zip(before, after, strict=True))
    return Mix(dimension.name, dimension.label, before, after, rows)


def bar(counts: Mapping[str, float], dimension: Dimension) -> tuple[Segment, ...]:
    """Divide a bar by the counts of a dimension's buckets, *not known* last."""
    total = sum(counts.values()) or 1
    start = 0.0
    segments = []
    for spot, bucket in enumerate((*dimension.ids, UNKNOWN)):
        width = 100 * counts.get(bucket, 0) / total
        segments.append(_segment(dimension, bucket, counts.get(bucket, 0), (spot, start, width)))
        start += width
    return tuple(segments)


def _segment(
    dimension: Dimension, bucket: str, count: float, place: tuple[int, float, float]
) -> Segment:
    spot, start, width = place
    if bucket == UNKNOWN:
        return Segment("Not known", count, start, width, None, "hue-unknown")
    held = dimension.bucket(bucket)
    colours = (held.swatch or "").split()
    colour = colours[len(colours) // 2] if colours else None
    return Segment(held.label, count, start, width, colour, "" if colour else f"hue-{spot % HUES}")
