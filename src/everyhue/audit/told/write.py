"""The files of a report: each whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from everyhue.audit.findings import ReplayFindings
from everyhue.audit.measuring import LOGGED
from everyhue.audit.replay import Plan
from everyhue.audit.told.effect import (
    cost_section,
    diversity_section,
    exposure_section,
    frontier_section,
)
from everyhue.audit.told.method import limits_section, method_section
from everyhue.audit.told.numbers import Numbers
from everyhue.audit.told.places import (
    supply_section,
    trigger_section,
    unknown_section,
    worst_section,
)
from everyhue.audit.told.sentences import sentences
from everyhue.audit.told.tables import supply_rows, worst_rows
from everyhue.files import whole_file
from everyhue.report import Document, render, to_json
from everyhue.report.charts.svg import percent
from everyhue.types import Dimension


@dataclass(frozen=True, slots=True)
class Told:
    """A replay in words.

    Parameters
    ----------
    found : tuple of str
        Three to six sentences.
    document : Document
        The whole report.
    json : str
        The findings as JSON.
    """

    found: tuple[str, ...]
    document: Document
    json: str


def tell(
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
    return Told(words, document, to_json("replay", findings, found=list(words), log=name))


def write_report(told: Told, findings: ReplayFindings, folder: Path) -> None:
    """Write ``index.html``, ``report.json``, ``tally.json``, ``worst.csv`` and ``supply.csv``."""
    for name, text in (("index.html", render(told.document)), ("report.json", told.json)):
        with whole_file(folder / name) as scratch:
            scratch.write_text(text, "utf-8")
    findings.tally.save(folder / "tally.json")
    _csv(folder / "worst.csv", *worst_rows(findings))
    _csv(folder / "supply.csv", *supply_rows(findings))


def _csv(path: Path, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with whole_file(path) as scratch, scratch.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(head)
        writer.writerows(rows)


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
