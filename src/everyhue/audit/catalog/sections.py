"""The parts of a catalog's report: dimensions, what is not known, intersections, supply."""

from __future__ import annotations

from collections.abc import Mapping

from everyhue.audit.catalog.findings import (
    BucketLine,
    CatalogFindings,
    DimensionFound,
    JointCell,
    Together,
    UnknownLine,
)
from everyhue.audit.catalog.together import FEW
from everyhue.audit.catalog.words import (
    best,
    bucket_words,
    cell_words,
    dimension_words,
    is_off,
)
from everyhue.report import Section, paragraph
from everyhue.report.charts import (
    Cell,
    Change,
    DataTable,
    Dot,
    Held,
    Whole,
    dumbbell,
    heat,
    intervals,
)
from everyhue.report.charts.svg import percent, told
from everyhue.types import Value

MOST_BARS = 24
"""Most values that are drawn; more of them are in the table only."""

MOST_LINES = 12
"""Most small intersections in a table; `report.json` holds more."""


def dimension_section(one: DimensionFound, level: float) -> Section:
    """Return shares of buckets against their target, and how the ways of counting differ."""
    label = dimension_words(one.name)
    rows = [_dot(one, b) for b in one.buckets]
    corrected = any(b.corrected.defined for b in one.buckets)
    what = "corrected for the signal's error" if corrected else "of the items with a sure bucket"
    looks = [("plain", "Share, with an interval that holds together with the others")]
    looks += [("fails", "Off its target by more than chance")] if any(r.note for r in rows) else []
    aimed = any(b.target is not None for b in one.buckets)
    chart = intervals(
        rows, title=f"{label}: share of items", summary=f"Shares of buckets, {what}.",
        held=Held(looks=tuple(looks), aim="Target of the bucket" if aimed else ""), say=told,
    )  # fmt: skip
    blocks = [*([chart.html()] if len(rows) <= MOST_BARS else []), _ratios(one, level).html()]
    if one.soft or corrected:
        blocks += _ways(one)
    unknown = one.items - one.known
    rest = (
        "corrected shares are of all items" if corrected
        else f"{unknown:,} have none and are in no share"
    )  # fmt: skip
    intro = f"{one.known:,} of {one.items:,} items have a sure bucket; {rest}."
    if not one.unknown[0].unknown.defined:
        intro = f"Of {one.items:,} items; how many have no sure bucket is suppressed."
    return Section(f"dimension-{_anchor(one.name)}", label, intro, tuple(blocks))


def _dot(one: DimensionFound, line: BucketLine) -> Dot:
    note = ("(high)" if (line.ratio.low or 0) > 1 else "(low)") if is_off(line) else ""
    look = "fails" if note else "plain"
    return Dot(bucket_words(one.name, line.bucket), best(line), look, note, line.target)


def _ratios(one: DimensionFound, level: float) -> DataTable:
    head = ("", "Sure items", "Share", "Target", "Share over target")
    rows = tuple(
        (bucket_words(one.name, b.bucket), f"{b.items:,}", told(best(b)), _target(b), _ratio(b))
        for b in one.buckets
    )
    caption = f"{dimension_words(one.name)}; all intervals hold together at {level:.0%}"
    return DataTable(caption, head, rows)


def _target(line: BucketLine) -> str:
    return "none stated" if line.target is None else percent(line.target)


def _ratio(line: BucketLine) -> str:
    value = line.ratio
    if value.estimate is None or value.low is None or value.high is None:
        return "–" if line.target is None else f"undefined: {value.undefined}"
    return f"{value.estimate:.2f} ({value.low:.2f} to {value.high:.2f})"


