"""The sections on whom lists were for: groups of requests, and delivery against the eligible."""

from __future__ import annotations

from collections.abc import Sequence

from everyhue.audit.judging import GroupLine
from everyhue.audit.ranking.findings import Delivery, RankingFindings
from everyhue.audit.ranking.words import label_of
from everyhue.audit.telling import is_share, said, words_of
from everyhue.metrics.groups import called
from everyhue.report import Section, folded
from everyhue.report.charts import DataTable, Dot, Held, Whole, intervals
from everyhue.report.charts.svg import percent, told
from everyhue.types import Value

MOST_DRAWN = 30
"""Most groups that are drawn; more of them are in the table only."""

DRAWN = ("ndcg", "requests_with_click", "reciprocal_rank")
"""Measures of lists that are drawn, where the log has them."""

SHOWN = ("div_at_k", "exposure_gap", "ndkl", "unknown_places")
"""Measures of a dimension that are told by group; `report.json` holds all."""


def users_section(found: RankingFindings) -> Section:
    """Return the section on groups of requests."""
    blocks = []
    for by in dict.fromkeys(line.by for line in found.user_groups):
        lines = [line for line in found.user_groups if line.by == by]
        if len(lines) <= MOST_DRAWN:
            blocks += [_chart(lines, name, found.overall) for name in _drawn(found)]
        tables = _tables(lines, found)
        blocks.append(tables if len(lines) <= MOST_DRAWN else folded("All numbers", tables))
    intro = (
        "How lists differ between groups of requests. The columns are the operator's own; an "
        f"interval takes requests of one {words_of(found.unit)} together."
    )
    return Section("groups", "Groups of requests", intro, tuple(blocks))


def _drawn(found: RankingFindings) -> list[str]:
    names = [name for name in DRAWN if name in found.overall.values]
    names += [f"div_at_k of {name}" for name in found.by]
    return [name for name in names if found.overall.values[name].defined]


def _chart(lines: Sequence[GroupLine], name: str, overall: GroupLine) -> str:
    words, measure, whole = label_of(name), name.split(" of ", maxsplit=1)[0], overall.values[name]
    rows = [Dot(called(g.group), g.values[name]) for g in lines]
    words = words if measure == "ndcg" else f"{words[:1].upper()}{words[1:]}"
    return intervals(
        rows, title=f"{words} by {', '.join(map(words_of, lines[0].by))}",
        summary=f"All requests: {said(whole, measure)}.", share=is_share(measure),
        held=Held(whole=Whole(whole.number(), "All requests")),
        say=lambda value: said(value, measure),
    ).html()  # fmt: skip


def _tables(lines: Sequence[GroupLine], found: RankingFindings) -> str:
    every = [name for name in found.overall.values if name in lines[0].values]
    plain = [name for name in every if " of " not in name]
    of = [f"{name} of {one}" for one in found.by for name in SHOWN]
    made = ""
    for what, names in (("Lists", plain), ("What is shown", [n for n in of if n in every])):
        head = ("Group", "Requests", *(label_of(name) for name in names))
        rows = tuple(
            (called(g.group), f"{g.rows:,}", *(_said(g.values[name], name) for name in names))
            for g in (*lines, found.overall)
        )
        by = ", ".join(map(words_of, lines[0].by))
        made += DataTable(f"{what} by {by}, with 95% intervals", head, rows).html()
    return made


def _said(value: Value, name: str) -> str:
    return said(value, name.split(" of ", maxsplit=1)[0]) if value.defined else "–"


def delivery_section(held: Delivery, found: RankingFindings) -> Section:
    """Return the section on delivery against the eligible."""
    columns = held.lines[0].by
    by = ", ".join(map(words_of, columns))
    rows = [Dot(called(one.group), one.delivered, aim=one.eligible) for one in held.lines]
    chart = intervals(
        rows, title=f"Delivered by {by}, beside the eligible",
        summary=f"{told(held.apart)} would have to go to other groups to match the eligible.",
        held=Held(aim="Share of the eligible"), say=told,
    ).html()  # fmt: skip
    table = DataTable(
        f"Delivery by {by}, with 95% intervals", ("Group", "Delivered", "Eligible", "Ratio"),
        tuple(
            (called(one.group), told(one.delivered), percent(one.eligible), said(one.ratio))
            for one in held.lines
        ),
    ).html()  # fmt: skip
    what = "items shown" if set(columns) <= set(found.users) else "exposure of known items"
    intro = f"Share of the {what} in the top {found.ks[0]}. Groups that are not known are left out."
    return Section("delivery", "Delivery against the eligible", intro, (chart, table))
