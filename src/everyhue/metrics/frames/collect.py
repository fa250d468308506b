"""The small result of a grouped pass as a polars frame, whatever engine made it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import narwhals as nw

from everyhue.metrics.frames.lazy import Lazy

if TYPE_CHECKING:
    import polars as pl


def collected(frames: Sequence[Lazy]) -> list[pl.DataFrame]:
    """Compute lazy frames and return them as polars frames.

    Frames of polars are computed together, streamed, so that one scan feeds all of them.

    Parameters
    ----------
    frames : sequence of narwhals.LazyFrame
        Of one engine.

    Returns
    -------
    list of polars.DataFrame
        In the same order.

    Notes
    -----
    Undefined when: never. Cost: that of the engine; only the results reach this process.
    Source: this project.

    Examples
    --------
    >>> import polars as pl
    >>> frame = nw.from_native(pl.DataFrame({"g": ["a", "a"], "x": [1, 2]}).lazy())
    >>> collected([frame.group_by("g").agg(nw.col("x").sum())])[0].rows()
    [('a', 3)]
    """
    import polars as pl

    natives = [nw.to_native(frame) for frame in frames]
    if all(isinstance(native, pl.LazyFrame) for native in natives):
        return pl.collect_all(natives, engine="streaming")
    return [frame.collect("polars").to_native() for frame in frames]
