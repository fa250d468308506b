"""A table whose cells are shaded by what they say, for the supply map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyhue.report.charts.svg import escape

LEVELS = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Parameters
    ----------
    words : str
        What it says; shading repeats it and never stands alone.
    level : float or None, [0, 1]
        How dark it is; ``None`` is not shaded.
    detail : str
        A second, smaller line.
    gap : bool
        Whether something is missing here: hatched, and marked in words.
    """

    words: str
    level: float | None = None
    detail: str = ""
    gap: bool = False


def heat(caption: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[Cell]]]) -> str:
    """Return a shaded table as HTML.

    Parameters
    ----------
    caption : str
        What it shows and how to read it.
    columns : sequence of str
        Headings after the first column.
    rows : sequence of (str, sequence of Cell)
        A heading and its cells.

    Returns
    -------
    str
        HTML that is its own accessible form.

    Examples
    --------
    >>> "<td" in heat("Supply", ["coily"], [("hair", [Cell("0", 0.0, gap=True)])])
    True
    """
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(_cell(cell) for cell in cells)}</tr>'
        for name, cells in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="heat"><caption><span>{escape(caption)}</span></caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(cell: Cell) -> str:
    names = [] if cell.level is None else [f"h{min(LEVELS - 1, int(cell.level * LEVELS))}"]
    names += ["gap"] if cell.gap else []
    detail = f"<small>{escape(cell.detail)}</small>" if cell.detail else ""
    return f'<td class="{" ".join(names)}">{escape(cell.words)}{detail}</td>'
