"""A replay in words, tables and charts."""

from __future__ import annotations

from collections.abc import Mapping

from everyhue.audit.replaying.effect import (
    cost_section,
    diversity_section,
    exposure_section,
    frontier_section,
)
from everyhue.audit.replaying.findings import ReplayFindings
from everyhue.audit.replaying.measuring import LOGGED
from everyhue.audit.replaying.method import limits_section, method_section
from everyhue.audit.replaying.numbers import Numbers
from everyhue.audit.replaying.places import (
    supply_section,
    trigger_section,
    unknown_section,
    worst_section,
)
from everyhue.audit.replaying.replay import Plan
from everyhue.audit.replaying.sentences import sentences
from everyhue.audit.telling import Told, summary
from everyhue.report import Document, to_json
from everyhue.report.charts.svg import percent
from everyhue.types import Dimension


def tell_replay(
    findings: ReplayFindings,
    dimensions: Mapping[str, Dimension] | None = None,
    *,
    name: str = "log",
    plan: Plan | None = None,
) -> Told:
    """Put a replay into words.

    Parameters
    ----------
    findings : ReplayFindings
        What was found.
    dimensions : mapping of str to Dimension, optional
        For the words of dimensions and buckets.
    name : str
        Of the log.
    plan : Plan, optional
        The rules the replay was done by.
    """
    numbers, plan = Numbers(findings, dimensions or {}), plan or Plan()
    words = sentences(numbers)
    sections = [diversity_section(numbers), exposure_section(numbers), cost_section(numbers)]
    if findings.frontier:
        sections.append(frontier_section(numbers, plan.reach))
    sections += [
        worst_section(numbers), supply_section(numbers),
        trigger_section(numbers, plan.least_benefit), unknown_section(numbers),
        method_section(findings, plan), limits_section(),
    ]  # fmt: skip
    subtitle = (
        f"{name}: {findings.requests:,} logged requests, replayed on this machine with "
        f"{len(findings.strategies)} strategies."
    )
    document = Document("Replay report", subtitle, words, _facts(numbers), tuple(sections))
    json = to_json("replay", findings, found=list(words), log=name)
    return Told(words, document, json, summary(f"{document.title}: {name}", words, ()))


def _facts(numbers: Numbers) -> tuple[tuple[str, str, str], ...]:
    found = numbers.found
    now = numbers.div(LOGGED)
    best = None if numbers.best is None else numbers.div(numbers.best)
    could = [numbers.mean(LOGGED, "could_at_k", name).estimate for name in found.dimensions]
    reach = [share for share in could if share is not None]
    return (
        (_share(now), f"Div@{found.k} today", _span(numbers)),
        (
            _share(sum(reach) / len(reach) if reach else None),
            f"Div@{found.k} possible",
            "by supply",
        ),
        (_share(best), f"Div@{found.k} at best", numbers.best or ""),
        (f"{found.requests:,}", "Requests", f"{found.queries:,} queries"),
        (f"{found.candidates:,}", "Candidates", f"{found.candidates / found.requests:.0f} each"),
    )


def _share(share: float | None) -> str:
    return "–" if share is None else percent(share)


def _span(numbers: Numbers) -> str:
    return ", ".join(numbers.label(name) for name in numbers.found.dimensions)