def _ways(one: DimensionFound) -> list[str]:
    """How counting, favoured buckets and summed probabilities differ from the corrected shares."""
    blocks = []
    if all(b.corrected.defined for b in one.buckets):
        changes = [
            Change(bucket_words(one.name, b.bucket), _point(b.counted), _point(b.corrected),
                   b.target) for b in one.buckets
        ]  # fmt: skip
        drawn = dumbbell(
            changes, title="What is the signal's error, and what is the catalog",
            summary="Shares by counting sure labels, and corrected by looked-at items.",
            words=("Counted", "Corrected"),
        )  # fmt: skip
        blocks.append(drawn.html())
    head = (
        "", "Sure labels", "Favoured bucket", "Sum of probabilities", "Corrected",
        "Looked-at items", "Favoured where true",
    )  # fmt: skip
    rows = tuple(
        (bucket_words(one.name, b.bucket), told(b.counted), told(b.favoured), _short(b.expected),
         told(b.corrected) if b.corrected.defined else "–", f"{b.labelled:,}", _right(b))
        for b in one.buckets
    )  # fmt: skip
    caption = "The same shares by four ways of counting"
    blocks.append(DataTable(caption, head, rows).html())
    lacking = {b.corrected.undefined for b in one.buckets if not b.corrected.defined} - {None}
    return [*blocks, *(paragraph(f"No corrected shares: {why}.") for why in lacking)]


def _right(line: BucketLine) -> str:
    return told(line.right) if line.right.defined else "–"


def _short(value: Value) -> str:
    return "–" if value.estimate is None else percent(value.estimate)


def _point(value: Value) -> Value:
    return Value(value.estimate) if value.estimate is not None else value


def unknown_section(found: CatalogFindings) -> Section:
    """Return what is not known of each dimension, why, and by column."""
    blocks = []
    for one in found.dimensions:
        if one.unknown[0].unknown.estimate:
            blocks += _unknown_of(one)
    intro = (
        "An item is unknown where there is no label, where nobody could say, or where the signal "
        "is not sure. Nothing here treats unknown as a bucket. Where it is uneven, shares mean "
        "something else for one value of the column than for another."
    )
    return Section("unknown", "What is not known", intro, tuple(blocks))


def _unknown_of(one: DimensionFound) -> list[str]:
    label, whole = dimension_words(one.name), one.unknown[0]
    reasons = tuple(
        (reason.replace("_", " "), f"{n:,}", percent(n / whole.items))
        for reason, n in whole.reasons.items()
    )
    head = ("Reason", "Items", "Of all items")
    blocks = [DataTable(f"{label}: why it is unknown", head, reasons).html()]
    for gap in one.uneven:
        lines = [line for line in one.unknown if line.column == gap.column]
        blocks.append(_by_column(one, lines, gap.difference))
    return blocks


def _by_column(one: DimensionFound, lines: list[UnknownLine], gap: Value) -> str:
    label, column = dimension_words(one.name), lines[0].column
    sure = gap.low or 0.0
    words = (
        f"The largest share is {gap.number() * 100:.0f} points above the smallest, and surely "
        f"{sure * 100:.0f}." if gap.defined and sure
        else "The shares are no further apart than chance allows." if gap.defined
        else f"How far apart they are is undefined: {gap.undefined}."
    )  # fmt: skip
    title = f"{label}: unknown by {column}"
    if len(lines) <= MOST_BARS:
        whole = one.unknown[0].unknown.number()
        rows = [Dot(line.value, line.unknown) for line in lines]
        held = Held(Whole(whole, f"All items: {percent(whole)}"))
        return intervals(rows, title=title, summary=words, held=held, say=told).html()
    ranked = sorted(lines, key=lambda line: -(line.unknown.estimate or 0.0))
    rows_ = tuple((line.value, f"{line.items:,}", told(line.unknown)) for line in ranked)
    return DataTable(f"{title}. {words}", (column, "Items", "Unknown"), rows_).html()


def together_section(found: CatalogFindings) -> list[Section]:
    """Return the coverage of intersections: heat tables of pairs, lists of the rest."""
    if not found.together:
        return []
    blocks = []
    for one in found.together:
        if not one.column:
            blocks += _pair(one) if _drawn(one) else _listed(one)
    blocks += _by_category(found)
    intro = (
        f"Items with a sure bucket in each of the dimensions. Hatched: none. Below {FEW}, a search "
        "for it cannot fill ten places, whatever ranking does."
    )
    return [Section("together", "Intersections", intro, tuple(blocks))]


def _drawn(one: Together) -> bool:
    """Whether all cells are there, and few enough to be looked at."""
    if len(one.dimensions) != 2 or len(one.lines) < one.cells:
        return False
    return all(len({line.buckets[i] for line in one.lines}) <= MOST_BARS for i in (0, 1))


