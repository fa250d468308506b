"""Two reports beside each other, as a report of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from everyhue.audit.diff.findings import Changed, DiffFindings, GateChange, Place
from everyhue.audit.diff.words import (
    ADJUSTED,
    INDEPENDENT,
    difference,
    interval,
    number,
    place_in_words,
    sentences,
)
from everyhue.audit.telling import Told
from everyhue.audit.telling.words import columns_of, words_of
from everyhue.report import Document, Section, bullets, paragraph, to_json
from everyhue.report.charts import DataTable, Shift, shifts

MOST_DRAWN, MOST_LISTED = 16, 60

CANNOT = (
    "A change that is more than noise is one of the rows that were audited. Whether the model, the "
    "people who came, or the labels changed, no number here says.",
    "No change beyond noise is not the same as no change: with few rows, large ones stay hidden. "
    "The bounds of each difference say how large.",
    "Measures without an interval are shown before and after, and not called either way.",
)


def tell_diff(found: DiffFindings, names: tuple[str, str] = ("old", "new")) -> Told:
    """Put a comparison into words, tables and a chart.

    Parameters
    ----------
    found : DiffFindings
        What changed.
    names : (str, str)
        Of the two reports.
    """
    words = sentences(found)
    sections = [section for section in _sections(found) if section.blocks]
    title = f"What changed: {found.kind} audit"
    rows = f"{found.rows[0]:,} rows before, {found.rows[1]:,} after"
    document = Document(title, f"{names[0]} → {names[1]}: {rows}.", words, _facts(found),
                        tuple(sections))  # fmt: skip
    json = to_json("diff", found, found=list(words), files=list(names), worse=found.worse)
    return Told(words, document, json, _markdown(found, names, words))


def _facts(found: DiffFindings) -> tuple[tuple[str, str, str], ...]:
    of = f"of {found.family:,} comparisons"
    worse = sum(gate.worse for gate in found.gates)
    return (
        (f"{len(found.among('worse')):,}", "Worse, more than noise", of),
        (f"{len(found.among('better')):,}", "Better, more than noise", of),
        (f"{len(found.among('changed')):,}", "Changed, where more is neither", of),
        (f"{worse:,}", "Verdicts got worse", f"of {len(found.gates):,} gates"),
    )


def _sections(found: DiffFindings) -> Iterator[Section]:
    yield Section("verdicts", "Verdicts", "", tuple(_gates(found)))
    moved = found.among("worse", "changed", "better")
    intro = (
        f"Of {found.family:,} comparisons; " + ADJUSTED[found.adjusted].format(1 - found.level)
        + ". Worse first, then by how far the nearer bound of the change is from 0."
    )  # fmt: skip
    yield Section("changed", "More than noise", intro, tuple(_moved(moved)))
    whole = [line for line in found.lines if not line.group]
    yield Section("overall", "All rows, before and after", "", tuple(_table(whole, "All rows")))
    yield Section("groups", "Groups and measures that came or went", "", tuple(_came(found)))
    yield Section("method", "How this was measured", "", (bullets(_method(found)),))
    yield Section("limits", "What these numbers cannot say", "", (bullets(CANNOT),))


def _gates(found: DiffFindings) -> Iterator[str]:
    if found.gates:
        head = ("Gate", "By", "Before", "After", "", "Decided by")
        rows = tuple(
            (g.gate, columns_of(g.by), g.old or "–", g.new or "–", _moved_gate(g), g.why)
            for g in found.gates
        )
        yield DataTable("Verdicts before and after", head, rows).html()


def _moved_gate(gate: GateChange) -> str:
    if gate.worse:
        return "worse"
    return "better" if gate.old and gate.new and gate.old != gate.new else "–"


def _moved(lines: Sequence[Changed]) -> Iterator[str]:
    if not lines:
        yield paragraph("Nothing.")
        return
    drawn = [line for line in lines if _shares(line)][:MOST_DRAWN]
    if drawn:
        rows = [
            Shift(
                f"{place_in_words(line.group)}: {words_of(line.measure)}",
                line.old,
                line.new,
                line.change,
                True,
            )
            for line in drawn
        ]
        summary = "; ".join(f"{row.label} {number(row.before)} → {number(row.after)}"
                            for row in rows[:4])  # fmt: skip
        yield shifts(rows, title="Before and after", summary=f"{summary}.", say=interval).html()
    yield from _table(lines, "Changes that are more than noise")


def _shares(line: Changed) -> bool:
    return all(v.estimate is not None and 0 <= v.estimate <= 1 for v in (line.old, line.new))


def _table(lines: Sequence[Changed], caption: str) -> Iterator[str]:
    if not lines:
        return
    head = ("Group", "Measure", "Before", "After", "Change", "p alone", "p of all", "")
    rows = tuple(
        (place_in_words(line.group), words_of(line.measure), interval(line.old),
         interval(line.new), difference(line.difference, line), _p(line.p), _p(line.adjusted),
         line.change)
        for line in lines[:MOST_LISTED]
    )  # fmt: skip
    more = len(lines) - MOST_LISTED
    yield DataTable(caption, head, rows).html()
    if more > 0:
        yield paragraph(f"And {more:,} more, in report.json.")


def _p(p: float | None) -> str:
    if p is None:
        return "–"
    return "< 0.0001" if p < 1e-4 else f"{p:.4f}"


def _came(found: DiffFindings) -> Iterator[str]:
    for groups, words in ((found.appeared, "New groups"), (found.vanished, "Groups that are gone")):
        if groups:
            yield paragraph(f"{words}:")
            yield bullets(_cut([f"{place_in_words(place)}: {n:,} rows" for place, n in groups]))
    for lost, words in (
        (found.lost, "Not defined any more"), (found.gained, "Defined now, and not before"),
    ):  # fmt: skip
        if lost:
            yield paragraph(f"{words}:")
            yield bullets(_cut([_reason(*one) for one in lost]))


def _reason(place: Place, measure: str, reason: str) -> str:
    return f"{words_of(measure)} of {place_in_words(place)}: {reason}"


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_LISTED
    return [*lines[:MOST_LISTED], f"and {more:,} more"] if more > 0 else lines


def _method(found: DiffFindings) -> list[str]:
    source = (
        f"{found.counted_family:,} of {found.family:,} from the counts of the tallies beside the "
        "reports, the others from the intervals that the reports state, scaled as those of a "
        "normal are"
    )
    return [
        INDEPENDENT,
        "The interval of a change is made of the intervals of both ends (MOVER; Zou and Donner "
        f"2008): {source}.",
        f"The bounds of all {found.family:,} changes hold together with a chance of "
        f"{found.level:.0%} (Bonferroni). What is called more than noise is decided by p-values: "
        f"{ADJUSTED[found.adjusted].format(1 - found.level)}.",
        "Two measures of which each is one less the other count as one comparison.",
    ]


def _markdown(found: DiffFindings, names: tuple[str, str], words: Sequence[str]) -> str:
    made = [f"## What changed: {names[0]} → {names[1]}", "", *(f"- {w}" for w in words), ""]
    moved = found.among("worse", "changed", "better")[:MOST_DRAWN]
    if moved:
        made += ["| group | measure | before | after | change | |", "|---|---|---|---|---|---|"]
        made += [
            "| " + " | ".join(part.replace("|", "\\|") for part in (
                place_in_words(line.group), words_of(line.measure), number(line.old),
                number(line.new), difference(line.difference, line), line.change,
            )) + " |"
            for line in moved
        ]  # fmt: skip
        made.append("")
    return "\n".join(made)
