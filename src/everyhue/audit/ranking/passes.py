"""The grouped passes over a log, written once and run by whatever engine holds it."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from everyhue.audit.ranking.aims import Aim
from everyhue.audit.ranking.columns import RankingColumns
from everyhue.audit.ranking.rows import Places
from everyhue.metrics.frames.lazy import Lazy

Shares = Mapping[str, str]
"""Column of target shares to its role."""


def items_pass(rows: Lazy, columns: RankingColumns) -> Lazy:
    """Sums of shown items by bucket and hash bucket."""
    keys = [f"@by{i}" for i in range(len(columns.by))]
    made = []
    for k in columns.ks:
        made += [_top(k, nw.lit(1, nw.Int64)).alias(f"places@{k}")]
        made += [_top(k, nw.col("@d")).alias(f"exposure@{k}")]
        made += [_top(k, nw.col("@click")).alias(f"clicks@{k}")] if columns.clicks else []
        made += [_top(k, nw.col("@gain")).alias(f"gain@{k}")] if columns.relevance else []
    return rows.filter(nw.col("@in")).group_by(*keys, "@cluster").agg(made)


def _top(k: int, what: nw.Expr) -> nw.Expr:
    """The sum over the top k."""
    return nw.when(nw.col("@place") <= k).then(what).otherwise(0).sum()


def aims_pass(
    rows: Lazy, columns: RankingColumns, aims: dict[str, Aim], shares: Shares
) -> tuple[Lazy, list[str]] | None:
    """Sums of what targets by request ask for: exposure of the known items times the share."""
    made, names = [], []
    for i, name in enumerate(columns.by):
        for bucket, column in aims[name].columns.items():
            for k in columns.ks:
                known = (nw.col("@place") <= k) & ~nw.col(f"@by{i}").is_null()
                wanted = nw.col("@d") * nw.col(shares[column])
                names.append(f"{i}@{bucket}@{k}")
                made.append(nw.when(known).then(wanted).otherwise(0.0).sum().alias(names[-1]))
    if not made:
        return None
    return rows.filter(nw.col("@in")).group_by("@cluster").agg(made), names


def requests(rows: Lazy, columns: RankingColumns, shares: Shares, packed: Places) -> Lazy:
    """One row per request: its buckets as keys, and what is summed over its items."""
    weights = [packed.weight(span) for span in packed.spans]
    rows = rows.with_columns(*(w.alias(f"@w{j}") for j, w in enumerate(weights)))
    made = [nw.col("@cluster").min(), nw.col("@in").cast(nw.Int64).sum().alias("@n")]
    for j in range(len(weights)):
        made.append(nw.col(f"@w{j}").sum().alias(f"@held{j}"))
        for i in range(len(columns.by)):
            made.append((nw.col(f"@code{i}") * nw.col(f"@w{j}")).sum().alias(f"@key{i}_{j}"))
    for i in range(len(columns.users)):
        made += [nw.col(f"@user{i}").min(), nw.col(f"@user{i}").max().alias(f"@user{i}most")]
    for role in shares.values():
        made += [nw.col(role).min(), nw.col(role).max().alias(f"{role}most")]
    return rows.group_by("@request").agg(*made, *_of_requests(columns))


def _of_requests(columns: RankingColumns) -> list[nw.Expr]:
    made = []
    for k in columns.ks:
        made.append(_top(k, nw.lit(1, nw.Int64)).alias(f"@places{k}"))
        if columns.clicks:
            first = nw.when((nw.col("@click") > 0) & (nw.col("@place") <= k)).then("@place")
            made.append(first.min().alias(f"@first{k}"))
        if columns.relevance:
            made.append(_top(k, nw.col("@gain") * nw.col("@d")).alias(f"@dcg{k}"))
            worth = nw.col("@gain") / (nw.col("@best") + 1).cast(nw.Float64).log(2.0)
            best = nw.when(nw.col("@best") <= k).then(worth).otherwise(0.0)
            made.append(best.sum().alias(f"@ideal{k}"))
        if columns.popularity:
            held = ~nw.col("popularity").is_null() & (nw.col("@place") <= k)
            made.append(nw.when(held).then("popularity").sum().alias(f"@arp{k}"))
            made.append(held.cast(nw.Int64).sum().alias(f"@popular{k}"))
            if columns.tailed:
                tail = nw.when(held).then(nw.col("@tail")).otherwise(0).sum()
                made.append(tail.alias(f"@aplt{k}"))
    return made


def sequences_pass(lists: Lazy, columns: RankingColumns, shares: Shares, packed: Places) -> Lazy:
    """How many requests show each sequence of buckets, by group and hash bucket."""
    keys = [f"@user{i}" for i in range(len(columns.users))]
    keys += ["@cluster", "@n", *shares.values()]
    for j in range(len(packed.spans)):
        keys += [f"@held{j}", *(f"@key{i}_{j}" for i in range(len(columns.by)))]
    return lists.group_by(*keys).agg(nw.len().alias("@requests"))


def requests_pass(lists: Lazy, columns: RankingColumns, shares: Shares) -> Lazy:
    """Sums over requests by group and hash bucket, and what must not be there."""
    made = [nw.len().alias("requests"), *_checks(columns, shares)]
    for k in columns.ks:
        made += _pair("list_length", k, nw.col(f"@places{k}").cast(nw.Float64), None)
        if columns.clicks:
            first = nw.col(f"@first{k}")
            hit = (~first.is_null()).cast(nw.Int64)
            made += _pair("requests_with_click", k, hit, None)
            made += _pair("reciprocal_rank", k, 1.0 / first.cast(nw.Float64), ~first.is_null())
        if columns.relevance:
            ideal = nw.col(f"@ideal{k}")
            made += _pair("ndcg", k, nw.col(f"@dcg{k}") / ideal, ideal > 0)
        if columns.popularity:
            some = nw.col(f"@popular{k}")
            made += _pair("popularity_arp", k, nw.col(f"@arp{k}") / some, some > 0)
            if columns.tailed:
                made += _pair("popularity_aplt", k, nw.col(f"@aplt{k}") / some, some > 0)
    keys = [f"@user{i}" for i in range(len(columns.users))]
    return lists.group_by(*keys, "@cluster").agg(made)


def _pair(name: str, k: int, value: nw.Expr, where: nw.Expr | None) -> list[nw.Expr]:
    """The sum of a measure over the requests that have it, and their number."""
    if where is None:
        return [value.sum().alias(f"{name}@{k}"), nw.len().alias(f"{name}_n@{k}")]
    total = nw.when(where).then(value).otherwise(0.0).sum()
    return [total.alias(f"{name}@{k}"), where.cast(nw.Int64).sum().alias(f"{name}_n@{k}")]


def _checks(columns: RankingColumns, shares: Shares) -> list[nw.Expr]:
    """Requests whose rows do not agree on what they should."""
    made = []
    for i in range(len(columns.users)):
        differs = nw.col(f"@user{i}") != nw.col(f"@user{i}most")
        made.append(differs.fill_null(False).cast(nw.Int64).sum().alias(f"@mixed{i}"))
    for role in shares.values():
        differs = nw.col(role) != nw.col(f"{role}most")
        made.append(differs.fill_null(False).cast(nw.Int64).sum().alias(f"@uneven {role}"))
    return made


def providers_pass(rows: Lazy, columns: RankingColumns) -> Lazy:
    """Exposure of each provider; one that is never in the top k has 0."""
    k = columns.ks[0]
    made = [_top(k, nw.col("@d")).alias("exposure"), _top(k, nw.lit(1)).alias("places")]
    known = rows.filter(~nw.col("@provider").is_null())
    return known.group_by("@provider").agg(made)


def worst_pass(
    rows: Lazy, columns: RankingColumns, aims: dict[str, Aim], shares: Shares, most: int
) -> list[Lazy]:
    """The queries whose exposure is furthest from the target, weighed by exposure: by dimension."""
    return [
        _worst(rows.filter(nw.col("@place") <= columns.ks[0]), i, aims[name], shares, most)
        for i, name in enumerate(columns.by)
    ]


def _worst(rows: Lazy, i: int, aim: Aim, shares: Shares, most: int) -> Lazy:
    known = nw.when(~nw.col(f"@by{i}").is_null()).then("@d").otherwise(0.0)
    held = [
        nw.when(nw.col(f"@code{i}") == spot + 2).then("@d").otherwise(0.0).sum().alias(f"e{spot}")
        for spot in range(len(aim.buckets))
    ]
    held += [
        (known * share).sum().alias(f"t{spot}") for spot, share in enumerate(_targets(aim, shares))
    ]
    grouped = rows.group_by("query").agg(*held, nw.len().alias("places"))
    spots = range(len(aim.buckets))
    gap = nw.sum_horizontal(*((nw.col(f"e{s}") - nw.col(f"t{s}")).abs() for s in spots))
    grouped = grouped.with_columns(gap.alias("@gap"))
    return grouped.sort("@gap", "query", descending=[True, False]).head(most)


def _targets(aim: Aim, shares: Shares) -> list[nw.Expr]:
    """The target share of each bucket, as numbers or from columns; what is left for the last."""
    if not aim.columns:
        return [nw.lit(aim.shares[bucket]) for bucket in aim.buckets]
    named = {bucket: nw.col(shares[column]) for bucket, column in aim.columns.items()}
    left = nw.lit(1.0)
    for share in named.values():
        left = left - share
    return [named.get(bucket, left) for bucket in aim.buckets]