def _pair(one: Together) -> list[str]:
    first, second = one.dimensions
    places = {line.buckets: line for line in one.lines}
    rows_of, columns = (tuple(dict.fromkeys(b[i] for b in places)) for i in (0, 1))
    most = max((line.items for line in one.lines), default=0) or 1
    rows = [(bucket_words(first, a), [_cell(places[a, b], most) for b in columns]) for a in rows_of]
    caption = (
        f"{dimension_words(first)} × {dimension_words(second)}: {one.known:,} items in {one.cells} "
        f"cells, {one.empty} of them empty and {one.few} with fewer than {FEW}"
    )
    return [heat(caption, [bucket_words(second, b) for b in columns], rows)]


def _cell(line: JointCell, most: int) -> Cell:
    small = line.items < FEW
    detail = f"few; {line.expected:.0f} by chance" if small and line.items else ""
    if not line.items:
        detail = f"none; {line.expected:.0f} by chance"
    return Cell(f"{line.items:,}", line.items / most, detail, not line.items)


def _listed(one: Together) -> list[str]:
    names = " × ".join(dimension_words(name) for name in one.dimensions)
    caption = (
        f"{names}: {one.known:,} items in {one.cells:,} cells, {one.empty:,} of them empty and "
        f"{one.few:,} with fewer than {FEW}"
    )
    small = [line for line in one.lines if line.items < FEW][:MOST_LINES]
    if not small:
        return [paragraph(f"{caption}.")]
    more = "; those shown lack most beside what chance would give"
    head = ("Intersection", "Items", "By chance")
    rows = tuple((_called(one, line), f"{line.items:,}", f"{line.expected:.1f}") for line in small)
    return [DataTable(caption + more, head, rows).html()]


def _called(one: Together, line: JointCell) -> str:
    words = cell_words(one.dimensions, line.buckets)
    return f"{line.value}: {words}" if line.value else words


def _by_category(found: CatalogFindings) -> list[str]:
    """Small intersections of pairs within each value of the category."""
    pairs = [one for one in found.together if one.column]
    return [block for one in pairs for block in _listed_within(one)]


def _listed_within(one: Together) -> list[str]:
    names = " × ".join(dimension_words(name) for name in one.dimensions)
    head = (f"{one.column.replace('_', ' ')} and intersection", "Items", "By chance")
    rows = tuple(
        (_called(one, line), f"{line.items:,}", f"{line.expected:.1f}")
        for line in one.lines[:MOST_LINES] if line.expected >= 1
    )  # fmt: skip
    caption = (
        f"{names} within {one.column.replace('_', ' ')}: {one.cells:,} cells, {one.empty:,} of "
        f"them empty and {one.few:,} with fewer than {FEW}; those shown lack most"
    )
    return [DataTable(caption, head, rows).html()] if rows else [paragraph(f"{caption}.")]


def supply_section(found: CatalogFindings) -> list[Section]:
    """Return the items of every bucket by category, as shares of the known ones."""
    if not found.supply:
        return []
    blocks = []
    for name, values in found.supply.items():
        buckets = tuple(next(iter(values.values())))
        if len(buckets) > MOST_BARS:
            continue
        most = max(n / (sum(held.values()) or 1) for held in values.values() for n in held.values())
        rows = [
            (value, [_supplied(held, b, most or 1.0) for b in buckets])
            for value, held in values.items()
        ]
        caption = f"{dimension_words(name)} by {found.category.replace('_', ' ')}"
        blocks.append(heat(caption, [bucket_words(name, b) for b in buckets], rows))
    intro = (
        "Sure items of each bucket, with their share of the known ones in the row. What is not "
        "there cannot be shown, however a list is ranked."
    )
    return [Section("supply", f"By {found.category.replace('_', ' ')}", intro, tuple(blocks))]


def _supplied(counts: Mapping[str, int], bucket: str, most: float) -> Cell:
    known, n = sum(counts.values()), counts[bucket]
    if not known:
        return Cell("–", None, "nothing known")
    return Cell(f"{n:,}", n / known / most, percent(n / known), not n)


def _anchor(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name)
