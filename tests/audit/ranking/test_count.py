"""Counting a log: equal to a loop over its requests, on any engine, in any parts."""

from __future__ import annotations

import math
import os
from collections import defaultdict

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyhue import metrics
from everyhue.audit.ranking import RankingColumns, audit_rankings, count_ranking, read_eligible
from everyhue.audit.ranking.fold import cell_of
from everyhue.audit.ranking.kind import Made
from everyhue.audit.rules import Rules
from everyhue.errors import EveryhueError, InputError
from everyhue.types import Tally

KS = (3, 5)
TONES, HAIRS = ("deep", "light", "é·ü"), ("coily", "straight")
COLUMNS = RankingColumns(
    "q", "p", ("tone", "hair"), request="r", ks=KS, clicks="c", relevance="g",
    users=("locale",), provider="shop", popularity="pop", item="item",
    buckets={"tone": TONES, "hair": HAIRS},
)  # fmt: skip
SCHEMA = {
    "q": pl.String, "r": pl.Int64, "p": pl.Int64, "tone": pl.String, "hair": pl.String,
    "c": pl.Boolean, "g": pl.Float64, "locale": pl.String, "shop": pl.String, "pop": pl.Int64,
    "item": pl.Int64, "women": pl.Float64,
}  # fmt: skip
AIMS = {"tone": {"deep": 0.5, "light": 0.3, "é·ü": 0.2}, "hair": {"coily": "women"}}
RULES = Rules(targets=AIMS)

item = st.tuples(
    st.sampled_from([*TONES, None, "", "Unknown", "nan"]), st.sampled_from([*HAIRS, None]),
    st.sampled_from([True, False, None]), st.sampled_from([0.0, 1.0, 3.0, None, math.nan]),
    st.sampled_from(["a", "b", None]), st.integers(0, 5),
)  # fmt: skip
request = st.tuples(
    st.sampled_from(["bob", "日本", "a\nb"]), st.sampled_from(["de", "fr", None]),
    st.sampled_from([0.0, 0.25, 0.8]), st.lists(item, min_size=1, max_size=7),
)  # fmt: skip


def log_of(requests, gaps=False):
    rows = []
    for r, (query, locale, women, items) in enumerate(requests):
        for p, (tone, hair, c, g, shop, pop) in enumerate(items, 1):
            place = 2 * p if gaps else p
            rows.append((query, r, place, tone, hair, c, g, locale, shop, pop, pop, women))
    rows.append(("z", -1, 1, "deep", "coily", True, 1.0, "de", "a", 9, 9, 0.25))
    rows.append(("z", -1, 2, "light", "straight", False, 2.0, "de", "b", 1, 1, 0.25))
    return pl.DataFrame(rows, SCHEMA, orient="row")


def code(word, buckets):
    return buckets.index(word) if word in buckets else -1


def naive(frame):
    """Sums of list measures by name, one request at a time, with the measures of one list."""
    sums, counts = defaultdict(float), defaultdict(int)
    undefined = defaultdict(int)
    for _, rows in frame.sort("r", "p").group_by("r", maintain_order=True):
        for k in KS:
            for name, value in measured(rows, k):
                if value.estimate is None:
                    undefined[f"{name[0]}: {name[1]}@{k}: {value.undefined}"] += 1
                else:
                    sums[*name, k] += value.estimate
                    counts[*name, k] += 1
    return sums, counts, undefined


