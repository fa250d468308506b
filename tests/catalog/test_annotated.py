"""Labels in the layouts they come in: recognised, mapped, kept raw, bad rows by line."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.catalog.annotated import AskedColumns, Words, gather
from everyhue.errors import FileError, InputError, UnknownNameError
from everyhue.signals import BODY_TYPE, HAIR_PATTERN, SKIN_TONE
from everyhue.signals.votes import REASONS, read_votes, write_votes
from everyhue.types import Bucket, Dimension

RANGE = dict(zip(range(1, 11), [0, 0, 0, 1, 1, 2, 2, 3, 3, 3], strict=True))


def read(tmp_path, text, dimension=SKIN_TONE, name="labels.csv", **more):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return gather(path, Words(dimension, more.pop("own", None)), **more)


def sure(found):
    labels = found.labelled.labels
    ids = (*labels.buckets, None)
    words = [ids[spot] or why for spot, why in zip(labels.sure, labels.reason, strict=True)]
    return dict(zip(found.labelled.items, words, strict=True))


@pytest.mark.parametrize("form", ["{}", "{}.0", "MST {}", "mst-{:02}", "MST{:02}", "scale {}",
                                  "Monk {}", "monk_scale_{}", "Monk skin tone {}"])  # fmt: skip
@pytest.mark.parametrize("tone", range(1, 11))
def test_every_spelling_of_every_monk_tone(form, tone):
    assert Words(SKIN_TONE).read(form.format(tone)) == SKIN_TONE.ids[RANGE[tone]]


@pytest.mark.parametrize("cell", ["0", "11", "110", "-1", "1.5", "purple", "MST", "5 or 6"])
def test_what_is_no_tone_is_refused(cell):
    with pytest.raises(UnknownNameError, match="Monk 1 to 10"):
        Words(SKIN_TONE).read(cell)


@pytest.mark.parametrize("cell", ["type iii", "Fitzpatrick IV", "FST 2", "type 5", "iv", "FSTVI"])
def test_fitzpatrick_types_are_no_tones(cell):
    with pytest.raises(InputError, match="Fitzpatrick type, which says how skin reacts to sun"):
        Words(SKIN_TONE).read(cell)
    assert Words(SKIN_TONE, {cell: "deep"}).read(cell) == "deep"


def test_numbers_mean_nothing_in_other_dimensions():
    with pytest.raises(UnknownNameError):
        Words(HAIR_PATTERN).read("3")
    own = Dimension("skin_tone", "Tone", (Bucket("fair", "Fair"), Bucket("dark", "Dark")))
    with pytest.raises(UnknownNameError):
        Words(own).read("3")


@given(st.text(max_size=12))
def test_any_cell_is_a_word_or_an_error_of_ours(cell):
    with suppress(InputError, UnknownNameError):
        assert Words(SKIN_TONE).read(cell) in (*SKIN_TONE.ids, *REASONS)


def test_mst_e(tmp_path):
    found = read(tmp_path, "subject_name,image_ID,pose,lighting,mask,MST\n"
                 "subject_0,a.jpg,frontal,well_lit,no,5\nsubject_1,b.jpg,profile,poorly_lit,no,10\n"
                 "subject_1,c.mp4,profile,poorly_lit,no,x\n")  # fmt: skip
    assert found.layout == "mst-e"
    assert sure(found) == {"subject_0/a.jpg": "light_medium", "subject_1/b.jpg": "deep"}
    assert [row.line for row in found.bad] == [4]
    assert "One label a person" in found.note


FACET = (
    "person_id,filename," + ",".join(f"skin_tone_{i}" for i in range(1, 11))
    + ",skin_tone_na,hairtype_coily,hairtype_dreadlocks,hairtype_bald,hairtype_straight,"
    "hairtype_curly,hairtype_wavy,hairtype_na,has_headscarf\n"
)  # fmt: skip
FACET += "1,a.jpg,0,0,0,0,0,0,1,2,0,0,0,0,3,0,0,0,0,0,0\n"  # deep 2 of 3, protective
FACET += "2,b.jpg,1,1,1,0,0,0,0,0,0,0,0,0,0,0,3,0,0,0,0\n"  # two people in b.jpg: light
FACET += "3,b.jpg,0,0,0,0,0,0,0,1,2,0,0,0,0,0,0,0,0,3,1\n"  # and deep, in a headscarf
FACET += "4,c.jpg,0,0,0,0,0,0,0,0,0,0,3,0,0,0,0,0,0,3,0\n"  # cannot say
FACET += "5,d.jpg,many,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n"


def test_facet_keeps_counts_as_votes_and_people_apart(tmp_path):
    found = read(tmp_path, FACET)
    assert found.layout == "facet"
    assert sure(found) == {"a.jpg": "deep", "b.jpg": "several_people", "c.jpg": "not_visible"}
    held = found.labelled
    assert held.labels.present[1].tolist() == [True, False, False, True]
    assert held.people.tolist() == [1, 2, 1]
    assert [len(part) for part in held.each] == [0, 2, 0]
    assert held.labels.probs[0].tolist() == pytest.approx([0, 0, 1 / 3, 2 / 3])
    assert "b.jpg#3" in found.votes.items
    assert len(found.votes) == 12
    assert [row.line for row in found.bad] == [6]


def test_facet_hair(tmp_path):
    found = read(tmp_path, FACET, HAIR_PATTERN)
    assert sure(found)["a.jpg"] == "protective"
    settled = dict(zip(found.votes.items, found.votes.counts().argmax(1), strict=False))
    assert (
        found.votes.reason[found.votes.item == found.votes.items.index("b.jpg#3")].tolist()
        == ["covered"] * 3
    )
    assert settled["b.jpg#2"] == HAIR_PATTERN.ids.index("straight")


def test_ccv2(tmp_path):
    rows = [
        {"subject_id": "1", "video_name": "1.mp4", "monk_skin_tone": {"scale": "scale 2",
         "confidence": "high"}, "fitzpatrick_skin_tone": {"type": "type i"}},
        {"subject_id": "2", "video_name": "2.mp4", "monk_skin_tone": {"scale": "scale 9",
         "confidence": "low"}},
        {"subject_id": "3", "video_name": "3.mp4", "monk_skin_tone": "scale 9"},
    ]  # fmt: skip
    found = read(tmp_path, json.dumps(rows), name="CasualConversationsV2.json")
    assert found.layout == "ccv2"
    assert sure(found) == {"1.mp4": "light", "2.mp4": "unknown"}
    assert [row.line for row in found.bad] == [3]


def test_votes_and_columns_of_annotators(tmp_path):
    long = "item,annotator,dimension,bucket\na,kim,skin_tone,deep\na,lee,skin_tone,deep\n"
    long += "a,lee,hair_pattern,curly\nb,kim,skin_tone,light\n"
    found = read(tmp_path, long)
    assert sure(found) == {"a": "deep", "b": "too_few_votes"}
    wide = "file,rater_1,rater_2,rater_3\na,9,deep,7\nb,1,,too dark\nc,2,2,x\n"
    found = read(tmp_path, wide)
    assert found.layout == "wide"
    assert sure(found)["a"] == "deep"
    assert found.votes.annotators == ("rater_1", "rater_2", "rater_3")
    assert [row.line for row in found.bad] == [4]


def test_plain_labels_with_named_columns(tmp_path):
    text = "sku;tone_of_model;x\nA1;Deep;1\nA2;Light–medium;2\nA3;;3\nA1;Light;4\nA4;blue;5\n"
    found = read(tmp_path, text, asked=AskedColumns(value="tone_of_model"))
    assert sure(found) == {"A1": "deep", "A2": "light_medium", "A3": "unknown"}
    assert {row.line: row.reason for row in found.bad}[5].startswith("'A1' by operator was on")
    assert "'blue' is not known" in found.bad[1].reason
    assert found.labelled.labels.provenance.source == "operator: labels.csv (plain)"


def test_words_of_ones_own(tmp_path):
    text = "item,label\na,XL model\nb,kid\n"
    found = read(tmp_path, text, BODY_TYPE, own={"xl model": "plus_size", "kid": "child"})
    assert sure(found) == {"a": "plus_size", "b": "child"}
    with pytest.raises(UnknownNameError, match="plus_size"):
        Words(BODY_TYPE, {"a": "plus_siz"})


def test_what_cannot_be_read(tmp_path):
    with pytest.raises(FileError):
        gather(tmp_path / "no.csv", Words(SKIN_TONE))
    with pytest.raises(InputError, match="--item COLUMN --value COLUMN"):
        read(tmp_path, "a,b\n1,2\n")
    with pytest.raises(InputError, match="no row of it can be used"):
        read(tmp_path, "item,label\na,blue\n")
    with pytest.raises(UnknownNameError, match="mst-e"):
        read(tmp_path, "item,label\na,deep\n", layout="mste")
    with pytest.raises(UnknownNameError, match="column"):
        read(tmp_path, "item,label\na,deep\n", asked=AskedColumns(value="lable"))
    with pytest.raises(InputError, match="JSON"):
        read(tmp_path, "{", name="a.json")


def test_raw_votes_go_through_a_file(tmp_path):
    found = read(tmp_path, FACET)
    write_votes(tmp_path / "votes.csv", found.votes)
    back, bad = read_votes(tmp_path / "votes.csv", SKIN_TONE)
    assert not bad
    assert back.items == found.votes.items
    assert back.counts().tolist() == found.votes.counts().tolist()


def test_probabilities_of_a_vendor(tmp_path):
    head = "sku," + ",".join(SKIN_TONE.ids) + "\n"
    text = head + "a,.9,.1,0,0\nb,.5,.5,0,0\nc,,,,\nd,.9,.9,0,0\na,1,0,0,0\ne,x,0,0,1\n"
    found = read(tmp_path, text)
    assert found.layout == "probs"
    assert sure(found) == {"a": "light", "b": "", "c": "missing"}
    assert found.labelled.sets.sum(axis=1).tolist() == [1, 2, 0]
    assert [row.line for row in found.bad] == [5, 6, 7]
    assert found.labelled.labels.provenance.calibration is None
    assert "not calibrated" in found.note
