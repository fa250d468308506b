"""The sections of a report on rankings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from everyhue.audit.judging import GroupLine
from everyhue.audit.ranking.audience import delivery_section, users_section
from everyhue.audit.ranking.findings import DimensionLine, Providers, RankingFindings
from everyhue.audit.ranking.hides import UNTOLD
from everyhue.audit.ranking.words import known, label_of
from everyhue.audit.telling import anchor, gate_section, omitted_section, said, short, words_of
from everyhue.metrics.groups import called
from everyhue.report import Section, bullets, folded, paragraph
from everyhue.report.charts import DataTable, Dot, Held, intervals
from everyhue.report.charts.svg import percent, told
from everyhue.types import Value

MOST_DRAWN = 30
"""Most groups that are drawn; more of them are in the table only."""

ITEM_COLUMNS = (
    "exposure_share", "exposure_to_target", "click_rate", "clicks_per_exposure",
    "gain_per_exposure", "places_share",
)  # fmt: skip

NOTES = {
    "div_at_k": "requests whose top k shows every bucket",
    "exposure_gap": "exposure to be moved within a request; 0 is on target",
    "awrf": "1 − Jensen–Shannon divergence of exposure and target; 1 is on target",
    "ndkl": "nats, over all prefixes; 0 is on target",
    "infeasible_index": "prefixes that lack a bucket; lower is better",
    "min_skew_at_k": "ln(shown/target) of the least shown bucket; 0 is on target",
    "max_skew_at_k": "ln(shown/target) of the most shown bucket; 0 is on target",
    "unknown_places": "places of items with no known bucket",
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
        yield users_section(found)
    if found.delivery is not None:
        yield delivery_section(found.delivery, found)
    if found.providers is not None:
        yield _providers(found.providers, found)
    if found.worst:
        yield _worst(found)
    yield omitted_section(found.gates, found.user_groups, found.notes)
    yield Section("method", "How this was measured", "", (bullets([*_method(found)]),))
    yield Section("limits", "What these numbers cannot say", "", (bullets(CANNOT),))


def _dimension(line: DimensionLine, found: RankingFindings) -> Section:
    name = words_of(line.dimension)
    intro = f"Share of the exposure of known items in the top {line.k}. " + (
        "Target: " + line.against + "." if line.stated else "No target was stated."
    )
    caption = f"Buckets of {name} in the top {line.k}, with 95% intervals"
    blocks = [_exposure_chart(line, name)] if 0 < len(known(line.groups)) <= MOST_DRAWN else []
    blocks.append(_items(line.groups, caption, line.stated).html())
    length = found.overall.values["list_length"].estimate
    if length is not None and length <= 1:
        blocks.append(paragraph("Each request shows one item, so that lists have no mix to show."))
    else:
        blocks += _lists(found, line, name)
    return Section(anchor("by", line.dimension), name.capitalize(), intro, tuple(blocks))


def _exposure_chart(line: DimensionLine, name: str) -> str:
    rows = [
        Dot(called(g.group), g.values["exposure_share"],
            aim=line.target[g.group[0]].estimate if line.stated else None)
        for g in known(line.groups)
    ]  # fmt: skip
    return intervals(
        rows, title=f"Exposure by {name}, top {line.k}",
        summary=f"{'; '.join(f'{row.label} {told(row.value)}' for row in rows)}.",
        held=Held(aim="Target" if line.stated else ""), say=told,
    ).html()  # fmt: skip


def _items(lines: Sequence[GroupLine], caption: str, stated: bool = False) -> DataTable:
    names = [n for n in ITEM_COLUMNS if any(n in line.values for line in lines)]
    names = [n for n in names if stated or n != "exposure_to_target"]
    head = ("Bucket", "Items shown", *(words_of(n) for n in names))
    rows = tuple(
        (called(g.group), f"{g.rows:,}", *(_said(g.values.get(n), n) for n in names)) for g in lines
    )
    return DataTable(caption, head, rows)


def _said(value: Value | None, measure: str) -> str:
    return "–" if value is None else said(value, measure)


def _lists(found: RankingFindings, line: DimensionLine, name: str) -> list[str]:
    """List measures by depth, what they mean, and the buckets within a request."""
    depths = [one for one in found.dimensions if one.dimension == line.dimension]
    measures = [n for n in NOTES if n in line.lists]
    if UNTOLD.undefined in {line.lists[n].undefined for n in measures}:
        return [paragraph(f"List measures are {UNTOLD.undefined}.")]
    head = ("Mean over requests", *(f"Top {one.k}" for one in depths), f"Requests, top {line.k}")
    rows = tuple(
        (label_of(n), *(said(one.lists[n], n) for one in depths), f"{line.lists[n].n or 0:,}")
        for n in measures
    )
    caption = f"Lists: {name} against {line.against}, with 95% intervals"
    made = [DataTable(caption, head, rows).html()]
    notes = [f"{label_of(n)}: {NOTES[n]}" for n in measures]
    more = bullets(notes) + _skews(line, name) + _undefined(line)
    return [*made, folded("How to read these measures, and where they are undefined", more)]


def _skews(line: DimensionLine, name: str) -> str:
    if "skew_at_k" not in line.of_bucket:
        return ""
    skews, shares = line.of_bucket["skew_at_k"], line.of_bucket["exposure_share"]
    rows = tuple(
        (bucket, short(shares[bucket], "exposure_share"), short(skews[bucket]),
         f"{skews[bucket].n or 0:,}")
        for bucket in line.target
    )  # fmt: skip
    head = ("Mean over requests", "Exposure share", "Skew (0 is on target)", "Requests with a skew")
    return DataTable(f"Buckets of {name} within a request", head, rows).html()


def _undefined(line: DimensionLine) -> str:
    reasons = [
        f"{label_of(measure)}: {', '.join(f'{why} ({n:,})' for why, n in reasons.items())}"
        for measure, reasons in sorted(line.undefined.items()) if ":" not in measure
    ]  # fmt: skip
    if not reasons:
        return ""
    lead = paragraph("Requests on which a measure is undefined; they are not in its mean:")
    return lead + bullets(reasons)


def _crossed(lines: Sequence[GroupLine], k: int) -> Section:
    by, drawn = lines[0].by, known(lines)
    intro = f"Intersections that occur in the top {k}; shares are of items known in all columns."
    blocks = []
    if len(drawn) <= MOST_DRAWN:
        rows = [Dot(called(g.group), g.values["exposure_share"]) for g in drawn]
        title = f"Exposure by {' and '.join(map(words_of, by))}, top {k}"
        summary = f"{len(rows)} intersections; together they are all of it."
        blocks.append(intervals(rows, title=title, summary=summary, say=told).html())
    table = _items(lines, f"Intersections of {', '.join(by)}, with 95% intervals").html()
    blocks.append(table if len(lines) <= MOST_DRAWN else folded("All numbers", table))
    title = " × ".join(words_of(name) for name in by).capitalize()
    return Section(anchor("by", *by), title, intro, tuple(blocks))


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
        f"Intervals at {found.level:.0%} take requests of one {found.unit} together, in up to 256 "
        "hash buckets: shares by Clopper–Pearson on the effective number of items (Korn and "
        "Graubard 1998), means by t with a linearized variance (Cochran 1977)."
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
