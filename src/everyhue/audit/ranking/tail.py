"""The long tail of a catalog: below which popularity an item belongs to it."""

from __future__ import annotations

import narwhals as nw
import numpy as np

from everyhue.audit.ranking.columns import RankingColumns
from everyhue.metrics import long_tail
from everyhue.metrics.frames import collected
from everyhue.metrics.frames.lazy import Lazy

HEAD = 0.8
"""Share of all interactions that the short head holds."""


def tail_below(frame: Lazy, columns: RankingColumns) -> float | None:
    """Return the least popularity of the short head; below it is the long tail.

    The short head is the fewest most popular items that hold `HEAD` of all interactions of the
    items that occur in the log (`everyhue.metrics.long_tail`).
    """
    if columns.tail_below is not None or not columns.tailed:
        return columns.tail_below
    items = frame.group_by("item").agg(nw.col("popularity").max().alias("@popular"))
    counted = collected([items.group_by("@popular").agg(nw.len().alias("@n"))])[0]
    counted = counted.drop_nulls().sort("@popular")
    popularity = np.repeat(counted["@popular"].to_numpy(), counted["@n"].to_numpy())
    head = popularity[~long_tail(popularity, head=HEAD)]
    return float(head.min()) if len(head) else None