def measured(rows, k):
    order = np.arange(rows.height)
    gains = rows["g"].fill_nan(None).fill_null(0.0).to_numpy()
    clicks = rows["c"].fill_null(False).cast(pl.Float64).to_numpy()
    yield ("requests", "ndcg"), metrics.ndcg(order, gains, k=k)
    if clicks[:k].any():
        yield ("requests", "reciprocal_rank"), metrics.reciprocal_rank(order, clicks, k=k)
    yield ("requests", "popularity_arp"), metrics.popularity_arp(order, rows["pop"], k=k)
    women = rows["women"][0]
    for name, buckets, aim in (
        ("tone", TONES, list(AIMS["tone"].values())), ("hair", HAIRS, [women, 1 - women]),
    ):  # fmt: skip
        sure = [code(word, buckets) for word in rows[name].to_list()]
        yield (name, "div_at_k"), metrics.div_at_k(sure, buckets=len(buckets), k=k)
        yield (name, "unknown_places"), metrics.unknown_share(sure, k=k)
        for measure in ("ndkl", "infeasible_index", "awrf", "exposure_gap", "min_skew_at_k",
                        "max_skew_at_k"):  # fmt: skip
            yield (name, measure), getattr(metrics, measure)(sure, target=aim, k=k)
        for i, bucket in enumerate(buckets):
            share = metrics.exposure_share(sure, bucket=i, k=k)
            yield (name, f"exposure_share:{bucket}"), share


def summed(tally, part, name):
    rows = [row for table in (tally.counts, tally.sums) for cell, row in table.items()
            if cell[:2] == part]  # fmt: skip
    return sum(row.get(name, 0) for row in rows)


