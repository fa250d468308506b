"""Files of strangers: every good row arrives, every bad one is named with its line."""

import csv
import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyhue.catalog.ingest import Asked, BadRow, Converter, header_of, resolve, rows_of
from everyhue.errors import FileError, InputError, UnknownNameError
from everyhue.signals.dimensions import SHIPPED, SKIN_TONE
from everyhue.types import Bucket, Dimension

DIMENSIONS = {dimension.name: dimension for dimension in SHIPPED}


def read(path, asked=None, dimensions=DIMENSIONS):
    converter = Converter(resolve(header_of(path), asked or Asked(), dimensions), dimensions)
    items = list(converter.all(rows_of(path)))
    return items, {row.line: row.reason for row in converter.rejected}


def written(tmp_path, text, name="items.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# Columns


def test_columns_are_found_by_name():
    header = ["SKU", "Title", "image_path", "skin_tone", "body_type_straight_size",
              "body_type_mid_size", "body_type_plus_size", "body_type_extended_size"]  # fmt: skip
    found = resolve(header, Asked(), DIMENSIONS)
    assert (found.id, found.text, found.image) == ("SKU", ("Title",), "image_path")
    assert found.labels == {"skin_tone": "skin_tone"}
    assert found.probs == {"body_type": tuple(header[4:])}
    assert found.dimensions == {"skin_tone", "body_type"}


def test_what_is_asked_for_comes_first():
    asked = Asked(id="code", text=("a", "b"), labels={"skin_tone": "tone"}, attributes=("id",))
    found = resolve(["id", "code", "a", "b", "tone", "skin_tone"], asked, DIMENSIONS)
    assert (found.id, found.text, found.labels) == ("code", ("a", "b"), {"skin_tone": "tone"})


@pytest.mark.parametrize("how", ["light:l,light_medium:lm,medium_deep:md,deep:d", "p_"])
def test_probability_columns_by_pairs_or_prefix(how):
    header = ["id", "text", "l", "lm", "md", "d", *(f"p_{bucket}" for bucket in SKIN_TONE.ids)]
    found = resolve(header, Asked(probs={"skin_tone": how}), DIMENSIONS)
    assert found.probs["skin_tone"] == tuple(header[2:6] if ":" in how else header[6:])


@pytest.mark.parametrize(
    "asked, text",
    [
        (Asked(id="sk"), "Did you mean 'sku'"),
        (Asked(labels={"skin_tome": "sku"}), "Did you mean 'skin_tone'"),
        (Asked(labels={"skin_tone": "tittle"}), "Did you mean 'title'"),
        (Asked(probs={"skin_tone": "p_"}), "'p_light' is not known"),
        (Asked(probs={"skin_tone": "lihgt:sku"}), "Did you mean 'light'"),
    ],
)
def test_a_column_that_does_not_exist_gets_the_nearest(asked, text):
    with pytest.raises(UnknownNameError, match=text):
        resolve(["sku", "title"], asked, DIMENSIONS)


@pytest.mark.parametrize(
    "header, asked, text",
    [
        (["number", "title"], Asked(), "no id"),
        (["id", "words"], Asked(), "no text"),
        (["id", "title"], Asked(probs={"skin_tone": "light:id"}), "a column for light_medium"),
    ],
)
def test_what_is_missing_is_said(header, asked, text):
    with pytest.raises(InputError, match=text):
        resolve(header, asked, DIMENSIONS)


# Reading


def test_bad_csv_lines_cost_one_row_each(tmp_path):
    path = written(
        tmp_path,
        "id;title\n"
        "1;good\n"
        "2;too;many\n"
        '3;"never closed\n'
        "4;good\n"
        "\n"
        '5;"two\nlines"\n'
        "only one cell\n"
        '6;5" heel\n'
        ";no id\n"
        "1;again\n",
    )
    items, bad = read(path)
    assert [(item.id, item.text) for item in items] == [
        ("1", "good"), ("4", "good"), ("5", "two\nlines"), ("6", '5" heel'),
    ]  # fmt: skip
    assert sorted(bad) == [3, 4, 9, 11, 12]
    assert bad[3] == "3 cells, expected 2"
    assert "cannot be read as CSV" in bad[4]
    assert bad[11].startswith("id: got ''")
    assert bad[12] == "id: '1' was on line 2 already."


def test_bytes_that_are_not_text_cost_one_row(tmp_path):
    path = written(tmp_path, b"\xef\xbb\xbfid,title\n1,caf\xe9\n2,caf\xc3\xa9\n")
    items, bad = read(path)
    assert [item.text for item in items] == ["café"]
    assert bad == {2: "bytes that are not UTF-8; save the file in UTF-8"}


@pytest.mark.parametrize(
    ("raw", "words"),
    [("id,text\na,b\n".encode("utf-16"), "first line is not UTF-8"), (b"", "an empty line")],
)
def test_a_first_line_that_says_nothing(tmp_path, raw, words):
    (tmp_path / "x.csv").write_bytes(raw)
    with pytest.raises(InputError, match=words):
        header_of(tmp_path / "x.csv")


def test_json_lines(tmp_path):
    rows = [{"id": 7, "text": "bob", "vector": [1, 2], "skin_tone": None}, [1], {"id": 8}]
    lines = [json.dumps(row) for row in rows]
    path = written(tmp_path, "\n".join([*lines, "{broken", ""]), "items.jsonl")
    items, bad = read(path)
    assert [(item.id, item.text, item.vector) for item in items] == [
        ("7", "bob", [1, 2]), ("8", "", None),
    ]  # fmt: skip
    assert bad[2] == "a JSON list, expected an object"
    assert "cannot be read as JSON" in bad[4]


def test_parquet_in_batches(tmp_path, monkeypatch):
    monkeypatch.setattr("everyhue.catalog.ingest.lines._BATCH", 2)
    path = tmp_path / "items.parquet"
    table = {"id": [1, 2, 3, 4], "title": ["a", None, "c", "d"], "vector": [[1.0], None, [2.0], []]}
    pl.DataFrame(table).write_parquet(path)
    items, bad = read(path)
    assert [(item.id, item.text, item.vector) for item in items] == [
        ("1", "a", [1.0]), ("2", "", None), ("3", "c", [2.0]), ("4", "d", None),
    ]  # fmt: skip
    assert bad == {}


@pytest.mark.parametrize(
    "name, text, error",
    [
        ("items.xlsx", "x", "a name that ends in .csv"),
        ("items.csv", "", "column names"),
        ("items.csv", "id,id\n", "each different"),
        ("items.parquet", "not parquet", "cannot be read as Parquet"),
    ],
)
def test_unusable_files_are_one_clear_message(tmp_path, name, text, error):
    with pytest.raises(InputError, match=error):
        read(written(tmp_path, text, name))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileError, match="no such file"):
        header_of(tmp_path / "gone.csv")


