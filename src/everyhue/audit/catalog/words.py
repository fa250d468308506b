"""Dimensions, buckets and shares of a catalog in words."""

from __future__ import annotations

from everyhue.audit.catalog.findings import BucketLine, CatalogFindings, DimensionFound, UnknownLine
from everyhue.audit.catalog.together import FEW
from everyhue.metrics.groups import SUPPRESSED, nameless
from everyhue.report.charts.svg import percent, told
from everyhue.signals.dimensions import SHIPPED
from everyhue.types import Dimension, Value

_KNOWN: dict[str, Dimension] = {one.name: one for one in SHIPPED}


def dimension_words(name: str) -> str:
    """Return what a person reads for a dimension.

    Examples
    --------
    >>> dimension_words("skin_tone"), dimension_words("price_band")
    ('Skin tone range', 'Price band')
    """
    if name in _KNOWN:
        return _KNOWN[name].label
    return name.replace("_", " ").strip().capitalize() or name


def dimension_note(name: str) -> str:
    """Return what labels of a shipped dimension cannot say, or nothing."""
    return _KNOWN[name].note if name in _KNOWN else ""


def bucket_words(name: str, bucket: str) -> str:
    """Return what a person reads for a bucket.

    Examples
    --------
    >>> bucket_words("skin_tone", "light_medium"), bucket_words("shop", "north")
    ('Light–medium', 'north')
    """
    labels = {b.id: b.label for b in _KNOWN[name].buckets} if name in _KNOWN else {}
    return labels.get(bucket, bucket.replace("_", " "))


def best(line: BucketLine) -> Value:
    """Return the corrected share where there is one, else the counted one."""
    return line.corrected if line.corrected.defined else line.counted


def share_sentence(one: DimensionFound) -> str:
    """Return where a dimension is furthest from its target, or its smallest bucket."""
    label = dimension_words(one.name)
    if not one.known:
        return f"{label}: nothing is known of any item."
    told_of = [line for line in one.buckets if line.bucket != SUPPRESSED]
    if not told_of:
        return f"{label}: every bucket is suppressed."
    if all(line.target is None for line in told_of):
        least = min(told_of, key=lambda line: best(line).number())
        words = bucket_words(one.name, least.bucket)
        return f"{label}: {words} is least, {told(best(least))} of items; no target was stated."
    held = [line for line in told_of if line.ratio.defined]
    if not held:
        return f"{label}: no stated target is above 0."
    least = min(held, key=lambda line: line.ratio.number())
    words, target = bucket_words(one.name, least.bucket), percent(least.target or 0.0)
    off = [line for line in held if is_off(line)]
    if not off:
        return (
            f"{label}: no bucket is further from its target than chance allows; {words} is least, "
            f"{told(best(least))} of items for a target of {target}."
        )
    return (
        f"{label}: {words} is {told(best(least))} of items, and its target is {target}. "
        f"{len(off)} of {len(held)} buckets are off target by more than chance."
    )


def is_off(line: BucketLine) -> bool:
    """Return whether the bounds of a bucket's share leave its target out."""
    low, high = line.ratio.low, line.ratio.high
    return low is not None and high is not None and not low <= 1 <= high


def signal_sentence(one: DimensionFound) -> list[str]:
    """Return how much of what is counted is the signal's own error, where a sample tells."""
    if not all(line.corrected.defined for line in one.buckets):
        return []
    moved = max(one.buckets, key=lambda b: abs(b.corrected.number() - _counted(b)))
    words = bucket_words(one.name, moved.bucket)
    made = (
        f"The signal for {dimension_words(one.name).lower()} errs, and {one.sampled:,} looked-at "
        f"items correct for it: {words} is {told(moved.corrected)}, where counting sure labels "
        f"says {percent(_counted(moved))}."
    )
    if one.apart_counted is None or one.apart_corrected is None:
        return [made]
    return [
        f"{made} To be on target, {percent(one.apart_corrected)} of items would have to be others; "
        f"by counting it would seem {percent(one.apart_counted)}."
    ]


def _counted(line: BucketLine) -> float:
    return line.counted.estimate or 0.0


def unknown_sentence(one: DimensionFound) -> str:
    """Return how much is unknown, why, and by which column most unevenly."""
    whole = one.unknown[0]
    label = dimension_words(one.name)
    if not whole.unknown.defined:
        return f"How many items {label.lower()} is unknown for is {whole.unknown.undefined}."
    if not whole.unknown.estimate:
        return f"{label} is known for every item."
    reason, n = next(iter(whole.reasons.items()))
    share = percent(n / (whole.unknown.number() * whole.items))
    made = f"{label} is unknown for {percent(whole.unknown.number())} of items"
    made += f", mostly {reason.replace('_', ' ')} ({share} of these)"
    gaps = [gap for gap in one.uneven if gap.difference.defined]
    if not gaps:
        return made + "."
    widest = max(gaps, key=lambda gap: gap.difference.low or 0.0)
    lines = [u for u in one.unknown if u.column == widest.column and not nameless((u.value,))]
    lines = sorted((u for u in lines if u.unknown.defined), key=lambda u: u.unknown.number())
    low = widest.difference.low
    sure = f"the true gap is at least {percent(low)}" if low else "chance alone could do that"
    return f"{made}; by {widest.column} from {_end(lines[0])} to {_end(lines[-1])}, and {sure}."


def _end(line: UnknownLine) -> str:
    return f"{percent(line.unknown.number())} ({line.value})"


def together_sentence(found: CatalogFindings) -> list[str]:
    """Return how many intersections of the most dimensions hold nothing or little."""
    whole = [one for one in found.together if not one.column]
    if not whole:
        return []
    deepest = whole[-1]
    names = " × ".join(dimension_words(name).lower() for name in deepest.dimensions)
    empty = f"{deepest.empty:,} hold no item and " if deepest.empty else ""
    made = (
        f"Of {deepest.cells:,} intersections of {names}, {empty}{deepest.few:,} hold fewer than "
        f"{FEW} items."
    )
    lack = [line for line in deepest.lines if line.items < FEW and line.expected >= FEW]
    if lack:
        first = min(lack, key=lambda line: line.items - line.expected)
        made += (
            f" Most is lacking of {cell_words(deepest.dimensions, first.buckets)}: "
            f"{first.items}, where chance would give {first.expected:.0f}."
        )
    return [made]


def cell_words(names: tuple[str, ...], buckets: tuple[str, ...]) -> str:
    """Return an intersection in words.

    Examples
    --------
    >>> cell_words(("skin_tone", "hair_pattern"), ("deep", "coily"))
    'Deep × Coily'
    """
    return " × ".join(bucket_words(n, b) for n, b in zip(names, buckets, strict=True))
