"""The model card: one page of Markdown that travels with the labels."""

from __future__ import annotations

from everyhue.audit.signals.audit import SignalFindings
from everyhue.audit.signals.limits import limits_of
from everyhue.report.charts.svg import told
from everyhue.signals.tone import is_prior
from everyhue.types import Provenance


def model_card(found: SignalFindings, words: tuple[str, ...], *, source: str) -> str:
    """Return the model card of an audited signal.

    Parameters
    ----------
    found : SignalFindings
        The audit.
    words : tuple of str
        Its sentences, the verdict first.
    source : str
        Where pictures and votes come from.
    """
    dimension, card = found.dimension, found.card
    provenance = card.provenance
    use = "may be offered" if found.verdict.status == "pass" else "stays off"
    lines = [
        f"# Model card: {dimension.label}",
        "",
        f"Labels `{provenance.source}`, calibration `{provenance.calibration or 'none'}`. "
        f"{_begun(provenance)}The refinement **{use}**.",
        "",
        "## What it is for",
        "",
        f"Labelling pictures by {dimension.label.lower()}, so that people can refine what they "
        "see and lists can be mixed. Not for describing, finding or sorting out people; not for "
        "pricing, targeting or any decision about a person.",
        "",
        "## What it cannot say",
        "",
        *(f"- {line}" for line in limits_of(dimension, provenance)),
        "",
        "## What was found",
        "",
        *(f"- {sentence}" for sentence in words),
        "",
        f"Sample: {card.n:,} annotated items{_clusters(found)}. Source: {source}",
        "",
        *_table(found),
        "",
        "## How it abstains",
        "",
        "Items get no sure label where several buckets are plausible, where the trait cannot be "
        "seen, and where the file cannot be read. The reason is kept with the label.",
        "",
    ]
    return "\n".join(lines)


def _begun(provenance: Provenance) -> str:
    return "**An uncalibrated prior.** " if is_prior(provenance) else ""


def _clusters(found: SignalFindings) -> str:
    held = found.clustered
    return "" if held is None else f" of {held.count:,} clusters ({held.column})"


def _table(found: SignalFindings) -> list[str]:
    head = ["| bucket | items | found | precision | answered |", "|---|---|---|---|---|"]
    rows = []
    for spot, bucket in enumerate(found.dimension.buckets):
        cells = (told(found.card.value(name, bucket.id)) for name in
                 ("discoverability", "precision", "coverage"))  # fmt: skip
        count = int(found.table[spot].sum())
        rows.append(f"| {bucket.label} | {count:,} | {' | '.join(cells)} |")
    return head + rows
