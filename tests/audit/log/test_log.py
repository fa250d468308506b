"""Reading a team's own log: any names, any of three formats, bad rows named, good ones kept."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from everyhue.audit.log import (
    Goals,
    LabelsAsked,
    LogAsked,
    LogColumns,
    Unknown,
    find_columns,
    gain_of,
    read_goals,
    read_log,
)
from everyhue.audit.log.items import labels_from_file
from everyhue.catalog import Catalog, Item
from everyhue.errors import EveryhueError, FileError, InputError, UnknownNameError
from everyhue.signals import SHIPPED, SKIN_TONE
from everyhue.signals.labels_file import Labelled
from everyhue.types import Bucket, Dimension, Labels, Provenance

HAIR = Dimension("hair", "Hair", (Bucket("coily", "Coily"), Bucket("straight", "Very straight")))
DECLARED = LabelsAsked(dimensions={"hair": HAIR})

ROWS = [
    {"q": "bob", "doc_id": "a", "rank": 2, "score": 0.5, "hair": "straight", "clicked": 1},
    {"q": "bob", "doc_id": "b", "rank": 1, "score": 0.9, "hair": "coily", "clicked": 0},
    {"q": "fade", "doc_id": "a", "rank": 1, "score": 0.7, "hair": "Very Straight", "clicked": 0},
    {"q": "fade", "doc_id": "c", "rank": 2, "score": 0.1, "hair": "", "clicked": 1},
]


def csv_of(rows, path):
    pl.DataFrame(rows, infer_schema_length=None).write_csv(path)
    return path


def jsonl_of(rows, path):
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def parquet_of(rows, path):
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(path)
    return path


@pytest.mark.parametrize(
    ("write", "name"), [(csv_of, "l.csv"), (jsonl_of, "l.jsonl"), (parquet_of, "l.parquet")]
)
def test_the_three_formats_read_the_same(tmp_path, write, name):
    read = read_log(write(ROWS, tmp_path / name), LogAsked(labels=DECLARED))
    bob, fade = read.lists
    assert (bob.query, bob.ids) == ("bob", ("a", "b"))
    assert bob.relevance.tolist() == [0.5, 0.9]
    assert bob.order.tolist() == [1, 0]
    assert bob.clicks.tolist() == [1, 0]
    assert fade.labels["hair"].sure.tolist() == [1, -1]
    assert fade.labels["hair"].reason.tolist() == ["", "missing"]
    assert read.bad == ()


def test_a_row_per_request_with_lists(tmp_path):
    rows = [
        {"query": "bob", "item_id": ["a", "b"], "score": [0.2, 0.8], "hair": ["coily", "straight"]},
        {"query": "fade", "item_id": ["a", "b"], "score": [0.2], "hair": ["coily", "straight"]},
    ]
    for write, name in ((jsonl_of, "l.jsonl"), (parquet_of, "l.parquet")):
        read = read_log(write(rows, tmp_path / name), LogAsked(labels=DECLARED))
        assert read.lists[0].order.tolist() == [1, 0]
        assert read.lists[0].labels["hair"].sure.tolist() == [0, 1]
        assert len(read.lists) == 1
        assert read.bad[0].reason == "lists of different length: item_id 2, score 1, hair 2"


def test_bad_rows_are_named_by_line_and_good_ones_kept(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(
        "query,item,position,hair\n"
        "bob,a,1,coily\n"
        "bob,,2,coily\n"
        "bob,b,two,coily\n"
        "bob,c,3\n"
        ",d,1,coily\n"
        "bob,a,4,coily\n"
        "bob,e,-1,coily\n"
        "bob,f,5,straight\n"
    )
    read = read_log(path, LogAsked(labels=DECLARED))
    assert read.lists[0].ids == ("a", "f")
    reasons = {row.line: row.reason for row in read.bad}
    assert reasons[3] == "no item in 'item'"
    assert reasons[4].startswith("position: got 'two', expected a number")
    assert reasons[5] == "3 cells, expected 4"
    assert reasons[6] == "no query in 'query'"
    assert reasons[7] == "item 'a' is in this request already"
    assert "whole number" in reasons[8]


def test_without_scores_a_stated_gain_of_the_position(tmp_path):
    rows = [{"query": "q", "item": i, "order": i, "hair": "coily"} for i in (0, 3)]
    asked = LogAsked(LogColumns(position="order"), DECLARED)
    read = read_log(csv_of(rows, tmp_path / "l.csv"), asked)
    assert read.lists[0].position.tolist() == [1, 4]
    assert read.lists[0].relevance.tolist() == pytest.approx([1, 1 / np.log2(5)])
    assert "No scores: relevance is 1/log2(1 + position)." in read.notes
    assert "Positions count from 0 in the log; 1 was added." in read.notes


def test_without_positions_the_scores_order(tmp_path):
    rows = [{"query": "q", "item": i, "score": s, "hair": "coily"} for i, s in ((1, 0.1), (2, 0.9))]
    read = read_log(csv_of(rows, tmp_path / "l.csv"), LogAsked(labels=DECLARED))
    assert read.lists[0].position.tolist() == [2, 1]
    assert "No positions: candidates are ordered by score." in read.notes


@pytest.mark.parametrize("name", ["log2", "reciprocal", "linear"])
def test_gains_fall(name):
    gains = gain_of(name, np.arange(1.0, 9.0))
    assert (np.diff(gains) < 0).all()
    assert (gains >= 0).all()


def test_requests_are_told_apart_by_their_column(tmp_path):
    rows = [
        {"request_id": r, "query": "bob", "item": "a", "score": 1, "hair": "coily"} for r in "xy"
    ]
    assert len(read_log(csv_of(rows, tmp_path / "l.csv"), LogAsked(labels=DECLARED)).lists) == 2


def test_labels_come_from_the_catalog_by_id(tmp_path):
    log = csv_of([{"query": "q", "item": i, "score": 1} for i in "abz"], tmp_path / "log.csv")
    labels = [
        {"sku": "a", "hair": "coily"},
        {"sku": "b", "hair": "purple"},
        {"sku": "a", "hair": ""},
    ]
    catalog = csv_of(labels, tmp_path / "labels.csv")
    asked = LogAsked(labels=LabelsAsked({}, "sku", (), {"hair": HAIR}), catalog=catalog)
    read = read_log(log, asked)
    held = read.lists[0].labels["hair"]
    assert held.sure.tolist() == [0, -1, -1]
    assert held.reason.tolist() == ["", "not a bucket", "not in catalog"]
    assert "hair: 1 labels 'purple' are no bucket and count as unknown." in read.notes
    assert "1 candidates are not in the catalog and count as unknown." in read.notes
    assert read.bad_items[0].reason == "'a' is there already"


def test_probability_columns_are_soft_labels(tmp_path):
    rows = [
        {"query": "q", "item": "a", "score": 1, "hair:coily": 0.9, "hair:straight": 0.1},
        {"query": "q", "item": "b", "score": 1, "hair:coily": 0.5, "hair:straight": 0.5},
        {"query": "q", "item": "c", "score": 1, "hair:coily": "", "hair:straight": ""},
    ]
    read = read_log(csv_of(rows, tmp_path / "l.csv"), LogAsked(labels=DECLARED))
    held = read.lists[0].labels["hair"]
    assert held.sure.tolist() == [0, -1, -1]
    assert held.known.tolist() == [True, True, False]


def test_a_labels_file_whose_items_are_numbers_is_found_by_them(tmp_path):
    labels = Labels.from_hard(["light", "deep"], SKIN_TONE)
    table = Labelled.of(["1", "2"], labels).frame().with_columns(pl.col("item").cast(pl.Int64))
    table.write_parquet(tmp_path / "l.parquet")
    found = labels_from_file(tmp_path / "l.parquet", LabelsAsked()).of(["2", "1", "3"])
    assert found["skin_tone"].sure.tolist() == [3, 0, -1]


def test_a_labels_file_without_rows_is_of_its_dimension_still(tmp_path):
    Labelled.of([], Labels.from_hard([], SKIN_TONE)).save(tmp_path / "l.parquet")
    found = labels_from_file(tmp_path / "l.parquet", LabelsAsked()).of(["a"])["skin_tone"]
    assert (found.dimension, found.reason.tolist()) == ("skin_tone", ["not in catalog"])


def stored(path, n=60):
    """A labels file whose sure items are not those above .8, with every kind of unknown."""
    rng = np.random.default_rng(0)
    probs = rng.dirichlet(np.ones(4), n).astype(np.float32)
    reason = np.array([("", "", "", "low_confidence", "several_people")[i % 5] for i in range(n)],
                      object)  # fmt: skip
    known = reason == ""
    probs[~known] = 0
    sure = np.where(known & (np.arange(n) % 2 == 0), probs.argmax(axis=1), -1).astype(np.int16)
    present = np.zeros((n, 4), bool)
    present[reason == "several_people", :2] = True
    labels = Labels("skin_tone", SKIN_TONE.ids, probs, known, sure, reason, present,
                    Provenance("tone-1@masks", "vector-1"))  # fmt: skip
    held = Labelled.of([f"i{row}" for row in range(n)], labels)
    held.save(path)
    return held


def log_of(items, path):
    rows = [{"q": f"q{at // 10}", "item": item, "rank": at % 10 + 1}
            for at, item in enumerate(items)]  # fmt: skip
    return csv_of(rows, path)


def test_a_labels_file_says_what_it_holds(tmp_path):
    held = stored(tmp_path / "labels.parquet")
    log = log_of([*held.items[::-1]], tmp_path / "log.csv")
    asked = LabelsAsked(dimensions={one.name: one for one in SHIPPED})
    read = read_log(log, LogAsked(labels=asked, catalog=tmp_path / "labels.parquet"))
    row = held.rows()
    for one in read.lists:
        labels, spots = one.labels["skin_tone"], [row[item] for item in one.ids]
        theirs = held.labels.take(spots)
        for name in ("known", "sure", "reason"):
            assert getattr(labels, name).tolist() == getattr(theirs, name).tolist()
        assert np.array_equal(labels.probs, theirs.probs)
        assert np.array_equal(labels.present, theirs.present)
        assert labels.provenance == held.labels.provenance
    assert (held.labels.known & (held.labels.sure < 0)).any()


def test_of_a_labels_file_what_is_not_there_and_what_a_rule_takes_out_is_unknown(tmp_path):
    held = stored(tmp_path / "labels.parquet")
    table = pl.read_parquet(tmp_path / "labels.parquet")
    table.with_columns(kind=pl.when(pl.col("item") == "i0").then(pl.lit("child")).otherwise(None),
                       hair=pl.lit("coily")).write_parquet(tmp_path / "more.parquet")  # fmt: skip
    log = log_of(["i0", "i1", "i999"], tmp_path / "log.csv")
    rules = (Unknown("kind", "child", "child in the picture"),)
    asked = LabelsAsked(unknown=rules, dimensions={"skin_tone": SKIN_TONE, "hair": HAIR})
    one = read_log(log, LogAsked(labels=asked, catalog=tmp_path / "more.parquet")).lists[0]
    labels = one.labels["skin_tone"]
    assert labels.reason.tolist() == ["child in the picture", "", "not in catalog"]
    assert labels.known.tolist() == [False, True, False]
    assert labels.sure.tolist() == [-1, held.labels.sure[1], -1]
    assert not labels.probs[[0, 2]].any()
    assert one.labels["hair"].sure.tolist() == [-1, 0, -1]


def test_a_labels_file_of_other_buckets_is_refused_and_an_undeclared_one_is_told(tmp_path):
    stored(tmp_path / "labels.parquet")
    log = log_of(["i0", "i1"], tmp_path / "log.csv")
    other = Dimension("skin_tone", "Tone", (Bucket("light", "Light"), Bucket("deep", "Deep")))
    asked = LabelsAsked(dimensions={"skin_tone": other})
    with pytest.raises(InputError, match=r"buckets of skin_tone in labels\.parquet"):
        read_log(log, LogAsked(labels=asked, catalog=tmp_path / "labels.parquet"))
    read = read_log(log, LogAsked(catalog=tmp_path / "labels.parquet"))
    assert read.dimensions["skin_tone"].ids == SKIN_TONE.ids
    assert any("skin_tone is not declared" in note for note in read.notes)


def test_a_catalog_folder_gives_its_labels(tmp_path):
    items = [Item("a", "x", labels={"hair_pattern": "coily"}), Item("b", "x")]
    Catalog.create(tmp_path / "my.catalog", items, dimensions=SHIPPED).close()
    log = csv_of([{"query": "q", "item": i, "score": 1} for i in "abz"], tmp_path / "log.csv")
    read = read_log(log, LogAsked(catalog=tmp_path / "my.catalog"))
    held = read.lists[0].labels["hair_pattern"]
    assert held.sure.tolist() == [1, -1, -1]
    assert held.reason.tolist()[-1] == "not in catalog"


def test_a_dimension_is_made_of_a_columns_values(tmp_path):
    rows = [
        {"query": "q", "item": i, "score": 1, "who": w} for i, w in enumerate(["x", "y", "n/a"])
    ]
    path = csv_of(rows, tmp_path / "l.csv")
    read = read_log(path, LogAsked(labels=LabelsAsked({"creator": "who"})))
    assert read.dimensions["creator"].ids == ("x", "y")
    assert read.lists[0].labels["creator"].sure.tolist() == [0, 1, -1]
    assert "creator is not declared: its buckets are the values of 'who' (x, y)." in read.notes
    many = [{"query": "q", "item": i, "score": 1, "who": f"v{i}"} for i in range(21)]
    with pytest.raises(InputError, match="Declare creator in everyhue"):
        read_log(csv_of(many, tmp_path / "m.csv"), LogAsked(labels=LabelsAsked({"creator": "who"})))


def test_rules_make_labels_unknown_and_the_first_gives_the_reason(tmp_path):
    rows = [
        {"query": "q", "item": i, "score": 1, "hair": "coily", "people": people}
        for i, people in enumerate(["one", "MANY", "woman|Child", "many child"])
    ]
    rules = (Unknown("people", "*child*", "child"), Unknown("people", "many", "several"))
    read = read_log(
        csv_of(rows, tmp_path / "l.csv"),
        LogAsked(labels=LabelsAsked({"hair": "hair"}, None, rules, {"hair": HAIR})),
    )
    assert read.lists[0].labels["hair"].reason.tolist() == ["", "several", "child", "child"]


def test_targets_are_equal_stated_and_by_query(tmp_path):
    file = tmp_path / "targets.toml"
    file.write_text("[targets.hair]\ncoily = 0.25\nstraight = 0.75\n")
    rows = [
        {"query": q, "item": "a", "score": 1, "hair": "coily", "share": s}
        for q, s in (("bob", 0.2), ("fade", 0.6))
    ]
    goals = read_goals(file, [("hair.coily", "share")])
    read = read_log(csv_of(rows, tmp_path / "l.csv"), LogAsked(labels=DECLARED, goals=goals))
    bob, fade = read.lists
    assert list(bob.targets) == ["equal", "stated", "share"]
    assert bob.target_shares("share", "hair").tolist() == pytest.approx([0.2, 0.8])
    assert fade.target_shares("share", "hair").tolist() == pytest.approx([0.6, 0.4])
    assert bob.target_shares("stated", "hair").tolist() == [0.25, 0.75]
    assert Goals(columns={"a": {"x": "c", "y": "d"}}).per_query_name == "per query"


def test_classes_come_from_a_column_or_a_function(tmp_path):
    rows = [{"query": "bob", "item": "a", "score": 1, "hair": "coily", "topic": "hair"}]
    path = csv_of(rows, tmp_path / "l.csv")
    asked = LogAsked(labels=DECLARED, classify=lambda *key: "/".join(key))
    assert read_log(path, asked).lists[0].query_class == "hair"
    no_topic = csv_of([{k: v for k, v in rows[0].items() if k != "topic"}], tmp_path / "m.csv")
    assert read_log(no_topic, asked).lists[0].query_class == "bob//"


def test_columns_are_found_in_any_case_and_never_twice():
    found = find_columns(["Search_Term", "ID", "Rank", "clicks"], LogColumns())
    assert (found.query, found.item, found.position) == ("Search_Term", "ID", "Rank")
    taken = find_columns(["query", "id", "rank", "position"], LogColumns(position="rank"))
    assert taken.position == "rank"


def refused(tmp_path, asked=None, rows=ROWS, name="l.csv"):
    return lambda: read_log(csv_of(rows, tmp_path / name), asked or LogAsked(labels=DECLARED))


@pytest.mark.parametrize(
    ("asked", "rows", "error", "expected"),
    [
        (LogAsked(LogColumns(item="doc")), ROWS, UnknownNameError, "Did you mean 'doc_id'"),
        (LogAsked(LogColumns(item="q")), [{"q": 1, "x": 2}], InputError, "Name it: --query COLUMN"),
        (None, [{"query": 1, "x": 2}], InputError, "Name it: --item COLUMN"),
        (LogAsked(gain="log3"), ROWS, UnknownNameError, "Did you mean 'log2'"),
        (LogAsked(), ROWS, InputError, "Name it: --label"),
        (
            LogAsked(labels=LabelsAsked({"hair": "hairs"})), ROWS,
            UnknownNameError, "Did you mean 'hair'",
        ),
        (None, [{"query": "", "item": "a", "hair": "coily"}], InputError, "none of its 1 rows"),
        (
            LogAsked(labels=DECLARED, goals=Goals(columns={"hair": {"coily": "score"}})),
            [{**ROWS[0], "score": 27.4}], InputError, r"a share in \[0, 1\]",
        ),
        (
            LogAsked(labels=DECLARED, goals=Goals({"hair": {"curly": 1.0}})),
            ROWS, UnknownNameError, "curly",
        ),
        (
            LogAsked(labels=DECLARED, goals=Goals({"skin": {"deep": 1.0}})),
            ROWS, InputError, "one of hair",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_the_next_step(tmp_path, asked, rows, error, expected):
    with pytest.raises(error, match=expected):
        refused(tmp_path, asked, rows)()


def test_targets_that_cannot_be_read(tmp_path):
    bad = tmp_path / "t.toml"
    for text, expected in (
        ("[hair", "not valid TOML"),
        ("[hair]\ncoily = 1", r"written under \[targets\.hair\]"),
        ("targets.hair = 1", "targets.hair"),
        ("[targets.hair]\ncoily = 0.4\ncurly = 0.4", "sum to 1, not 0.8"),
    ):
        bad.write_text(text)
        with pytest.raises(EveryhueError, match=expected):
            read_goals(bad)
    with pytest.raises(FileError, match="cannot be read"):
        read_goals(tmp_path / "missing.toml")
    with pytest.raises(InputError, match=r"DIMENSION\.BUCKET=COLUMN"):
        read_goals(None, [("hair", "share")])
