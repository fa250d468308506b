"""Facility location: naive oracle, the bound of greedy, and that laziness changes nothing."""

import math
from itertools import combinations

import numpy as np
import pytest

from everyhue.errors import DeadlineError
from everyhue.ranking.rerank import Options, facility_location, rerank
from everyhue.ranking.rerank.facility_location import Coverage
from everyhue.types import Labels, Targets


def scaled(relevance):
    return (relevance - relevance.min()) / np.ptp(relevance)


def drawn(seed, n, d):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(4, d))
    return rng.random(n), centres[rng.integers(4, size=n)] + 0.6 * rng.normal(size=(n, d))


def similarity(vectors):
    rows = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    kernel = np.maximum(rows @ rows.T, 0)
    np.fill_diagonal(kernel, 1)
    return kernel


def objective(s, kernel, picks, delta):
    most = kernel.sum(axis=0).max()
    covered = kernel[:, list(picks)].max(axis=1).sum()
    return (1 - delta) * s[list(picks)].sum() + delta * covered / most


def naive(s, kernel, k, delta):
    picks, cover, most = [], np.zeros(len(s)), kernel.sum(axis=0).max()
    for _ in range(k):
        growth = np.maximum(kernel - cover[:, None], 0).sum(axis=0)
        gain = (1 - delta) * s + delta * growth / most
        gain[picks] = -np.inf
        near = np.flatnonzero(gain >= gain.max() - 1e-9)  # two items that only cover each other
        picks.append(int(near[s[near].argmax()]))
        cover = np.maximum(cover, kernel[:, picks[-1]])
    return picks


@pytest.mark.conforms("facility_location", reproduces="greedy without laziness in float64")
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("diversity", [None, 0.2, 1.0])
def test_it_is_the_naive_one(seed, diversity):
    relevance, vectors = drawn(seed, 150, 12)
    delta = 0.5 if diversity is None else diversity
    want = naive(scaled(relevance), similarity(vectors), 20, delta)
    got = facility_location(relevance, k=20, vectors=vectors, diversity=diversity)
    assert got.order.tolist() == want


@pytest.mark.conforms(
    "facility_location",
    reproduces="the bound 1 − 1/e of greedy, against brute force on 90 problems",
)
@pytest.mark.parametrize("delta", [0.3, 0.7, 1.0])
def test_greedy_keeps_its_bound(delta):
    for seed in range(30):
        relevance, vectors = drawn(seed, 10, 3)
        s, kernel = scaled(relevance), similarity(vectors)
        got = facility_location(relevance, k=4, vectors=vectors, diversity=delta)
        best = max(objective(s, kernel, picks, delta) for picks in combinations(range(10), 4))
        value = objective(s, kernel, got.order, delta)
        assert value >= (1 - 1 / math.e) * best
        assert got.gains.sum() == pytest.approx(value, abs=1e-5)


def test_laziness_saves_work(monkeypatch):
    relevance, vectors = drawn(3, 400, 12)
    calls = []
    similar = Coverage._similar
    monkeypatch.setattr(
        Coverage, "_similar", lambda self, places: calls.extend(places) or similar(self, places)
    )
    facility_location(relevance, k=20, vectors=vectors)
    assert len(calls) < 20 * 400 / 4


def test_duplicates_add_nothing_and_do_not_hang():
    vectors = np.repeat(np.eye(3), 20, axis=0)
    got = rerank(np.linspace(1, 0, 60), by="facility_location", k=60, vectors=vectors,
                 diversity=1.0)  # fmt: skip
    assert sorted((got.order[:3] // 20).tolist()) == [0, 1, 2]
    assert got.gains[3:].max() < 1e-6
    assert sorted(got.order.tolist()) == list(range(60))


def test_the_deadline_is_looked_at_before_the_first_pick_too():
    class Ticking:
        calls = 0

        def check(self, where):
            self.calls += 1
            if self.calls == 3:
                raise DeadlineError(where)

    relevance, vectors = drawn(2, 64 * 4, 8)
    deadline = Ticking()
    with pytest.raises(DeadlineError):
        facility_location(relevance, k=1, vectors=vectors, options=Options(deadline=deadline))
    assert deadline.calls == 3


def test_quotas_bring_in_what_is_rare():
    relevance, vectors = drawn(1, 60, 8)
    words = ["a"] * 50 + ["b"] * 10
    got = facility_location(
        relevance, k=10, vectors=vectors, buckets=Labels.from_hard(words, "ab"),
        targets=Targets.stated({"a": 0.6, "b": 0.4}),
    )  # fmt: skip
    assert not got.short
