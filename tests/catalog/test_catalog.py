"""A catalog is made whole, changed while it is read, and never loses or revives an item."""

import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from everyhue.catalog import Catalog, Item, partitioned, state
from everyhue.catalog import catalog as catalog_module
from everyhue.errors import EveryhueError, FileError, InputError, UnknownNameError
from everyhue.types import Bucket, Dimension

PRICE = Dimension("price", "Price", (Bucket("low", "Low"), Bucket("high", "High")), ordered=True)
TEXTS = ("nurses at work", "curly bob", "red dress", "curly red hair")


def item(number, **more):
    return Item(f"i{number}", TEXTS[number % len(TEXTS)], **more)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "my.catalog"


def found(catalog, query):
    """Ids of the live items that a query finds."""
    snapshot = catalog.snapshot()
    return {str(snapshot.ids[row]) for row in np.flatnonzero(snapshot.text_index.scores(query))}


# Reading back


def test_what_was_stored_is_read_back(folder):
    whole = Item(
        "a", "Curly bob", "looks/a.svg", labels={"skin_tone": "deep", "hair_pattern": None},
        reasons={"hair_pattern": "covered"}, priors={"popularity": 0.25},
        attributes={"creator": "otis"}, present={"skin_tone": ["deep", "light"]},
    )  # fmt: skip
    snapshot = Catalog.create(folder, [whole, Item("b")]).snapshot()
    assert snapshot.ids.tolist() == ["a", "b"]
    assert snapshot.labels["skin_tone"].sure.tolist() == [3, -1]
    assert snapshot.labels["hair_pattern"].reason.tolist() == ["covered", "missing"]
    assert snapshot.labels["skin_tone"].present.tolist() == [
        [True, False, False, True],
        [False] * 4,
    ]
    assert snapshot.labels["hair_pattern"].present is None
    assert snapshot.priors["popularity"].tolist() == [0.25, 0]
    card = snapshot.cards([0])[0]
    assert (card.id, card.text, card.image) == ("a", "Curly bob", "looks/a.svg")
    assert card.attributes == {"creator": "otis"}


def test_probabilities_are_kept_soft(folder):
    rows = [Item("a", labels={"price": [0.9, 0.1]}), Item("b", labels={"price": [0.5, 0.5]})]
    labels = Catalog.create(folder, rows, dimensions=[PRICE]).snapshot().labels["price"]
    assert labels.sure.tolist() == [0, -1]
    assert labels.known.tolist() == [True, True]
    np.testing.assert_allclose(labels.probs, [[0.9, 0.1], [0.5, 0.5]], rtol=1e-6)


def test_dimensions_and_facts_survive(folder):
    Catalog.create(folder, [], dimensions=[PRICE]).close()
    with Catalog.open(folder) as again:
        assert again.dimensions == {"price": PRICE}
        assert again.facts == {}


def test_labels_are_counted_without_a_snapshot(folder):
    rows = [Item(f"i{i}", labels={"price": "low"}) for i in range(3)]
    catalog = Catalog.create(folder, [*rows, Item("none")], dimensions=[PRICE])
    catalog.apply(take_down=["i0"])
    assert catalog.label_counts() == {"price": {"low": 2, "high": 0, "unknown": 1}}


def test_an_empty_catalog_answers(folder):
    snapshot = Catalog.create(folder, []).snapshot()
    assert len(snapshot) == 0
    assert snapshot.text_index.scores("nurse").shape == (0,)
    assert snapshot.vectors is None
    assert snapshot.vector_index is None
    assert snapshot.embedder is None
    assert snapshot.labels["skin_tone"].counts()["unknown"] == 0


def test_text_vectors_are_learned_and_stored(folder):
    Catalog.create(folder, [item(i) for i in range(12)])
    snapshot = Catalog.open(folder).snapshot()
    rows, _ = snapshot.vector_index.top(snapshot.embedder.embed("curly bob"), 3)
    assert {snapshot.cards([row])[0].text for row in rows} == {"curly bob"}


