"""How much of what labels say of a catalog is the error of the model that gave them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from everyhue.catalog.demo_models import Shown, read_shown
from everyhue.report.charts import Change, Chart, dumbbell
from everyhue.report.charts.svg import percent
from everyhue.types import Dimension, Value


@dataclass(frozen=True, slots=True)
class ErrorPanel:
    """One dimension: what was counted, what it becomes, what is there.

    Parameters
    ----------
    title, text : str
        Words.
    offered : bool
        Whether the model passed its audit.
    chart : Chart
        Shares of each bucket.
    """

    title: str
    text: str
    offered: bool
    chart: Chart


def error_panels(facts: Mapping[str, str], dimensions: Mapping[str, Dimension]) -> list[ErrorPanel]:
    """Return a panel for each dimension that a model labelled; none where labels are exact."""
    shown = read_shown(dict(facts))
    return [_panel(dimensions[name], rows) for name, rows in shown.items() if name in dimensions]


def distance(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the total variation between two lists of shares: half the summed differences.

    Examples
    --------
    >>> distance([0.5, 0.5], [0.25, 0.75])
    0.25
    """
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / 2


def _panel(dimension: Dimension, rows: Sequence[Shown]) -> ErrorPanel:
    exact = [row.exact for row in rows]
    equal = [1 / len(rows)] * len(rows)
    counted = [row.counted for row in rows]
    wrong = distance(counted, exact)
    mended = distance([row.corrected for row in rows], exact)
    offered = dimension.offer != "off"
    text = (
        f"Counted by its labels, the catalog is {percent(distance(counted, equal))} away from "
        f"equal shares; in truth it is {percent(distance(exact, equal))}. Counting misstates "
        f"shares by {percent(wrong)}; with the model’s own error undone, by {percent(mended)}. "
        + (
            "The model passed its audit, so it is offered."
            if offered
            else "The model did not pass its audit, so nothing is refined or mixed by it."
        )
    )
    changes = [
        Change(row.bucket, Value(row.counted), Value(row.corrected, row.low, row.high, 0.95),
               row.exact)
        for row in rows
    ]  # fmt: skip
    chart = dumbbell(
        changes, title=dimension.label, words=("Counted", "Error undone"), target="Exact",
        summary=f"{dimension.label}: shares as counted, with the error undone, and as they are.",
    )  # fmt: skip
    return ErrorPanel(dimension.label, text, offered, chart)
