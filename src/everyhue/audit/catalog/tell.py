"""An audit of a catalog in words, charts and tables."""

from __future__ import annotations

from collections.abc import Iterator

from everyhue.audit.catalog.audit import audit_catalog
from everyhue.audit.catalog.findings import CatalogFindings, DimensionFound
from everyhue.audit.catalog.sections import (
    dimension_section,
    supply_section,
    together_section,
    unknown_section,
)
from everyhue.audit.catalog.together import FEW
from everyhue.audit.catalog.words import (
    dimension_note,
    dimension_words,
    share_sentence,
    signal_sentence,
    together_sentence,
    unknown_sentence,
)
from everyhue.audit.rules import Rules
from everyhue.audit.telling import Told, gate_section, summary, verdict_words
from everyhue.report import Document, Section, bullets, to_json
from everyhue.report.charts.svg import percent
from everyhue.types import Tally

CANNOT = (
    "An item's label is what a signal or an annotator says of the picture. It is not what the "
    "person in it is, and it says nothing of the people who look at the catalog.",
    "A share says what there is, not how it is shown: whether a picture is of a professional or a "
    "caricature is in no label here, and what ranking makes of the items is another audit.",
    "Unknown items are in no share. Where one bucket is unknown more often than others, its share "
    "is too small; the section on what is not known shows where to look, and a sample of looked-at "
    "items corrects for it.",
    "A target is a choice that people make. Nothing here says which one is right.",
)


def told_of(tally: Tally, rules: Rules | None, *, depth: int | None, name: str) -> Told:
    """Audit a tally of items, and put what was found into words."""
    return tell_catalog(audit_catalog(tally, rules, depth=depth), name=name)


def tell_catalog(found: CatalogFindings, *, name: str = "catalog") -> Told:
    """Put an audit into words.

    Parameters
    ----------
    found : CatalogFindings
        What was found.
    name : str
        Of the folder or file.
    """
    words = tuple(_found(found))
    sections = (
        *([gate_section(found.gates)] if found.gates else []),
        *(dimension_section(one, found.level) for one in found.dimensions),
        unknown_section(found),
        *together_section(found),
        *supply_section(found),
        Section("method", "How this was measured", "", (bullets(_method(found)),)),
        Section("limits", "What these numbers cannot say", "", (bullets(_limits(found)),)),
    )
    listed = ", ".join(dimension_words(one.name).lower() for one in found.dimensions)
    subtitle = f"{name}: {found.items:,} items by {listed}."
    document = Document("Catalog audit", subtitle, words, _facts(found), sections)
    json = to_json("catalog", found, found=list(words), file=name)
    return Told(
        words, document, json, summary(f"Catalog audit: {name}", words, found.gates), found.gates
    )


def _found(found: CatalogFindings) -> Iterator[str]:
    yield from verdict_words(found.gates, found.status)
    yield from (f"Not judged, since it is of another audit: {one}." for one in found.unjudged)
    for one in found.dimensions:
        yield share_sentence(one)
        yield from signal_sentence(one)
    known = [one for one in found.dimensions if one.known]
    for one in sorted(known, key=_unevenness)[:2]:
        yield unknown_sentence(one)
    yield from together_sentence(found)
    yield from found.notes


def _unevenness(one: DimensionFound) -> float:
    widest = max((gap.difference.low or 0.0 for gap in one.uneven), default=0.0)
    return -widest - (one.unknown[0].unknown.estimate or 0.0) / 1000


def _facts(found: CatalogFindings) -> tuple[tuple[str, str, str], ...]:
    many = len(found.dimensions)
    made = [(f"{found.items:,}", "Items", f"{many} dimension{'s' if many > 1 else ''}")]
    for one in [one for one in found.dimensions if one.unknown[0].unknown.defined][:4]:
        known = one.known / one.items if one.items else 0.0
        label = dimension_words(one.name)
        made.append((percent(known), f"{label} known", f"{one.known:,} items with a sure bucket"))
    return tuple(made)


def _method(found: CatalogFindings) -> list[str]:
    units = "whose source is known by cluster" if found.clustered else "taken as independent"
    lines = [
        f"Tallied: {found.kind}.",
        "Items are counted by sure bucket, by column and by intersection in one scan; tally.json "
        "holds the counts and no item.",
        f"Intervals of counted shares: Clopper–Pearson, items {units}; the bounds of all buckets "
        f"of a dimension hold together with a chance of {found.level:.0%} (Bonferroni).",
        "A bucket that is declared and holds nothing is there with 0.",
        f"An intersection is small below {FEW} items, which do not fill the first ten places. "
        "What chance would give is the product of the shares.",
    ]
    if any(one.soft for one in found.dimensions):
        lines.append(
            "Shares of sums of probabilities are shown to compare with; they lean towards what the "
            "signal learnt from."
        )
    if any(one.sampled for one in found.dimensions):
        lines.append(
            "Corrected shares: expectation-maximisation over what the signal says (favoured bucket "
            "and how sure, or abstained), with its errors taken from the looked-at items of each "
            "true bucket. Intervals draw both the sample and the pool anew 400 times; gates on "
            "representation hold the corrected shares, with bounds at least as wide."
        )
    if found.gates:
        lines.append(
            f"Gates: {found.gates[0].family} bounds of all gates and buckets share the level of "
            f"{found.gates[0].level:.0%} where one fails (Bonferroni)."
        )
    return lines


def _limits(found: CatalogFindings) -> list[str]:
    notes = [
        f"{dimension_words(one.name)}: {dimension_note(one.name)}"
        for one in found.dimensions if dimension_note(one.name)
    ]  # fmt: skip
    return [*CANNOT, *notes]
