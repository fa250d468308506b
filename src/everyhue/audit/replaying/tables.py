"""The tables of a replay, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from everyhue.audit.replaying.findings import QueryLine, ReplayFindings
from everyhue.audit.replaying.ledger import GROWN
from everyhue.audit.replaying.measuring import LOGGED
from everyhue.audit.replaying.numbers import Numbers
from everyhue.report.charts import DataTable
from everyhue.report.charts.svg import percent, told
from everyhue.types import UNKNOWN, Value

AWAY = "*"
"""Marks a query that ends further from the stated shares than it is today."""


def strategy_table(numbers: Numbers) -> DataTable:
    """Return one row per strategy: what it reaches and what it costs."""
    found = numbers.found
    divs = [f"Div@{found.k} {numbers.label(name)}" for name in found.dimensions]
    gaps = [f"gap to {target}" for target in found.targets]
    head = ("Strategy", *divs, *gaps, "nDCG", "Same items", "ms p50 / p99")
    rows = [_strategy_row(numbers, name) for name in (LOGGED, *found.strategies)]
    caption = (
        f"Each strategy over {found.requests:,} requests. Gap: share of known exposure that would "
        "have to move to be on target. nDCG: against the logged scores. Same items: share of the "
        f"logged top {found.k} that stays."
    )
    return DataTable(caption, head, tuple(rows))


def _strategy_row(numbers: Numbers, strategy: str) -> tuple[str, ...]:
    found = numbers.found
    divs = [told(numbers.mean(strategy, "div_at_k", name)) for name in found.dimensions]
    gaps = [_gap(numbers, strategy, target) for target in found.targets]
    cost = [_short(numbers.mean(strategy, name)) for name in ("ndcg", "overlap")]
    time = found.latency.get(strategy)
    spent = "–" if time is None else f"{time.p50:.2f} / {time.p99:.2f}"
    failed = found.failures.get(strategy)
    name = f"{strategy} (failed open {failed.requests}×)" if failed else strategy
    return (name, *divs, *gaps, *cost, spent)


def _gap(numbers: Numbers, strategy: str, target: str) -> str:
    """Mean over the dimensions that the set has shares for."""
    values = [
        numbers.mean(strategy, "exposure_gap", name, "", target)
        for name in numbers.found.dimensions
    ]
    defined = [value.estimate for value in values if value.estimate is not None]
    return percent(sum(defined) / len(defined)) if defined else "–"


def cost_table(numbers: Numbers) -> DataTable:
    """Return all that says how far a strategy's order is from the logged one."""
    measures = {
        "ndcg": "nDCG, scores", "ndcg_logged_order": "nDCG, logged order",
        "ndcg_clicks": "nDCG, clicks", "kept_share": "Kept relevance", "overlap": "Same items",
        "rank_biased_overlap": "Rank-biased overlap", "displacement": "Places moved",
    }  # fmt: skip
    held = [m for m in measures if numbers.mean(LOGGED, m).defined]
    rows = tuple(
        (name, *(_cost(numbers.mean(name, m), m) for m in held))
        for name in numbers.found.strategies
    )
    caption = f"Top {numbers.found.k} against the logged one"
    return DataTable(caption, ("Strategy", *(measures[m] for m in held)), rows)


def _cost(value: Value, measure: str) -> str:
    if measure == "displacement" and value.estimate is not None:
        return f"{value.estimate:.1f}"
    return told(value) if measure.startswith("ndcg") else _short(value)


def query_table(numbers: Numbers, dimension: str) -> DataTable:
    """Return the worst queries of one dimension: how they are now, and after each strategy.

    With two buckets, cells are places of the one that is shown least, of all known places; with
    more, the exposure gap to the last target set.
    """
    found = numbers.found
    focus = _focus(found, dimension)
    heads = ("Query", "Missing now", *(["Target"] if focus else []), "Now", *found.strategies)
    rows = tuple(
        _query_row(numbers, line, focus) for line in found.worst if line.dimension == dimension
    )
    return DataTable(_query_caption(numbers, dimension, focus), heads, rows)