@given(st.lists(request, min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_list_measures_equal_a_loop_over_requests(requests):
    frame = log_of(requests)
    tally = count_ranking(frame, COLUMNS, RULES)
    sums, counts, undefined = naive(frame)
    for (part, name, k), total in sums.items():
        key = ("requests", "") if part == "requests" else ("lists", part)
        assert summed(tally, key, f"{name}@{k}") == pytest.approx(total, abs=1e-9), (part, name)
        base = f"{name}_n@{k}"
        assert summed(tally, key, base) == counts[part, name, k]
    told = sum(n for cell, row in tally.undefined.items() if cell[0] == "lists"
               for why, n in row.items() if "skew_at_k:" not in why)  # fmt: skip
    assert told == sum(n for why, n in undefined.items() if not why.startswith("requests"))


@given(st.lists(request, min_size=1, max_size=6), st.booleans())
@settings(max_examples=25, deadline=None)
def test_sums_of_items_equal_a_loop_over_rows(requests, gaps):
    frame = log_of(requests, gaps)
    tally = count_ranking(frame, COLUMNS, RULES)
    want = defaultdict(float)
    for row in frame.iter_rows(named=True):
        tone, hair = (w if code(w, b) >= 0 else None for w, b in
                      ((row["tone"], TONES), (row["hair"], HAIRS)))  # fmt: skip
        gain = 0.0 if row["g"] is None or math.isnan(row["g"]) else row["g"]
        for k in KS:
            if row["p"] <= k:
                cell = cell_of([tone, hair])
                want[cell, f"places@{k}"] += 1
                want[cell, f"exposure@{k}"] += 1 / math.log2(1 + row["p"])
                want[cell, f"clicks@{k}"] += bool(row["c"])
                want[cell, f"gain@{k}"] += gain
    got = defaultdict(float)
    for table in (tally.counts, tally.sums):
        for cell, row in table.items():
            if cell[0] == "items":
                for name, amount in row.items():
                    got[cell[2], name] += amount
    assert set(got) >= set(want)
    for key, amount in got.items():
        assert amount == pytest.approx(want.get(key, 0.0), abs=1e-9)


AWKWARD = (*TONES, "unknown", "N/A", None, "", " ", "\tdeep ", "Missing")


def big(requests=300, seed=0):
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(requests):
        items = [
            (AWKWARD[rng.integers(0, len(AWKWARD))], rng.choice(HAIRS), bool(rng.random() < 0.1),
             float(rng.integers(0, 4)), rng.choice(["a", "b", "c"]), int(rng.integers(0, 50)))
            for _ in range(rng.integers(1, 8))
        ]  # fmt: skip
        made.append((f"q{rng.integers(0, 40)}", rng.choice(["de", "fr", ""]), 0.25, items))
    return log_of(made)


def equal(one, two):
    assert one.kind == two.kind
    assert one.undefined == two.undefined
    assert set(one.counts) == set(two.counts)
    for cell, row in one.counts.items():
        assert {n: v for n, v in row.items() if v} == {n: v for n, v in two.counts[cell].items()
                                                       if v}  # fmt: skip
    for cell, row in one.sums.items():
        for name, amount in row.items():
            assert two.sums[cell][name] == pytest.approx(amount, rel=1e-9, abs=1e-12), (cell, name)


@pytest.mark.parametrize("make", ["lazy", "duckdb", "pandas", "arrow", "shuffled"])
def test_every_engine_counts_alike(make):
    frame = big()
    whole = count_ranking(frame, COLUMNS, RULES)
    if make == "duckdb":
        duckdb = pytest.importorskip("duckdb")
        with duckdb.connect() as connection:
            equal(whole, count_ranking(connection.from_arrow(frame.to_arrow()), COLUMNS, RULES))
        return
    made = {
        "lazy": frame.lazy, "pandas": frame.to_pandas, "arrow": frame.to_arrow,
        "shuffled": lambda: frame.sample(fraction=1.0, shuffle=True, seed=4),
    }[make]()  # fmt: skip
    equal(whole, count_ranking(made, COLUMNS, RULES))


@pytest.mark.slow
def test_spark_counts_alike(spark, tmp_path):
    frame = big(60)
    frame.write_parquet(tmp_path / "log.parquet")
    rows = spark.read.parquet(str(tmp_path / "log.parquet"))
    few = RankingColumns("q", "p", ("tone",), request="r", ks=(3,), clicks="c", users=("locale",))
    columns, rules = (COLUMNS, RULES) if "EVERYHUE_FULL" in os.environ else (few, None)
    equal(*(count_ranking(held, columns, rules, worst=0) for held in (frame, rows)))


def test_parts_by_request_add_up_to_the_whole(tmp_path):
    frame = big()
    below = Made.of(count_ranking(frame, COLUMNS, RULES, worst=0).kind).tail_below
    frame = frame.with_columns(pl.lit(below).alias("same"))  # one tail for all parts
    columns = RankingColumns(**{name: getattr(COLUMNS, name) for name in COLUMNS.__slots__}
                             | {"popularity": None, "item": None})  # fmt: skip
    whole = count_ranking(frame, columns, RULES, worst=0)
    total = None
    for part in range(3):
        tally = count_ranking(frame.filter(pl.col("r") % 3 == part), columns, RULES, worst=0)
        tally.save(tmp_path / f"{part}.json")
        loaded = Tally.load(tmp_path / f"{part}.json")
        total = loaded if total is None else total + loaded
    equal(whole, total)
    assert audit_rankings(whole, RULES).overall.values["ndcg"].number() == pytest.approx(
        audit_rankings(total, RULES).overall.values["ndcg"].number()
    )


def test_tallies_of_other_buckets_or_targets_do_not_add_up():
    frame = big(20)
    one = count_ranking(frame, COLUMNS, RULES, worst=0)
    with pytest.raises(InputError, match="the same kind"):
        one + count_ranking(frame, COLUMNS, None, worst=0)


@pytest.mark.parametrize("depth", [10, 40, 200])
def test_deep_lists_need_several_keys_and_are_counted_alike(depth):
    rng = np.random.default_rng(depth)
    tone = rng.choice([*TONES, "unknown"], 3 * depth)
    frame = pl.DataFrame({"q": np.repeat(["a", "b", "c"], depth), "tone": tone,
                          "p": np.tile(np.arange(1, depth + 1), 3)})  # fmt: skip
    columns = RankingColumns("q", "p", ("tone",), ks=(depth,))
    found = audit_rankings(count_ranking(frame, columns)).dimensions[0]
    names = sorted(TONES)
    by_hand = [
        metrics.ndkl([code(w, names) for w in tone[i * depth : (i + 1) * depth]],
                     target=[1 / 3] * 3).number()
        for i in range(3)
    ]  # fmt: skip
    assert found.lists["ndkl"].number() == pytest.approx(np.mean(by_hand))


def test_gaps_are_kept_or_closed():
    frame = pl.DataFrame({"q": ["a", "a"], "p": [2, 7], "tone": ["x", "y"]})
    kept, closed = (
        audit_rankings(count_ranking(frame, RankingColumns("q", "p", ("tone",), close_up=close)))
        for close in (False, True)
    )
    share = [f.dimensions[0].groups[0].values["exposure_share"].number() for f in (kept, closed)]
    assert share[0] == pytest.approx((1 / math.log2(3)) / (1 / math.log2(3) + 1 / math.log2(8)))
    assert share[1] == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_positions_from_zero_are_told():
    frame = pl.DataFrame({"q": ["a", "a"], "p": [0, 1], "tone": ["x", "y"]})
    found = audit_rankings(count_ranking(frame, RankingColumns("q", "p", ("tone",))))
    assert any("count from 0" in note for note in found.notes)
    assert found.dimensions[0].groups[0].values["exposure_share"].number() > 0.6


def rows(**changed):
    table = {"q": ["a", "a", "b"], "p": [1, 2, 1], "tone": ["x", "y", "x"], "c": [0, 1, 0],
             "u": ["de", "de", "fr"]}  # fmt: skip
    return pl.DataFrame({**table, **changed}, strict=False)


@pytest.mark.parametrize(
    ("changed", "more", "message"),
    [
        ({"p": [1, 1, 1]}, {}, r"one place: got 'a at 1: 2 rows'.*--request"),
        ({"p": [1, 1, 1]}, {"close_up": True}, "a at 1: 2 rows"),
        ({"p": [1, -2, 1]}, {}, "position in 'p': got '1 rows"),
        ({"p": [1.5, 2, 1]}, {}, "whole numbers"),
        ({"p": [float("inf"), 2, 1]}, {}, "whole numbers"),
        ({"p": ["1", "2", "1"]}, {}, "column 'p': got 'String', expected numbers"),
        ({"p": [None, None, None]}, {}, "position column 'p': empty"),
        ({"q": [None, None, None]}, {}, "query column 'q': empty"),
        ({"tone": ["", "unknown", None]}, {}, "'tone': no label in any row"),
        ({"c": [0, -1, 0]}, {"clicks": "c"}, "'c': got '1 rows below 0"),
        ({"u": ["de", "fr", "fr"]}, {"users": ("u",)}, "1 requests with several values"),
        ({"q": [[1], [2], [3]]}, {"users": ("q",)}, "text or whole numbers"),
    ],
)  # fmt: skip
def test_bad_logs_are_refused_in_one_sentence(changed, more, message):
    with pytest.raises(EveryhueError, match=message) as caught:
        count_ranking(rows(**changed), RankingColumns("q", "p", ("tone",), **more))
    assert "\n" not in str(caught.value)


def test_many_at_one_place_are_found_though_they_carry():
    frame = pl.DataFrame({"q": ["a"] * 64, "p": [1] * 64, "tone": ["x"] * 32 + ["y"] * 32})
    with pytest.raises(InputError, match="a at 1: 64 rows"):
        count_ranking(frame, RankingColumns("q", "p", ("tone",)))


def test_a_million_values_are_no_dimension():
    frame = pl.DataFrame({"q": range(2000), "p": [1] * 2000, "tone": range(2000)})
    with pytest.raises(InputError, match="over 50 different values"):
        count_ranking(frame, RankingColumns("q", "p", ("tone",)))


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (Rules(targets={"tone": {"x": 0.5, "z": 0.5}}), "'z' is not known.*--buckets tone=x,y,z"),
        (Rules(targets={"tine": "equal"}), "Did you mean 'tone'"),
        (Rules(targets={"tone": {"x": "shar"}}), "column: 'shar' is not known"),
        (Rules(targets={"tone": {"x": "p"}}), "target shares in 'p'"),
    ],
)  # fmt: skip
def test_targets_that_do_not_fit_are_named(rules, message):
    with pytest.raises(EveryhueError, match=message):
        count_ranking(rows(), RankingColumns("q", "p", ("tone",)), rules)


