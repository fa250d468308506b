"""Small cells hidden before a tally of rankings leaves the machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from everyhue.audit.ranking.aims import Aim
from everyhue.audit.ranking.fold import cell_of, values_of
from everyhue.audit.ranking.hides import HIDDEN, note_cell
from everyhue.audit.ranking.kind import Made
from everyhue.errors import InputError, bad_value
from everyhue.metrics.groups import (
    MISSING,
    SUPPRESSED,
    hidden,
    hidden_reasons,
    refuse_least,
)
from everyhue.types import Tally
from everyhue.types.tally import Cell

PARTS = (32, 16, 8, 4, 2, 1)
"""Parts that buckets of clusters are folded into: as many as leave enough in nearly all cells."""

MOST_LUMPED = 0.01
"""Most of the rows that may be in cells whose clusters are put into one part."""

Sizes: TypeAlias = Callable[[Mapping[str, Any]], list[int]]
"""From what a cell counts to its rows, by band of depths."""

Row: TypeAlias = dict[str, Any]
Table: TypeAlias = dict[Cell, Row]


def suppress(tally: Tally, fewer_than: int) -> Tally:
    """Merge buckets of few shown items, and groups of few requests, into ``(suppressed)``.

    Where only one would be hidden the next smallest is hidden with it, and all of its size. List
    measures of a dimension with hidden buckets are left out, since they are made of them.

    Parameters
    ----------
    tally : Tally
        Of `count_ranking`.
    fewer_than : int, ≥ 2
        Least shown items, or requests, of what is told.

    Returns
    -------
    Tally
        Of the same requests. Left out are queries by name; providers, as soon as one is shown on
        few places; and intersections of dimensions, as soon as one is small: other ones, with
        totals, would tell it. Clusters are in fewer parts; those of cells with too few rows for it
        are in one, as if one person's: intervals are only wider for it.

    Raises
    ------
    InputError
        For a tally with the eligible, or with fewer rows in all.

    Notes
    -----
    Undefined when: never. Cost: O(cells). What it does not do: audits of overlapping requests can
    be subtracted; clicks of a large cell, and how many of its lists lack a measure, are told as
    they are. Source: this project; after the threshold rule with complementary suppression,
    Hundepool et al. 2012, ch. 4.

    Examples
    --------
    >>> import polars as pl
    >>> from everyhue.audit.ranking import RankingColumns, count_ranking
    >>> log = pl.DataFrame({"q": range(40), "p": [1] * 40, "tone": ["deep"] * 3 + ["tan"] * 12
    ...     + ["light"] * 25})
    >>> told = suppress(count_ranking(log, RankingColumns("q", "p", ("tone",))), 10)
    >>> sorted({cell[2] for cell in told.counts if cell[0] == "items"})
    ['["(suppressed)"]', '["light"]']
    """
    refuse_least(fewer_than)
    made = Made.of(tally.kind)
    if made.eligible:
        raise bad_value(
            "--suppress with the eligible", fewer_than, "one of the two",
            "Delivery beside the eligible would tell groups that are hidden. Leave out --eligible, "
            "or audit without --suppress and keep the report.",
        )  # fmt: skip
    gone = {name: _buckets(tally, made, name, fewer_than) for name in made.by}
    told = _Told(tally, alike=any(aim.columns for aim in made.aims.values()))
    crossed = _fold_items(told, made, gone, fewer_than)
    _fold_requests(told, gone, _requests(tally, fewer_than), fewer_than)
    _fold_aims(told, made, gone)
    _fold_rest(told, fewer_than)
    told.note("", "together", int(crossed))
    for name, buckets in gone.items():
        told.note(name, "buckets", len(buckets - {MISSING, SUPPRESSED}))
        told.note(name, "unknown", int(MISSING in buckets))
    aims = {name: _aim(made.aims[name], gone[name]) for name in made.by}
    return Tally(
        replace(made, aims=aims).kind, tally.by, told.counts, told.sums, told.undefined,
        tally.schema,
    )  # fmt: skip


class _Told:
    """What is told of a tally, as it is put together.

    Parameters
    ----------
    tally : Tally
        Before.
    alike : bool
        Whether shown items of all cells need the same parts of clusters: what targets by request
        ask for is taken from theirs, part by part.
    """

    def __init__(self, tally: Tally, *, alike: bool) -> None:
        self.tally, self.alike, self.parts = tally, alike, PARTS[0]
        self.counts: Table = {c: dict(r) for c, r in tally.counts.items() if c[0] == HIDDEN}
        self.sums: Table = {}
        self.undefined: Table = {}

    def note(self, of: str, what: str, n: int) -> None:
        """Count what is hidden."""
        row = self.counts.setdefault(note_cell(of), {})
        row[what] = row.get(what, 0) + n

    def move(self, cells: Mapping[Cell, Cell]) -> None:
        """Add what cells hold to others, in an order that tells nothing of theirs."""
        for name in ("counts", "sums", "undefined"):
            held, made = getattr(self.tally, name), getattr(self, name)
            rows = [(new, held[cell]) for cell, new in cells.items() if cell in held]
            for new, row in sorted(rows, key=lambda one: (one[0], sorted(one[1].items()))):
                into = made.setdefault(new, {})
                for what, amount in sorted(row.items()):
                    into[what] = into.get(what, 0) + amount


def _bands(row: Mapping[str, Any], ks: Sequence[int]) -> list[int]:
    """Shown items from one depth to the next."""
    places = [int(row.get(f"places@{k}", 0)) for k in sorted(ks)]
    return [b - a for a, b in zip([0, *places[:-1]], places, strict=True)]


def _small(numbers: Iterable[int], least: int) -> bool:
    return any(0 < n < least for n in numbers)


def _by_value(tally: Tally, made: Made, names: Sequence[str]) -> dict[Cell, list[int]]:
    """Shown items of every bucket, or intersection, by band of depths."""
    found: dict[Cell, list[int]] = {}
    part = _items_part(tally, names)
    for cell, row in tally.counts.items():
        if cell[:2] == part:
            values = values_of(cell[2])
            spots = range(len(values)) if part[1] else [made.by.index(n) for n in names]
            key = tuple(values[spot] for spot in spots)
            bands = _bands(row, made.ks)
            found[key] = _plus(found.get(key), bands)
    return found


def _items_part(tally: Tally, names: Sequence[str]) -> tuple[str, str]:
    """Where items are: all crossings of dimensions, or, once those are hidden, one dimension."""
    own = ("items", names[0])
    return own if any(cell[:2] == own for cell in tally.counts) else ("items", "")


def _buckets(tally: Tally, made: Made, name: str, least: int) -> set[str]:
    """Buckets of few shown items at some depth, and those hidden with them."""
    bands = {key[0]: row for key, row in _by_value(tally, made, (name,)).items()}
    small = {bucket for bucket, row in bands.items() if _small(row, least)}
    # How much is unknown is hidden only where it must be.
    known = {bucket: row for bucket, row in bands.items() if bucket != MISSING}
    if MISSING not in small and sum(map(sum, known.values())) >= least:
        gone = _grown(known, small, least)
        if _enough(known, gone, least):
            return gone
    gone = _grown(bands, small, least)
    if not _enough(bands, gone, least):
        raise InputError(
            f"suppress: fewer than {least:,} items are shown from one depth to the next, which no "
            "bucket can hide. Audit one depth, or state a smaller number."
        )
    return gone


def _grown(bands: Mapping[str, list[int]], small: set[str], least: int) -> set[str]:
    """Hide more until the hidden ones together are large at every depth."""
    sizes = {bucket: sum(row) for bucket, row in bands.items()}
    while True:
        made = hidden(sizes, least, small=small, several={SUPPRESSED} & sizes.keys())
        left = [n for bucket, n in sizes.items() if bucket not in made and n]
        if not left or _enough(bands, made, least):
            return made
        small = made | {bucket for bucket, n in sizes.items() if n == min(left)}


def _enough(bands: Mapping[str, list[int]], gone: set[str], least: int) -> bool:
    """Whether hidden buckets are several, or all, and large together at every depth."""
    if len(gone) == 1 < len(bands) and SUPPRESSED not in gone:
        return False
    together = [sum(parts) for parts in zip(*(bands[b] for b in gone), strict=True)]
    return not _small(together, least)


def _fold_items(told: _Told, made: Made, gone: Mapping[str, set[str]], least: int) -> bool:
    """Add shown items; return whether intersections had to be left out."""
    cells = [cell for cell in {**told.tally.counts, **told.tally.sums} if cell[0] == "items"]

    def renamed(names: Sequence[str], values: Sequence[str]) -> str:
        pairs = zip(names, values, strict=True)
        return cell_of([SUPPRESSED if value in gone[name] else value for name, value in pairs])

    whole = {cell: cell for cell in cells if cell[1]}
    crossed = {
        cell: (*cell[:2], renamed(made.by, values_of(cell[2])), cell[3])
        for cell in cells if not cell[1]
    }  # fmt: skip
    sizes: dict[str, list[int]] = {}
    for cell, new in crossed.items():
        bands = _bands(told.tally.counts.get(cell, {}), made.ks)
        sizes[new[2]] = _plus(sizes.get(new[2]), bands)
    if not any(_small(row, least) for row in sizes.values()):
        tables = [crossed] if crossed else [
            {c: (*c[:2], renamed((name,), values_of(c[2])), c[3]) for c in whole if c[1] == name}
            for name in made.by
        ]  # fmt: skip
    else:
        tables = [
            {c: ("items", name, renamed((name,), [values_of(c[2])[i]]), c[3]) for c in crossed}
            for i, name in enumerate(made.by)
        ]
    parts = [
        _parts(told.tally, table, least, lambda row: _bands(row, made.ks), told.alike)
        for table in tables
    ]
    told.parts = min(many for many, _ in parts)
    for table, (many, lumped) in zip(tables, parts, strict=True):
        told.move(_placed(table, told.parts if told.alike else many, lumped))
    return len(tables) > 1 and not whole


def _requests(tally: Tally, least: int) -> set[str]:
    """Groups of few requests, and those hidden with them."""
    sizes: Counter[str] = Counter()
    for cell, row in tally.counts.items():
        if cell[0] == "requests":
            sizes[cell[2]] += int(row["requests"])
    before = {cell for cell in sizes if SUPPRESSED in values_of(cell)}
    return hidden(sizes, least, several=before)


def _fold_requests(told: _Told, gone: Mapping[str, set[str]], groups: set[str], least: int) -> None:
    """Add groups of requests, and lists of the dimensions of which no bucket is hidden."""
    tally = told.tally
    clear = {name for name, buckets in gone.items() if not buckets}

    def renamed(cell: Cell) -> Cell:
        values = [SUPPRESSED] * len(values_of(cell[2])) if cell[2] in groups else values_of(cell[2])
        return (*cell[:2], cell_of(values), cell[3])

    every = {**tally.counts, **tally.sums, **tally.undefined}
    cells = {cell: renamed(cell) for cell in every if cell[0] == "requests"}
    parts = _parts(tally, cells, least, lambda row: [int(row.get("requests", 0))])
    placed = _placed(cells, *parts)
    told.move(placed)
    where = {(cell[2], cell[3]): new[3] for cell, new in placed.items()}
    lists = {}
    for cell in every:
        if cell[0] == "lists" and cell[1] in clear:
            lists[cell] = (*renamed(cell)[:3], where.get((cell[2], cell[3]), cell[3]))
    told.move(lists)
    several = groups - {cell for cell in groups if SUPPRESSED in values_of(cell)}
    told.note("", "groups", len(several))


def _parts(
    tally: Tally, cells: Mapping[Cell, Cell], least: int, sizes: Sizes, alike: bool = False
) -> tuple[int, set[str]]:
    """Return into how many parts clusters are folded, and the cells that have all in one."""
    for parts in PARTS:
        found: dict[tuple[str, str], list[int]] = {}
        for cell, new in cells.items():
            row = sizes(tally.counts.get(cell, {}))
            key = new[2], str(int(new[3]) % parts)
            found[key] = _plus(found.get(key), row)
        lumped = {name for (name, _), row in found.items() if _small(row, least)}
        rows = sum(sum(row) for (name, _), row in found.items() if name in lumped)
        if rows <= (0 if alike else MOST_LUMPED * sum(map(sum, found.values()))):
            break
    return parts, lumped


def _placed(cells: Mapping[Cell, Cell], parts: int, lumped: set[str]) -> dict[Cell, Cell]:
    """Return where cells go, with clusters in fewer parts."""
    return {
        cell: (*new[:3], "0" if new[2] in lumped else str(int(new[3]) % parts))
        for cell, new in cells.items()
    }


def _plus(held: list[int] | None, row: list[int]) -> list[int]:
    return row if held is None else [a + b for a, b in zip(held, row, strict=True)]


def _fold_aims(told: _Told, made: Made, gone: Mapping[str, set[str]]) -> None:
    """Add what targets by request ask for; hidden buckets have the rest if one of them had it."""
    cells = {}
    for cell in told.tally.sums:
        if cell[0] == "aims":
            aim, buckets = made.aims[cell[1]], gone[cell[1]]
            bucket = values_of(cell[2])[0]
            if bucket not in buckets:
                cells[cell] = (*cell[:3], str(int(cell[3]) % told.parts))
            elif not buckets & (set(aim.buckets) - set(aim.columns)):
                cells[cell] = (*cell[:2], cell_of([SUPPRESSED]), str(int(cell[3]) % told.parts))
    told.move(cells)


def _fold_rest(told: _Told, least: int) -> None:
    """Add how many rows there are, and providers where all are shown often."""
    tally = told.tally
    told.move({cell: cell for cell in tally.counts if cell[0] == "rows"})
    for cell, row in tally.undefined.items():
        if cell[0] == "rows":
            told.undefined[cell] = hidden_reasons(row, least)
    providers = {cell: cell for cell in tally.counts if cell[0] == "providers"}
    few = _small((int(tally.counts[cell]["places"]) for cell in providers), least)
    told.note("", "providers", int(few))
    told.note("", "queries", int(any(cell[0] == "queries" for cell in tally.counts)))
    if not few:
        told.move(providers)


def _aim(aim: Aim, gone: set[str]) -> Aim:
    """Return a target that names what is told, and the suppressed bucket for the rest."""
    buckets = [bucket for bucket in aim.buckets if bucket not in gone and bucket != SUPPRESSED]
    if len(buckets) == len(aim.buckets):
        return aim
    shares = {bucket: share for bucket, share in aim.shares.items() if bucket in buckets}
    columns = {bucket: name for bucket, name in aim.columns.items() if bucket in buckets}
    if shares:
        shares[SUPPRESSED] = max(0.0, 1 - sum(shares.values()))
    elif aim.shares:
        shares = {SUPPRESSED: 1.0}
    if aim.columns and not gone & (set(aim.buckets) - set(aim.columns)):
        columns[SUPPRESSED] = "several columns"
    return Aim((*buckets, SUPPRESSED), shares, columns, aim.stated)
