"""Sets of group columns whose cells are audited: each column, and their intersections."""

from __future__ import annotations

from itertools import combinations

from everyhue.errors import unknown_name


def audited_families(by: tuple[str, ...], depth: int | None = None) -> tuple[tuple[str, ...], ...]:
    """Return every column and every intersection up to `depth`, widest last.

    Examples
    --------
    >>> audited_families(("a", "b"))
    (('a',), ('b',), ('a', 'b'))
    """
    deepest = len(by) if depth is None else min(depth, len(by))
    return tuple(part for size in range(1, deepest + 1) for part in combinations(by, size))


def family_among(columns: tuple[str, ...], audited: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Return the audited set with these columns, in any order; raise with the nearest name."""
    for family in audited:
        if set(family) == set(columns):
            return family
    known = [",".join(family) for family in audited]
    raise unknown_name("cells of a gate", ",".join(columns), known)
