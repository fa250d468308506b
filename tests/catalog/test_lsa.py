"""Learned text vectors: deterministic, bounded, and near where texts share words."""

import numpy as np
import pytest

from everyhue.catalog.lsa import MAX_WIDTH, Lsa, learn_lsa

LOOKS = ["curly bob", "curly hair", "wavy hair", "red dress", "blue dress", "long red dress"]


def many_texts(n):
    rng = np.random.default_rng(3)
    pool = [f"word{i}" for i in range(400)]
    return [" ".join(rng.choice(pool, 6)) for _ in range(n)]


@pytest.mark.parametrize("texts", [LOOKS, many_texts(600)])
def test_learning_twice_gives_the_same(texts):
    first, second = learn_lsa(texts), learn_lsa(texts)
    assert first.vocabulary == second.vocabulary
    np.testing.assert_array_equal(first.matrix, second.matrix)


def test_width_is_bounded_by_the_limit_and_the_catalog():
    assert learn_lsa(many_texts(600)).width == MAX_WIDTH
    assert learn_lsa(many_texts(600), width=8).width == 8
    assert 2 <= learn_lsa(LOOKS).width < len(LOOKS)


def test_sparse_and_dense_solvers_agree(monkeypatch):
    texts = many_texts(300)
    sparse = learn_lsa(texts, width=6)
    monkeypatch.setattr("everyhue.catalog.lsa._DENSE_BELOW", 10_000)
    dense = learn_lsa(texts, width=6)
    cosine = [sparse.embed(text) @ dense.embed(text) for text in texts[:20]]
    assert min(cosine) > 0.99


def test_embedding_is_a_unit_vector_or_nothing():
    lsa = learn_lsa(LOOKS)
    np.testing.assert_allclose(np.linalg.norm(lsa.embed("curly red hair")), 1, rtol=1e-6)
    assert lsa.embed("zebra") is None
    assert lsa.embed("") is None


def test_texts_that_share_words_are_nearer():
    lsa = learn_lsa(LOOKS, width=3)
    curly = lsa.embed("curly hair")
    assert curly @ lsa.embed("wavy hair") > curly @ lsa.embed("blue dress") + 0.1


@pytest.mark.parametrize("texts", [[], ["one"], ["same same"] * 5, ["a b", "c d", "e f"]])
def test_too_little_to_learn_from_gives_none(texts):
    assert learn_lsa(texts) is None


def test_saved_and_loaded_is_the_same():
    lsa = learn_lsa(["髪 bouclé nurse", "髪 nurse curly", "bouclé curly", "curly nurse"])
    again = Lsa.load(lsa.dump())
    assert again.vocabulary == lsa.vocabulary
    np.testing.assert_array_equal(again.matrix, lsa.matrix)
