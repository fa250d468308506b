"""BM25 against the formula written out, and its two parts against one."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.catalog.bm25 import K1, B, Bm25, Postings
from everyhue.catalog.words import query_words, words

TEXTS = st.lists(
    st.lists(st.sampled_from(["curly", "bob", "nurse", "dress", "red"]), max_size=8).map(" ".join),
    max_size=12,
)


def naive(texts, query):
    """The formula, one text at a time."""
    held = [words(text) for text in texts]
    mean = sum(map(len, held)) / max(len(held), 1) or 1
    scores = []
    for text in held:
        score = 0.0
        for word, times in Counter(query_words(query)).items():
            having = sum(word in other for other in held)
            idf = math.log(1 + (len(held) - having + 0.5) / (having + 0.5))
            tf = text.count(word)
            score += times * idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * len(text) / mean))
        scores.append(score)
    return scores


@given(TEXTS, st.sampled_from(["nurse", "curly bob", "red red dress", "zebra", ""]))
def test_equals_the_formula(texts, query):
    np.testing.assert_allclose(Bm25.of(texts).scores(query), naive(texts, query), rtol=1e-5)


def test_known_score():
    scores = Bm25.of(["a b", "a a b c"]).scores("c")
    tf = 2.2 / (1 + 1.2 * (0.25 + 0.75 * 4 / 3))
    np.testing.assert_allclose(scores, [0, math.log(2) * tf], rtol=1e-6)


@given(TEXTS.filter(len), TEXTS)
def test_new_rows_beside_score_with_the_idf_of_all(main, new):
    part = Postings.build(main)
    tail = Postings.build(new, part.mean_length)
    rows = np.arange(len(main), len(main) + len(new))
    layered = Bm25(part, tail, rows, np.zeros(0, np.intp), len(main) + len(new))
    both = Postings.build([*main, *new], part.mean_length)
    whole = Bm25(both, None, np.zeros(0, np.intp), np.zeros(0, np.intp), both.size)
    for query in ("nurse", "curly bob"):
        np.testing.assert_allclose(layered.scores(query), whole.scores(query), rtol=1e-5)


def test_a_changed_row_scores_by_its_new_text_only():
    main = Postings.build(["nurse", "bob"])
    tail = Postings.build(["curly hair"], main.mean_length)
    index = Bm25(main, tail, np.array([0]), np.zeros(0, np.intp), 2)
    assert index.scores("nurse").tolist() == [0, 0]
    assert index.scores("curly")[0] > 0


def test_a_row_taken_down_scores_nothing():
    main = Postings.build(["nurse", "nurse"])
    index = Bm25(main, None, np.zeros(0, np.intp), np.array([1]), 2)
    assert (index.scores("nurse") > 0).tolist() == [True, False]


@pytest.mark.parametrize("texts", [[], ["", ""], ["!?"]])
def test_nothing_to_find(texts):
    assert Bm25.of(texts).scores("nurse").tolist() == [0] * len(texts)
