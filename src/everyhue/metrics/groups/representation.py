"""Measures of a pool of items: the share of each bucket, and of what nobody could say."""

from __future__ import annotations

from everyhue.metrics.groups.rates import Rate
from everyhue.registry import register

REPRESENTATION = Rate("representation", ("items",), ("known",), "known items", "none")
"""A bucket's items among all items whose bucket is known: ``known`` is shared by all cells."""

UNLABELLED_SHARE = Rate("unlabelled_share", ("unknown",), ("labelled", "unknown"), "items", "lower")
"""Items without a sure bucket among all of a cell."""

for _measure, _words, _none in (
    (REPRESENTATION, "Share of a bucket among the items whose bucket is known.",
     "no item has a known bucket"),
    (UNLABELLED_SHARE, "Share of the items that have no sure bucket.", "the cell has no items"),
):  # fmt: skip
    register(
        "group_measure", _measure.name, summary=_words, range="[0, 1]", direction=_measure.better,
        unit="share of items", undefined_when=_none, source="folklore",
    )(_measure)  # fmt: skip
