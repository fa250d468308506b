"""Draw the same list under each re-ranker: docs/images/strategies.svg, from real calls."""

from __future__ import annotations

import sys
from pathlib import Path

from everyhue.ranking import rerank

OUT = Path(__file__).resolve().parent.parent / "docs" / "images" / "strategies.svg"
LOOKS = "aaaaabaaabaaacaabbaabacaab"
SHOWN = ("relevance", "fa_ir", "mmr", "dpp", "soft_spacing", "quota", "det_greedy", "round_robin")
FILL = {"a": "#f4d9b8", "b": "#b8d4e8", "c": "#5b2a50"}
INK = {"a": "#2a1a10", "b": "#10202a", "c": "#ffffff"}
LEFT, CELL, ROW, K = 150, 38, 46, 12


def row(by: str, y: int) -> str:
    """Return one labelled row; a letter stands in every cell, so colour is never alone."""
    order = rerank(range(len(LOOKS), 0, -1), by=by, k=K, buckets=list(LOOKS)).order
    cells = "".join(cell(LOOKS[spot], LEFT + place * CELL, y) for place, spot in enumerate(order))
    name = f'<text x="{LEFT - 14}" y="{y + 22}" text-anchor="end" fill="#2a1a10">{by}</text>'
    return name + cells


def cell(look: str, x: int, y: int) -> str:
    size = 'width="32" height="32" rx="7" stroke="#4a3a30"'
    box = f'<rect x="{x}" y="{y}" {size} fill="{FILL[look]}"/>'
    letter = (
        f'<text x="{x + 16}" y="{y + 22}" text-anchor="middle" fill="{INK[look]}">{look}</text>'
    )
    return box + letter


def picture() -> str:
    """Return the SVG; the ground is drawn, so that it reads on light and dark pages."""
    rows = "\n".join(row(by, 16 + i * ROW) for i, by in enumerate(SHOWN))
    width, height = LEFT + K * CELL + 10, 16 + len(SHOWN) * ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="15">'
        '<title id="t">The same list under eight re-rankers</title>'
        '<desc id="d">First twelve of 26 candidates; a is common, b rarer, c rare.</desc>'
        f'<rect width="{width}" height="{height}" rx="12" fill="#fffaf4"/>\n{rows}\n</svg>\n'
    )


if __name__ == "__main__":
    OUT.write_text(picture(), "utf-8")
    sys.stdout.write(f"{OUT.name}\n")
