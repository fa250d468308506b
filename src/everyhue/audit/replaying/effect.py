"""The sections on what strategies change and cost."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from everyhue.audit.replaying.findings import MovedAway
from everyhue.audit.replaying.measuring import LOGGED
from everyhue.audit.replaying.numbers import Numbers
from everyhue.audit.replaying.sentences import suggestion_words
from everyhue.audit.replaying.tables import cost_table, strategy_table
from everyhue.report import Section, bullets
from everyhue.report.charts import Bar, Change, Line, Point, bars, dumbbell, frontier
from everyhue.report.charts.svg import escape, listed, percent
from everyhue.types import Value


def diversity_section(numbers: Numbers) -> Section:
    """Div@k now and with each strategy."""
    found = numbers.found
    charts = [_div_chart(numbers, name) for name in found.dimensions]
    crossed = [_pair_chart(numbers, *pair) for pair in combinations(found.dimensions, 2)]
    intro = (
        f"Div@{found.k} is the share of requests whose top {found.k} shows every bucket at least "
        "once, counting only items whose bucket is sure. The diamond is what the candidates allow."
    )
    return Section(
        "diversity", f"Div@{found.k}, now and with each strategy", intro,
        (*charts, strategy_table(numbers).html(), *crossed),
    )  # fmt: skip


def _div_chart(numbers: Numbers, dimension: str) -> str:
    found = numbers.found
    now, could = (numbers.mean(LOGGED, m, dimension) for m in ("div_at_k", "could_at_k"))
    rows = [
        Change(name, now, numbers.mean(name, "div_at_k", dimension), could.estimate)
        for name in found.strategies
    ]
    title = f"{numbers.label(dimension)}: Div@{found.k}"
    return dumbbell(
        rows, title=title, summary=_span(now, rows), target="What candidates allow"
    ).html()


def _span(now: Value, rows: list[Change]) -> str:
    after = [row.after.estimate for row in rows if row.after.estimate is not None]
    if now.estimate is None or not after:
        return "No request has a known item in its top."
    low, high = percent(min(after)), percent(max(after))
    reach = high if low == high else f"{low} to {high}"
    return f"{percent(now.estimate)} today; {reach} with the strategies below."


def _pair_chart(numbers: Numbers, first: str, second: str) -> str:
    """Draw the share of attainable combinations shown, which is defined for every pair."""
    found, name = numbers.found, f"{first} × {second}"
    rows = [
        Bar("today" if one == LOGGED else one, numbers.mean(one, "intersection_recall", name))
        for one in (LOGGED, *found.strategies)
    ]
    whole = numbers.mean(LOGGED, "intersection_div_at_k", name)
    words = (
        f"Every supplied combination is shown in {percent(whole.estimate)} of requests today."
        if whole.estimate is not None
        else f"Showing every combination in one list: {whole.undefined}."
    )
    title = f"{numbers.label(first)} × {numbers.label(second)}: combinations shown"
    summary = (
        f"Share of the combinations that candidates have and {found.k} places can show. {words}"
    )
    return bars(rows, title=title, summary=summary).html()


def exposure_section(numbers: Numbers) -> Section:
    """Exposure of each bucket against each set of targets."""
    found = numbers.found
    charts = [
        _exposure_chart(numbers, target, name)
        for target in found.targets
        for name in found.dimensions
        if numbers.mean(LOGGED, "exposure_gap", name, "", target).defined
    ]
    intro = (
        "Exposure is attention by place, 1/log2(1 + rank), summed over known items; shares are of "
        f"the top {found.k}. Each picture shows the strategy that comes nearest to its target."
    )
    blocks = [*charts, *_away(numbers)]
    return Section("exposure", "Exposure against the target", intro, tuple(blocks))


def _exposure_chart(numbers: Numbers, target: str, dimension: str) -> str:
    nearest = numbers.nearest(target, dimension) or LOGGED
    rows = [
        Change(
            numbers.bucket(dimension, bucket),
            numbers.mean(LOGGED, "exposure_share", dimension, bucket),
            numbers.mean(nearest, "exposure_share", dimension, bucket),
            numbers.mean(LOGGED, "target_share", dimension, bucket, target).estimate,
        )
        for bucket in numbers.found.dimensions[dimension]
    ]
    gaps = [
        numbers.mean(name, "exposure_gap", dimension, "", target).estimate or 0.0
        for name in (LOGGED, nearest)
    ]
    summary = (
        f"Mean over requests of the exposure that would have to move: {percent(gaps[0])} today, "
        f"{percent(gaps[1])} with {nearest}."
    )
    title = f"{numbers.label(dimension)}: exposure, target {target}"
    return dumbbell(rows, title=title, summary=summary, words=("Now", f"With {nearest}")).html()


def _away(numbers: Numbers) -> list[str]:
    found = numbers.found
    if len(found.targets) < 2 or not found.moved_away:
        return []
    alike: dict[MovedAway, list[str]] = {}
    for one in sorted(found.moved_away, key=lambda one: -len(one.queries)):
        alike.setdefault(replace(one, strategy=""), []).append(one.strategy)
    lines = [_away_words(numbers, one, names) for one, names in alike.items()]
    words = (
        "A list cannot meet two different targets at once. Which one is right is a decision "
        "people make; these numbers only say what each choice does to the other."
    )
    return [
        "<h3>Where the targets compete</h3>", f"<p>{escape(words)}</p>", bullets(lines),
    ]  # fmt: skip


def _away_words(numbers: Numbers, one: MovedAway, strategies: list[str]) -> str:
    words = (
        f"{listed(strategies)}: {len(one.queries)} of {one.of} queries end further from "
        f"{one.target} ({numbers.label(one.dimension)})"
    )
    others = tuple(query for query in one.queries if query not in one.gained)
    parts = []
    if one.gained:
        parts.append(f"{len(one.gained)} by showing a bucket that was missing: {_some(one.gained)}")
    if others:
        parts.append(f"{len(others)} by its share alone: {_some(others)}")
    return f"{words}. {'. '.join(parts)}."


def _some(queries: tuple[str, ...]) -> str:
    shown = ", ".join(queries[:40])
    return shown if len(queries) <= 40 else f"{shown} and {len(queries) - 40} more"


def cost_section(numbers: Numbers) -> Section:
    """What a more diverse top costs in relevance."""
    intro = (
        "nDCG compares each order with the best one by the logged scores (scaled per request from "
        "0 to 1) and with the logged order itself. Clicks, where the log has them, were made on "
        "the logged order and so favour it."
    )
    rows = [Bar(name, numbers.mean(name, "ndcg")) for name in numbers.found.strategies]
    chart = bars(
        rows,
        title=f"nDCG@{numbers.found.k} kept",
        summary="Against the logged scores; 100% is all.",
    )
    return Section(
        "cost", "What it costs in relevance", intro, (chart.html(), cost_table(numbers).html())
    )


def frontier_section(numbers: Numbers, reach: float) -> Section:
    """Every setting of `diversity`, and the one the rule picks."""
    found = numbers.found
    surfaces = dict.fromkeys(point.surface for point in found.frontier)
    rule = (
        f"The rule: of all settings whose Div@{found.k} is at least {percent(reach)} of what the "
        "candidates allow, the one that keeps the most nDCG; among equals, the least diversity. "
        "Where none gets there, the setting of the highest Div@k."
    )
    blocks = [_frontier_chart(numbers, surface) for surface in surfaces]
    lines = [suggestion_words(one, found.k) for one in found.suggestions]
    blocks.append(
        f'<div class="callout"><p><strong>Suggested.</strong> {escape(" ".join(lines))}</p></div>'
    )
    return Section("frontier", "How much diversity: the frontier", rule, tuple(blocks))


def _frontier_chart(numbers: Numbers, surface: str) -> str:
    found = numbers.found
    one = next((s for s in found.suggestions if s.surface == surface), None)
    lines = []
    for name in found.strategies:
        held = [p for p in found.frontier if (p.surface, p.strategy) == (surface, name)]
        if held:
            chosen = None if one is None or one.strategy != name else one.diversity
            lines.append(
                Line(name, tuple(_point(p.diversity, p.relevance, p.div, chosen) for p in held))
            )
    best = None if one is None else one.attainable.estimate
    return frontier(
        lines, title=f"Frontier{f' on {surface}' if surface else ''}",
        summary="Each mark is one setting of diversity from 0 to 1. Up and to the left is "
        "better. Where strategies agree, their lines lie on top of one another.",
        axes=("Relevance given up (1 − nDCG)", f"Div@{found.k}"), attainable=best,
    ).html()  # fmt: skip


def _point(diversity: float, relevance: Value, div: Value, chosen: float | None) -> Point:
    return Point(f"{diversity:g}", _lost(relevance), div, diversity == chosen)


def _lost(kept: Value) -> Value:
    if kept.estimate is None:
        return kept
    low = None if kept.high is None else max(0.0, 1 - kept.high)
    high = None if kept.low is None else min(1.0, 1 - kept.low)
    return Value(max(0.0, 1 - kept.estimate), low, high, kept.level, kept.n, kept.method)
