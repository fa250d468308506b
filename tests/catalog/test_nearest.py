"""Both vector indexes against a naive oracle: right rows, full lists, nothing that is not alive."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.catalog import partitioned
from everyhue.catalog.exact import ExactIndex, best_first
from everyhue.catalog.layered import LayeredIndex
from everyhue.catalog.partitioned import PartitionedIndex
from everyhue.errors import UnknownNameError
from everyhue.types import Labels

IDS = ("a", "b", "c")


def naive(vectors, rows, query, n):
    found = sorted(rows, key=lambda row: (-float(vectors[row] @ query), row))
    return found[:n]


def made(n, width, seed, shares=(0.6, 0.2, 0.05), clusters=12):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(clusters, width))
    vectors = centres[rng.integers(0, clusters, n)] + 0.5 * rng.normal(size=(n, width))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    picked = rng.choice(len(shares) + 1, n, p=[*shares, 1 - sum(shares)])
    return vectors, hard([(*IDS, None)[i] for i in picked])


def hard(values):
    return {"x": Labels.from_hard(values, IDS, dimension="x")}


def groups(labels):
    sure = labels["x"].sure
    return [np.flatnonzero(sure == code) for code in (0, 1, 2, -1)]


@given(st.integers(0, 40), st.integers(1, 50), st.integers(0, 9))
def test_exact_equals_naive(size, n, seed):
    vectors, labels = made(size, 5, seed)
    alive = np.random.default_rng(seed).random(size) < 0.7
    query = np.random.default_rng(seed + 1).normal(size=5).astype(np.float32)
    query /= np.linalg.norm(query)
    index = ExactIndex.of(vectors, alive, labels)
    rows, scores = index.top(query, n)
    assert rows.tolist() == naive(vectors, np.flatnonzero(alive), query, n)
    np.testing.assert_allclose(scores, vectors[rows] @ query, atol=1e-6)
    for (found, _), group in zip(index.top_by_bucket(query, n, "x"), groups(labels), strict=True):
        assert found.tolist() == naive(vectors, group[alive[group]], query, n)


def test_best_first_breaks_ties_by_place():
    scores = np.array([1, 2, 2, 2, 0], np.float32)
    assert best_first(scores, 2).tolist() == [1, 2]
    assert best_first(scores, 9).tolist() == [1, 2, 3, 0, 4]


def test_rows_without_a_vector_are_never_found():
    vectors = np.array([[0, 0], [1, 0], [0, 0]], np.float32)
    index = ExactIndex.of(vectors, np.ones(3, bool), hard(["a", "b", None]))
    assert index.top(np.array([1, 0], np.float32), 9)[0].tolist() == [1]


def test_length_of_the_query_does_not_matter():
    vectors, labels = made(30, 5, 1)
    index = ExactIndex.of(vectors, np.ones(30, bool), labels)
    once, thrice = index.top(vectors[3], 5), index.top(3 * vectors[3], 5)
    np.testing.assert_array_equal(once[0], thrice[0])
    np.testing.assert_allclose(once[1], thrice[1], rtol=1e-5)


@pytest.fixture
def small_parts(monkeypatch):
    """Make the large-catalog index do on 6,000 rows what it does on a million."""
    monkeypatch.setattr(partitioned, "CLUSTERED_FROM", 1000)
    monkeypatch.setattr(partitioned, "_EXACT_BELOW", 64)


def test_partitioned_recall_and_full_lists_in_every_bucket(small_parts):
    vectors, labels = made(6000, 24, 5, shares=(0.7, 0.2, 0.08))
    queries, _ = made(30, 24, 5)
    index = PartitionedIndex.of(vectors, np.ones(6000, bool), labels)
    assert any(hasattr(part.index, "nprobe") for part in index.parts["x"])
    hits = np.zeros(4)
    for query in queries:
        found = index.top_by_bucket(query, 100, "x")
        for spot, ((rows, scores), group) in enumerate(zip(found, groups(labels), strict=True)):
            assert len(rows) == min(100, len(group))
            assert (np.diff(scores) <= 0).all()
            assert set(rows) <= set(group)
            hits[spot] += np.isin(rows, naive(vectors, group, query, 100)).mean()
    assert (hits / len(queries) >= 0.98).all()


def test_partitioned_overall_is_the_merge_of_its_parts(small_parts):
    vectors, labels = made(6000, 24, 6)
    index = PartitionedIndex.of(vectors, np.ones(6000, bool), labels)
    query = vectors[17]
    rows, _ = index.top(query, 50)
    truth = naive(vectors, range(6000), query, 50)
    assert rows[0] == 17
    assert len(np.intersect1d(rows, truth)) >= 48


def test_noise_without_clusters_is_scanned_and_still_right(small_parts):
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(3000, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = PartitionedIndex.of(vectors, np.ones(3000, bool), {})
    query = vectors[0] + vectors[1]
    rows, _ = index.top(query, 100)
    assert len(np.intersect1d(rows, naive(vectors, range(3000), query, 100))) >= 98


def test_lists_stay_full_when_most_of_a_bucket_is_gone(small_parts):
    vectors, labels = made(4000, 16, 8)
    index = PartitionedIndex.of(vectors, np.ones(4000, bool), labels)
    usable = np.random.default_rng(1).random(4000) < 0.05
    thinned = replace(index, usable=index.usable & usable)
    for (rows, _), group in zip(
        thinned.top_by_bucket(vectors[0], 60, "x"), groups(labels), strict=True
    ):
        left = group[usable[group]]
        assert len(rows) == min(60, len(left))
        assert set(rows) <= set(left)


def test_layers_answer_as_one(small_parts):
    vectors, labels = made(3000, 16, 9)
    changed = np.arange(0, 3000, 60)
    usable = np.ones(3000, bool)
    usable[changed] = False
    main = PartitionedIndex.of(vectors, usable, labels)
    tail = ExactIndex.of(vectors, np.ones(3000, bool), labels, changed)
    both = LayeredIndex(main, tail)
    query = vectors[60]
    assert both.top(query, 10)[0][0] == 60
    for (rows, _), group in zip(both.top_by_bucket(query, 40, "x"), groups(labels), strict=True):
        truth = naive(vectors, group, query, 40)
        assert len(rows) == len(truth)
        assert len(np.intersect1d(rows, truth)) >= len(truth) - 1


@pytest.mark.parametrize("kind", [ExactIndex, PartitionedIndex])
def test_an_unknown_dimension_is_named(kind):
    vectors, labels = made(20, 4, 1)
    with pytest.raises(UnknownNameError, match="'y' is not known"):
        kind.of(vectors, np.ones(20, bool), labels).top_by_bucket(vectors[0], 3, "y")