CELL = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\x00"), max_size=12)


@settings(max_examples=60)
@given(st.lists(st.tuples(CELL, CELL), max_size=8), st.sampled_from(",;\t"))
def test_whatever_csv_writes_is_read(tmp_path_factory, rows, delimiter):
    path = tmp_path_factory.mktemp("csv") / "items.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow(["id", "text"])
        writer.writerows(rows)
    assert [list(row.values.values()) for row in rows_of(path)] == [list(row) for row in rows]


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=30), max_size=6), st.sampled_from(["items.csv", "items.jsonl"]))
def test_junk_between_good_lines_loses_none_of_them(tmp_path_factory, junk, name):
    """Only an open quote can reach into the next line; the row after it is given back."""
    good = b'{"id":"good%d","text":"bob"}' if name.endswith("jsonl") else b"good%d,bob"
    lines = [] if name.endswith("jsonl") else [b"id,text"]
    for number, noise in enumerate(junk):
        lines += [noise.translate(None, b'\r\n"'), good % number]
    path = written(tmp_path_factory.mktemp("junk"), b"\n".join(lines), name)
    columns = resolve(["id", "text"], Asked(), {})
    found = [item.id for item in Converter(columns, {}).all(rows_of(path))]
    assert [name for name in found if name.startswith("good")] == [
        f"good{number}" for number in range(len(junk))
    ]


