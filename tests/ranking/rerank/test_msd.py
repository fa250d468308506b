"""Max-sum diversification: naive oracle, half of the best, and a distance that is a metric."""

from itertools import combinations

import numpy as np
import pytest

from everyhue.ranking.rerank import msd, rerank
from everyhue.types import Labels


def scaled(relevance):
    return (relevance - relevance.min()) / np.ptp(relevance)


def drawn(seed, n, d=6):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(3, d))
    return rng.random(n), centres[rng.integers(3, size=n)] + 0.5 * rng.normal(size=(n, d))


def distances(vectors):
    rows = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.sqrt(np.maximum(1 - rows @ rows.T, 0) / 2)


def objective(s, apart, picks, delta):
    pairs = sum(apart[i, j] for i, j in combinations(picks, 2))
    return (1 - delta) * s[list(picks)].sum() + delta * pairs


@pytest.mark.conforms("msd", reproduces="the paper's greedy rule written out in float64")
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("diversity", [None, 0.1, 0.8])
def test_it_is_the_naive_one(seed, diversity):
    relevance, vectors = drawn(seed, 60, 16)
    delta = 0.5 if diversity is None else diversity
    s, apart, picks = scaled(relevance), distances(vectors), []
    for _ in range(20):
        gain = (1 - delta) / 2 * s + delta * apart[:, picks].sum(axis=1)
        gain[picks] = -np.inf
        picks.append(int(gain.argmax()))
    got = msd(relevance, k=20, vectors=vectors, diversity=diversity)
    assert got.order.tolist() == picks


@pytest.mark.conforms(
    "msd", reproduces="at least half of the best objective, against brute force on 120 problems"
)
@pytest.mark.parametrize("delta", [0.1, 0.5, 1.0])
def test_greedy_reaches_half_of_the_best(delta):
    for seed in range(40):
        relevance, vectors = drawn(seed, 10, 3)
        s, apart = scaled(relevance), distances(vectors)
        got = msd(relevance, k=4, vectors=vectors, diversity=delta).order.tolist()
        best = max(objective(s, apart, picks, delta) for picks in combinations(range(10), 4))
        assert objective(s, apart, got, delta) >= best / 2


def test_the_distance_is_a_metric_and_one_minus_cosine_is_not():
    turns = np.array([0.0, 0.5, 1.0])
    vectors = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    ours, cosine = distances(vectors), 1 - vectors @ vectors.T
    assert ours[0, 2] <= ours[0, 1] + ours[1, 2]
    assert cosine[0, 2] > cosine[0, 1] + cosine[1, 2]


def test_duplicates_are_no_distance_apart():
    rng = np.random.default_rng(0)
    vectors = np.repeat(rng.normal(size=(5, 48)), 4, axis=0)
    got = rerank(np.ones(20), by="msd", k=20, vectors=vectors, diversity=1.0)
    shown = got.order // 4
    assert sorted(shown[:5].tolist()) == list(range(5))
    assert got.ties > 0


def test_buckets_and_unknowns_take_part():
    words = ["a"] * 10 + ["b"] * 3 + [None] * 3
    got = msd(np.linspace(1, 0, 16), k=6, buckets=Labels.from_hard(words, "ab"), diversity=1.0)
    assert [words[i] for i in got.order].count("b") == 3
    assert got.unknown_before == got.unknown_after
