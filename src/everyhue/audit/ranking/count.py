"""From a log of shown items to a tally, in a few grouped passes on the log's own engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from everyhue.audit.ranking.aims import Aim, aim_of, refuse_strangers
from everyhue.audit.ranking.columns import RankingColumns
from everyhue.audit.ranking.eligible import Eligible, fold_eligible
from everyhue.audit.ranking.fold import Folding, cell_of, plain_numbers
from everyhue.audit.ranking.kind import Made
from everyhue.audit.ranking.look import Seen, look, numbers
from everyhue.audit.ranking.passes import (
    aims_pass,
    items_pass,
    providers_pass,
    requests,
    requests_pass,
    sequences_pass,
    worst_pass,
)
from everyhue.audit.ranking.rows import Places, derived, packing
from everyhue.audit.ranking.sequences import fold_sequences, refuse_doubles
from everyhue.audit.ranking.tail import tail_below
from everyhue.audit.rules import Rules
from everyhue.errors import InputError, bad_value
from everyhue.metrics.frames import as_lazy, chosen, collected
from everyhue.metrics.frames.lazy import Lazy
from everyhue.types import Tally

if TYPE_CHECKING:
    import polars as pl

MOST_PROVIDERS = 100_000
MOST_SEQUENCES = 20_000_000
"""Most distinct sequences of buckets, by hash bucket and group, that are brought here."""

WORST = 20
"""Queries that a tally keeps by name for each dimension: those furthest from the target."""


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """A log, and everything that is known before it is counted."""

    rows: Lazy
    lists: Lazy
    columns: RankingColumns
    aims: dict[str, Aim]
    shares: dict[str, str]
    packed: Places
    seen: Seen


def count_ranking(
    rows: Any, columns: RankingColumns, rules: Rules | None = None,
    *, eligible: Eligible | None = None, worst: int = WORST,
) -> Tally:  # fmt: skip
    """Count a log of shown items: exposure and clicks by bucket, list measures, groups, providers.

    Parameters
    ----------
    rows : polars frame or lazy frame, DuckDB relation, Spark frame, or any table that gives Arrow
        One row per shown item. Passes run on the table's own engine.
    columns : RankingColumns
        Which column says what.
    rules : Rules, optional
        Targets of the dimensions; equal shares where none is stated.
    eligible : Eligible, optional
        Whom, or what, there was to show to.
    worst : int, ≥ 0
        Queries that are kept by name for each dimension.

    Returns
    -------
    Tally
        Sums by bucket, by dimension and by group, each per hash bucket of the cluster. Tallies of
        parts add up to that of the whole where each request is in one part, and the worst queries
        to those that any part kept.

    Raises
    ------
    UnknownNameError
        For a column, bucket or dimension that is not there, with the nearest name.
    InputError
        For two items at one place of a request, a position that is none, a column without labels
        or with too many, and numbers out of range.

    Notes
    -----
    Undefined when: never. Cost: a few grouped passes; list measures cost one evaluation for each
    distinct sequence of buckets. Source: this project.

    Examples
    --------
    >>> import polars as pl
    >>> log = pl.DataFrame({"q": ["a", "a", "b"], "p": [1, 2, 1], "tone": ["deep", "light", None]})
    >>> tally = count_ranking(log, RankingColumns("q", "p", ("tone",)))
    >>> sorted({cell[0] for cell in tally.counts})
    ['items', 'lists', 'queries', 'requests', 'rows']
    """
    refuse_strangers(rules, (*columns.by, *(() if eligible is None else eligible.columns)))
    roles = columns.roles(share_names(rules))
    frame = numbers(chosen(as_lazy(rows), roles), roles)
    seen = look(frame, columns, roles)
    aims = {name: aim_of(name, seen.buckets[name], rules) for name in columns.by}
    below = tail_below(frame, columns)
    made = _made(columns, aims, seen, below, eligible)
    plan = _planned(frame, columns, roles, aims, (seen, below))
    folding = Folding()
    _fold(plan, folding, worst)
    if eligible is not None:
        fold_eligible(eligible, columns, folding)
    return folding.tally(made.kind)


def share_names(rules: Rules | None) -> tuple[str, ...]:
    """Return the columns of the log that targets name."""
    targets = () if rules is None else rules.targets.values()
    stated = [share for t in targets if not isinstance(t, str) for share in t.values()]
    return tuple(dict.fromkeys(share for share in stated if isinstance(share, str)))


def _made(
    columns: RankingColumns, aims: dict[str, Aim], seen: Seen, below: float | None,
    eligible: Eligible | None,
) -> Made:  # fmt: skip
    has = [name for name in ("clicks", "relevance", "provider", "popularity")
           if getattr(columns, name)]  # fmt: skip
    counted = "gaps closed" if columns.close_up else "as logged"
    return Made(
        columns.by, columns.users, columns.ks, aims, tuple(has), below,
        columns.cluster or columns.query,
        counted + (", counted from 0" if seen.from_zero and not columns.close_up else ""),
        columns.provider or "", () if eligible is None else eligible.columns,
    )  # fmt: skip


def _planned(
    frame: Lazy, columns: RankingColumns, roles: dict[str, str], aims: dict[str, Aim],
    found: tuple[Seen, float | None],
) -> _Plan:  # fmt: skip
    seen, below = found
    rows, packed = derived(frame, columns, roles, aims, seen), packing(columns, aims)
    if below is not None:
        tail = (nw.col("popularity") < below).fill_null(False).cast(nw.Int64)
        rows = rows.with_columns(tail.alias("@tail"))
    shares = {name: role for role, name in roles.items() if role.startswith("share")}
    lists = requests(rows, columns, shares, packed)
    return _Plan(rows, lists, columns, aims, shares, packed, seen)


def _fold(plan: _Plan, folding: Folding, worst: int) -> None:
    columns, aims, shares = plan.columns, plan.aims, plan.shares
    wanted = aims_pass(plan.rows, columns, aims, shares)
    plans = [
        sequences_pass(plan.lists, columns, shares, plan.packed).head(MOST_SEQUENCES + 1),
        requests_pass(plan.lists, columns, shares), items_pass(plan.rows, columns),
    ]  # fmt: skip
    plans += [wanted[0]] if wanted else []
    plans += [providers_pass(plan.rows, columns)] if columns.provider else []
    plans += worst_pass(plan.rows, columns, aims, shares, worst) if worst else []
    sequences, totals, items, *more = map(plain_numbers, collected(plans))
    if sequences.height > MOST_SEQUENCES:
        raise InputError(
            f"lists: over {MOST_SEQUENCES:,} distinct sequences of buckets. Audit fewer dimensions "
            "at once, a smaller k, or a sample of the requests."
        )
    if refuse_doubles(sequences, plan.packed):
        raise _doubles(plan.rows, columns)
    _refuse_mixed(totals, columns, shares)
    fold_sequences(sequences, columns, aims, shares, plan.packed, folding)
    _fold_totals(totals, columns, folding)
    names = [name for name in items.columns if not name.startswith("@")]
    folding.add_rows("items", items, [f"@by{i}" for i in range(len(columns.by))], names)
    if wanted:
        _fold_aims(more.pop(0), wanted[1], columns, folding)
    if columns.provider:
        _fold_providers(more.pop(0), columns, folding)
    for i, queries in enumerate(more):
        _fold_queries(queries, columns.by[i], folding)
    rows = {"rows": plan.seen.rows}
    folding.counts["rows", "", cell_of([]), ""] = rows
    if plan.seen.left_out:
        folding.undefined["rows", "", cell_of([]), ""] = dict(plan.seen.left_out)


def _fold_totals(totals: pl.DataFrame, columns: RankingColumns, folding: Folding) -> None:
    keys = [f"@user{i}" for i in range(len(columns.users))]
    names = [name for name in totals.columns if not name.startswith("@")]
    folding.add_rows("requests", totals, keys, names)


def _fold_aims(
    sums: pl.DataFrame, names: list[str], columns: RankingColumns, folding: Folding
) -> None:
    for row in sums.iter_rows(named=True):
        for name in names:
            spot, rest = name.split("@", 1)
            bucket, _, k = rest.rpartition("@")
            cell = ("aims", columns.by[int(spot)], cell_of([bucket]), str(row["@cluster"]))
            folding.add(cell, f"aimed@{k}", float(row[name]))


def _fold_providers(found: pl.DataFrame, columns: RankingColumns, folding: Folding) -> None:
    if found.height > MOST_PROVIDERS:
        raise InputError(
            f"provider column {columns.provider!r}: over {MOST_PROVIDERS:,} different values. "
            "Choose a coarser one, such as the shop in place of the article."
        )
    if not found.height:
        raise InputError(
            f"provider column {columns.provider!r}: empty in every row. Choose another column."
        )
    for row in found.iter_rows(named=True):
        cell = ("providers", "", cell_of([row["@provider"]]), "")
        folding.add(cell, "exposure", float(row["exposure"]))
        folding.add(cell, "places", int(row["places"]))


def _fold_queries(found: pl.DataFrame, name: str, folding: Folding) -> None:
    for row in found.iter_rows(named=True):
        cell = ("queries", name, cell_of([str(row["query"])]), "")
        folding.add(cell, "places", int(row["places"]))
        for held, amount in row.items():
            if held[0] in "et" and held[1:].isdigit():
                folding.add(cell, held, float(amount))


def _refuse_mixed(totals: pl.DataFrame, columns: RankingColumns, shares: dict[str, str]) -> None:
    for i, name in enumerate(columns.users):
        if mixed := int(totals[f"@mixed{i}"].sum()):
            raise bad_value(
                f"{name!r} of a request", f"{mixed:,} requests with several values", "one each",
                "Name the column that tells requests apart: --request.",
            )  # fmt: skip
    for name, role in shares.items():
        if uneven := int(totals[f"@uneven {role}"].sum()):
            raise bad_value(
                f"target share {name!r} of a request", f"{uneven:,} requests with several values",
                "one each",
            )  # fmt: skip


def _doubles(rows: Lazy, columns: RankingColumns) -> InputError:
    """Name the first places that hold several items."""
    top = rows.filter(nw.col("@in")).group_by("@request", "position").agg(nw.len().alias("@many"))
    twice = top.filter(nw.col("@many") > 1).sort("@request", "position").head(3)
    found = collected([twice.select("@request", "position", "@many")])[0]
    named = "; ".join(f"{q} at {p:g}: {n} rows" for q, p, n in found.rows())
    next_step = (
        "Name the column that tells requests apart: --request COL."
        if columns.request is None else "Keep one row for each place."
    )  # fmt: skip
    return bad_value("items of one request at one place", named, "one row each", next_step)
