"""Catalogs counted: equal on every engine, mergeable, and what the numbers mean."""

from __future__ import annotations

from collections import Counter

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.audit.catalog import (
    Asked,
    CatalogColumns,
    Said,
    Sample,
    audit_catalog,
    columns_of,
    count_catalog,
    tell_catalog,
)
from everyhue.audit.catalog.folder import catalog_frame
from everyhue.audit.catalog.held import Held
from everyhue.audit.catalog.said import NOT_SURE
from everyhue.audit.rules import Gate, Rules
from everyhue.catalog import Catalog, Item
from everyhue.catalog.ingest.joined import Joined
from everyhue.errors import EveryhueError
from everyhue.metrics.inference import clopper_pearson
from everyhue.signals.dimensions import SHIPPED
from everyhue.signals.labels_file import Labelled
from everyhue.types import Labels, Provenance, Tally

DECLARED = {dimension.name: dimension for dimension in SHIPPED}
TONES = DECLARED["skin_tone"].ids
WORDS = ("coily", "Curly", "shaved or bald", "covered", "coily|wavy", "", None, "unknown")


def table(n=600, seed=0):
    """Soft tones with silent rows, hair in several spellings, awkward topics and creators."""
    rng = np.random.default_rng(seed)
    probs = rng.dirichlet([0.3] * 4, n)
    probs[rng.random(n) < 0.1] = 0
    said: list[list[float | None]] = probs.tolist()
    said = [[None] * 4 if rng.random() < 0.05 else row for row in said]
    return pl.DataFrame(
        {"id": [f"{seed}-{i}" for i in range(n)],
         "hair_pattern": [WORDS[i] for i in rng.integers(0, len(WORDS), n)],
         "topic": [("braids", "日本", "a,b", None)[i] for i in rng.integers(0, 4, n)],
         "creator": rng.choice(list("abcdefgh"), n)}
        | {f"skin_tone:{tone}": pl.Series([row[i] for row in said], dtype=pl.Float64)
           for i, tone in enumerate(TONES)}
    )  # fmt: skip


def columns(frame, **asked):
    return columns_of(frame.columns, Asked(**asked), DECLARED)


def plain(tally: Tally):
    return {cell: dict(row) for cell, row in tally.counts.items() if cell[0] != "declared"}


def test_counts_equal_those_by_hand():
    frame = table()
    tally = count_catalog(frame, columns(frame))
    held = Held.of(tally)
    by_hand = Counter(
        {"coily": "coily", "Curly": "curly", "shaved or bald": "shaved_bald"}.get(word, "unknown")
        for word in frame["hair_pattern"]
    )
    buckets = (*DECLARED["hair_pattern"].ids, "unknown")
    counted = {b: held.row("hair_pattern", b).get("n", 0) for b in buckets}
    assert counted == {b: by_hand[b] for b in buckets}
    reasons = held.reasons("hair_pattern")
    assert reasons["covered"] == (frame["hair_pattern"] == "covered").sum()
    assert reasons["several_people"] == (frame["hair_pattern"] == "coily|wavy").sum()
    matrix = frame.select(f"skin_tone:{tone}" for tone in TONES).to_numpy()
    labels = Labels.from_matrix(np.nan_to_num(matrix), DECLARED["skin_tone"])
    assert {t: held.row("skin_tone", t)["n"] for t in TONES} | {
        "unknown": held.row("skin_tone", "unknown")["n"]
    } == labels.counts()
    assert held.reasons("skin_tone") == {
        "not sure enough": int(((labels.sure < 0) & labels.known).sum()),
        "missing": int((~labels.known).sum()),
    }


@pytest.mark.parametrize("cluster", [None, "creator"])
def test_engines_and_chunks_agree(cluster):
    frame = table()
    found = columns(frame, by=("creator",), cluster=cluster)
    whole = count_catalog(frame, found)
    others = [
        count_catalog(frame.lazy(), found), count_catalog(frame.to_pandas(), found),
        count_catalog(duckdb.from_arrow(frame.to_arrow()), found),
        count_catalog(frame[411:], found) + count_catalog(frame[:411], found),
    ]  # fmt: skip
    for other in others:
        assert plain(other) == plain(whole)
        assert other.undefined == whole.undefined
        for cell, row in whole.sums.items():
            assert other.sums[cell]["p"] == pytest.approx(row["p"], rel=1e-9)
        assert Held.of(other).buckets == Held.of(whole).buckets
    assert ", clusters creator" in whole.kind or cluster is None


