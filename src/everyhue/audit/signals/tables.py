"""Tables of an audit of a signal."""

from __future__ import annotations

from everyhue.audit.signals.audit import SignalFindings
from everyhue.audit.signals.facts import NO_FACT, THIRDS
from everyhue.report.charts import Cell, DataTable, heat
from everyhue.report.charts.svg import percent, told
from everyhue.types import Value

SHARES = ("coverage", "discoverability", "precision", "recall", "adjacent_accuracy", "ece")
WORDS = {
    "coverage": "answered", "discoverability": "found", "precision": "precision",
    "recall": "recall of what is known", "adjacent_accuracy": "right or next to it",
    "ece": "calibration error", "signed_bias": "signed bias", "accuracy": "accuracy of the sure",
    "kappa": "kappa", "abstention_gap": "gap in unknowns",
    "discoverability_gap": "gap in found", "discoverability_ratio": "least ÷ most found",
    "children_labelled": "children labelled",
}  # fmt: skip


def words_of(measure: str) -> str:
    """Return a measure in words.

    Examples
    --------
    >>> words_of("discoverability")
    'found'
    """
    return WORDS.get(measure, measure.replace("_", " "))


def gate_table(found: SignalFindings) -> DataTable:
    """Return the verdict of every gate."""
    labels = {bucket.id: bucket.label for bucket in found.dimension.buckets}
    rows = []
    for name, verdict in found.verdicts:
        measure, _, bucket = name.partition(" of ")
        where = labels.get(bucket, "all")
        needed = "" if verdict.rows_needed is None else f"{verdict.rows_needed:,}"
        rows.append((words_of(measure), where, verdict.status, verdict.decided_by, needed))
    head = ("gate", "bucket", "verdict", "decided by", "items that would settle it")
    return DataTable("Every gate, with the bound that decided", head, tuple(rows))


def number_tables(found: SignalFindings) -> list[DataTable]:
    """Return the numbers of each bucket, and those of all together."""
    buckets, card = found.dimension.buckets, found.card
    measures = list(dict.fromkeys(row.measure for row in card.rows if row.bucket and not row.group))
    rows = tuple(
        (bucket.label, *(_shown(name, card.value(name, bucket.id)) for name in measures))
        for bucket in buckets
    )
    each = DataTable("For each bucket", ("", *map(words_of, measures)), rows)
    overall = [row for row in card.rows if not row.bucket and not row.group]
    whole = tuple((words_of(row.measure), _shown(row.measure, row.value)) for row in overall)
    return [each, DataTable("Over all", ("", "value"), whole)]


def confusion_table(found: SignalFindings) -> str:
    """Return what is taken for what, as shares of each row."""
    labels = [bucket.label for bucket in found.dimension.buckets]
    rows = []
    for label, counts in zip(labels, found.table, strict=True):
        total = counts.sum()
        cells = [
            Cell("–") if not total else Cell(percent(n / total), n / total, f"{int(n):,}")
            for n in counts
        ]
        rows.append((label, cells))
    return heat(
        "Of items that truly show a bucket, where they are shown", [*labels, "nowhere"], rows
    )


def group_tables(found: SignalFindings) -> list[DataTable]:
    """Return one table a fact: each of its words crossed with the buckets."""
    card, made = found.card, []
    for fact in found.facts:
        groups = list(
            dict.fromkeys(row.group for row in card.rows if row.group.startswith(f"{fact}="))
        )
        groups.sort(key=lambda group: _PLACE.get(group.partition("=")[2], 0))
        rows = []
        for group in groups:
            for bucket in found.dimension.buckets:
                held = {row.measure: row.value for row in card.rows
                        if (row.group, row.bucket) == (group, bucket.id)}  # fmt: skip
                cells = (_shown(name, held[name]) for name in _GROUPED if name in held)
                rows.append((f"{group.partition('=')[2]}, {bucket.label}", *cells))
        names = [name for name in _GROUPED if found.dimension.ordered or name != "signed_bias"]
        head = ("", *map(words_of, names))
        made.append(DataTable(f"Within {fact.replace('_', ' ')}", head, tuple(rows)))
    return made


_PLACE = {**{third: spot for spot, third in enumerate(THIRDS)}, NO_FACT: len(THIRDS)}
_GROUPED = ("discoverability", "precision", "coverage", "signed_bias")


def _shown(measure: str, value: Value) -> str:
    if measure in SHARES or measure in ("accuracy", "abstention_gap", "discoverability_gap"):
        return told(value)
    if value.estimate is None:
        return f"– ({value.undefined})"
    span = "" if value.low is None else f" ({value.low:.2f} to {value.high:.2f})"
    return f"{value.estimate:.2f}{span}".replace("-", "−")
