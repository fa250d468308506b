"""A report as a value: what was found first, then sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import jinja2

from everyhue.report.blocks import Banner
from everyhue.report.charts import css
from everyhue.report.charts.svg import escape


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report.

    Parameters
    ----------
    id : str
        Its anchor.
    title : str
        Heading.
    intro : str
        One paragraph of plain text.
    blocks : tuple of str
        HTML: charts, tables, paragraphs.
    """

    id: str
    title: str
    intro: str = ""
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report.

    Parameters
    ----------
    title, subtitle : str
        What it is about.
    found : tuple of str
        Three to six plain sentences: what we found.
    facts : tuple of (str, str, str)
        Key numbers: the number, what it is, a detail.
    sections : tuple of Section
        In reading order.
    verdict : Banner, optional
        Shown before all else.
    """

    title: str
    subtitle: str
    found: tuple[str, ...]
    facts: tuple[tuple[str, str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    verdict: Banner | None = None


def render(document: Document) -> str:
    """Return a report as one HTML page that needs nothing else.

    Parameters
    ----------
    document : Document
        The report. Its words are escaped; its blocks are HTML already.

    Returns
    -------
    str
        HTML with its style inside; it asks no other address for anything.

    Examples
    --------
    >>> page = render(Document("Replay", "log.csv", ("All is well.",)))
    >>> "http" in page.replace("http-equiv", "")
    False
    """
    return _template().render(document=document, css=_style())


def paragraph(text: str) -> str:
    """Return a paragraph of HTML.

    Examples
    --------
    >>> paragraph("1 < 2")
    '<p>1 &lt; 2</p>'
    """
    return f"<p>{escape(text)}</p>"


def bullets(lines: Sequence[str]) -> str:
    """Return a list of HTML.

    Examples
    --------
    >>> bullets(["a"])
    '<ul><li>a</li></ul>'
    """
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


@cache
def _template() -> jinja2.Template:
    folder = files("everyhue.report") / "templates"
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    return environment.from_string((folder / "report.html").read_text("utf-8"))


@cache
def _style() -> str:
    folder = files("everyhue.report") / "templates"
    return css() + (folder / "report.css").read_text("utf-8")
