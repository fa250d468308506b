"""A grouped pass over rows in bounded memory, whatever the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import narwhals as nw

from everyhue.errors import InputError
from everyhue.metrics.frames.collect import collected
from everyhue.metrics.frames.lazy import Lazy, as_lazy

if TYPE_CHECKING:
    import polars as pl

Plan = Callable[[Lazy], list[Lazy]]
"""From rows to grouped passes over them."""

BATCH = 200_000
"""Rows that polars groups at a time."""

MOST = 1_000_000
"""Most grouped rows of one pass: more of them are no tally, but a copy of the table."""


def passes(
    frame: Lazy, plan: Plan, *, check: Callable[[pl.DataFrame], None] = lambda part: None,
    told: Callable[[int], None] = lambda rows: None, whole: bool = False,
) -> list[pl.DataFrame]:  # fmt: skip
    """Run grouped passes, and return their small results.

    polars runs them over batches of rows of one scan and adds up, so that memory is bounded
    however many groups there turn out to be. DuckDB and Spark run them whole, spill to disk where
    they must, and hand over no more than `MOST` grouped rows.

    Parameters
    ----------
    frame : narwhals.LazyFrame
        Rows, of any engine.
    plan : callable
        Makes the grouped passes from a frame of the same columns. Names of what they sum start
        with ``@``, of smallest values with ``@least`` and of largest with ``@most``; all other
        columns are keys.
    check : callable, optional
        Is shown every grouped part and may refuse it.
    told : callable, optional
        Is told the rows counted so far, where the engine can say.
    whole : bool
        Run polars over all rows at once too: a quarter faster, for rows that are in memory already.

    Returns
    -------
    list of polars.DataFrame
        Results of the passes, in their order.

    Raises
    ------
    InputError
        For more than `MOST` grouped rows.

    Notes
    -----
    Undefined when: never. Cost: one pass. Source: this project.

    Examples
    --------
    >>> import polars as pl
    >>> rows = as_lazy(pl.DataFrame({"g": ["a", "a", "b"]}))
    >>> made = passes(rows, lambda frame: [frame.group_by("g").agg(nw.len().alias("@n"))])
    >>> sorted(made[0].rows())
    [('a', 2), ('b', 1)]
    """
    if frame.implementation.is_polars() and not whole:
        return _batched(nw.to_native(frame), plan, check, told)
    parts = collected([part.head(MOST + 1) for part in plan(frame)])
    return [_checked(part, check) for part in parts]


def _batched(
    frame: pl.LazyFrame, plan: Plan, check: Callable[[pl.DataFrame], None],
    told: Callable[[int], None],
) -> list[pl.DataFrame]:  # fmt: skip
    sums = [_Sum(check) for _ in plan(as_lazy(frame))]
    seen = 0
    for batch in frame.collect_batches(
        chunk_size=BATCH, maintain_order=False, engine="streaming"
    ):  # fmt: skip
        for held, part in zip(sums, collected(plan(as_lazy(batch))), strict=True):
            held.add(part)
        seen += len(batch)
        told(seen)
    empty = collected(plan(as_lazy(frame.clear()))) if not seen else []
    return [held.total() for held in sums] if seen else empty


class _Sum:
    """Adds up grouped parts, seldom enough that it costs little beside the grouping."""

    def __init__(self, check: Callable[[pl.DataFrame], None]) -> None:
        self._parts: list[pl.DataFrame] = []
        self._check, self._due = check, BATCH

    def add(self, part: pl.DataFrame) -> None:
        self._parts.append(part)
        if sum(map(len, self._parts)) > self._due:
            self._parts = [self.total()]
            self._due = 2 * len(self._parts[0]) + BATCH

    def total(self) -> pl.DataFrame:
        whole = self._parts[0] if len(self._parts) == 1 else _added(self._parts)
        return _checked(whole, self._check)


def _added(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    import polars as pl

    whole = pl.concat(parts)
    made = [name for name in whole.columns if name.startswith("@")]
    keys = [name for name in whole.columns if name not in made]
    return whole.group_by(keys).agg(
        pl.col(name).min() if name.startswith("@least")
        else pl.col(name).max() if name.startswith("@most")
        else pl.col(name).sum()
        for name in made
    )  # fmt: skip


def _checked(part: pl.DataFrame, check: Callable[[pl.DataFrame], None]) -> pl.DataFrame:
    check(part)
    if len(part) > MOST:
        raise InputError(
            f"groups: over {MOST:,} combinations of values, expected at most that. Choose columns "
            "of few values, put values into bands first, or audit fewer columns at once."
        )
    return part
