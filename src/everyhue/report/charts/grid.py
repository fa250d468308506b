"""Two columns crossed: a table whose cells are shaded where they differ from the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from everyhue.report.charts.svg import escape

STEPS = 3
"""Shades on either side."""

SIGNS = {"below": "▼", "above": "▲", "": ""}


@dataclass(frozen=True, slots=True)
class Square:
    """One cell.

    Parameters
    ----------
    words : str
        Its number; shade and sign repeat what it says.
    side : {"", "below", "above"}
        Where it lies beside the whole, beyond what its interval leaves open; empty is not shaded.
    strength : float, [0, 1]
        How far.
    detail : str
        A second, smaller line.
    fails : bool
        Whether a gate fails here: framed, and the detail says so.
    """

    words: str
    side: str = ""
    strength: float = 0.0
    detail: str = ""
    fails: bool = False


def grid(
    caption: str, rows: Sequence[str], columns: Sequence[str],
    squares: Mapping[tuple[str, str], Square],
) -> str:  # fmt: skip
    """Return cells as a shaded table in HTML.

    Parameters
    ----------
    caption : str
        What it shows and how it is read.
    rows, columns : sequence of str
        Headings.
    squares : mapping of (row, column) to Square
        The cells; one that is not there has no rows and says so.

    Returns
    -------
    str
        HTML that is its own accessible form.

    Examples
    --------
    >>> "▼ 18%" in grid("Rates", ["deep"], ["man"], {("deep", "man"): Square("18%", "below", 1)})
    True
    """
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(row)}</th>'
        + "".join(_square(squares.get((row, column))) for column in columns)
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="heat grid-map"><caption><span>{escape(caption)}</span></caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _square(one: Square | None) -> str:
    if one is None:
        return '<td class="none">no rows</td>'
    names = [f"{one.side}-{min(STEPS, int(one.strength * STEPS) + 1)}"] if one.side else []
    names += ["gap"] if one.fails else []
    detail = f"<small>{escape(one.detail)}</small>" if one.detail else ""
    words = f"{SIGNS[one.side]} {one.words}".strip()
    return f'<td class="{" ".join(names)}">{escape(words)}{detail}</td>'
