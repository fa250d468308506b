"""From a tally to what an audit of rankings found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from everyhue.audit.judging import GroupLine
from everyhue.audit.ranking.aims import aim_of
from everyhue.audit.ranking.cells import item_cells, request_cells
from everyhue.audit.ranking.columns import RankingColumns
from everyhue.audit.ranking.count import WORST, count_ranking
from everyhue.audit.ranking.delivery import delivered
from everyhue.audit.ranking.eligible import Eligible
from everyhue.audit.ranking.findings import DimensionLine, RankingFindings, WorstQuery
from everyhue.audit.ranking.fold import cell_of, values_of
from everyhue.audit.ranking.hides import UNTOLD, hidden_notes, hides, lists_hidden
from everyhue.audit.ranking.judge import judge
from everyhue.audit.ranking.kind import Made
from everyhue.audit.ranking.providers import spread_over
from everyhue.audit.ranking.targets import aimed_at_told, refused_target
from everyhue.audit.rules import Rules, audited_families, overall_status
from everyhue.metrics.groups import ITEM_MEASURES, MISSING, REQUEST_MEASURES, Cells, bounded, values
from everyhue.metrics.groups.rankings import OF_DIMENSION, Share, Signed
from everyhue.types import Tally, Value

MOST_SHOWN = 5
"""Worst queries that are told, for each dimension."""


def audit_ranking(
    log: Any, columns: RankingColumns, rules: Rules | None = None,
    *, eligible: Eligible | None = None, depth: int | None = None,
) -> RankingFindings:  # fmt: skip
    """Audit a log of shown items: what each bucket got, for whom lists are worse, and gates.

    Parameters
    ----------
    log : polars frame or lazy frame, DuckDB relation, Spark frame, or any table that gives Arrow
        One row per shown item.
    columns : RankingColumns
        Which column says what.
    rules : Rules, optional
        Targets and gates.
    eligible : Eligible, optional
        Whom, or what, there was to show to; see `read_eligible`.
    depth : int, optional
        Most columns of an intersection.

    Returns
    -------
    RankingFindings
        Numbers with intervals, and verdicts.

    Raises
    ------
    InputError, UnknownNameError
        For a log or rules that cannot be used, naming what is wrong.

    Notes
    -----
    Undefined when: a measure says so with its reason. Cost: a few grouped passes.
    Source: Geyik et al. 2019; Singh, Joachims 2018.

    Examples
    --------
    >>> import polars as pl
    >>> log = pl.DataFrame({
    ...     "q": ["bob", "bob", "braid", "braid"], "p": [1, 2, 1, 2],
    ...     "tone": ["light", "deep", "light", "light"],
    ... })
    >>> found = audit_ranking(log, RankingColumns("q", "p", ("tone",)))
    >>> line = found.dimensions[0]
    >>> line.lists["div_at_k"].estimate, round(line.groups[0].values["exposure_share"].number(), 3)
    (0.5, 0.193)
    """
    tally = count_ranking(log, columns, rules, eligible=eligible, worst=WORST)
    return audit_rankings(tally, rules, depth=depth)


def audit_rankings(
    tally: Tally, rules: Rules | None = None, *, level: float = 0.95, depth: int | None = None
) -> RankingFindings:
    """Audit a tally of rankings, counted now or saved and merged; see `audit_ranking`.

    Raises
    ------
    InputError
        For targets that are not those the tally was counted with.
    """
    made = Made.of(tally.kind)
    rules = None if rules is None else aimed_at_told(made, rules)
    _same_targets(made, rules)
    outcomes = () if rules is None else judge(tally, rules, depth)
    whole = request_cells(tally, made, (), made.k)
    families = audited_families(made.users, depth) if made.users else ()
    status = overall_status([one.status for one in outcomes]) if outcomes else None
    return RankingFindings(
        made.by, made.users, made.ks, _rows(tally), int(_sum(whole, "list_length_n")),
        int(_sum(whole, "list_length")), made.unit, made.places, level,
        tuple(_dimension(tally, made, (name, k), level) for k in made.ks for name in made.by),
        tuple(line for line in _crossed(tally, made, depth, level)),
        _request_lines(tally, made, (), level)[0],
        tuple(line for f in families for line in _request_lines(tally, made, f, level)),
        spread_over(tally, made), delivered(tally, made, level), tuple(_worst(tally, made)),
        made.tail_below, outcomes, status, tuple(_notes(tally, made)),
    )  # fmt: skip


def _same_targets(made: Made, rules: Rules | None) -> None:
    """Refuse targets other than those that list measures were counted against."""
    for name in () if rules is None else rules.targets:
        if name in made.aims:
            now, then = aim_of(name, made.aims[name].buckets, rules), made.aims[name]
            if (now.shares, now.columns) != (dict(then.shares), dict(then.columns)):
                raise refused_target(name, dict(now.shares or now.columns), then)


def _sum(cells: Cells, name: str) -> float:
    return float(cells.sums[0, cells.names.index(name)])


def _rows(tally: Tally) -> int:
    return tally.counts["rows", "", cell_of([]), ""]["rows"]


def _dimension(tally: Tally, made: Made, which: tuple[str, int], level: float) -> DimensionLine:
    name, k = which
    cells, aim = item_cells(tally, made, (name,), k), made.aims[name]
    target = {
        group[0]: _share(cells, i) for i, group in enumerate(cells.groups) if MISSING not in group
    }
    lists = request_cells(tally, made, (), k, name)
    means = {
        measure: values(lists, REQUEST_MEASURES[measure], level)[0]
        for measure in OF_DIMENSION if measure in lists.names
    }  # fmt: skip
    if lists_hidden(tally, name):
        means = dict.fromkeys(means, UNTOLD)
    of_bucket, undefined = _of_lists(tally, name, k)
    means = {name: _why(value, undefined.get(name, {})) for name, value in means.items()}
    return DimensionLine(
        name, k, aim.words, aim.stated, target, tuple(_item_lines(cells, made, level)), means,
        of_bucket, undefined,
        UNTOLD if hides(tally, "unknown", name) else _unknown(cells, level), _gap(cells, level),
    )  # fmt: skip


def _share(cells: Cells, i: int) -> Value:
    """The share that the target asks for, over what was shown."""
    aimed = cells.sums[i, cells.names.index("aimed")]
    known = cells.sums[i, cells.names.index("exposure_known")]
    if not known:
        return Value.undefined_because("no known item in the top k", 0)
    return Value(float(aimed / known), method="mean over exposure")


def _why(value: Value, reasons: dict[str, int]) -> Value:
    """An undefined mean says why its lists were."""
    if value.defined or not reasons:
        return value
    return Value.undefined_because(max(reasons, key=lambda why: (reasons[why], why)), 0)


def _item_lines(cells: Cells, made: Made, level: float) -> Iterator[GroupLine]:
    names = list(ITEM_MEASURES)
    names = [n for n in names if not n.startswith("click") or "clicks" in made.has]
    names = [n for n in names if n != "gain_per_exposure" or "relevance" in made.has]
    if len(cells.by) > 1:
        names.remove("exposure_to_target")
    held = [i for i, group in enumerate(cells.groups) if MISSING not in group]
    shares = {
        n: dict(zip(held, values(cells.take(held), ITEM_MEASURES[n], level), strict=True))
        for n in names if n.endswith("_share") or n == "exposure_to_target"
    }  # fmt: skip
    rates = {n: values(cells, ITEM_MEASURES[n], level) for n in names if n not in shares}
    rows = cells.rows[:, cells.names.index("places")]
    for i, group in enumerate(cells.groups):
        found = {n: by_spot[i] for n, by_spot in shares.items() if i in by_spot}
        found |= {n: each[i] for n, each in rates.items()}
        yield GroupLine(cells.by, group, int(rows[i]), {}, found)


def _crossed(tally: Tally, made: Made, depth: int | None, level: float) -> Iterator[GroupLine]:
    for family in () if hides(tally, "together") else audited_families(made.by, depth):
        if len(family) > 1:
            yield from _item_lines(item_cells(tally, made, family, made.k), made, level)


def _unknown(cells: Cells, level: float) -> Value:
    """Share of all exposure that items without a known bucket have."""
    spot = cells.names.index("exposure")
    known = np.array([MISSING not in group for group in cells.groups], bool)
    held = cells.clusters
    every = cells.sums[:, [spot]] if held is None else held[:, :, spot]
    pair = np.stack([every[~known].sum(0), every.sum(0)], 1)[None]
    rows = np.full((1, 2), cells.rows[:, cells.names.index("places")].sum())
    made = Cells(("",), (("",),), rows, pair.sum(1), clusters=pair, names=("unknown", "every"))
    return values(made, Share("unknown", ("unknown",), ("every",), "items shown", "none"), level)[0]


def _gap(cells: Cells, level: float) -> Value:
    """Total variation distance of exposure and target, from bounds of all buckets together.

    What a target asks for is taken request by request, so that where both move together the
    difference is as sure as it is.
    """
    known = cells.take([i for i, group in enumerate(cells.groups) if MISSING not in group])
    spot, aim = (known.names.index(name) for name in ("exposure", "aimed"))
    held = known.clusters
    if held is None or not known.sums[:, known.names.index("exposure_known")].any():
        return Value.undefined_because("no known item in the top k", 0)
    off = held.copy()
    off[:, :, spot] -= held[:, :, aim]
    apart = replace(known, clusters=off, sums=off.sum(1))
    measure = Signed("off", ("exposure",), ("exposure_known",), "known items shown", "none")
    bounds = bounded(measure, apart, level, len(apart))
    least = np.maximum(0.0, np.maximum(bounds.low, -bounds.high)).sum() / 2
    most = min(1.0, float(np.maximum(np.abs(bounds.low), np.abs(bounds.high)).sum() / 2))
    middle = float(np.abs(bounds.estimate).sum() / 2)
    method = f"simultaneous, {len(apart)} bounds"
    return Value(middle, float(least), most, level, int(known.rows[0, spot]), method)


def _of_lists(
    tally: Tally, name: str, k: int
) -> tuple[dict[str, dict[str, Value]], dict[str, dict[str, int]]]:
    """Means of the measures of one bucket, and why measures were undefined."""
    sums: dict[str, float] = {}
    reasons: dict[str, dict[str, int]] = {}
    for table in (tally.counts, tally.sums):
        for cell, row in table.items():
            if cell[:2] == ("lists", name) and not cell[3]:
                for held, amount in row.items():
                    sums[held] = sums.get(held, 0.0) + amount
    for cell, row in tally.undefined.items():
        if cell[:2] == ("lists", name):
            for held, count in row.items():
                measure, _, why = held.partition(f"@{k}: ")
                if why:
                    each = reasons.setdefault(measure, {})
                    each[why] = each.get(why, 0) + count
    means: dict[str, dict[str, Value]] = {}
    for held, total in sums.items():
        base, _, depth = held.rpartition("@")
        if depth == str(k) and not base.endswith("_n"):
            measure, _, bucket = base.partition(":")
            n = int(sums[f"{base}_n@{k}"])
            value = (
                Value(total / n, n=n, method="mean over requests") if n else _none(reasons, base)
            )
            means.setdefault(measure, {})[bucket] = value
    return means, reasons


def _none(reasons: dict[str, dict[str, int]], base: str) -> Value:
    why = reasons.get(base, {"no request": 0})
    return Value.undefined_because(max(why, key=lambda reason: (why[reason], reason)), 0)


def _request_lines(
    tally: Tally, made: Made, family: tuple[str, ...], level: float
) -> list[GroupLine]:
    """Groups of requests with all that is measured of them; of dimensions at the first depth."""
    plain = request_cells(tally, made, family, made.k)
    measured = {
        name: values(plain, one, level) for name, one in REQUEST_MEASURES.items()
        if name in plain.names
    }  # fmt: skip
    for of in made.by:
        if lists_hidden(tally, of):
            measured |= {f"{name} of {of}": (UNTOLD,) * len(plain) for name in OF_DIMENSION}
            continue
        lists = request_cells(tally, made, family, made.k, of)
        place = {group: i for i, group in enumerate(lists.groups)}
        order = [place[group] for group in plain.groups]
        for name in OF_DIMENSION:
            if name in lists.names:
                each = values(lists.take(order), REQUEST_MEASURES[name], level)
                measured[f"{name} of {of}"] = each
    rows = plain.sums[:, plain.names.index("list_length_n")]
    return [
        GroupLine(
            plain.by, group, int(rows[i]), {},
            {name: each[i] for name, each in measured.items()},
        )
        for i, group in enumerate(plain.groups)
    ]  # fmt: skip


def _worst(tally: Tally, made: Made) -> Iterator[WorstQuery]:
    if hides(tally, "queries"):
        return
    for name in (name for name in made.by if made.aims[name].stated):
        found = [_query(made, name, cell[2], row) for cell, row in tally.sums.items()
                 if cell[:2] == ("queries", name)]  # fmt: skip
        for one, weight in sorted(found, key=lambda pair: (-pair[1], pair[0].query))[:MOST_SHOWN]:
            places = tally.counts["queries", name, cell_of([one.query]), ""]["places"]
            if weight > 0:
                yield WorstQuery(name, one.query, places, one.gap, one.share, one.target)


def _query(made: Made, name: str, cell: str, row: Any) -> tuple[WorstQuery, float]:
    buckets = made.aims[name].buckets
    got = np.array([row[f"e{i}"] for i in range(len(buckets))])
    aim = np.array([row[f"t{i}"] for i in range(len(buckets))])
    known = max(float(got.sum()), 1e-300)
    apart = float(np.abs(got - aim).sum() / 2)
    shares, targets = (dict(zip(buckets, (x / known).tolist(), strict=True)) for x in (got, aim))
    return WorstQuery(name, values_of(cell)[0], 0, apart / known, shares, targets), apart


def _notes(tally: Tally, made: Made) -> Iterator[str]:
    yield from hidden_notes(tally, made)
    left = tally.undefined.get(("rows", "", cell_of([]), ""), {})
    for reason, n in sorted(left.items()):
        yield f"{n:,} rows have {reason} and are left out."
    if "counted from 0" in made.places:
        yield "Positions count from 0 in the log; 1 was added."
    if made.places.startswith("gaps closed"):
        yield "Gaps in the positions were closed: the next item took the place."