def test_a_bucket_that_is_never_shown_is_there_when_it_is_declared():
    columns = RankingColumns("q", "p", ("tone",), buckets={"tone": ("x", "y", "z")})
    found = audit_rankings(count_ranking(rows(), columns)).dimensions[0]
    assert [line.group for line in found.groups] == [("x",), ("y",), ("z",)]
    never = found.groups[2].values["exposure_share"]
    assert never.number() == 0
    assert never.high > 0.3
    assert found.lists["div_at_k"].number() == 0


def test_shipped_dimensions_bring_their_buckets():
    frame = rows().rename({"tone": "skin_tone"}).with_columns(pl.lit("deep").alias("skin_tone"))
    found = audit_rankings(count_ranking(frame, RankingColumns("q", "p", ("skin_tone",))))
    assert [line.group[0] for line in found.dimensions[0].groups] == [
        "light", "light_medium", "medium_deep", "deep",
    ]  # fmt: skip


def test_one_row_is_audited():
    found = audit_rankings(count_ranking(rows()[:1], RankingColumns("q", "p", ("tone",))))
    value = found.dimensions[0].groups[0].values["exposure_share"]
    assert (value.estimate, value.low) == (1.0, pytest.approx(0.025))


def test_rows_without_query_or_position_are_left_out_and_told():
    frame = rows(q=["a", "a", None], p=[1, None, 1])
    found = audit_rankings(count_ranking(frame, RankingColumns("q", "p", ("tone",))))
    assert found.requests == 1
    assert [note[:6] for note in found.notes] == ["1 rows", "1 rows"]


