"""What a reader of an audit of a catalog should know beside the numbers."""

from __future__ import annotations

from typing import Any

from everyhue.audit.catalog.count import SAMPLE
from everyhue.audit.catalog.findings import DimensionFound
from everyhue.audit.catalog.held import Held
from everyhue.audit.catalog.sample import FOUND, GIVEN, PARTS, UNREAD
from everyhue.metrics.groups import SUPPRESSED

FEW_LABELLED = 30
"""Items of a sample in a bucket from which its errors are known well enough to speak of."""


def notes(held: Held, found: tuple[DimensionFound, ...]) -> tuple[str, ...]:
    """Return sentences on what is empty, uncorrected, small or taken as given."""
    made = []
    for one in found:
        if not one.known:
            made.append(f"Nothing is known of {one.name}: no item has a sure bucket.")
        if one.soft and not one.sampled:
            made.append(
                f"Shares of {one.name} count the items that the signal is sure of. How often it "
                "errs is not in them: --sample labelled.csv, with items somebody looked at, "
                "corrects them."
            )
        made += _sample_notes(held, one)
    made += _suppressed(held)
    if not held.clustered:
        made.append("Items count as independent. If creators have several items, name --cluster.")
    return tuple(made)


def _suppressed(held: Held) -> list[str]:
    """What is hidden; how much of it, and nothing else."""
    made = []
    for name in held.buckets:
        if buckets := held.hides("buckets", name):
            items = held.row(name, SUPPRESSED).get("n", 0)
            also = ", items of no known bucket among them," if held.hides("unknown", name) else ""
            made.append(
                f"{buckets:,} buckets of {name} are suppressed: {items:,} items{also} are in one "
                "bucket, which no gate holds and which counts as untested."
            )
        if held.hides("probabilities", name):
            made.append(
                f"Favoured buckets and summed probabilities of {name} are suppressed: beside the "
                "sure items they would tell the unsure."
            )
    for column in held.columns:
        if values := held.hides("values", column=column):
            made.append(f"{values:,} values of {column} are suppressed, and counted as one.")
    if held.hides("together"):
        made.append(
            "Intersections of dimensions are suppressed: some hold few items, which the others "
            "would tell together with the totals."
        )
    return made


def _sample_notes(held: Held, one: DimensionFound) -> list[str]:
    about: dict[str, Any] = {}
    for cell, row in held.tally.counts.items():
        if cell[:2] == (SAMPLE, one.name) and not cell[3] and PARTS in row:
            for name, n in row.items():
                about[name] = about.get(name, 0) + (n / row[PARTS] if name == GIVEN else n)
    made = []
    if about and about[FOUND] < about[GIVEN]:
        gone = round(about[GIVEN] - about[FOUND])
        made.append(f"{gone:,} items of the sample are not in the catalog and are left out.")
    if about.get(UNREAD):
        made.append(f"{about[UNREAD]:,} items of the sample have no true bucket of {one.name}.")
    few = [line for line in one.buckets if one.sampled and line.labelled < FEW_LABELLED]
    if few:
        listed = ", ".join(f"{line.bucket} ({line.labelled})" for line in few)
        made.append(f"The sample has few items of {listed}: intervals are wide for it.")
    return made
