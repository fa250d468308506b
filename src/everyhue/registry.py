"""One door for everything that can be added: re-rankers, measures, triggers, back-ends.

A module registers with the decorator; a package announces its modules under the entry-point group
``everyhue``. Everyhue announces its own rooms the same way, so a third party is never second class.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from everyhue.errors import InputError, unknown_name

GROUP = "everyhue"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the registry knows of one registered thing.

    Parameters
    ----------
    kind : str
        ``"reranker"``, ``"retrieval"``, ``"list_measure"`` …
    name : str
        The name a person types, as in ``by="dpp"``.
    item : object
        The registered function or class.
    summary : str
        One plain sentence.
    range, direction, unit, undefined_when, source : str
        Stated facts that documents, reports and tests read.
    """

    kind: str
    name: str
    item: Any
    summary: str
    range: str = ""
    direction: str = ""
    unit: str = ""
    undefined_when: str = ""
    source: str = ""


_ENTRIES: dict[tuple[str, str], Entry] = {}


def register(kind: str, name: str, **facts: str) -> Callable[[T], T]:
    """Register a function or class under `kind` and `name`; facts are the fields of `Entry`.

    Examples
    --------
    >>> @register("example", "twice", range="[0, inf)", direction="none")
    ... def twice(x):
    ...     '''Return twice `x`.'''
    ...     return 2 * x
    >>> find("example", "twice").item(4)
    8
    """

    def accept(item: T) -> T:
        summary = facts.pop("summary", None) or (item.__doc__ or "").strip().split("\n")[0]
        held = _ENTRIES.get((kind, name))
        if held is not None and getattr(held.item, "__module__", "") != item.__module__:
            raise InputError(
                f"{kind} {name!r} is registered by {held.item.__module__} already. "
                "Choose another name."
            )
        _ENTRIES[kind, name] = Entry(kind, name, item, summary, **facts)
        return item

    return accept


@cache
def _load_all() -> None:
    # Imported here: reading package metadata takes a tenth of what importing the package may.
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP):
        point.load()


def find(kind: str, name: str) -> Entry:
    """Return the entry of `kind` called `name`; raise `UnknownNameError` with the nearest name."""
    if (kind, name) not in _ENTRIES:
        _load_all()
    if (kind, name) not in _ENTRIES:
        raise unknown_name(kind, name, (e.name for e in entries(kind)))
    return _ENTRIES[kind, name]


def entries(kind: str) -> tuple[Entry, ...]:
    """Return all entries of a kind, by name."""
    _load_all()
    return tuple(_ENTRIES[key] for key in sorted(_ENTRIES) if key[0] == kind)