def test_a_saved_tally_says_the_same(tmp_path):
    frame = table()
    tally = count_catalog(frame, columns(frame, cluster="creator"))
    tally.save(tmp_path / "t.json")
    rules = Rules(targets={"skin_tone": "equal"})
    assert audit_catalog(Tally.load(tmp_path / "t.json"), rules) == audit_catalog(tally, rules)
    assert (tmp_path / "t.json").stat().st_size < 200_000


def test_a_declared_bucket_that_holds_nothing_is_there_and_fails():
    frame = pl.DataFrame({"id": range(3000), "skin_tone": ["light"] * 2000 + ["deep"] * 1000})
    rules = Rules(
        targets={"skin_tone": "equal"},
        gate=(Gate(measure="representation", against="target", at_least=0.5),),
    )
    found = audit_catalog(count_catalog(frame, columns(frame)), rules)
    lines = {line.bucket: line for line in found.dimensions[0].buckets}
    assert tuple(lines) == TONES
    assert (lines["medium_deep"].items, lines["medium_deep"].counted.estimate) == (0, 0.0)
    assert lines["medium_deep"].ratio.high < 0.02
    assert found.status == "fail"
    failed = {line.group for line in found.gates[0].lines if line.verdict.status == "fail"}
    assert failed == {"light_medium", "medium_deep"}


def test_a_bucket_that_only_the_target_names_is_there_too():
    frame = pl.DataFrame({"id": range(2000), "gender": ["woman", "man"] * 1000})
    rules = Rules(targets={"gender": {"woman": 0.4, "man": 0.4, "nonbinary": 0.2}})
    found = audit_catalog(
        count_catalog(frame, columns_of(frame.columns, Asked(), {}, also=["gender"])), rules
    )
    assert [line.bucket for line in found.dimensions[0].buckets] == ["man", "nonbinary", "woman"]
    assert found.dimensions[0].apart_counted == pytest.approx(0.2)
    with pytest.raises(EveryhueError, match="Did you mean 'woman'"):
        audit_catalog(
            count_catalog(frame, columns_of(frame.columns, Asked(), {}, also=["gender"])),
            Rules(targets={"gender": {"Woman": 0.5, "man": 0.5}}),
        )


def test_bounds_of_all_buckets_share_the_level():
    frame = pl.DataFrame({"id": range(1000), "skin_tone": ["light"] * 900 + ["deep"] * 100})
    found = audit_catalog(count_catalog(frame, columns(frame)))
    value = found.dimensions[0].buckets[3].counted
    low, high = clopper_pearson(100, 1000, 1 - 0.05 / 4)
    assert (value.low, value.high) == (pytest.approx(float(low)), pytest.approx(float(high)))


def test_clusters_widen_intervals_where_a_creator_repeats_itself():
    rng = np.random.default_rng(1)
    mine = rng.choice(TONES, 60)
    creator = rng.integers(0, 60, 6000)
    frame = pl.DataFrame(
        {"id": range(6000), "skin_tone": mine[creator], "who": creator.tolist()}
    )  # fmt: skip
    widths = []
    for cluster in (None, "who"):
        found = audit_catalog(count_catalog(frame, columns(frame, cluster=cluster)))
        values = [line.counted for line in found.dimensions[0].buckets]
        widths.append(np.mean([value.high - value.low for value in values]))
    assert widths[1] > 5 * widths[0]


def test_what_is_unknown_is_compared_by_column_and_held_by_a_gate():
    silent = ["covered"] * 1500 + [None] * 500
    frame = pl.DataFrame(
        {"id": range(8000), "hair_pattern": ["coily"] * 6000 + silent,
         "topic": ["a", "b"] * 3000 + ["a"] * 1900 + ["b"] * 100}
    )  # fmt: skip
    gate = Gate(measure="unlabelled_share", of="hair_pattern", cells=("topic",), at_most=1.25)
    found = audit_catalog(count_catalog(frame, columns(frame)), Rules(gate=(gate,)))
    whole, *by_topic = found.dimensions[0].unknown
    assert (whole.unknown.estimate, whole.reasons) == (0.25, {"covered": 1500, "missing": 500})
    assert [line.unknown.estimate for line in by_topic] == [1900 / 4900, 100 / 3100]
    gap = found.dimensions[0].uneven[0].difference
    assert gap.low > 0.3
    assert found.status == "fail"
    assert "a: lower bound" in found.gates[0].why


