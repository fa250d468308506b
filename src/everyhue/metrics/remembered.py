"""What was made of a tally is remembered for as long as the tally lives, and no longer.

An audit asks for the cells of one set of columns dozens of times, once for every measure; the
tally never changes.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from everyhue.types import Tally

T = TypeVar("T")

_HELD: dict[int, dict[Hashable, Any]] = {}


def once(tally: Tally, key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` returned the first time it was asked for under this key.

    Parameters
    ----------
    tally : Tally
        What it is made of; told apart by identity, since equal ones would have to be compared.
    key : hashable
        What is made, and how.
    make : callable
        Makes it. What it returns is shared, so it must not be changed.

    Examples
    --------
    >>> tally, made = Tally("x", ("g",)), []
    >>> [once(tally, "n", lambda: made.append(1) or 7) for _ in range(3)], made
    ([7, 7, 7], [1])
    """
    held = _HELD.get(id(tally))
    if held is None:
        held = _HELD[id(tally)] = {}
        weakref.finalize(tally, _HELD.pop, id(tally), None).atexit = False
    if key not in held:
        held[key] = make()
    made: T = held[key]
    return made
