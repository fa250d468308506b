"""Marks of up to six series, each with a shape and a dash of its own besides its colour."""

from __future__ import annotations

from everyhue.report.charts.svg import mark

SHAPES = 6
"""Different markers."""

_PATHS = (
    "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z", "m-4-4h8v8h-8z", "m0-5l5 9h-10z",
    "m0-5.5l5.5 5.5-5.5 5.5-5.5-5.5z", "m0 5l5-9h-10z",
    "m-5-1.5h3.5v-3.5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5z",
)  # fmt: skip


def shape(i: int, x: float, y: float) -> str:
    """Return the marker of series `i` at a place."""
    return mark("path", d=f"M{x:.1f} {y:.1f}{_PATHS[i % SHAPES]}", class_=f"point s{i % SHAPES}")


def way(i: int, places: list[tuple[float, float]]) -> str:
    """Return the line of series `i` through places."""
    if len(places) < 2:
        return ""
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return mark("polyline", points=points, class_=f"series s{i % SHAPES}")


def sample(i: int) -> str:
    """Return what stands for series `i` in a legend."""
    line = mark("line", x1=1, x2=23, y1=7, y2=7, class_=f"series s{i % SHAPES}")
    return line + shape(i, 12, 7)
