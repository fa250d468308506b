"""Shares of buckets as they are, from what a signal says and how it errs on looked-at items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from everyhue.audit.catalog.count import ABSTAINED, SAMPLE, SOFT, SURE_BIN
from everyhue.audit.catalog.held import Held
from everyhue.audit.catalog.passes import BINS
from everyhue.audit.catalog.sample import PARTS
from everyhue.metrics.groups import REPRESENTATION, Cells
from everyhue.metrics.groups.cells import Floats
from everyhue.metrics.inference import clopper_pearson
from everyhue.signals.representation import LEVELS
from everyhue.signals.representation import Cells as Confusion
from everyhue.types import Value

SEED = 20_130_427
"""Of the replicates, so that the same tally gives the same interval."""

_STEPS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Corrected:
    """Shares of one dimension, corrected for what the signal gets wrong.

    Parameters
    ----------
    shares : tuple of Value
        One a bucket; undefined with the reason where the sample does not allow it.
    labelled : tuple of int
        Items of the sample by true bucket.
    right : tuple of Value
        How often the signal favours the true bucket, of the items of each.
    """

    shares: tuple[Value, ...]
    labelled: tuple[int, ...]
    right: tuple[Value, ...]

    @property
    def defined(self) -> bool:
        """Whether there are shares."""
        return all(value.defined for value in self.shares)


def corrected(held: Held, name: str, level: float = 0.95) -> Corrected | None:
    """Return the shares of a dimension by EM over what the signal says, or ``None`` unsampled.

    Parameters
    ----------
    held : Held
        A tally with a sample.
    name : str
        The dimension.
    level : float, (0, 1)
        Chance that the intervals of all buckets hold (Bonferroni).

    Returns
    -------
    Corrected or None
        The intervals carry the pool's chance, the sample's, and clusters of items where they are
        known: the pool then counts for as many items as would say as much.

    Notes
    -----
    Undefined when: the sample lacks a bucket. Right while a signal errs in the pool as it does in
    the sample, for each bucket on its own. Cost: as `everyhue.signals.representation.Cells.shares`.
    Source: Saerens, Latinne, Decaestecker 2002, on counts of favoured bucket and sureness.
    """
    buckets = held.buckets[name]
    sample = _sampled(held, name, buckets)
    if sample is None:
        return None
    labelled = tuple(int(n) for n in sample.sum((1, 2)))
    right = _right(sample)
    lacking = [bucket for bucket, n in zip(buckets, labelled, strict=True) if not n]
    if lacking:
        why = f"the sample has no item that is truly {lacking[0]}"
        return Corrected((Value.undefined_because(why),) * len(buckets), labelled, right)
    said = _said(held, name, buckets)
    levels = LEVELS if (said[:, :SURE_BIN].sum() + sample[:, :, :SURE_BIN].sum()) else 1
    edges = np.stack([_edges(sample[:, b].sum(0), levels) for b in range(len(buckets))])
    confusion = Confusion(_coarse(sample, edges), (edges + 1.0) / BINS)
    shares = confusion.shares_of(
        _coarse(said[None], edges)[0], np.random.default_rng(SEED),
        level=1 - (1 - level) / len(buckets), independent=_independent(held, name),
    )  # fmt: skip
    shares = tuple(replace(value, level=level) for value in shares)
    return Corrected(shares, labelled, right)


def _right(sample: Floats) -> tuple[Value, ...]:
    hits = np.array([sample[b, b].sum() for b in range(len(sample))])
    rows = sample.sum((1, 2))
    spans = zip(hits, rows, *clopper_pearson(hits, rows), strict=True)
    return tuple(
        Value(float(k / n), float(low), float(high), 0.95, int(n)) if n
        else Value.undefined_because("no item of the sample", 0)
        for k, n, low, high in spans
    )  # fmt: skip


def _sampled(held: Held, name: str, buckets: tuple[str, ...]) -> Floats | None:
    """Items of the sample (true, favoured or abstained, bin); ``None`` where there is none."""
    cells = [c for c in held.tally.counts if c[:2] == (SAMPLE, name) and c[3]]
    if not cells:
        return None
    made = np.zeros((len(buckets), len(buckets) + 1, BINS))
    for cell in cells:
        row = held.tally.counts[cell]
        if cell[3] in buckets and (cell[4] in buckets or cell[4] == ABSTAINED):
            made[buckets.index(cell[3]), _spot(cell[4], buckets)] += _bins(row) / row.get(PARTS, 1)
    return made


def _said(held: Held, name: str, buckets: tuple[str, ...]) -> Floats:
    """Items of the pool (favoured or abstained, bin)."""
    made = np.zeros((len(buckets) + 1, BINS))
    for cell, row in held.tally.counts.items():
        if cell[:2] == (SOFT, name):
            made[_spot(cell[4], buckets)] += _bins(row)
    return made


def _spot(bucket: str, buckets: tuple[str, ...]) -> int:
    return len(buckets) if bucket == ABSTAINED else buckets.index(bucket)


def _bins(row: Mapping[str, int]) -> Floats:
    made = np.zeros(BINS)
    for name, n in row.items():
        if name.isdigit():
            made[int(name)] += n
    return made


def _edges(counts: Floats, levels: int) -> NDArray[np.intp]:
    """The last bin of each level but the top one: levels of about equal mass in the sample."""
    if not counts.sum():
        return np.linspace(0, BINS - 1, levels + 1)[1:-1].astype(np.intp)
    mass = np.cumsum(counts) / counts.sum()
    return np.searchsorted(mass, np.arange(1, levels) / levels).astype(np.intp)


def _coarse(counts: Floats, edges: NDArray[np.intp]) -> Floats:
    """Items (n, C) by favoured bucket × level, those that abstained last."""
    many, levels = len(edges), edges.shape[1] + 1
    made = np.zeros((len(counts), many * levels + 1))
    for favoured in range(many):
        level = (np.arange(BINS)[:, None] > edges[favoured]).sum(1)
        for place in range(levels):
            made[:, favoured * levels + place] = counts[:, favoured, level == place].sum(1)
    made[:, -1] = counts[:, many].sum(1)
    return made


def _independent(held: Held, name: str) -> float | None:
    """Items that would say as much if no two came from one source: by the worst bucket."""
    if not held.clustered:
        return None
    cells = held.representation(name)
    _, n = REPRESENTATION.five(cells).effective(0.95)
    known = float(cells.sums[0, 1])
    return max(1.0, held.items(name) * float(n.min()) / known) if known else None


def corrected_cells(held: Held, name: str, found: Corrected) -> Cells:
    """Return cells for the judge whose exact intervals are at least as wide as the corrected ones.

    Each bucket gets the effective number of items from which Clopper–Pearson, at the same share,
    holds the corrected interval: so every bound of a gate carries the signal's error, at any level.
    """
    items = float(held.items(name))
    share = np.array([value.number() for value in found.shares])
    low = np.array([value.low or 0.0 for value in found.shares])
    high = np.array([value.high if value.high is not None else 1.0 for value in found.shares])
    each = 1 - (1 - (found.shares[0].level or 0.95)) / len(share)
    worth = _worth(share, (low, high), items, each)
    table = np.stack([share * items, np.full(len(share), items)], 1)
    squares = table * (items / worth)[:, None]
    return Cells(
        (name,), tuple((b,) for b in held.buckets[name]), table, table, squares,
        names=("items", "known"), shared=("known",),
    )  # fmt: skip


def _worth(share: Floats, span: tuple[Floats, Floats], most: float, level: float) -> Floats:
    """The largest n ≤ `most` whose exact interval at `share` holds `span`, by halving."""
    least, largest = np.full(len(share), 1e-3), np.full(len(share), most)
    for _ in range(_STEPS):
        middle = (least + largest) / 2
        low, high = clopper_pearson(share * middle, middle, level)
        wide = (low <= span[0]) & (high >= span[1])
        least, largest = np.where(wide, middle, least), np.where(wide, largest, middle)
    return least
