"""An audit of predictions in words, tables and charts."""

from __future__ import annotations

from everyhue.audit.judging import GateOutcome, GroupLine, Spread
from everyhue.audit.model.audit import HEADLINE, audit_model
from everyhue.audit.model.findings import ModelFindings
from everyhue.audit.model.tables import gate_tables, group_tables, spread_table
from everyhue.audit.rules import Rules
from everyhue.audit.telling import Told, summary
from everyhue.metrics.groups import MISSING, called
from everyhue.report import Document, Section, bullets, to_json
from everyhue.report.charts import Bar, bars
from everyhue.report.charts.svg import percent, told
from everyhue.types import Tally, Value

MOST_BARS = 16
"""Most cells that are drawn; more of them are in the table only."""

DRAWN = ("selection_rate", "true_positive_rate", "false_positive_rate")

CANNOT = (
    "A rate says what was decided, not why. Groups may differ in what the label itself measures.",
    "Labels are taken as true. Where they were given by people or by past decisions, their "
    "disparities are in every number here.",
    "A verdict of pass means that what was stated holds for the cells that were held, at the "
    "stated level; it does not speak of groups that have no column.",
    "Rates of the same groups cannot all be equal at once where prevalence differs. Which one "
    "should be is a choice that no number makes.",
)


def tell_model(found: ModelFindings, *, name: str = "predictions") -> Told:
    """Put an audit into words.

    Parameters
    ----------
    found : ModelFindings
        What was found.
    name : str
        Of the file.
    """
    words = (*_verdicts(found), *_gaps(found), *found.notes)
    sections = [
        *([_gate_section(found)] if found.gates else []),
        *(_family_section(found, by) for by in _families(found)),
        Section("spread", "How far apart", _SPREAD_INTRO, (spread_table(found).html(),)),
        Section("method", "How this was measured", "", (bullets(_method(found)),)),
        Section("limits", "What these numbers cannot say", "", (bullets(CANNOT),)),
    ]
    subtitle = f"{name}: {found.rows:,} rows, {found.kind}."
    document = Document("Model audit", subtitle, words, _facts(found), tuple(sections))
    json = to_json("model", found, found=list(words), file=name)
    markdown = summary(f"Model audit: {name}", words, found.gates)
    return Told(words, document, json, markdown, found.gates)


def told_of(tally: Tally, rules: Rules | None, *, depth: int | None, name: str) -> Told:
    """Audit a tally of predictions, and put what was found into words."""
    return tell_model(audit_model(tally, rules, depth=depth), name=name)


def _verdicts(found: ModelFindings) -> list[str]:
    if found.status is None:
        return ["No gate was stated, so there is no verdict; --gate gates.toml states one."]
    every, held = len(found.gates), [one for one in found.gates if one.status == found.status]
    if found.status == "pass":
        return [f"Pass: {'the gate holds' if every == 1 else f'all {every} gates hold'}."]
    verb = "fail" if found.status == "fail" else "lack evidence, and none fails"
    return [
        f"{found.status.capitalize()}: {len(held)} of {every} gates {verb}.",
        *map(_why, held[:2]),
    ]


def _why(one: GateOutcome) -> str:
    needed = "" if one.rows_needed is None else f" About {one.rows_needed:,} rows would settle it."
    return f"{one.gate}, by {', '.join(one.by)}: {one.why}.{needed}"


def _gaps(found: ModelFindings) -> list[str]:
    """The widest difference of each of two rates, with the groups at its ends."""
    made = []
    for measure in ("selection_rate", "true_positive_rate"):
        spreads = [s for s in found.spreads if s.measure == measure and s.difference.defined]
        if spreads:
            widest = max(spreads, key=lambda s: s.difference.low or 0)
            made.append(_gap(found, widest))
    return made


