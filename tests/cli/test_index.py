"""``everyhue index``: exit codes, messages, and a catalog that is served while it changes."""

import csv

import numpy as np
import pytest
from click.testing import CliRunner

from everyhue.catalog import Catalog
from everyhue.cli.index import command
from everyhue.errors import EveryhueError
from everyhue.signals import SKIN_TONE
from everyhue.signals.conformal import fit_conformal
from everyhue.signals.labels_file import Labelled

ROWS = "id,title,skin_tone,price,pop\n1,Curly bob,deep,low,0.5\n2,Nurses,light,,\n3,x,ligth,,\n"
CONFIG = '[dimensions.price]\nbuckets = ["low", "high"]\noffer = "always"\n'


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "items.csv").write_text(ROWS)
    return tmp_path


def run(*words):
    return CliRunner().invoke(command, [str(word) for word in words])


def ok(*words):
    result = run(*words)
    assert result.exit_code == 0, result.output + repr(result.exception)
    return result.stderr


def refused(*words):
    result = run(*words)
    assert isinstance(result.exception, EveryhueError | SystemExit)
    assert result.exit_code != 0
    return str(result.exception)


def test_good_rows_are_kept_and_bad_ones_told(here):
    said = ok(
        "items.csv", "--out", "my.catalog", "--prior", "popularity=pop", "--errors", "bad.csv"
    )
    assert "items.csv line 4: skin_tone: 'ligth' is not known. Did you mean 'light'?" in said
    assert "Indexed 2 items (id from 'id', text from title). 1 rows left out." in said
    assert "skin_tone: light 1, light_medium 0, medium_deep 0, deep 1, unknown 0" in said
    with (here / "bad.csv").open() as handle:
        assert [row["line"] for row in csv.DictReader(handle)] == ["4"]
    with Catalog.open("my.catalog") as catalog:
        assert list(catalog.dimensions) == ["skin_tone"]
        assert catalog.snapshot().priors["popularity"].tolist() == [0.5, 0]
        assert catalog.media == here


def test_own_dimensions_come_from_the_settings_file(here):
    (here / "everyhue.toml").write_text(CONFIG)
    ok("items.csv", "--out", "my.catalog")
    with Catalog.open("my.catalog") as catalog:
        assert set(catalog.dimensions) == {"skin_tone", "price"}
        assert catalog.snapshot().labels["price"].counts() == {"low": 1, "high": 0, "unknown": 1}


def test_add_and_take_down_show_in_an_open_catalog(here):
    ok("items.csv", "--out", "my.catalog")
    served = Catalog.open("my.catalog")
    served.snapshot()
    (here / "more.csv").write_text("id,title,skin_tone\n2,Nurses at work,deep\n9,Locs,deep\n")
    (here / "gone.txt").write_text("1\nnobody\n\n")
    ok("more.csv", "--out", "my.catalog", "--add")
    assert "Took down 1 of 2 ids." in ok("--out", "my.catalog", "--take-down", "gone.txt")
    assert served.refresh()
    snapshot = served.snapshot()
    assert snapshot.alive.tolist() == [False, True, True]
    assert snapshot.labels["skin_tone"].counts() == {
        "light": 0, "light_medium": 0, "medium_deep": 0, "deep": 2, "unknown": 1,
    }  # fmt: skip
    assert snapshot.cards([1])[0].text == "Nurses at work"


@pytest.mark.parametrize(
    "words, text",
    [
        (("items.csv", "--id", "idd"), "Did you mean 'id'"),
        (("items.csv", "--label", "skin_tone"), "--label: got 'skin_tone', expected NAME=COLUMN"),
        (("items.csv", "--config", "gone.toml"), "no such file"),
        (("nothing.csv",), "no such file"),
        ((), "FILE: got None"),
        (("items.csv", "--take-down", "x.txt"), "--add with it"),
        (("--take-down", "x.txt"), "got no catalog there"),
        (("items.csv", "--add"), "got no catalog there"),
    ],
)
def test_unusable_input_is_one_message_and_no_catalog(here, words, text):
    assert text in refused(*words, "--out", "my.catalog")
    assert not (here / "my.catalog" / "CURRENT").exists()