@given(st.integers(0, 2**32), st.integers(1, 3))
def test_intersections_equal_a_count_by_hand(seed, many):
    rng = np.random.default_rng(seed)
    values = {f"d{i}": rng.choice(["x", "y", None], 40).tolist() for i in range(many)}
    frame = pl.DataFrame({"id": range(40), "category": rng.choice(["k", "l"], 40), **values})
    said = tuple(Said(name, name) for name in values)
    held = Held.of(count_catalog(frame, CatalogColumns(said, "id", ("category",), "category")))
    for column in ("", "category"):
        names = tuple(values)[:2]
        if many < 2:
            assert held.joint(("d0", "d0"), column) == {}
            continue
        rows = frame.drop_nulls(names).select(*([column] if column else []), *names).rows()
        assert held.joint(names, column) == dict(Counter(rows))


def test_small_intersections_are_found_by_what_chance_would_give():
    frame = pl.DataFrame(
        {"id": range(400), "skin_tone": ["light"] * 200 + ["deep"] * 200,
         "hair_pattern": ["wavy"] * 300 + ["coily"] * 100}
    )  # fmt: skip
    pair = audit_catalog(count_catalog(frame, columns(frame))).together[0]
    assert (pair.cells, pair.known, pair.few) == (24, 400, 0)
    lines = {line.buckets: line for line in pair.lines}
    assert lines["light", "coily"].items == 0
    assert lines["light", "coily"].expected == pytest.approx(50)
    assert pair.empty == 21


def test_depth_limits_intersections():
    frame = table().with_columns(body_type=pl.lit("mid_size"))
    tally = count_catalog(frame, columns(frame))
    sizes = {depth: max(len(t.dimensions) for t in audit_catalog(tally, depth=depth).together)
             for depth in (2, None)}  # fmt: skip
    assert sizes == {2: 2, None: 3}
    assert audit_catalog(tally, depth=1).together == ()


def test_gates_of_other_audits_are_named_and_left():
    frame = pl.DataFrame({"id": range(2000), "skin_tone": [*TONES] * 500})
    tally = count_catalog(frame, columns(frame))
    other = Gate(measure="selection_rate", at_least=0.8)
    mine = Gate(measure="representation", against="target", at_least=0.8)
    both = audit_catalog(tally, Rules(targets={"skin_tone": "equal"}, gate=(other, mine)))
    assert both.status == "pass"
    assert both.unjudged == ("selection_rate, ratio to overall at least 0.8",)
    assert "another audit: selection_rate" in tell_catalog(both).found[1]
    with pytest.raises(EveryhueError, match="representation"):
        audit_catalog(tally, Rules(gate=(other,)))


def test_too_few_items_say_how_many_it_takes():
    frame = pl.DataFrame({"id": range(300), "skin_tone": [*TONES] * 75})
    gate = Gate(measure="representation", against="target", at_least=0.8)
    found = audit_catalog(
        count_catalog(frame, columns(frame)), Rules(targets={"skin_tone": "equal"}, gate=(gate,))
    )
    assert found.status == "insufficient evidence"
    assert found.gates[0].rows_needed == 1000


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"id": ["a", "a"], "skin_tone": ["deep", None]}, "a more than once"),
        ({"id": ["a", None], "skin_tone": ["deep", None]}, "1 empty"),
        ({"id": ["a"], "skin_tone": ["deeep"]}, "Did you mean 'deep'"),
        ({"id": ["a"], "skin_tone": [None]}, "No item has a sure bucket"),
        ({"id": ["a"], "hair:x": [0.7], "hair:y": [0.7]}, "sum to 1"),
        ({"id": ["a"], "hair:x": [-0.1], "hair:y": [1.1]}, "sum to 1"),
        ({"id": ["a"], "skin_tone:light": [1.0], "skin_tone:dep": [0.0]}, "Did you mean 'deep'"),
        ({"id": ["a"], "skin_tone:light": [1.0], "skin_tone:deep": [0.0]}, "light_medium, med"),
        ({"id": ["a"], "skin_tone": [["deep"]]}, "text, numbers"),
        ({"id": ["a"], "price": ["x"]}, "No dimension among"),
        ({"name": ["a"], "skin_tone": ["deep"]}, "no id"),
        ({"id": ["a"], "skin_tone": ["deep"], "category": [""]}, "empty in every row"),
        ({"id": [], "skin_tone": []}, "no row"),
    ],
)  # fmt: skip
def test_bad_tables_get_one_clear_message(rows, words):
    frame = pl.DataFrame(rows, strict=False)
    with pytest.raises(EveryhueError, match=words):
        audit_catalog(count_catalog(frame, columns(frame)))