def test_the_operators_vectors_are_kept_and_queries_have_none(folder):
    rows = [item(0, vector=[3, 4]), item(1), item(2, vector=[0, 0]), item(3, vector=[0, -1])]
    snapshot = Catalog.create(folder, rows).snapshot()
    expected = np.array([[0.6, 0.8], [0, 0], [0, 0], [0, -1]], np.float32)
    np.testing.assert_allclose(snapshot.vectors, expected)
    assert snapshot.embedder is None
    assert snapshot.vector_index.top(np.array([1, 1], np.float32), 9)[0].tolist() == [0, 3]


class FirstLetters:
    """An embedder of the operator's own."""

    def embed(self, query):
        counts = np.array([query.count(letter) for letter in "abc"], np.float32)
        return counts / np.linalg.norm(counts) if counts.any() else None


def test_an_embedder_of_the_operators_own(folder):
    catalog = Catalog.create(folder, [Item("x", "aab"), Item("y", "zzz")], embedder=FirstLetters())
    catalog.apply([Item("new", "ccc")])
    snapshot = Catalog.open(folder, embedder=FirstLetters()).snapshot()
    np.testing.assert_allclose(snapshot.vectors[2], [0, 0, 1])
    assert snapshot.vector_index.top(snapshot.embedder.embed("a"), 9)[0].tolist() == [0, 2]


@pytest.mark.parametrize(
    "bad, text",
    [
        (Item(""), "id: got ''"),
        (Item("a", image="../secret.png"), "inside the images folder"),
        (Item("a", image="/etc/passwd"), "inside the images folder"),
        (Item("a", image="C:\\x.png"), "inside the images folder"),
        (Item("a", labels={"skin_tone": "depe"}), "Did you mean 'deep'"),
        (Item("a", labels={"skin": "deep"}), "Did you mean 'skin_tone'"),
        (Item("a", labels={"skin_tone": [0.5, 0.5]}), "4 probabilities that sum to 1"),
        (Item("a", labels={"skin_tone": [0.5, 0.9, 0, 0]}), "sum to 1"),
        (Item("a", priors={"popularity": 2}), "prior popularity: got 2"),
        (Item("a", priors={"popularity": float("nan")}), "a number in"),
        (Item("a", vector=[1, float("inf")]), "finite numbers"),
        (Item("i0"), "an id that comes once"),
    ],
)
def test_a_bad_item_is_refused_and_the_old_catalog_stays(folder, bad, text):
    Catalog.create(folder, [item(7)]).close()
    with pytest.raises(EveryhueError, match=text.replace("(", r"\(")):
        Catalog.create(folder, [item(0), bad])
    assert Catalog.open(folder).snapshot().ids.tolist() == ["i7"]
    assert not list(folder.glob(".building-*"))


def test_vectors_of_another_length_are_refused(folder):
    catalog = Catalog.create(folder, [item(0, vector=[1, 2])])
    with pytest.raises(InputError, match="2 numbers for all items"):
        catalog.apply([item(1, vector=[1, 2, 3])])
    assert len(catalog.snapshot()) == 1


def test_no_catalog_is_one_clear_message(tmp_path):
    with pytest.raises(FileError, match="got no catalog there"):
        Catalog.open(tmp_path / "nothing")


# Changing


def test_changes_show_in_another_open_catalog(folder):
    writer = Catalog.create(folder, [item(i) for i in range(8)])
    reader = Catalog.open(folder)
    before = reader.snapshot()
    assert reader.refresh() is False
    changed = writer.apply([Item("new", "a wavy bob"), Item("i0", "a long dress")], ["i1"])
    assert changed == 3
    assert reader.refresh() is True
    assert found(reader, "wavy") == {"new"}
    assert "i0" in found(reader, "dress")
    assert found(reader, "nurse") == {"i4"}
    assert found(reader, "bob") == {"i5", "new"}
    assert before.alive.all()
    assert len(before) == 8


