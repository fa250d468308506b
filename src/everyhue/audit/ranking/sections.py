"""The sections of a report on rankings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from everyhue.audit.judging import GroupLine
from everyhue.audit.ranking.findings import Delivery, DimensionLine, Providers, RankingFindings
from everyhue.audit.ranking.words import known, label_of
from everyhue.audit.telling import gate_section, said, short, words_of
from everyhue.metrics.groups import called
from everyhue.report import Section, bullets, paragraph
from everyhue.report.charts import Bar, DataTable, bars
from everyhue.report.charts.svg import percent, told
from everyhue.types import Value

MOST_BARS = 16
"""Most groups that are drawn; more of them are in the table only."""

ITEM_COLUMNS = (
    "exposure_share", "exposure_to_target", "places_share", "click_rate", "clicks_per_exposure",
    "gain_per_exposure",
)  # fmt: skip

NOTES = {
    "div_at_k": "requests whose top k shows every bucket",
    "exposure_gap": "exposure to be moved within a request; 0 is on target",
    "awrf": "1 − Jensen–Shannon divergence of exposure and target; 1 is on target",
    "ndkl": "nats, over all prefixes; 0 is on target",
    "infeasible_index": "prefixes that lack a bucket; lower is better",
    "min_skew_at_k": "ln(shown/target) of the least shown bucket; 0 is on target",
    "max_skew_at_k": "ln(shown/target) of the most shown bucket; 0 is on target",
    "unknown_share": "places of items with no known bucket",
}

CANNOT = (
    "They say what the labels say. A label is how someone described an item; where labels are "
    "wrong more often for one bucket, every number here leans with them.",
    "Unknown items count for no bucket. If most of them belong to one, the shares are off, and "
    "nothing here can see by how much.",
    "Exposure is a model of attention, 1/log2(1 + place). People scroll, skip and search again; "
    "clicks say more where there are any.",
    "Clicks depend on where an item stood. Clicks per exposure takes that out only as far as the "
    "discount is right, and a low rate is no proof of less interest.",
    "A target is a choice. Equal shares, a share of the population and a share of the catalog are "
    "different aims, and no number here says which is right.",
    "The log holds what was shown. Whether there was anything else to show is a question for "
    "replay, which reads candidates, and for an audit of the catalog.",
    "Groups of requests are those of a column the operator already had. Nothing about the people "
    "looking was inferred.",
)


def sections(found: RankingFindings) -> Iterator[Section]:
    """Yield the sections in reading order."""
    if found.gates:
        yield gate_section(found.gates)
    for line in found.dimensions:
        if line.k == found.ks[0]:
            yield _dimension(line, found)
    for by in dict.fromkeys(line.by for line in found.crossed):
        yield _crossed([line for line in found.crossed if line.by == by], found.ks[0])
    if found.user_groups:
        yield _users(found)
    if found.delivery is not None:
        yield _delivery(found.delivery, found)
    if found.providers is not None:
        yield _providers(found.providers, found)
    if found.worst:
        yield _worst(found)
    yield Section("method", "How this was measured", "", (bullets([*_method(found)]),))
    yield Section("limits", "What these numbers cannot say", "", (bullets(CANNOT),))


def _anchor(*names: str) -> str:
    return "-".join("".join(c if c.isalnum() else "_" for c in name) for name in names)


def _dimension(line: DimensionLine, found: RankingFindings) -> Section:
    name = words_of(line.dimension)
    intro = f"Share of the exposure of known items in the top {line.k}, beside {line.against}. " + (
        "" if line.stated else "No target was stated; equal shares are shown to have a mark."
    )
    blocks = [_exposure_chart(line, name)] if len(line.groups) <= MOST_BARS else []
    blocks += [
        _items(line.groups, f"Buckets of {name} in the top {line.k}, with 95% intervals").html(),
        _lists([one for one in found.dimensions if one.dimension == line.dimension], name).html(),
        bullets([f"{label_of(n)}: {words}" for n, words in NOTES.items() if n in line.lists]),
    ]
    if "skew_at_k" in line.of_bucket:
        blocks.append(_skews(line, name).html())
    blocks += _undefined(line)
    return Section(_anchor("by", line.dimension), name.capitalize(), intro, tuple(blocks))


def _exposure_chart(line: DimensionLine, name: str) -> str:
    rows = [
        Bar(called(g.group), g.values["exposure_share"], line.target[g.group[0]].estimate)
        for g in known(line.groups)
    ]
    words = [f"{row.label} {told(row.value)}" for row in rows]
    title = f"Exposure by {name}, top {line.k}"
    return bars(rows, title=title, summary=f"{'; '.join(words)}.").html()


def _items(lines: Sequence[GroupLine], caption: str) -> DataTable:
    names = [n for n in ITEM_COLUMNS if any(n in line.values for line in lines)]
    head = ("Bucket", "Items shown", *(words_of(n) for n in names))
    rows = tuple(
        (called(g.group), f"{g.rows:,}", *(_said(g.values.get(n), n) for n in names)) for g in lines
    )
    return DataTable(caption, head, rows)


def _said(value: Value | None, measure: str) -> str:
    return "–" if value is None else said(value, measure)


def _lists(lines: Sequence[DimensionLine], name: str) -> DataTable:
    """List measures by depth."""
    measures = [n for n in NOTES if any(n in line.lists for line in lines)]
    head = ("Mean over requests", *(f"Top {line.k}" for line in lines), "Requests")
    rows = tuple(
        (
            label_of(n), *(_said(line.lists.get(n), n) for line in lines),
            f"{lines[0].lists[n].n or 0:,}" if n in lines[0].lists else "–",
        )
        for n in measures
    )  # fmt: skip
    return DataTable(f"Lists: {name} against {lines[0].against}, with 95% intervals", head, rows)


def _skews(line: DimensionLine, name: str) -> DataTable:
    skews, shares = line.of_bucket["skew_at_k"], line.of_bucket["exposure_share"]
    rows = tuple(
        (bucket, short(shares[bucket], "exposure_share"), short(skews[bucket]),
         f"{skews[bucket].n or 0:,}")
        for bucket in line.target
    )  # fmt: skip
    head = ("Mean over requests", "Exposure share", "Skew (0 is on target)", "Requests with a skew")
    return DataTable(f"Buckets of {name} within a request", head, rows)


def _undefined(line: DimensionLine) -> list[str]:
    told_of = [
        f"{label_of(measure)}: {', '.join(f'{why} ({n:,})' for why, n in reasons.items())}"
        for measure, reasons in sorted(line.undefined.items()) if ":" not in measure
    ]  # fmt: skip
    if not told_of:
        return []
    return [
        paragraph("Requests on which a measure is undefined; they are not in its mean:"),
        bullets(told_of),
    ]


def _crossed(lines: Sequence[GroupLine], k: int) -> Section:
    by = lines[0].by
    intro = f"Intersections that occur in the top {k}; shares are of items known in all columns."
    blocks = []
    drawn = known(lines)
    if len(drawn) <= MOST_BARS:
        rows = [Bar(called(g.group), g.values["exposure_share"]) for g in drawn]
        title = f"Exposure by {' and '.join(map(words_of, by))}, top {k}"
        words = "; ".join(f"{row.label} {told(row.value)}" for row in rows)
        blocks.append(bars(rows, title=title, summary=f"{words}.").html())
    blocks.append(_items(lines, f"Intersections of {', '.join(by)}, with 95% intervals").html())
    title = " × ".join(words_of(name) for name in by).capitalize()
    return Section(_anchor("by", *by), title, intro, tuple(blocks))


def _users(found: RankingFindings) -> Section:
    blocks = []
    for by in dict.fromkeys(line.by for line in found.user_groups):
        lines = [line for line in found.user_groups if line.by == by]
        measure = next(
            n for n in ("ndcg", "requests_with_click", f"div_at_k of {found.by[0]}")
            if n in lines[0].values
        )  # fmt: skip
        if len(lines) <= MOST_BARS:
            blocks.append(_group_chart(lines, measure, found.overall))
        blocks.append(_groups(lines, found.overall))
    intro = (
        "How lists differ between groups of requests. The columns are the operator's own; an "
        f"interval takes requests of one {found.unit} together."
    )
    return Section("groups", "Groups of requests", intro, tuple(blocks))


def _group_chart(lines: Sequence[GroupLine], measure: str, overall: GroupLine) -> str:
    words = label_of(measure)
    whole = overall.values[measure]
    rows = [Bar(called(g.group), g.values[measure], whole.estimate) for g in lines]
    title = f"{words[:1].upper()}{words[1:]} by {', '.join(lines[0].by)}"
    summary = f"All requests: {told(whole)}."
    return bars(rows, title=title, summary=summary, target="All requests").html()


def _groups(lines: Sequence[GroupLine], overall: GroupLine) -> str:
    names = [n for n in overall.values if any(n in line.values for line in lines)]
    plain = [n for n in names if " of " not in n]
    made = ""
    for part in (plain, [n for n in names if n not in plain]):
        head = ("Group", "Requests", *(label_of(n) for n in part))
        rows = tuple(
            (called(g.group), f"{g.rows:,}",
             *(_said(g.values.get(n), n.split(" of ")[0]) for n in part))
            for g in (*lines, overall)
        )  # fmt: skip
        what = "Quality" if part is plain else "What is shown"
        caption = f"{what} by {', '.join(lines[0].by)}, with 95% intervals"
        made += DataTable(caption, head, rows).html()
    return made


def _delivery(held: Delivery, found: RankingFindings) -> Section:
    by = ", ".join(held.lines[0].by)
    rows = [Bar(called(one.group), one.delivered, one.eligible) for one in held.lines]
    title = f"Delivered, by {by}, beside the eligible"
    summary = f"{told(held.apart)} would have to go to other groups to match the eligible."
    table = DataTable(
        f"Delivery by {by}, with 95% intervals", ("Group", "Delivered", "Eligible", "Ratio"),
        tuple(
            (called(one.group), told(one.delivered), percent(one.eligible), said(one.ratio))
            for one in held.lines
        ),
    )  # fmt: skip
    chart = bars(rows, title=title, summary=summary, target="Share of the eligible").html()
    what = "items shown" if set(held.lines[0].by) <= set(found.users) else "exposure of known items"
    intro = f"Share of the {what} in the top {found.ks[0]}. Groups that are not known are left out."
    return Section("delivery", "Delivery against the eligible", intro, (chart, table.html()))


def _providers(held: Providers, found: RankingFindings) -> Section:
    intro = (
        f"{held.n:,} providers ({held.column}) occur in the log. These numbers describe it; they "
        "have no interval, since adding requests adds providers."
    )
    facts = (
        ("Gini of exposure", short(held.gini), "0 is the same for all"),
        ("Shown at all", short(held.coverage, "exposure_share"), f"in the top {found.ks[0]}"),
        ("Exposure of the most shown tenth", short(held.top_share, "exposure_share"), ""),
    )
    table = DataTable("Exposure over providers", ("", "Value", "Note"), facts)
    top = DataTable(
        "Most shown", ("Provider", "Share of exposure"),
        tuple((name, percent(share)) for name, share in held.largest),
    )  # fmt: skip
    return Section("providers", "Providers", intro, (table.html(), top.html()))


def _worst(found: RankingFindings) -> Section:
    blocks = []
    for name in dict.fromkeys(one.dimension for one in found.worst):
        lines = [one for one in found.worst if one.dimension == name]
        buckets = list(lines[0].share)
        rows = tuple(
            (one.query, f"{one.places:,}", percent(one.gap),
             *(f"{percent(one.share[b])} / {percent(one.target[b])}" for b in buckets))
            for one in lines
        )  # fmt: skip
        head = ("Query", "Items shown", "To be moved", *(f"{b}: shown / target" for b in buckets))
        blocks.append(DataTable(f"{words_of(name).capitalize()}: furthest off", head, rows).html())
    intro = (
        "Queries with the most exposure off target. A single list is small, so look at the list "
        "itself before acting on one."
    )
    return Section("worst", "Where to look first", intro, tuple(blocks))


def _method(found: RankingFindings) -> Iterator[str]:
    depths = ", ".join(str(k) for k in found.ks)
    yield (
        f"{found.rows:,} rows, {found.requests:,} requests; depths {depths}, gates at "
        f"{found.ks[0]}. Places {found.read}."
    )
    yield (
        "Exposure of a place is 1/log2(1 + place), summed over requests: a bucket's share is its "
        "sum over that of all known items."
    )
    yield (
        f"Intervals at {found.level:.0%} take requests of one {found.unit} together, in 256 hash "
        "buckets: shares by Clopper–Pearson on the effective number of items (Korn and Graubard "
        "1998), means by t with a linearized variance (Cochran 1977)."
    )
    yield (
        "List measures are taken once for each distinct sequence of buckets and weighed by how "
        "often it occurs. Where one cannot be computed it is undefined with a reason."
    )
    if found.tail_below is not None:
        yield (
            f"Long tail: items with a popularity below {found.tail_below:g}; the others hold 80% "
            "of the popularity of all items of the log."
        )
    if found.gates:
        yield (
            f"Gates: {found.gates[0].family} bounds of all gates and groups share the level of "
            f"{found.gates[0].level:.0%} where a group fails (Bonferroni)."
        )
