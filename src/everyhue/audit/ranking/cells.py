"""The parts of a ranking tally as arrays of cells, ready for measures and the judge."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from everyhue.audit.ranking.fold import values_of
from everyhue.audit.ranking.hides import hides, lists_hidden
from everyhue.audit.ranking.kind import Made
from everyhue.metrics.frames import BUCKETS
from everyhue.metrics.groups import MISSING, SUPPRESSED, Cells, nameless
from everyhue.metrics.groups.cells import Floats
from everyhue.metrics.groups.rankings import OF_DIMENSION, SHARED
from everyhue.types import Tally
from everyhue.types.tally import Cell

ITEM_NAMES = (
    "places", "clicks", "gain", "exposure", "exposure_known", "places_known", "aimed", "delivered",
    "delivered_known",
)  # fmt: skip
ALL, EVERY = "request", "all requests"
"""What stands for the column, and for the group, where all requests are one cell."""

Table = dict[Cell, Floats]


def item_cells(tally: Tally, made: Made, family: Sequence[str], k: int) -> Cells:
    """Return the buckets of a dimension, or the intersections of several, with their sums at k.

    Every declared bucket has a cell, also one that was never shown; the unknown come last.
    """
    names = ("places", "clicks", "gain", "exposure")
    spots = [made.by.index(name) for name in family]
    table = _items(tally, family, [f"{name}@{k}" for name in names], spots)
    groups = _groups(table, [made.aims[name].buckets for name in family])
    plain = np.zeros((len(groups), BUCKETS, len(ITEM_NAMES)))
    for i, group in enumerate(groups):
        if group in table:
            plain[i, :, : len(names)] = table[group]
    known = np.array([MISSING not in group for group in groups], bool)
    exposure, places = ITEM_NAMES.index("exposure"), ITEM_NAMES.index("places")
    plain[:, :, ITEM_NAMES.index("exposure_known")] = plain[known][:, :, exposure].sum(0)
    plain[:, :, ITEM_NAMES.index("places_known")] = plain[known][:, :, places].sum(0)
    plain[:, :, 7:9] = plain[:, :, [exposure, ITEM_NAMES.index("exposure_known")]]
    if len(family) == 1:
        plain[known, :, ITEM_NAMES.index("aimed")] = _aimed(
            tally, (made, family[0], k), plain[0, :, ITEM_NAMES.index("exposure_known")]
        )
    rows = np.repeat(plain[:, :, [places]].sum(1), len(ITEM_NAMES), 1)
    for name in ("exposure_known", "places_known", "aimed", "delivered_known"):
        rows[:, ITEM_NAMES.index(name)] = plain[known][:, :, places].sum()
    return _cells(tuple(family), groups, ITEM_NAMES, rows, plain)


def _items(tally: Tally, family: Sequence[str], names: list[str], spots: list[int]) -> Table:
    """Sums of buckets; where intersections are suppressed, each dimension has its own."""
    if not hides(tally, "together"):
        return _summed(tally, ("items", ""), names, spots)
    table = _summed(tally, ("items", family[0]), names, [0])
    if len(family) == 1:
        return table
    return {(SUPPRESSED,) * len(family): np.sum(list(table.values()), axis=0)}


def request_cells(
    tally: Tally, made: Made, family: Sequence[str], k: int, of: str | None = None
) -> Cells:
    """Return groups of requests with the sums of list measures at k: of a dimension, or of none.

    An empty family is one cell of all requests.
    """
    if lists_hidden(tally, of):
        return _no_lists(family)
    part = ("requests", "") if of is None else ("lists", of)
    names = _names(tally, part, k)
    spots = [made.users.index(name) for name in family]
    table = _summed(tally, part, [f"{name}@{k}" for name in names], spots)
    groups = sorted(table, key=lambda group: (nameless(group), group))
    plain = np.stack([table[group] for group in groups])
    by, shown = tuple(family), tuple(groups)
    if of is None:
        names, plain = _delivered(names, plain, groups)
    rows = plain.sum(1)
    if of is None:
        rows[:, -1] = rows[0, -1]
    if not family:
        by, shown = (ALL,), ((EVERY,),)
    return _cells(by, shown, names, rows, plain)


def _no_lists(family: Sequence[str]) -> Cells:
    """Return one cell without any request: the lists are suppressed."""
    names = tuple(name for one in OF_DIMENSION for name in (one, f"{one}_n"))
    plain = np.zeros((1, BUCKETS, len(names)))
    by = tuple(family) or (ALL,)
    shown = (SUPPRESSED,) * len(by)
    return _cells(by, (shown,), names, plain.sum(1), plain)


def _delivered(
    names: tuple[str, ...], plain: Floats, groups: Sequence[Cell]
) -> tuple[tuple[str, ...], Floats]:
    """Add what was shown to each group, and to all that are known."""
    shown = plain[:, :, [names.index("list_length")]]
    known = np.array([MISSING not in group for group in groups], bool)
    every = np.broadcast_to(shown[known].sum(0), shown.shape)
    return (*names, "delivered", "delivered_known"), np.concatenate([plain, shown, every], 2)


def _cells(
    by: tuple[str, ...], groups: Sequence[Cell], names: Sequence[str], rows: Floats, plain: Floats
) -> Cells:
    return Cells(
        by, tuple(groups), rows, plain.sum(1), clusters=plain, names=tuple(names),
        shared=tuple(name for name in SHARED if name in names),
    )  # fmt: skip


def _summed(tally: Tally, part: tuple[str, str], names: list[str], spots: list[int]) -> Table:
    """(256, S) sums of every group, by hash bucket."""
    made: Table = {}
    for table in (tally.counts, tally.sums):
        for cell, row in table.items():
            if cell[:2] != part or not cell[3]:
                continue
            values = values_of(cell[2])
            group = tuple(values[spot] for spot in spots)
            if group not in made:
                made[group] = np.zeros((BUCKETS, len(names)))
            made[group][int(cell[3])] += [row.get(name, 0) for name in names]
    return made


def _groups(table: Table, buckets: list[tuple[str, ...]]) -> list[Cell]:
    order = [{bucket: i for i, bucket in enumerate(held)} for held in buckets]
    known: list[Cell] = [group for group in table if MISSING not in group]
    if len(buckets) == 1:
        known = [(bucket,) for bucket in buckets[0]]
    known.sort(key=lambda group: [o.get(v, len(o)) for o, v in zip(order, group, strict=True)])
    return [*known, *sorted(group for group in table if MISSING in group)]


def _names(tally: Tally, part: tuple[str, str], k: int) -> tuple[str, ...]:
    found = {
        name.removesuffix(f"@{k}")
        for table in (tally.counts, tally.sums)
        for cell, row in table.items() if cell[:2] == part and cell[3]
        for name in row if name.endswith(f"@{k}")
    }  # fmt: skip
    return tuple(sorted(found))


def _aimed(tally: Tally, told: tuple[Made, str, int], known: Floats) -> Floats:
    """(B, 256): exposure that the target of each bucket asks for."""
    made, name, k = told
    aim = made.aims[name]
    if not aim.columns:
        return np.stack([aim.shares[bucket] * known for bucket in aim.buckets])
    table = _summed(tally, ("aims", name), [f"aimed@{k}"], [0])
    wanted = {group[0]: sums[:, 0] for group, sums in table.items()}
    left = np.maximum(0.0, known - sum(wanted.values()))
    return np.stack([wanted.get(bucket, left) for bucket in aim.buckets])
