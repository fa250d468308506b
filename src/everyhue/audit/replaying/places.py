"""The sections on where things stand: queries, supply, classes, unknown items."""

from __future__ import annotations

from everyhue.audit.replaying.findings import SupplyCell
from everyhue.audit.replaying.measuring import LOGGED
from everyhue.audit.replaying.numbers import Numbers
from everyhue.audit.replaying.sentences import MOVED
from everyhue.audit.replaying.supply import LEAST_REQUESTS
from everyhue.audit.replaying.tables import query_table
from everyhue.report import Section, bullets, paragraph
from everyhue.report.charts import Cell, DataTable, heat
from everyhue.report.charts.svg import percent, told
from everyhue.types import UNKNOWN

MOST_ROWS = 60


def worst_section(numbers: Numbers) -> Section:
    """The queries that miss the most."""
    found = numbers.found
    intro = (
        f"Queries whose logged top {found.k} misses the most buckets that their candidates show, "
        "then those whose exposure is furthest from the last target set. All columns, with supply, "
        "are in worst.csv."
    )
    tables = [query_table(numbers, name).html() for name in found.dimensions]
    return Section("worst", "Worst queries", intro, tuple(tables))


def supply_section(numbers: Numbers) -> Section:
    """Where ranking cannot show what is not there."""
    found = numbers.found
    intro = (
        "Mean candidates per request, by class of query and locale, and the share of requests that "
        "have none. Ranking cannot show what is not there: an outlined cell needs content, not a "
        "re-ranker."
    )
    return Section(
        "supply",
        "Supply map",
        intro,
        tuple(_supply_table(numbers, name) for name in found.dimensions),
    )


def _supply_table(numbers: Numbers, dimension: str) -> str:
    cells = [cell for cell in numbers.found.supply if cell.dimension == dimension]
    buckets = [*numbers.found.dimensions[dimension], UNKNOWN]
    rows: dict[str, dict[str, SupplyCell]] = {}
    for cell in cells:
        words = (
            " · ".join(part for part in (cell.query_class, cell.locale) if part) or "all queries"
        )
        count = f" ({cell.requests:,} requests)" if cell.requests > 1 else ""
        rows.setdefault(f"{words}{count}", {})[cell.bucket] = cell
    lacking = sorted(rows, key=lambda name: -_lack(rows[name]))[:MOST_ROWS]
    more = (
        f" The {MOST_ROWS} of {len(rows)} rows that lack the most." if len(rows) > MOST_ROWS else ""
    )
    most = max((cell.candidates for cell in cells), default=1.0) or 1.0
    shaded = [(name, [_shaded(rows[name][b], most) for b in buckets]) for name in lacking]
    caption = f"{numbers.label(dimension)}: mean candidates per request.{more}"
    return heat(caption, [_heading(numbers, dimension, bucket) for bucket in buckets], shaded)


def _lack(row: dict[str, SupplyCell]) -> float:
    return sum(cell.none.estimate or 0.0 for name, cell in row.items() if name != UNKNOWN)


def _heading(numbers: Numbers, dimension: str, bucket: str) -> str:
    return "Unknown" if bucket == UNKNOWN else numbers.bucket(dimension, bucket)


def _shaded(cell: SupplyCell, most: float) -> Cell:
    none = cell.none.estimate or 0.0
    gap = cell.bucket != UNKNOWN and none > 0
    detail = f"none in {percent(none)}" if gap else ""
    return Cell(f"{cell.candidates:.3g}", (cell.candidates / most) ** 0.5, detail, gap)


def trigger_section(numbers: Numbers, least: float) -> Section:
    """Which classes of queries would gain."""
    found = numbers.found
    intro = (
        f"A request would gain where its candidates show every bucket and its logged top {found.k} "
        f"does not. A class is advised when at least {percent(least)} of its requests would, by "
        f"the lower end of the interval. Classes of fewer than {LEAST_REQUESTS} requests count in "
        "the line of all queries only."
    )
    rows = tuple(
        (
            " · ".join(part for part in (line.surface, line.query_class or "all queries") if part),
            numbers.label(line.dimension), f"{line.requests:,}", told(line.now),
            told(line.attainable), told(line.benefit), "diversify" if line.advised else "leave",
        )
        for line in found.trigger[:MOST_ROWS]
    )  # fmt: skip
    head = ("Class", "Dimension", "Requests", "Now", "Attainable", "Would gain", "Advice")
    more = (
        f", the first {MOST_ROWS} of {len(found.trigger)}" if len(found.trigger) > MOST_ROWS else ""
    )
    table = DataTable(f"Classes by share of requests that would gain{more}", head, rows)
    advised = [line for line in found.trigger if line.advised]
    words = (
        f"{len(advised)} of {len(found.trigger)} lines are advised."
        if advised
        else "No line reaches that with certainty; more requests narrow the intervals."
    )
    return Section("trigger", "Which queries would gain", intro, (paragraph(words), table.html()))


def unknown_section(numbers: Numbers) -> Section:
    """What is not known, and whether strategies move it."""
    found = numbers.found
    intro = (
        "Unknown is never a bucket and no rule aims at it. Its share of exposure should stay where "
        f"it was, within {MOVED * 100:.0f} points; otherwise a strategy pushes out what it cannot "
        "see."
    )
    names = (LOGGED, *found.strategies)
    rows = tuple(
        (
            numbers.label(dimension) + (": today" if name == LOGGED else f": {name}"),
            told(numbers.mean(name, "unknown_share", dimension)),
            told(numbers.mean(name, "unknown_exposure", dimension)),
            "–" if name == LOGGED else _moved(numbers.unknown_moves(dimension)[name]),
        )
        for dimension in found.dimensions
        for name in names
    )
    table = DataTable(
        f"Unknown items in the top {found.k}",
        ("Order", "Share of places", "Share of exposure", "Moved, points"), rows,
    )  # fmt: skip
    return Section("unknown", "What is not known", intro, (table.html(), *_reasons(numbers)))


def _moved(points: float) -> str:
    return f"{points * 100:+.1f}{' (over the limit)' if abs(points) > MOVED else ''}"


def _reasons(numbers: Numbers) -> list[str]:
    lines = [
        f"{numbers.label(name)}: "
        + ", ".join(f"{reason} {count:,}" for reason, count in list(reasons.items())[:8])
        for name, reasons in numbers.found.unknown_reasons.items()
        if reasons
    ]
    return ["<h3>Why candidates are unknown</h3>", bullets(lines)] if lines else []
