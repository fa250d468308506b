"""Pieces of a page: what is folded away, headings, and the mark of a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from everyhue.report.charts.svg import Html, escape

ICONS = {
    "pass": '<circle cx="12" cy="12" r="10"/><path d="m7 12.5 3.4 3.5L17 9"/>',
    "fail": '<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path d="m8.5 8.5 7 7m0-7-7 7"/>',
    "insufficient evidence": '<circle cx="12" cy="12" r="10" stroke-dasharray="3.5 2.6"/>'
    '<path d="M9.2 9.4a2.9 2.9 0 1 1 4.3 2.6c-1 .6-1.5 1.1-1.5 2.1"/><path d="M12 17.2v.2"/>',
    "": '<circle cx="12" cy="12" r="10"/><path d="M8 12h8"/>',
}
"""A shape of its own for each verdict, so that colour only repeats what shape and word say."""

NAMES = {"pass": "pass", "fail": "fail", "insufficient evidence": "open", "": "none"}


@dataclass(frozen=True, slots=True)
class Banner:
    """The verdict at the head of a report.

    Parameters
    ----------
    status : str
        ``"pass"``, ``"fail"``, ``"insufficient evidence"``, or empty for none.
    words : str
        One sentence.
    """

    status: str
    words: str

    @property
    def word(self) -> str:
        """The verdict in large type."""
        return self.status.capitalize() or "No verdict"

    @property
    def name(self) -> str:
        """The class of its style."""
        return NAMES[self.status]

    @property
    def icon(self) -> str:
        """Its mark as SVG."""
        return icon(self.status)


def icon(status: str) -> str:
    """Return the mark of a verdict; it stands beside its word, and is not read out."""
    return f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{ICONS[status]}</svg>'


def badge(status: str) -> Html:
    """Return a verdict with its mark.

    Examples
    --------
    >>> "pass</span>" in badge("pass")
    True
    """
    return Html(f'<span class="badge {NAMES[status]}">{icon(status)}{escape(status)}</span>')


def heading(text: str) -> str:
    """Return a heading within a section.

    Examples
    --------
    >>> heading("a < b")
    '<h3>a &lt; b</h3>'
    """
    return f"<h3>{escape(text)}</h3>"


def folded(summary: str, content: str) -> str:
    """Return content that opens on demand, and is printed open.

    Examples
    --------
    >>> folded("More", "<p>x</p>")
    '<details class="more"><summary>More</summary><p>x</p></details>'
    """
    return f'<details class="more"><summary>{escape(summary)}</summary>{content}</details>'
