"""Which audit reads which kind of tally, so that a saved one can be judged again."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from everyhue.audit.rules import Rules
from everyhue.audit.telling import Told
from everyhue.errors import bad_value
from everyhue.types import Tally

ROOMS = {
    "classification": "everyhue.audit.model",
    "multiclass": "everyhue.audit.model",
    "regression": "everyhue.audit.model",
    "ranking": "everyhue.audit.ranking",
    "catalog": "everyhue.audit.catalog",
}
"""First word of a tally's kind, and the room whose `told_of` audits it."""


def told_of(tally: Tally, rules: Rules | None, *, depth: int | None, name: str) -> Told:
    """Audit a tally of any kind, and put what was found into words.

    Parameters
    ----------
    tally : Tally
        Counted now, or saved earlier and merged.
    rules : Rules or None
        Targets and gates.
    depth : int or None
        Most columns of an intersection.
    name : str
        Of the file or the parts, for the title.

    Raises
    ------
    InputError
        For a kind that no audit reads.
    """
    told: Told = _room(tally).told_of(tally, rules, depth=depth, name=name)
    return told


def suppressed(tally: Tally, fewer_than: int) -> Tally:
    """Return a tally of any kind without numbers of fewer rows; its room says how.

    Raises
    ------
    InputError
        For a kind that no audit reads, or one that holds what cannot be told safely.
    """
    made: Tally = _room(tally).suppress(tally, fewer_than)
    return made


def _room(tally: Tally) -> Any:
    kind = tally.kind.split(" ")[0]
    if kind not in ROOMS:
        raise bad_value("kind of tally", tally.kind, f"one of {', '.join(ROOMS)}")
    return import_module(ROOMS[kind])