def test_the_eligible_need_a_column_of_the_log():
    columns = RankingColumns("q", "p", ("tone",), users=("u",))
    with pytest.raises(InputError, match="columns of the eligible"):
        read_eligible(pl.DataFrame({"other": ["x"]}), columns)
    with pytest.raises(InputError, match="a number ≥ 0"):
        read_eligible(pl.DataFrame({"u": ["de"], "count": [-1]}), columns)
    with pytest.raises(InputError, match="somebody"):
        read_eligible(pl.DataFrame({"u": [""]}), columns)


def test_a_stated_tail_needs_no_items():
    frame = rows(pop=[5, 1, 9])
    columns = RankingColumns("q", "p", ("tone",), popularity="pop", tail_below=4)
    found = audit_rankings(count_ranking(frame, columns))
    assert found.tail_below == 4
    assert found.overall.values["popularity_aplt"].number() == 0.25


@pytest.mark.parametrize(
    "query",
    [[1.5, 1.5, 2.0], [[1], [1], [2]]],
)
def test_what_hashes_differently_on_engines_is_no_query(query):
    with pytest.raises(InputError, match=r"column 'q'.*text or whole numbers"):
        count_ranking(rows(q=query), RankingColumns("q", "p", ("tone",)))


def test_labels_may_be_categories_numbers_or_truth_values():
    frame = rows(tone=[1, 2, 1]).with_columns(
        kind=pl.Series(["a", "b", "a"], dtype=pl.Categorical), new=pl.Series([True, False, True])
    )
    found = audit_rankings(count_ranking(frame, RankingColumns("q", "p", ("tone", "kind", "new"))))
    buckets = {line.dimension: [g.group[0] for g in line.groups] for line in found.dimensions}
    assert buckets == {"tone": ["1", "2"], "kind": ["a", "b"], "new": ["false", "true"]}


def test_too_many_sequences_are_refused(monkeypatch):
    monkeypatch.setattr("everyhue.audit.ranking.count.MOST_SEQUENCES", 3)
    with pytest.raises(InputError, match="distinct sequences"):
        count_ranking(big(50), COLUMNS, RULES)
