"""A labels file reads back as it was, and holds no more than it says."""

from __future__ import annotations

import numpy as np
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import FileError, InputError, UnknownNameError
from everyhue.signals import SKIN_TONE
from everyhue.signals.conformal import fit_conformal
from everyhue.signals.labels_file import PARTS, Labelled, count_labels, read_labels
from everyhue.signals.labels_frame import ITEM
from everyhue.types import Labels, Provenance


def same(one, other):
    assert one.items == other.items
    assert np.array_equal(one.labels.probs, other.labels.probs)
    for name in ("known", "sure", "reason"):
        assert getattr(one.labels, name).tolist() == getattr(other.labels, name).tolist()
    assert one.labels.provenance == other.labels.provenance
    assert np.array_equal(one.sets, other.sets)
    assert one.people.tolist() == other.people.tolist()
    assert [p.tolist() for p in one.each] == [p.tolist() for p in other.each]


def labelled(world, n=200):
    rng = np.random.default_rng(0)
    truth, probs = world.draw(rng, n)
    sets = fit_conformal(probs, truth, ordered=True)
    probs[::7] = 0
    labels = sets.labels(probs, SKIN_TONE, provenance=Provenance("tone-1", sets.id))
    held = sets.sets(probs)
    held[~labels.known] = False
    return Labelled.of([f"p/{i}.jpg" for i in range(n)], labels, held)


def test_reads_back_exactly(world, tmp_path):
    made = labelled(world)
    made.save(tmp_path / "labels.parquet")
    same(read_labels(tmp_path / "labels.parquet"), made)


@given(st.lists(st.sampled_from([None, *SKIN_TONE.ids]), max_size=12))
def test_hard_labels_read_back(words):
    made = Labelled.of([f"{i}" for i in range(len(words))], Labels.from_hard(words, SKIN_TONE))
    frame = made.frame()
    assert frame[f"{SKIN_TONE.name}:sure"].to_list() == words
    assert frame[f"{SKIN_TONE.name}:set"].to_list() == words


def test_several_people_are_kept(tmp_path):
    labels = Labels.from_hard([None], SKIN_TONE)
    present = np.array([[True, False, False, True]])
    labels = Labels("skin_tone", SKIN_TONE.ids, labels.probs, labels.known, labels.sure,
                    np.array(["several_people"], object), present)  # fmt: skip
    each = (np.eye(4, dtype=np.float32)[[0, 3]],)
    made = Labelled(("a",), labels, np.zeros((1, 4), bool), np.array([2], np.int32), each,
                    np.array(["rotated"], object))  # fmt: skip
    made.save(tmp_path / "a.parquet")
    read = read_labels(tmp_path / "a.parquet")
    same(read, made)
    assert read.labels.present.tolist() == present.tolist()
    assert read.note.tolist() == ["rotated"]


def test_it_holds_probabilities_set_reason_and_ids_only(world):
    allowed = {ITEM} | {f"skin_tone:{part}" for part in (*SKIN_TONE.ids, *PARTS)}
    assert set(labelled(world).frame().columns) == allowed


def test_what_is_no_labels_file(tmp_path):
    with pytest.raises(FileError, match="no such file"):
        read_labels(tmp_path / "no.parquet")
    (tmp_path / "a.parquet").write_text("hello")
    with pytest.raises(InputError, match="Parquet"):
        read_labels(tmp_path / "a.parquet")
    polars.DataFrame({"a": [1]}).write_parquet(tmp_path / "b.parquet")
    with pytest.raises(InputError, match="everyhue signals"):
        read_labels(tmp_path / "b.parquet")
    Labelled.of(["a"], Labels.from_hard(["deep"], SKIN_TONE)).save(tmp_path / "c.parquet")
    with pytest.raises(UnknownNameError, match="skin_tone"):
        read_labels(tmp_path / "c.parquet", "skin_ton")


def test_no_row_has_the_columns_of_many(world):
    many = labelled(world)
    assert many.take([]).frame().schema == many.frame().schema


@pytest.mark.parametrize("buckets", [2, 8, 9, 20])
def test_sets_of_any_width_read_back(buckets, tmp_path):
    rng = np.random.default_rng(0)
    ids = tuple(f"b{spot}" for spot in range(buckets))
    probs = rng.dirichlet(np.ones(buckets), 300)
    labels = Labels.from_matrix(probs, ids, dimension="any", sure_at=0.99)
    made = Labelled.of([str(row) for row in range(300)], labels, probs > 0.1)
    made.save(tmp_path / "a.parquet")
    same(read_labels(tmp_path / "a.parquet"), made)


def test_counted_without_reading_is_counted_after_reading(world, tmp_path):
    made = labelled(world)
    made.save(tmp_path / "a.parquet")
    counted = count_labels(tmp_path / "a.parquet")
    assert counted == made.counted()
    assert len(counted) == len(made)
    assert counted.reasons["missing"] == 29
    with pytest.raises(FileError, match="no such file"):
        count_labels(tmp_path / "no.parquet")


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [("sure", "purple", "skin_tone labels.*'purple'.*one of light"),
     ("light", float("nan"), "a probability that is no number")],
)  # fmt: skip
def test_what_no_label_can_be_is_told(world, tmp_path, column, value, words):
    frame = labelled(world).frame().with_columns(polars.lit(value).alias(f"skin_tone:{column}"))
    frame.write_parquet(tmp_path / "labels.parquet")
    with pytest.raises(InputError, match=words):
        read_labels(tmp_path / "labels.parquet")
