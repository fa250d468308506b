"""A chart as a figure: two drawings, for wide and narrow screens, and the numbers as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from everyhue.report.charts.svg import Html, document, escape

WIDE, NARROW = 720, 340
"""Widths drawings are made for, in CSS pixels, so that text is never scaled."""

LONG = 34
"""Characters from which a cell is a sentence."""

Draw = Callable[[int], tuple[str, int]]
"""Given a width, returns the marks and the height."""


@dataclass(frozen=True, slots=True)
class DataTable:
    """Numbers as text, in rows.

    Parameters
    ----------
    caption : str
        What the table shows.
    head : tuple of str
        Column headings; the first column names the row.
    rows : tuple of tuple of str
        Cells.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def html(self, visible_caption: bool = True) -> str:
        """Return the table as HTML."""
        hidden = "" if visible_caption else ' class="vh"'
        caption = f"<caption{hidden}><span>{escape(self.caption)}</span>"
        head = "".join(_heading(name) for name in self.head)
        body = "".join(_row(row) for row in self.rows)
        return (
            f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(self.caption)}">'
            f"<table>{caption}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table></div>"
        )


@dataclass(frozen=True, slots=True)
class Legend:
    """One entry: the mark as SVG markup in a box of 24 × 14, and its words."""

    mark: str
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with a title, a sentence that says what it shows, and its numbers.

    Parameters
    ----------
    title, summary : str
        Shown above it and read out in its place.
    wide, narrow : str
        SVG for wide and narrow screens.
    legend : tuple of Legend
        What the marks mean.
    table : DataTable
        The same numbers.
    """

    title: str
    summary: str
    wide: str
    narrow: str
    legend: tuple[Legend, ...]
    table: DataTable

    def html(self) -> str:
        """Return the figure as HTML; `everyhue.report.charts.css` styles it."""
        legend = "".join(_entry(entry) for entry in self.legend)
        legend = f'<ul class="legend">{legend}</ul>' if legend else ""
        parts = " parts" if self.wide.count("<svg") > 1 else ""
        return (
            f'<figure class="chart{parts}"><figcaption><strong>{escape(self.title)}</strong>'
            f"<span>{escape(self.summary)}</span></figcaption>{legend}"
            f'<div class="chart-wide">{self.wide}</div>'
            f'<div class="chart-narrow">{self.narrow}</div>'
            f"<details><summary>The numbers</summary>{self.table.html(False)}</details></figure>"
        )


def chart(
    title: str, summary: str, draw: Draw | Sequence[Draw], table: DataTable,
    legend: Sequence[Legend] = (),
) -> Chart:  # fmt: skip
    """Draw a chart at both widths.

    Parameters
    ----------
    title, summary : str
        Become the drawing's ``<title>`` and ``<desc>`` too.
    draw : callable, or a sequence of them
        Width in, marks and height out. Several are drawn one under another.
    table : DataTable
        The same numbers.
    legend : sequence of Legend
        What the marks mean.
    """
    draws = [draw] if callable(draw) else list(draw)
    wide, narrow = (
        "".join(_drawn(_part(title, i, len(draws)), summary, one, width) for i, one in
                enumerate(draws))
        for width in (WIDE, NARROW)
    )  # fmt: skip
    return Chart(title, summary, wide, narrow, tuple(legend), table)


def _part(title: str, i: int, of: int) -> str:
    return title if of == 1 else f"{title}, part {i + 1} of {of}"


def _drawn(title: str, summary: str, draw: Draw, width: int) -> str:
    marks, height = draw(width)
    name = f"c{sha256(f'{title} {summary} {marks}'.encode()).hexdigest()[:10]}"
    return document(marks, (width, height), name, title, summary)


def _entry(entry: Legend) -> str:
    return (
        f'<li><svg width="24" height="14" viewBox="0 0 24 14" aria-hidden="true">{entry.mark}</svg>'
        f"{escape(entry.words)}</li>"
    )


def _heading(name: str) -> str:
    return f'<th scope="col">{escape(name)}</th>' if name else "<td></td>"


def _row(cells: tuple[str, ...]) -> str:
    first, *others = cells
    return (
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td{_kind(cell)}>{escape(cell)}</td>" for cell in others)
        + "</tr>"
    )


def _kind(cell: str) -> str:
    """Sentences may break; numbers with their intervals may not."""
    return ' class="words"' if len(cell) > LONG and not isinstance(cell, Html) else ""