def test_an_item_taken_down_is_gone_everywhere_and_erased(folder):
    catalog = Catalog.create(folder, [item(i) for i in range(8)])
    query = catalog.snapshot().embedder.embed("curly bob")
    catalog.apply(take_down=["i1", "nobody"])
    snapshot = catalog.snapshot()
    assert not snapshot.alive[1]
    assert 1 not in snapshot.vector_index.top(query, 20)[0]
    assert snapshot.rows_of_keys([3, 2, 1]).tolist() == [2, 0]
    assert snapshot.cards([1])[0].text == ""
    with pytest.raises(UnknownNameError):
        snapshot.row("i1")


def test_keys_last_and_are_never_used_again(folder):
    catalog = Catalog.create(folder, [item(i) for i in range(4)])
    catalog.apply([Item("i2", "changed")], ["i3"])
    catalog.apply([Item("i3", "back again")])
    snapshot = catalog.snapshot()
    assert snapshot.keys[snapshot.row("i2")] == 3
    back = int(snapshot.keys[snapshot.row("i3")])
    assert back > 4
    catalog.apply(take_down=["i3"])
    again = Catalog.create(folder, [Item("new"), item(1), item(0)]).snapshot()
    assert again.ids.tolist() == ["i0", "i1", "new"]
    assert again.keys[:2].tolist() == [1, 2]
    assert again.keys[2] > back
    assert again.generation > catalog.snapshot().generation


def test_an_item_that_left_and_came_back_before_anyone_looked(folder):
    writer = Catalog.create(folder, [item(0), item(1)])
    reader = Catalog.open(folder)
    reader.snapshot()
    writer.apply(take_down=["i1"])
    writer.apply([Item("i1", "a wavy bob")])
    reader.refresh()
    snapshot = reader.snapshot()
    assert snapshot.alive.tolist() == [True, False, True]
    assert snapshot.row("i1") == 2


def test_a_refused_change_changes_nothing(folder):
    catalog = Catalog.create(folder, [item(0)])
    with pytest.raises(InputError):
        catalog.apply([item(1), Item("", "no id")], ["i0"])
    assert Catalog.open(folder).snapshot().ids.tolist() == ["i0"]
    assert found(catalog, "nurse") == {"i0"}


def test_vectors_can_come_later(folder):
    catalog = Catalog.create(folder, [item(0), item(1)], embedder=None)
    assert catalog.snapshot().vectors is None
    catalog.apply([item(5, vector=[0, 2])])
    assert catalog.snapshot().vectors.tolist() == [[0, 0], [0, 0], [0, 1]]


CHANGE = st.tuples(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 3), st.sampled_from(["low", "high", None]))
    ),
    st.lists(st.integers(0, 9)),
    st.booleans(),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CHANGE, max_size=4))
def test_any_history_ends_where_a_fresh_open_begins(tmp_path, history):
    where = tmp_path / str(time.monotonic_ns())
    live = Catalog.create(where, [item(i, vector=[i, 1]) for i in range(5)], dimensions=[PRICE])
    live.snapshot()
    for upserts, gone, compact in history:
        rows = {
            i: Item(f"i{i}", TEXTS[t], vector=[t, 1], labels={"price": bucket})
            for i, t, bucket in upserts
        }
        live.apply(rows.values(), [f"i{i}" for i in gone])
        if compact:
            live.compact()
    live.refresh()
    held, fresh = live.snapshot(), Catalog.open(where).snapshot()
    rows = np.flatnonzero(held.alive)
    assert (np.diff(held.keys) > 0).all()
    assert held.keys[rows].tolist() == fresh.keys.tolist()
    assert held.ids[rows].tolist() == fresh.ids.tolist()
    assert held.generation == fresh.generation
    np.testing.assert_array_equal(held.vectors[rows], fresh.vectors)
    np.testing.assert_array_equal(held.labels["price"].sure[rows], fresh.labels["price"].sure)
    assert {name: held.row(name) for name in fresh.ids} == dict(zip(fresh.ids, rows, strict=True))
    for query in ("nurse", "curly hair"):
        assert set(np.flatnonzero(held.text_index.scores(query))) == {
            rows[i] for i in np.flatnonzero(fresh.text_index.scores(query))
        }
    if len(fresh):
        near = held.vector_index.top(np.array([1, 0], np.float32), 50)[0]
        assert sorted(near) == rows.tolist()


