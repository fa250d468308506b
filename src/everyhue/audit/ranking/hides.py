"""What a suppressed tally of rankings says of what it hides."""

from __future__ import annotations

from collections.abc import Iterator

from everyhue.audit.ranking.fold import cell_of
from everyhue.audit.ranking.kind import Made
from everyhue.metrics.groups import SUPPRESSED
from everyhue.types import Tally, Value
from everyhue.types.tally import Cell

HIDDEN = "suppressed"
"""The part of a tally that says how much of it is hidden."""

UNTOLD = Value.undefined_because(
    "suppressed, since they are made of buckets that hold too little to tell", 0
)


def note_cell(of: str) -> Cell:
    """Return the cell that says what is hidden of a dimension, or of all (``""``)."""
    return HIDDEN, of, cell_of([]), ""


def hides(tally: Tally, what: str, of: str = "") -> int:
    """Return how much is hidden: ``buckets``, ``groups``, or whether ``unknown`` … is."""
    return tally.counts.get(note_cell(of), {}).get(what, 0)


def lists_hidden(tally: Tally, of: str | None) -> bool:
    """Return whether list measures of a dimension are left out."""
    return of is not None and bool(hides(tally, "buckets", of) or hides(tally, "unknown", of))


def hidden_notes(tally: Tally, made: Made) -> Iterator[str]:
    """Yield sentences on how much is hidden, and nothing else of it."""
    for name in made.by:
        if buckets := hides(tally, "buckets", name):
            yield (
                f"{buckets:,} buckets of {name} are suppressed, and told as one that no gate "
                "holds. List measures of the dimension are made of them, and suppressed too."
            )
        if hides(tally, "unknown", name):
            yield f"How much of {name} is unknown is suppressed; it is in {SUPPRESSED}."
    if groups := hides(tally, "groups"):
        yield (
            f"{groups:,} groups of requests are suppressed: they are in the overall values, in no "
            "group, and count as untested."
        )
    if hides(tally, "together"):
        yield (
            "Intersections of dimensions are suppressed: some hold few items, which the others "
            "would tell together with the totals."
        )
    if hides(tally, "providers"):
        yield "Providers are suppressed: some are shown on few places."
    if hides(tally, "queries"):
        yield "Queries are not told by name, since a single query has few items of a bucket."
