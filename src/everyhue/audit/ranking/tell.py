"""An audit of rankings as a report."""

from __future__ import annotations

from everyhue.audit.ranking.audit import audit_rankings
from everyhue.audit.ranking.findings import RankingFindings
from everyhue.audit.ranking.sections import sections
from everyhue.audit.ranking.words import sentences
from everyhue.audit.rules import Rules
from everyhue.audit.telling import Told, summary
from everyhue.metrics.groups import nameless
from everyhue.report import Document, to_json
from everyhue.report.charts.svg import percent
from everyhue.types import Tally, Value

Fact = tuple[str, str, str]


def told_of(tally: Tally, rules: Rules | None, *, depth: int | None, name: str) -> Told:
    """Audit a tally of rankings, and put what was found into words."""
    return tell_ranking(audit_rankings(tally, rules, depth=depth), name=name)


def tell_ranking(found: RankingFindings, *, name: str = "log") -> Told:
    """Put an audit of rankings into words.

    Parameters
    ----------
    found : RankingFindings
        What was found.
    name : str
        Of the file.
    """
    words = sentences(found)
    subtitle = (
        f"{name}: {found.requests:,} requests, {found.places:,} items shown in the top "
        f"{found.ks[0]}."
    )
    document = Document("Ranking audit", subtitle, words, _facts(found), tuple(sections(found)))
    json = to_json("ranking", found, found=list(words), file=name)
    markdown = summary(f"Ranking audit: {name}", words, found.gates)
    return Told(words, document, json, markdown, found.gates)


def _facts(found: RankingFindings) -> tuple[Fact, ...]:
    first = found.dimensions[0]
    buckets = sum(not nameless(line.group) for line in first.groups)
    return (
        (f"{found.requests:,}", "Requests", f"{found.places:,} items shown"),
        _fact(first.lists["div_at_k"], f"Div@{first.k}", f"{first.dimension}, {buckets} buckets"),
        *([_fact(first.gap, "Exposure to be moved", first.against)] if first.stated else []),
        _fact(first.unknown, "Exposure of unknown items", first.dimension),
    )  # fmt: skip


def _fact(value: Value, words: str, detail: str) -> Fact:
    if value.estimate is None:
        return "–", words, value.undefined or ""
    if value.low is None or value.high is None:
        return percent(value.estimate), words, detail
    span = f"{percent(max(0.0, value.low))} to {percent(min(1.0, value.high))}"
    return percent(value.estimate), words, f"{detail}; {span}"