def test_a_column_of_a_million_values_is_refused():
    frame = pl.DataFrame({"id": range(1_000_000), "who": range(1_000_000)})
    late = pl.DataFrame({"id": range(200_000), "who": [1] * 150_000 + [*range(50_000)]})
    for one in (frame, late):
        with pytest.raises(EveryhueError, match="over 500 different values"):
            count_catalog(one, CatalogColumns((Said("who", "who"),), "id"))


def test_a_sample_that_does_not_fit_is_refused():
    frame = table()
    found = columns(frame)
    for rows, words in (
        ({"id": ["zz"], "skin_tone": ["deep"]}, "none of its 1 ids"),
        ({"id": ["0-1", "0-1"], "skin_tone": ["deep", "deep"]}, "every id once"),
        ({"id": ["0-1"], "skin_tone": ["deeep"]}, "Did you mean 'deep'"),
        ({"id": ["0-1"], "tone": ["deep"]}, "dimension of the sample"),
        ({"item": ["0-1"], "skin_tone": ["deep"]}, "id column of the sample"),
    ):
        with pytest.raises(EveryhueError, match=words):
            count_catalog(frame, found, Sample(pl.DataFrame(rows)))


def a_labels_file(path, n=60):
    """What is sure in it is not what is above .8."""
    rng = np.random.default_rng(0)
    probs = rng.dirichlet(np.ones(4), n).astype(np.float32)
    reason = np.array([("", "", "", "low_confidence", "several_people")[i % 5] for i in range(n)],
                      object)  # fmt: skip
    known = reason == ""
    probs[~known] = 0
    sure = np.where(known & (np.arange(n) % 2 == 0), probs.argmin(axis=1), -1).astype(np.int16)
    labels = Labels("skin_tone", TONES, probs, known, sure, reason, None, Provenance("tone-1"))
    held = Labelled.of([f"i{row}" for row in range(n)], labels)
    held.save(path)
    return held


def test_a_labels_file_is_counted_as_it_counts_itself(tmp_path):
    held = a_labels_file(tmp_path / "labels.parquet")
    counted, frame = held.counted(), pl.read_parquet(tmp_path / "labels.parquet")
    found = columns(frame)
    assert [one.probs for one in found.said] == [tuple(f"skin_tone:{tone}" for tone in TONES)]
    cells = count_catalog(frame, found).counts
    for tone in TONES:
        assert cells["label", "skin_tone", "", "", tone]["n"] == counted.sure[tone]
    unknown = Held.of(count_catalog(frame, found)).reasons("skin_tone")
    assert dict(unknown) == {**counted.reasons, NOT_SURE: counted.vague}
    asked = columns(frame, sure_at=0.9)  # a person's own threshold stands above what is stored
    above = (held.labels.probs.max(axis=1) >= 0.9).sum()
    cells = count_catalog(frame, asked).counts
    assert sum(cells["label", "skin_tone", "", "", tone]["n"] for tone in TONES) == above


def test_a_catalog_made_of_a_labels_file_is_counted_as_the_file(tmp_path):
    held = a_labels_file(tmp_path / "labels.parquet")
    joined = Joined([held], DECLARED)
    items = joined.all([Item(item, "Bob") for item in held.items])
    with Catalog.create(tmp_path / "my.catalog", list(items), dimensions=SHIPPED) as catalog:
        frame = catalog_frame(catalog)
    cells = count_catalog(frame, columns(frame)).counts
    for tone in TONES:
        assert cells["label", "skin_tone", "", "", tone]["n"] == held.counted().sure[tone]