# Large catalogs, with small numbers


@pytest.fixture
def large(monkeypatch):
    """Treat 300 items as a large catalog."""
    monkeypatch.setattr(state, "EXACT_UP_TO", 100)
    monkeypatch.setattr(catalog_module, "WAIT_FOR_BELOW", 100)
    monkeypatch.setattr(partitioned, "_EXACT_BELOW", 32)


def test_a_large_catalog_takes_changes_beside_its_index(folder, large):
    rng = np.random.default_rng(0)
    rows = [item(i, vector=rng.normal(size=8).tolist()) for i in range(300)]
    catalog = Catalog.create(folder, rows)
    catalog.snapshot()
    point = rng.normal(size=8).tolist()
    catalog.apply([item(900, vector=point), replace(rows[7], vector=point)], ["i3"])
    snapshot = catalog.snapshot()
    query = np.asarray(point, np.float32)
    assert snapshot.vector_index.top(query, 2)[0].tolist() == [7, 300]
    everything = snapshot.vector_index.top(query, 999)[0]
    assert sorted(everything) == [row for row in range(301) if row != 3]
    catalog.compact()
    catalog.refresh()
    assert catalog.snapshot().vector_index.top(query, 2)[0].tolist() == [6, 299]
    assert catalog.snapshot().alive.all()


def wait_until(check):
    until = time.monotonic() + 20
    while not check():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.01)


def test_a_large_replacement_hides_what_left_at_once_and_loads_beside(folder, large, monkeypatch):
    reader = Catalog.create(folder, [item(i) for i in range(300)])
    reader.snapshot()
    go = threading.Event()
    compact = Catalog.compact

    def wait_then_compact(self):
        go.wait(20)
        compact(self)

    monkeypatch.setattr(Catalog, "compact", wait_then_compact)
    Catalog.create(folder, [item(i) for i in range(150, 450)]).close()
    reader.refresh()
    assert int(reader.snapshot().alive.sum()) == 150
    with Catalog.open(folder) as other:
        other.apply(take_down=["i200"])
    reader.refresh()
    assert int(reader.snapshot().alive.sum()) == 149
    go.set()
    wait_until(lambda: reader.refresh() or int(reader.snapshot().alive.sum()) == 299)
    wait_until(lambda: len(reader.snapshot()) == 299)
    assert "i449" in found(reader, TEXTS[1])


def test_many_changes_are_built_in_on_a_thread(folder):
    catalog = Catalog.create(folder, [item(0)], embedder=None)
    catalog.snapshot()
    catalog.apply([item(i) for i in range(1, 1100)])
    assert len(catalog.snapshot()) == 1100
    wait_until(lambda: not catalog._state.tail)
    catalog.apply(take_down=["i0"])
    assert int(catalog.snapshot().alive.sum()) == 1099


def test_readers_and_a_writer_at_once(folder):
    catalog = Catalog.create(folder, [item(i) for i in range(50)])
    problems = []

    def read():
        try:
            for _ in range(150):
                catalog.refresh()
                snapshot = catalog.snapshot()
                scores = snapshot.text_index.scores("nurse")
                assert len(scores) == len(snapshot.alive) == len(snapshot.vectors)
                assert not scores[~snapshot.alive].any()
                snapshot.cards(np.flatnonzero(scores)[:5])
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    with Catalog.open(folder) as writer:
        for i in range(20):
            writer.apply([item(100 + i)], [f"i{i}"])
    for thread in threads:
        thread.join()
    assert problems == []


# Media


def test_media_files_stay_inside(folder, tmp_path):
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    (pictures / "a.svg").write_text("<svg/>")
    (tmp_path / "secret").write_text("no")
    (pictures / "link.svg").symlink_to(tmp_path / "secret")
    with Catalog.create(folder, [], media=pictures) as catalog:
        assert catalog.media_file("a.svg").read_text() == "<svg/>"
        with pytest.raises(InputError):
            catalog.media_file("../secret")
        with pytest.raises(InputError):
            catalog.media_file("link.svg")
        with pytest.raises(FileError, match="missing"):
            catalog.media_file("b.svg")
