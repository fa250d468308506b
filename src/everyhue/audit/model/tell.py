"""An audit of predictions in words, tables and charts."""

from __future__ import annotations

from everyhue.audit.model.audit import audit_model
from everyhue.audit.model.findings import ModelFindings
from everyhue.audit.model.tasks import task_of
from everyhue.audit.rules import Rules
from everyhue.audit.telling import (
    Facts,
    Shown,
    Told,
    anchor,
    calibration_chart,
    facts,
    gap_words,
    gate_section,
    glossary,
    group_sections,
    group_tables,
    omitted_section,
    spread_table,
    summary,
    titled,
    verdict_words,
)
from everyhue.audit.worst import worst_sections, worst_sentence
from everyhue.metrics.groups import MISSING
from everyhue.report import Document, Section, bullets, folded, to_json
from everyhue.types import Tally

MOST_CLASSES = 8
"""Most classes that a table has; `report.json` holds all."""

CLASS_INTRO = "Each class against all others: rows of the class are positive, all others negative."


def tell_model(found: ModelFindings, *, name: str = "predictions") -> Told:
    """Put an audit into words.

    Parameters
    ----------
    found : ModelFindings
        What was found.
    name : str
        Of the file.
    """
    task = task_of(found.kind)
    gaps = gap_words(found.spreads, found.groups, task.gaps)
    words = (*verdict_words(found.gates, found.status), *worst_sentence(found.worst), *gaps)
    shown = Shown(found.overall.values, task.drawn, task.headline, task.more, found.gates)
    sections = [
        *([gate_section(found.gates)] if found.gates else []),
        *worst_sections(found.worst, found.drawn),
        *group_sections(found.groups, shown),
        *_class_sections(found),
        *([_calibration(found)] if found.calibration else []),
        Section(
            "spread",
            "How far apart",
            _SPREAD_INTRO,
            (spread_table(found.spreads, found.level).html(),),
        ),
        omitted_section(found.gates, found.groups, found.notes),
        Section("method", "How this was measured", "", _method_blocks(found)),
        Section("limits", "What these numbers cannot say", "", (bullets(task.cannot),)),
    ]
    subtitle = f"{name}: {found.rows:,} rows, {found.kind}."
    numbers = facts(found.rows, found.groups, found.overall.values, task.headline[:3])
    document = Document("Model audit", subtitle, words, numbers, tuple(sections))
    json = to_json("model", found, found=list(words), file=name)
    markdown = summary(f"Model audit: {name}", words, found.gates)
    card = Facts(
        name, found.kind, found.rows, words, found.overall, found.groups, task.headline,
        found.gates, tuple(_method(found)), task.cannot,
    )  # fmt: skip
    return Told(words, document, json, markdown, found.gates, card)


def told_of(tally: Tally, rules: Rules | None, *, depth: int | None, name: str) -> Told:
    """Audit a tally of predictions, and put what was found into words."""
    return tell_model(audit_model(tally, rules, depth=depth), name=name)


def _calibration(found: ModelFindings) -> Section:
    intro = (
        "On the diagonal a score means what it says: of the rows with a score of 30%, 30% are "
        "positive. A line above it is a group whose scores are too low, below it one whose scores "
        "are too high. Groups with equal rates may differ here, and the other way round."
    )
    families = dict.fromkeys(line.by for line in found.calibration)
    charts = [calibration_chart([line for line in found.calibration if line.by == by])
              for by in families]  # fmt: skip
    return Section("calibration", "Do scores mean the same for every group?", intro, tuple(charts))


_SPREAD_INTRO = (
    "The largest rate minus the smallest, and the smallest over the largest, over the cells that "
    "have the rate. With many or small cells the plain number is large by chance alone; its "
    "interval, from bounds that hold for all cells at once, is not misled by that."
)


def _class_sections(found: ModelFindings) -> list[Section]:
    """Rates of every class by group, where there are classes."""
    made = []
    for rate in task_of(found.kind).by_class:
        names = [name for name in found.overall.values if name.startswith(f"{rate} of ")]
        families = dict.fromkeys(line.by for line in found.groups)
        blocks = [
            table.html()
            for by in families
            for table in group_tables([x for x in found.groups if x.by == by], names[:MOST_CLASSES])
        ]
        title = f"{titled(rate)} of each class"
        made += [Section(anchor("of", rate), title, CLASS_INTRO, tuple(blocks))] if names else []
    return made


def _method_blocks(found: ModelFindings) -> tuple[str, ...]:
    task = task_of(found.kind)
    measures = [name for name in (*task.headline, *task.more) if name in found.overall.values]
    return bullets(_method(found)), folded("The measures in plain words", glossary(measures))


def _method(found: ModelFindings) -> list[str]:
    task = task_of(found.kind)
    units = "are kept together by cluster" if found.clustered else "count as independent"
    lines = [
        f"{task.counted}, in one pass; tally.json holds them, and later measures need no rows.",
        f"Intervals of cells at {found.level:.0%}: {task.interval}; rows {units}. For rates, "
        "weights and clusters enter by the effective number of rows (Korn and Graubard 1998).",
        "A measure without a denominator is undefined with its reason, never 0.",
        f"Rows whose group is empty are shown as {MISSING}; no gate aims at them.",
    ]
    if found.gates:
        lines.append(
            f"Gates: {found.gates[0].family} bounds of all gates and cells share the level of "
            f"{found.gates[0].level:.0%} where a cell fails (Bonferroni)."
        )
    return lines