# Meaning


@pytest.mark.parametrize(
    "word, bucket, reason, present",
    [
        ("light_medium", "light_medium", None, None),
        (" Light-Medium ", "light_medium", None, None),
        ("Light–medium", "light_medium", None, None),
        ("LIGHT MEDIUM", "light_medium", None, None),
        ("", None, None, None),
        ("Unknown", None, None, None),
        ("N/A", None, None, None),
        ("covered", None, "covered", None),
        ("Not visible", None, "not_visible", None),
        ("deep|light", None, "several_people", ["deep", "light"]),
    ],
)
def test_labels_are_read_in_any_spelling(tmp_path, word, bucket, reason, present):
    items, bad = read(written(tmp_path, f"id,title,skin_tone\n1,x,{word}\n"))
    assert bad == {}
    assert items[0].labels == {"skin_tone": bucket}
    assert items[0].reasons == ({"skin_tone": reason} if reason else {})
    assert items[0].present == ({"skin_tone": present} if present else {})


def test_a_spelling_that_fits_two_buckets_is_refused(tmp_path):
    buckets = (Bucket("x_l", "Extra"), Bucket("x-l", "Extra"), Bucket("s", "S"))
    sizes = {"size": Dimension("size", "Size", buckets)}
    path = written(tmp_path, "id,title,size\n1,a,Extra\n2,b,x-l\n3,c,S\n")
    items, bad = read(path, None, sizes)
    assert [item.labels["size"] for item in items] == ["x-l", "s"]
    assert list(bad) == [2]


def test_what_cannot_be_understood_is_named(tmp_path):
    path = written(
        tmp_path,
        "id,title,skin_tone,image,pop,vector\n"
        "1,a,lihgt,,,\n"
        "2,b,,../x.png,,\n"
        "3,c,,,high,\n"
        "4,d,,,1.5,\n"
        '5,e,,,,"[1, 2]"\n'
        "6,f,,,,1 2 3\n"
        "7,g,,,,a b\n"
        "8,h,deep,ok/x.png,0.5,3 4\n",
    )
    items, bad = read(path, Asked(priors={"popularity": "pop"}))
    assert [item.id for item in items] == ["5", "8"]
    assert items[1].priors == {"popularity": 0.5}
    assert items[1].image == "ok/x.png"
    assert "Did you mean 'light'" in bad[2]
    assert "inside the images folder" in bad[3]
    assert "prior popularity: got 'high', expected a number" in bad[4]
    assert "prior popularity: got 1.5" in bad[5]
    assert bad[7] == "length of vector: got 3, expected 2, as before."
    assert "vector: got 'a', expected a number" in bad[8]


def test_probabilities(tmp_path):
    header = "id,title," + ",".join(f"skin_tone:{bucket}" for bucket in SKIN_TONE.ids)
    path = written(tmp_path, f"{header}\n1,a,.9,.1,,0\n2,b,,,,\n3,c,.9,.9,0,0\n4,d,1,0,0,nan\n")
    items, bad = read(path)
    assert [item.labels["skin_tone"] for item in items] == [[0.9, 0.1, 0, 0], None]
    assert sorted(bad) == [4, 5]


def test_rejected_rows_are_counted_apart_from_accepted(tmp_path):
    path = written(tmp_path, "id,title\n1,a\n2\n3,c\n")
    converter = Converter(resolve(header_of(path), Asked(), {}), {})
    list(converter.all(rows_of(path)))
    assert converter.accepted == 2
    assert converter.rejected == [BadRow(3, "1 cells, expected 2")]
