"""Where a model's groups fare worse than the rest, and small groups drawn towards the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from everyhue.audit.model.task import named
from everyhue.audit.model.tasks import task_of
from everyhue.audit.worst import (
    Asked,
    DrawnLine,
    Worst,
    drawn_towards_the_whole,
    mirrored,
    ranked,
)
from everyhue.metrics.groups import measure_called
from everyhue.types import Tally


def where_it_hurts(tally: Tally, families: Sequence[tuple[str, ...]], level: float) -> Worst:
    """Return the groups that fare worse than the rest, by every measure that has a direction."""
    return ranked(list(_asked(tally, families, _directed(tally))), level=level)


def small_groups(tally: Tally, families: Sequence[tuple[str, ...]]) -> tuple[DrawnLine, ...]:
    """Return the headline measures of small groups, drawn towards the whole."""
    headline = task_of(tally.kind).headline
    shown = [(name, of) for name, of in task_of(tally.kind).spreads(tally) if name in headline]
    return drawn_towards_the_whole(list(_asked(tally, families, shown)))


def _asked(
    tally: Tally, families: Sequence[tuple[str, ...]], measures: Sequence[tuple[str, str | None]]
) -> Iterator[Asked]:
    task = task_of(tally.kind)
    for family in families:
        for name, of in measures:
            cells = task.cells(tally, family, name, of)
            yield Asked(cells, measure_called(name), named(name, of))


def _directed(tally: Tally) -> list[tuple[str, str | None]]:
    """Return measures with a direction; of two that sum to 1, the one of which more is better."""
    made: list[tuple[str, str | None]] = []
    known = [pair for pair in task_of(tally.kind).spreads(tally)
             if measure_called(pair[0]).better in ("higher", "lower")]  # fmt: skip
    for name, of in sorted(known, key=lambda pair: measure_called(pair[0]).better != "higher"):
        one = measure_called(name)
        if not any(of == other and mirrored(one, measure_called(held)) for held, other in made):
            made.append((name, of))
    return made
