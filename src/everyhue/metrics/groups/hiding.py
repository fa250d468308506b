"""Which cells of a table are hidden, so that no small one can be worked out from the rest."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from everyhue.errors import InputError, bad_value
from everyhue.metrics.groups.nameless import SUPPRESSED

K = TypeVar("K", bound=Hashable)


def hidden(
    sizes: Mapping[K, int], least: int, *, small: Iterable[K] = (), several: Iterable[K] = ()
) -> set[K]:
    """Return the cells of a table that are hidden together, as one whose rows are told.

    If that would hide one cell only, or fewer rows than `least` together, the next smallest are
    hidden too, and all others of their size: which of the hidden cells holds which of the hidden
    rows is then in nothing that is told.

    Parameters
    ----------
    sizes : mapping of cell to int, ≥ 0
        Rows. Cells without any are told: they hold nobody.
    least : int
        Least rows of what is told.
    small : iterable of cells
        Cells to hide whatever their rows.
    several : iterable of cells
        Cells that are several already, since they were hidden before.

    Returns
    -------
    set of cells
        None where nothing is small.

    Raises
    ------
    InputError
        For fewer rows in all.

    Examples
    --------
    >>> sorted(hidden({"a": 3, "b": 42, "c": 90, "d": 42}, 10)), hidden({"a": 30}, 10)
    (['a', 'b', 'd'], set())
    """
    total = sum(sizes.values())
    if total < least:
        raise InputError(
            f"suppress: the table has {total:,} rows, fewer than {least:,}: nothing of it "
            "can be told. Count more rows, or state a smaller number."
        )
    before = set(several)
    made = before | set(small) | {cell for cell, rows in sizes.items() if 0 < rows < least}
    many = 2 * len(before & made)
    while made and (len(made) + many < 2 or sum(sizes[cell] for cell in made) < least):
        left = {cell: rows for cell, rows in sizes.items() if cell not in made and rows}
        if not left:
            break
        made |= {cell for cell, rows in left.items() if rows == min(left.values())}
    return made


def hidden_reasons(reasons: Mapping[str, int], least: int) -> dict[str, int]:
    """Return reasons by rows with few ones as one; none where all together are few.

    Examples
    --------
    >>> hidden_reasons({"no label": 3, "no place": 20, "no query": 50}, 10)
    {'no query': 50, '(suppressed)': 23}
    """
    if sum(reasons.values()) < least:
        return {}
    few = hidden(reasons, least, several={SUPPRESSED} & reasons.keys())
    made = {reason: n for reason, n in reasons.items() if reason not in few}
    more = sum(reasons[reason] for reason in few)
    return made | ({SUPPRESSED: more} if more else {})


def refuse_least(least: int) -> None:
    """Raise for a least number of rows that hides nothing."""
    if least < 2:
        raise bad_value("suppress", least, "a whole number ≥ 2")
