"""A run does not write over what running it again would not bring back."""

from __future__ import annotations

import polars
import pytest

from everyhue.errors import FileError
from everyhue.signals import SKIN_TONE
from everyhue.signals.labels_file import Labelled, read_labels, sources_in, write_frame
from everyhue.signals.running import Effort, ReaderSpec, run_pictures
from everyhue.signals.running.replacing import refuse_to_replace
from everyhue.types import Labels, Provenance

PRIOR, OTHER, MODEL = "tone_prior-1@masks", "no_model", "tone-1@masks"


@pytest.fixture
def out(tmp_path):
    return tmp_path / "labels.parquet"


def write(out, source):
    ids = [SKIN_TONE.ids[row % 4] for row in range(6)]
    labels = Labels.from_hard(ids, SKIN_TONE, provenance=Provenance(source))
    write_frame(Labelled.of([str(row) for row in range(6)], labels).frame(), out)


@pytest.mark.parametrize(
    ("there", "source"),
    [(MODEL, "tone-2@masks"), (MODEL, MODEL), (PRIOR, MODEL), (PRIOR, PRIOR), (OTHER, PRIOR)],
)
def test_labels_that_a_model_replaces(out, there, source):
    write(out, there)
    refuse_to_replace(out, "skin_tone", source)


@pytest.mark.parametrize(
    ("there", "source", "words"),
    [("operator: a.csv (plain)", MODEL, "people gave.*another --out"),
     ("annotators: votes.csv", PRIOR, "people gave"),
     (MODEL, PRIOR, "Name --model, or state another --out"), (MODEL, OTHER, "Name --model")],
)  # fmt: skip
def test_labels_that_stay(out, there, source, words):
    write(out, there)
    with pytest.raises(FileError, match=words):
        refuse_to_replace(out, "skin_tone", source)


def test_a_folder_is_called_one(tmp_path):
    write(tmp_path / "old.parquet", "operator: a.csv (plain)")
    with pytest.raises(FileError, match=r"is a folder.*labels\.parquet"):
        refuse_to_replace(tmp_path, "skin_tone", MODEL)


def test_another_dimension_stays(out):
    write(out, MODEL)
    with pytest.raises(FileError, match="holds labels of skin_tone"):
        refuse_to_replace(out, "body_type", "probe-1")


def test_a_file_of_something_else_stays(out):
    out.write_bytes(b"not labels at all")
    with pytest.raises(FileError, match="holds no labels"):
        refuse_to_replace(out, "skin_tone", MODEL)


def test_labels_of_which_no_source_is_told_are_peoples(out):
    write(out, "operator")
    table = polars.read_parquet(out)
    write_frame(table.with_columns(polars.lit(None, polars.String).alias("skin_tone:source")), out)
    assert sources_in(out) == {"skin_tone": ("operator",)}
    with pytest.raises(FileError, match="people gave"):
        refuse_to_replace(out, "skin_tone", MODEL)


def test_a_folder_of_labels_stays_and_is_told_before_the_work(out):
    out.mkdir()
    write(out / "part-0.parquet", MODEL)
    with pytest.raises(FileError, match="is a folder"):
        refuse_to_replace(out, "skin_tone", MODEL)


def test_what_is_not_there_is_no_hindrance(out):
    refuse_to_replace(out, "skin_tone", MODEL)


def test_a_run_leaves_what_people_said_as_it_was(out, tmp_path):
    pytest.importorskip("PIL.Image")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"no picture")
    write(out, "operator: labels.csv (plain)")
    before = out.read_bytes()
    with pytest.raises(FileError, match="people gave"):
        run_pictures(tmp_path / "photos", ReaderSpec(None, None, {}, None, "skin_tone"), out,
                     Effort(again=True))  # fmt: skip
    assert out.read_bytes() == before
    assert sources_in(out) == {"skin_tone": ("operator: labels.csv (plain)",)}
    assert len(read_labels(out)) == 6
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".parts"] == []
