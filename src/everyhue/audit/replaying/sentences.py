"""What was found, in three to six plain sentences."""

from __future__ import annotations

from everyhue.audit.replaying.findings import MovedAway, Suggestion
from everyhue.audit.replaying.measuring import LOGGED
from everyhue.audit.replaying.numbers import Numbers
from everyhue.report.charts.svg import listed, percent, told
from everyhue.types import Value

MOVED = 0.02
"""By how much the exposure of unknown items may move."""


def sentences(numbers: Numbers) -> tuple[str, ...]:
    """Return the findings in words, most important first."""
    found = numbers.found
    told_first = [_today(numbers, name) for name in list(found.dimensions)[:2]]
    rest = [_best(numbers), _exposure(numbers), _compete(numbers), _suggested(numbers)]
    lines = [*told_first, *(line for line in rest if line), _unknown(numbers)]
    return tuple(lines[:6])


def suggestion_words(one: Suggestion, k: int) -> str:
    """Return a suggestion in words."""
    where = f" on {one.surface}" if one.surface else ""
    lost = max(0.0, 1 - one.relevance.number())
    reached = f"Div@{k} {percent(one.div.number())} for {percent(lost)} of relevance given up"
    limit = "" if one.reached else "; no setting reaches the stated part of what supply allows"
    return f"{one.strategy} at diversity {one.diversity:g}{where}: {reached}{limit}."


def _today(numbers: Numbers, dimension: str) -> str:
    now = numbers.mean(LOGGED, "div_at_k", dimension)
    could = numbers.mean(LOGGED, "could_at_k", dimension)
    name, k = numbers.label(dimension), numbers.found.k
    if now.estimate is None:
        return f"{name}: Div@{k} cannot be told, because of {now.undefined}."
    words = f"{name}: {_of_requests(now)} show every bucket in their top {k} today"
    if could.estimate is None:
        return f"{words}."
    if could.estimate - now.estimate < 0.05:
        return (
            f"{words}; their candidates allow {percent(could.estimate)}, so what lacks is supply."
        )
    return f"{words}; their candidates would allow {percent(could.estimate)}."


def _of_requests(now: Value) -> str:
    share = percent(now.number())
    if now.low is None or now.high is None:
        return f"{share} of {now.n:,} requests"
    return f"{share} of {now.n:,} requests ({percent(now.low)} to {percent(now.high)})"


def _best(numbers: Numbers) -> str:
    best = numbers.best
    reached = None if best is None else numbers.div(best)
    if best is None or reached is None:
        return ""
    kept = numbers.mean(best, "ndcg")
    words = f"With {best} it would be {percent(reached)}"
    if len(numbers.found.dimensions) > 1:
        words = f"With {best}, Div@{numbers.found.k} would be {percent(reached)} on average"
    return f"{words}, keeping {told(kept)} of relevance (nDCG)."


def _exposure(numbers: Numbers) -> str:
    """Name the bucket that lacks the most exposure, for every set of targets."""
    lacking: dict[tuple[str, float], list[str]] = {}
    for target in numbers.found.targets:
        gaps = _gaps(numbers, target)
        if gaps and max(gaps)[0] > 0.005:
            _, got, want, name = max(gaps)
            lacking.setdefault((name, got), []).append(f"{percent(want)} ({target})")
    parts = [
        f"{name} has {percent(got)} of known exposure; the target is {listed(wants)}"
        for (name, got), wants in lacking.items()
    ]
    return f"{'. '.join(parts)}." if parts else ""


def _gaps(numbers: Numbers, target: str) -> list[tuple[float, float, float, str]]:
    """Lacking share, share, target share and words of every bucket."""
    gaps = []
    for dimension, buckets in numbers.found.dimensions.items():
        for bucket in buckets:
            got = numbers.mean(LOGGED, "exposure_share", dimension, bucket).estimate
            want = numbers.mean(LOGGED, "target_share", dimension, bucket, target).estimate
            if got is not None and want is not None:
                gaps.append((want - got, got, want, numbers.bucket(dimension, bucket)))
    return gaps


def _compete(numbers: Numbers) -> str:
    found = numbers.found
    if len(found.targets) < 2:
        return ""
    held: list[MovedAway] = [m for m in found.moved_away if m.target == found.targets[-1]]
    if not held:
        return ""
    most = max(held, key=lambda one: len(one.queries))
    return (
        f"The targets compete: {most.strategy} moves {len(most.queries)} of {most.of} queries "
        f"further from {most.target} than they are today, {len(most.gained)} of them by showing a "
        "bucket that was missing."
    )


def _suggested(numbers: Numbers) -> str:
    ones = numbers.found.suggestions
    if not ones:
        return ""
    return "Suggested: " + " ".join(suggestion_words(one, numbers.found.k) for one in ones[:3])


def _unknown(numbers: Numbers) -> str:
    shares, moved = [], 0.0
    for name in numbers.found.dimensions:
        share = numbers.mean(LOGGED, "unknown_exposure", name).estimate or 0.0
        shares.append(f"{percent(share)} ({numbers.label(name)})")
        moved = max([moved, *map(abs, numbers.unknown_moves(name).values())])
    words = f"Unknown items have {listed(shares)} of exposure"
    if moved <= MOVED:
        return f"{words}; no strategy moves that by more than two points."
    return (
        f"{words}; a strategy moves that by {moved * 100:.1f} points, more than two: look into it."
    )