def _gap(found: ModelFindings, widest: Spread) -> str:
    lines = [
        line for line in _known(found, widest.by) if line.values[widest.measure].defined
    ]  # fmt: skip
    lines.sort(key=lambda line: line.values[widest.measure].number())
    low, high = lines[0], lines[-1]
    value = widest.difference
    sure = (
        f"the true gap is at least {percent(value.low)}" if value.low
        else "a gap of none is within what chance allows"
    )  # fmt: skip
    measure = words_of(widest.measure)
    ends = [percent(line.values[widest.measure].number()) for line in (low, high)]
    return (
        f"{measure.capitalize()} by {', '.join(widest.by)} goes from {ends[0]} "
        f"({called(low.group)}) to {ends[1]} ({called(high.group)}); {sure}."
    )


def _known(found: ModelFindings, by: tuple[str, ...]) -> list[GroupLine]:
    return [line for line in found.groups if line.by == by and MISSING not in line.group]


def words_of(measure: str) -> str:
    """Return the name of a measure in words.

    Examples
    --------
    >>> words_of("true_positive_rate")
    'true positive rate'
    """
    return measure.replace("_", " ")


def _facts(found: ModelFindings) -> tuple[tuple[str, str, str], ...]:
    values = found.overall.values
    shown = [_fact(values[name], words_of(name).capitalize()) for name in HEADLINE[:3]]
    cells = sum(line.by == found.groups[-1].by for line in found.groups)
    verdict = [] if found.status is None else [(found.status.capitalize(), "Verdict", "")]
    return (*verdict, (f"{found.rows:,}", "Rows", f"{cells:,} cells"), *shown)


def _fact(value: Value, words: str) -> tuple[str, str, str]:
    if value.estimate is None or value.low is None or value.high is None:
        return "–", words, value.undefined or ""
    return percent(value.estimate), words, f"{percent(value.low)} to {percent(value.high)}"


def _families(found: ModelFindings) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(line.by for line in found.groups))


def _gate_section(found: ModelFindings) -> Section:
    intro = (
        "A gate passes if every declared cell does, each by its own bounds. It fails if the bounds "
        "of any cell are out, where those of all cells and gates hold together. Anything between "
        "is insufficient evidence, and no failure."
    )
    return Section("verdicts", "Verdicts", intro, tuple(gate_tables(found)))


def _family_section(found: ModelFindings, by: tuple[str, ...]) -> Section:
    lines = [line for line in found.groups if line.by == by]
    blocks = []
    if len(lines) <= MOST_BARS:
        blocks = [_chart(found, lines, measure) for measure in DRAWN]
    blocks += [table.html() for table in group_tables(lines)]
    intro = f"{len(lines)} cells." + ("" if len(lines) <= MOST_BARS else " Sorted by name.")
    return Section(f"by-{'-'.join(map(_anchor, by))}", f"By {' × '.join(by)}", intro, tuple(blocks))


def _anchor(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name)


def _chart(found: ModelFindings, lines: list[GroupLine], measure: str) -> str:
    overall = found.overall.values[measure].estimate
    rows = [Bar(called(line.group), line.values[measure], overall) for line in lines]
    words = words_of(measure)
    summary = f"{words.capitalize()} of every cell, against {told(found.overall.values[measure])}."
    title = f"{words.capitalize()} by {', '.join(lines[0].by)}"
    return bars(rows, title=title, summary=summary, target="Overall").html()


_SPREAD_INTRO = (
    "The largest rate minus the smallest, and the smallest over the largest, over the cells that "
    "have the rate. With many or small cells the plain number is large by chance alone; its "
    "interval, from bounds that hold for all cells at once, is not misled by that."
)


def _method(found: ModelFindings) -> list[str]:
    units = "whose rows are known by cluster" if found.clustered else "taken as independent"
    lines = [
        "Counts of true and false positives and negatives per cell, in one pass; tally.json holds "
        "them, and later measures need no rows.",
        f"Intervals of cells: Clopper–Pearson at {found.level:.0%}, rows {units}. Weights and "
        "clusters enter by the effective number of rows (Korn and Graubard 1998).",
        "A measure without a denominator is undefined with its reason, never 0.",
        f"Rows whose group is empty are shown as {MISSING}; no gate aims at them.",
    ]
    if found.gates:
        lines.append(
            f"Gates: {found.gates[0].family} bounds of all gates and cells share the level of "
            f"{found.gates[0].level:.0%} where a cell fails (Bonferroni)."
        )
    return lines
