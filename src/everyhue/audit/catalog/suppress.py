"""Small numbers of items hidden before a tally of a catalog leaves the machine."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from everyhue.audit.catalog.count import ABSTAINED, BY, DECLARED, JOINT, LABEL, SAMPLE, SOFT
from everyhue.audit.catalog.held import HIDDEN, Held
from everyhue.errors import bad_value
from everyhue.metrics.groups import SUPPRESSED, hidden, hidden_reasons, refuse_least
from everyhue.types import UNKNOWN, Tally
from everyhue.types.tally import Cell

PARTS = (32, 16, 8, 4, 2, 1)
"""Parts that buckets of clusters are folded into: as many as leave enough items in each."""

Table: TypeAlias = dict[Cell, dict[str, int]]


def suppress(tally: Tally, fewer_than: int) -> Tally:
    """Merge what holds fewer items into one, called ``(suppressed)``.

    Buckets of a dimension, the unknown among them, are merged with the next smallest where only
    one would be hidden; so are reasons, and values of a column that hold few items of some bucket,
    in every dimension alike. Every number that is told is then 0 or at least `fewer_than`, and so
    is every difference of a number and those that are parts of it.

    Parameters
    ----------
    tally : Tally
        Of `count_catalog`.
    fewer_than : int, ≥ 2
        Least items of what is told.

    Returns
    -------
    Tally
        Of the same items. Clusters are in as few parts as it takes. Left out are reasons by value;
        favoured buckets and summed probabilities, which beside the sure items tell the unsure; and
        intersections of dimensions, as soon as one of them is small: other ones, with totals, would
        tell it.

    Raises
    ------
    InputError
        For a tally with looked-at items, which are few, or with fewer items in all.

    Notes
    -----
    Undefined when: never. Cost: O(cells). What it does not do: two audits of overlapping items can
    still be subtracted; that a number is 0 is told. Source: this project; after the threshold rule
    with complementary suppression, Hundepool et al. 2012, ch. 4.

    Examples
    --------
    >>> import polars as pl
    >>> from everyhue.audit.catalog import CatalogColumns, Said, count_catalog
    >>> hair = ["coily"] * 3 + ["wavy"] * 20 + ["curly"] * 30
    >>> tally = count_catalog(pl.DataFrame({"hair": hair}), CatalogColumns((Said("hair", "hair"),)))
    >>> told = suppress(tally, 10).counts
    >>> {cell[-1]: row["n"] for cell, row in told.items() if cell[0] == "label"}
    {'(suppressed)': 23, 'curly': 30}
    """
    refuse_least(fewer_than)
    if any(cell[0] == SAMPLE for cell in tally.counts):
        raise bad_value(
            "--suppress with a sample", fewer_than, "one of the two",
            "Looked-at items are few by bucket, and corrected shares would tell them. Leave out "
            "--sample, or audit without --suppress and keep the report.",
        )  # fmt: skip
    held = Held.of(tally)
    dimensions = {name: _buckets(held, name, fewer_than) for name in held.buckets}
    told = _moved(tally, partial(_renamed, dimensions, {}))
    values = {column: _values(told, column, fewer_than) for column in held.columns}
    told = _moved(told, partial(_renamed, {}, values))
    gone = _Gone(dimensions, values, _soft(tally), _some_small(told, fewer_than))
    return _noted(_folded(_cleared(told, gone), held, fewer_than), tally, gone, fewer_than)


@dataclass(frozen=True, slots=True)
class _Gone:
    """What is hidden: buckets by dimension, values by column, and whole parts of the tally."""

    buckets: Mapping[str, set[str]]
    values: Mapping[str, set[str]]
    soft: set[str]
    together: bool


def _buckets(held: Held, name: str, least: int) -> set[str]:
    rows = held.tally.counts.items()
    sizes = {cell[4]: row["n"] for cell, row in rows if cell[:3] == (LABEL, name, "")}
    before = {SUPPRESSED} & sizes.keys()
    known = {bucket: n for bucket, n in sizes.items() if bucket != UNKNOWN}
    if not 0 < sizes.get(UNKNOWN, 0) < least and sum(known.values()) >= least:
        # How many are unknown is hidden only where it must be.
        made = hidden(known, least, several=before)
        if len(made) != 1 or before:
            return made
    return hidden(sizes, least, several=before)


def _values(tally: Tally, column: str, least: int) -> set[str]:
    """Values that hold few items of some bucket of some dimension, and those hidden with them."""
    rows: dict[str, Counter[tuple[str, str]]] = {}
    for cell, row in tally.counts.items():
        if cell[0] == LABEL and cell[2] == column:
            rows.setdefault(cell[3], Counter())[cell[1], cell[4]] += row["n"]
    small = {value for value, row in rows.items() if _small(row.values(), least)}
    totals = {value: row.total() for value, row in rows.items()}
    while True:
        made = hidden(totals, least, small=small, several={SUPPRESSED} & totals.keys())
        together: Counter[tuple[str, str]] = Counter()
        for value in made:
            together.update(rows[value])
        left = [n for value, n in totals.items() if value not in made]
        if not left or not _small(together.values(), least):
            return made
        small = made | {value for value, n in totals.items() if n == min(left)}


def _small(numbers: Iterable[int], least: int) -> bool:
    return any(0 < n < least for n in numbers)


def _renamed(buckets: Mapping[str, set[str]], values: Mapping[str, set[str]], cell: Cell) -> Cell:
    """Return a cell with hidden buckets and values called suppressed."""
    part, name, column, value, bucket = cell
    if value in values.get(column, ()):
        value = SUPPRESSED
    if part == JOINT:
        pairs = zip(json.loads(name), json.loads(bucket), strict=True)
        listed = [SUPPRESSED if one in buckets.get(of, ()) else one for of, one in pairs]
        return part, name, column, value, json.dumps(listed, ensure_ascii=False)
    said = UNKNOWN if part == SOFT and bucket == ABSTAINED else bucket
    if part != DECLARED and said in buckets.get(name, ()):
        bucket = SUPPRESSED
    return part, name, column, value, bucket


def _moved(tally: Tally, new: Callable[[Cell], Cell]) -> Tally:
    """Return a tally of new cells; those with the same one are added up, in an order of theirs."""
    made: Table = {}
    order = sorted(tally.counts.items(), key=lambda one: (new(one[0]), sorted(one[1].items())))
    for cell, row in order:
        held = made.setdefault(new(cell), {})
        for name, n in row.items():
            held[name] = held.get(name, 0) + n
    return replace(tally, counts=made)


def _soft(tally: Tally) -> set[str]:
    return {cell[1] for cell in tally.sums if cell[0] == SOFT}


def _some_small(tally: Tally, least: int) -> bool:
    joint = [row["n"] for cell, row in tally.counts.items() if cell[0] == JOINT]
    return _small(joint, least)


def _cleared(tally: Tally, gone: _Gone) -> Tally:
    """Leave out what cannot be told, and what names what is hidden."""

    def kept(cell: Cell) -> bool:
        if cell[0] == DECLARED:
            return not cell[4] or cell[4] not in gone.buckets[cell[1]]
        if cell[0] == SOFT:
            return cell[1] not in gone.soft
        return cell[0] != JOINT or not gone.together

    return replace(tally, counts={c: row for c, row in tally.counts.items() if kept(c)}, sums={})


def _folded(tally: Tally, held: Held, least: int) -> Tally:
    """Fold buckets of clusters, alike for all buckets of a dimension by a column."""
    if not held.clustered:
        return tally
    counts: Table = {cell: dict(row) for cell, row in tally.counts.items()}
    tables: dict[Cell, list[Cell]] = {}
    for cell in counts:
        if cell[0] == LABEL:
            tables.setdefault(cell[1:3], []).append(cell)
    for cells in tables.values():
        for parts in PARTS:
            made = {cell: _in_parts(counts[cell], parts) for cell in cells}
            if not any(_small(row.values(), least) for row in made.values()):
                break
        counts |= made
    return replace(tally, counts=counts)


def _in_parts(row: Mapping[str, int], parts: int) -> dict[str, int]:
    made: dict[str, int] = {}
    for name, n in row.items():
        new = f"@{int(name[1:]) % parts}" if name.startswith("@") else name
        made[new] = made.get(new, 0) + n
    return dict(sorted(made.items()))


def _noted(told: Tally, before: Tally, gone: _Gone, least: int) -> Tally:
    """Add reasons that can be told, and how much is hidden."""
    undefined: Table = {}
    for name, buckets in gone.buckets.items():
        cell = (LABEL, name, "", "", UNKNOWN)
        if cell in before.undefined and UNKNOWN not in buckets:
            undefined[cell] = hidden_reasons(before.undefined[cell], least)
    notes: Table = {}
    for name, buckets in gone.buckets.items():
        notes[HIDDEN, name, "", "", ""] = {
            "buckets": len(buckets - {UNKNOWN, SUPPRESSED}), "unknown": int(UNKNOWN in buckets),
            "probabilities": int(name in gone.soft),
        }  # fmt: skip
    for column, values in gone.values.items():
        notes[HIDDEN, "", column, "", ""] = {"values": len(values - {SUPPRESSED})}
    notes[HIDDEN, "", "", "", ""] = {"together": int(gone.together)}
    counts: Table = {cell: dict(row) for cell, row in told.counts.items()}
    for spot, row in notes.items():
        held = counts.setdefault(spot, {})
        for what, n in row.items():
            held[what] = held.get(what, 0) + n
    return Tally(told.kind, BY, counts, {}, undefined, told.schema)
