"""What an audit of rankings found, in sentences a product manager reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from everyhue.audit.judging import GroupLine
from everyhue.audit.ranking.findings import DimensionLine, RankingFindings
from everyhue.audit.telling import verdict_words, words_of
from everyhue.metrics.groups import SUPPRESSED, called, nameless
from everyhue.report.charts.svg import percent, told
from everyhue.types import Value

LABELS = {
    "div_at_k": "shows every bucket", "ndkl": "NDKL", "infeasible_index": "infeasible index",
    "min_skew_at_k": "MinSkew", "max_skew_at_k": "MaxSkew", "awrf": "AWRF",
    "exposure_gap": "exposure gap", "unknown_places": "places of unknown items", "ndcg": "nDCG",
    "requests_with_click": "requests with a click", "reciprocal_rank": "reciprocal rank",
    "list_length": "items shown", "popularity_arp": "mean popularity (ARP)",
    "popularity_aplt": "long-tail share (APLT)",
}  # fmt: skip
"""How measures are called in a report."""


def label_of(measure: str) -> str:
    """Return a measure's name in a report; of a dimension it says which.

    Examples
    --------
    >>> label_of("ndkl of tone"), label_of("click_rate")
    ('NDKL of tone', 'click rate')
    """
    name, of, dimension = measure.partition(" of ")
    return f"{LABELS.get(name, words_of(name))}{of}{dimension}"


def sentences(found: RankingFindings) -> tuple[str, ...]:
    """Return what was found, the verdict first."""
    first = [line for line in found.dimensions if line.k == found.ks[0]]
    made = [*verdict_words(found.gates, found.status)]
    beside = () if found.delivery is None else found.delivery.lines[0].by
    for line in first:
        told_below = (line.dimension,) == beside and not line.stated
        made += [*([] if told_below else _exposure(line)), *_shown(line)]
        made += _clicked(line, always=len(first) == 1)
    made += [*_users(found), *_delivered(found), *_providers(found)]
    return tuple(made)


def known(groups: Sequence[GroupLine]) -> list[GroupLine]:
    """Return the groups that have a name."""
    return [line for line in groups if not nameless(line.group)]


def _exposure(line: DimensionLine) -> Iterator[str]:
    groups = [g for g in known(line.groups) if g.values["exposure_share"].defined]
    if not groups and any(SUPPRESSED in g.group for g in line.groups):
        yield f"Every bucket of {words_of(line.dimension)} in the top {line.k} is suppressed."
        return
    if not groups:
        yield f"Nothing in the top {line.k} has a known {words_of(line.dimension)}."
        return
    held = {called(g.group): g.values["exposure_share"] for g in groups}
    aim = {name: line.target[name].estimate or 0.0 for name in held}
    least = min(held, key=lambda name: held[name].number() - aim[name])
    most = max(held, key=lambda name: held[name].number() - aim[name])
    words = words_of(line.dimension).capitalize()
    if least == most:
        aimed = f", where the target is {percent(aim[least])}" if line.stated else ""
        share = told(held[least])
        yield f"{words}: {least} has {share} of the exposure in the top {line.k}{aimed}."
        return
    if line.stated:
        yield (
            f"{words}: {least} has {told(held[least])} of the exposure in the top {line.k}, where "
            f"the target ({line.against}) is {percent(aim[least])}; {most} has {told(held[most])}, "
            f"where it is {percent(aim[most])}. {_moved(line.gap)}"
        )
    else:
        yield (
            f"{words}: {most} has most of the exposure in the top {line.k}, {told(held[most])}, "
            f"and {least} least, {told(held[least])}. No target is stated; equal shares are "
            f"{percent(aim[least])}."
        )


def _moved(gap: Value) -> str:
    if gap.low is None or gap.estimate is None:
        return ""
    if not gap.low:
        return "The difference is within what chance allows."
    return (
        f"About {percent(gap.estimate)} would have to move to be on target, and at least "
        f"{percent(gap.low)}."
    )


def _shown(line: DimensionLine) -> Iterator[str]:
    value, dimension = line.lists["div_at_k"], words_of(line.dimension)
    unknown = ""
    if line.unknown.defined and line.unknown.number() > 0:
        unknown = (
            f"{told(line.unknown)} of all exposure goes to items whose {dimension} is not known; "
            "they count for no bucket."
        )
    if value.defined:
        yield (
            f"{told(value)} of requests show every bucket of {dimension} in the top {line.k} "
            f"(Div@k), counting items whose bucket is known. {unknown}".strip()
        )
    elif unknown:
        yield unknown


def _clicked(line: DimensionLine, *, always: bool) -> Iterator[str]:
    """How clicks differ; of many dimensions, only where they do."""
    groups = [g for g in known(line.groups) if g.values.get("click_rate", _NONE).defined]
    if len(groups) > 1:
        words = f"{words_of(line.dimension).capitalize()}: click rate"
        sentence = _ends(groups, "click_rate", words)
        if always or sentence.endswith(APART):
            yield sentence


APART = "the intervals do not meet."

_NONE = Value.undefined_because("not measured")


def _ends(groups: Sequence[GroupLine], measure: str, words: str) -> str:
    """The lowest and the highest of a measure, and whether they are apart."""
    low = min(groups, key=lambda g: g.values[measure].number())
    high = max(groups, key=lambda g: g.values[measure].number())
    a, b = low.values[measure], high.values[measure]
    apart = a.high is not None and b.low is not None and a.high < b.low
    sure = APART if apart else "a difference of none is not ruled out."
    return (
        f"{words} goes from {_said(a, measure)} ({called(low.group)}) to {_said(b, measure)} "
        f"({called(high.group)}); {sure}"
    )


def _said(value: Value, measure: str) -> str:
    return told(value) if measure != "list_length" else str(value)


def _users(found: RankingFindings) -> Iterator[str]:
    for by in dict.fromkeys(line.by for line in found.user_groups if len(line.by) == 1):
        groups = [line for line in known(found.user_groups) if line.by == by]
        for measure in ("ndcg", "requests_with_click", f"div_at_k of {found.by[0]}"):
            held = [g for g in groups if g.values.get(measure, _NONE).defined]
            if len(held) > 1:
                words = f"By {words_of(by[0])}, {label_of(measure)}"
                yield _ends(held, measure, words)
                break


def _delivered(found: RankingFindings) -> Iterator[str]:
    if found.delivery is None:
        return
    lines = [line for line in found.delivery.lines if line.ratio.estimate is not None]
    if not lines:
        return
    least = min(lines, key=lambda line: line.ratio.number())
    most = max(lines, key=lambda line: line.ratio.number())
    shares = [
        f"{called(one.group)} is {percent(one.eligible)} of the eligible and got "
        f"{told(one.delivered)}"
        for one in dict.fromkeys((least, most))
    ]
    by, told_of = ", ".join(map(words_of, least.by)), "; ".join(shares)
    yield f"Delivered by {by}: {told_of}. {_moved(found.delivery.apart)}"


def _providers(found: RankingFindings) -> Iterator[str]:
    held = found.providers
    if held is not None and held.top_share.defined:
        yield (
            f"The most shown tenth of {held.n:,} providers ({held.column}) has "
            f"{percent(held.top_share.number())} of the exposure (Gini {held.gini.number():.2f}); "
            f"{percent(held.coverage.number())} of them are shown in the top {found.ks[0]} at all."
        )