def _query_caption(numbers: Numbers, dimension: str, focus: str | None) -> str:
    found, last = numbers.found, numbers.found.targets[-1]
    cells = f"exposure gap to {last} shares"
    if focus:
        cells = f"places of {numbers.bucket(dimension, focus)} among known ones"
    star = f" {AWAY} further from {last} than now." if len(found.targets) > 1 else ""
    label = numbers.label(dimension)
    return f"{label}, worst queries first. Cells: {cells}, in the top {found.k}.{star}"


def _query_row(numbers: Numbers, line: QueryLine, focus: str | None) -> tuple[str, ...]:
    found, last = numbers.found, numbers.found.targets[-1]
    gaps, target = line.gap.get(last, {}), line.target.get(last, {})
    after = [
        _cell(line, name, focus, gaps) + (AWAY if _is_away(found, gaps, name) else "")
        for name in found.strategies
    ]
    aim = [percent(target[focus]) if focus in target else "–"] if focus else []
    missing = ", ".join(numbers.bucket(line.dimension, bucket) for bucket in line.missing)
    if not missing:
        missing = "–" if _known(line, LOGGED) else "nothing known"
    return (_name(line), missing, *aim, _cell(line, LOGGED, focus, gaps), *after)


def _is_away(found: ReplayFindings, gaps: Mapping[str, float], strategy: str) -> bool:
    return len(found.targets) > 1 and gaps.get(strategy, 0) > gaps.get(LOGGED, 1) + GROWN


def _name(line: QueryLine) -> str:
    where = " · ".join(part for part in (line.surface, line.locale) if part)
    words = line.query or "(no words)"
    return f"{words} ({where})" if where else words


def _cell(line: QueryLine, strategy: str, focus: str | None, gaps: Mapping[str, float]) -> str:
    if focus is None:
        return percent(gaps[strategy]) if strategy in gaps else "–"
    return f"{line.shown[strategy][focus]:.3g}/{_known(line, strategy):.3g}"


def _known(line: QueryLine, strategy: str) -> float:
    return sum(count for bucket, count in line.shown[strategy].items() if bucket != UNKNOWN)


def _focus(found: ReplayFindings, dimension: str) -> str | None:
    """Of two buckets, the one that is shown least; of more, none."""
    buckets = found.dimensions[dimension]
    if len(buckets) != 2:
        return None
    lines = [line for line in found.worst if line.dimension == dimension]
    return min(buckets, key=lambda b: sum(line.shown[LOGGED][b] for line in lines))


def worst_rows(found: ReplayFindings) -> tuple[Sequence[str], list[list[object]]]:
    """Return ``worst.csv``: a row per query, dimension, strategy and bucket."""
    head = (
        "query", "surface", "locale", "class", "dimension", "requests", "missing_now", "strategy",
        "bucket", "places", "candidates", *(f"target {name}" for name in found.targets),
        *(f"gap to {name}" for name in found.targets),
    )  # fmt: skip
    return head, [row for line in found.worst for row in _long(line, found)]


def _long(line: QueryLine, found: ReplayFindings) -> list[list[object]]:
    start = [
        line.query, line.surface, line.locale, line.query_class, line.dimension, line.requests,
        "|".join(line.missing),
    ]  # fmt: skip
    return [
        [
            *start, strategy, bucket, round(places, 4), round(line.supply[bucket], 4),
            *(_rounded(line.target.get(name, {}).get(bucket)) for name in found.targets),
            *(_rounded(line.gap.get(name, {}).get(strategy)) for name in found.targets),
        ]
        for strategy, shown in line.shown.items()
        for bucket, places in shown.items()
    ]  # fmt: skip


def supply_rows(found: ReplayFindings) -> tuple[Sequence[str], list[list[object]]]:
    """Return ``supply.csv``: a row per class, locale, dimension and bucket."""
    head = (
        "class", "locale", "dimension", "bucket", "requests", "candidates", "none", "none_low",
        "none_high",
    )  # fmt: skip
    rows: list[list[object]] = [
        [
            cell.query_class, cell.locale, cell.dimension, cell.bucket, cell.requests,
            round(cell.candidates, 4), _rounded(cell.none.estimate), _rounded(cell.none.low),
            _rounded(cell.none.high),
        ]
        for cell in found.supply
    ]  # fmt: skip
    return head, rows


def _rounded(number: float | None) -> float | str:
    return "" if number is None else round(number, 4)


def _short(value: Value) -> str:
    return "–" if value.estimate is None else percent(value.estimate)