def test_a_file_of_bad_rows_does_not_replace_a_catalog(here):
    ok("items.csv", "--out", "my.catalog")
    (here / "items.csv").write_text("id,title\n,a\n,b\n")
    assert "none of its 2 rows can be used. Line 2: id" in refused(
        "items.csv", "--out", "my.catalog"
    )
    assert len(Catalog.open("my.catalog").snapshot()) == 2


def test_a_broken_settings_file_is_named(here):
    (here / "everyhue.toml").write_text("[dimensions.price\n")
    assert "everyhue.toml: cannot be read as TOML" in refused("items.csv", "--out", "my.catalog")


def stored(path, items, probs, alpha=0.2):
    """A labels file whose sets, not a threshold of .8, say what is sure."""
    truth = np.arange(4).repeat(25)
    said = np.full((100, 4), 0.2)
    said[np.arange(100), truth] = 0.4
    sets = fit_conformal(said, truth, alpha=alpha, ordered=True)
    labels = sets.labels(probs, SKIN_TONE)
    Labelled.of(items, labels, sets.sets(probs)).save(path)


def test_labels_of_a_signal_are_joined_by_id_or_image(here):
    (here / "photos.csv").write_text("id,title,image\n1,Bob,p/a.jpg\n2,Nurse,p/b.jpg\n3,Lamp,\n")
    rows = [[0.1, 0.1, 0.1, 0.7], [0.45, 0.45, 0.05, 0.05], [0, 0, 0, 0]]
    stored(here / "tone.parquet", ["p/a.jpg", "2", "3"], rows)
    said = ok("photos.csv", "--out", "my.catalog", "--labels", "tone.parquet")
    assert "skin_tone: 3 items found in its labels file" in said
    with Catalog.open("my.catalog") as catalog:
        labels = catalog.snapshot().labels["skin_tone"]
        assert labels.sure.tolist() == [3, -1, -1]  # .7 is sure, since its set is a single bucket
        assert labels.reason.tolist() == ["", "", "missing"]
        assert labels.probs[0].tolist() == pytest.approx([0.1, 0.1, 0.1, 0.7])
    ok("photos.csv", "--out", "my.catalog", "--labels", "tone.parquet", "--add")


def test_labels_that_fit_no_item_say_how_items_are_called(here):
    stored(here / "tone.parquet", ["a.jpg"], [[0.1, 0.7, 0.1, 0.1]])
    said = ok("items.csv", "--out", "my.catalog", "--labels", "tone.parquet")
    assert "0 items found in its labels file" in said
    assert "names items like 'a.jpg'. They must be ids of the catalog" in said
    (here / "tone.csv").write_text("item,label\n1,deep\n")
    told = refused("items.csv", "--out", "my.catalog", "--labels", "tone.csv")
    assert "everyhue signals import tone.csv" in told


def test_the_operators_own_label_stands(here):
    stored(here / "tone.parquet", ["1", "2"], [[0.1, 0.7, 0.1, 0.1]] * 2)
    assert "names items like" not in ok(
        "items.csv", "--out", "my.catalog", "--labels", "tone.parquet"
    )
    with Catalog.open("my.catalog") as catalog:
        assert catalog.label_counts()["skin_tone"]["deep"] == 1
        assert catalog.label_counts()["skin_tone"]["light"] == 1


def test_labels_of_other_buckets_are_refused(here):
    stored(here / "tone.parquet", ["1"], [[0.1, 0.7, 0.1, 0.1]])
    (here / "everyhue.toml").write_text('[dimensions.skin_tone]\nbuckets = ["a", "b"]\n')
    assert "buckets of skin_tone in a labels file" in refused(
        "items.csv", "--out", "my.catalog", "--labels", "tone.parquet", "--label", "skin_tone=price"
    )


def test_settings_that_only_reword_a_dimension_are_fine(here):
    (here / "everyhue.toml").write_text('[dimensions.skin_tone]\noffer = "off"\n')
    ok("items.csv", "--out", "my.catalog")
