"""Each person is on one side of every split, and numbers on held-out labels do not flatter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError
from everyhue.signals import HAIR_PATTERN
from everyhue.signals.probe import ProbeSettings, fit_probe
from everyhue.signals.probe.clusters import check_spread, spread
from everyhue.signals.probe.select import set_aside, stratified
from everyhue.signals.trained import TrainSettings, train_signal
from everyhue.types import Labels

from .test_trained import QUICK

RNG = np.random.default_rng
KINDS = len(HAIR_PATTERN.ids)


@given(
    st.lists(st.tuples(st.integers(-2, 3), st.integers(0, 12)), min_size=1, max_size=120),
    st.integers(2, 6),
    st.floats(0.1, 0.6),
    st.integers(0, 99),
)
def test_no_cluster_is_on_both_sides(rows, parts, share, seed):
    truth, whose = (np.array(column, np.intp) for column in zip(*rows, strict=True))
    folds = stratified(truth, parts, RNG(seed), whose)
    aside = set_aside(truth, share, RNG(seed), whose)
    assert folds.shape == truth.shape
    assert set(folds) <= set(range(parts))
    for cluster in set(whose):
        assert len(set(folds[whose == cluster])) == 1
        assert len(set(aside[whose == cluster])) == 1


@given(st.integers(0, 200))
def test_many_small_clusters_are_spread_as_asked(seed):
    rng = RNG(seed)
    truth, whose = (
        rng.integers(0, 4, 600).astype(np.intp),
        rng.integers(0, 200, 600).astype(np.intp),
    )
    aside = set_aside(truth, 0.25, rng, whose)
    folds = stratified(truth, 5, rng, whose)
    for bucket in range(4):
        mine = truth == bucket
        assert aside[mine].mean() == pytest.approx(0.25, abs=0.05)
        assert np.bincount(folds[mine], minlength=5) / mine.sum() == pytest.approx(0.2, abs=0.05)


def test_clusters_of_one_are_as_even_as_rows():
    truth = np.arange(4).repeat(100)
    folds = spread(truth, np.arange(400), np.full(5, 0.2), RNG(0))
    cells = np.zeros((4, 5))
    np.add.at(cells, (truth, folds), 1)
    assert (cells == 20).all()


def test_a_bucket_of_one_cluster_is_one_clear_error():
    with pytest.raises(InputError, match=r"labels of coily: got 1, expected some more"):
        check_spread(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1]), ("coily", "curly"),
                     np.array([7, 7, 1, 2]))  # fmt: skip
    check_spread(np.array([0, 0]), np.array([0, 0]), ("coily",), None)


@pytest.mark.parametrize("people", [1, 2, 3, 12])
def test_every_bucket_has_its_least_labels_or_there_is_one_clear_error(people):
    """Each person has one kind of hair; few people a kind cannot fill every part."""
    rng = RNG(people)
    truth = np.arange(KINDS).repeat(24)
    whose = truth * people + np.tile(np.arange(24) % people, KINDS)
    vectors = rng.normal(size=(len(truth), 8)) + truth[:, None]
    if people < 3:
        with pytest.raises(InputError, match="clusters with labels of"):
            fit_probe(vectors, truth, HAIR_PATTERN, rng, QUICK.probe, whose)
    else:
        probe = fit_probe(vectors, truth, HAIR_PATTERN, rng, QUICK.probe, whose)
        assert probe.sets.counts.min() >= 1


def crowd(rng, people=90, shots=8, width=40, own=3.0):
    """Vectors in which the person shows far more than the hair: the same in each of their shots."""
    hair = np.arange(people) % KINDS
    places = RNG(3).normal(size=(KINDS, width)) * 0.35
    whose = np.arange(people).repeat(shots)
    looks = rng.normal(size=(people, width)) * own / 3
    vectors = (places[hair] + looks)[whose] + rng.normal(size=(people * shots, width)) * 0.2
    return vectors.astype(np.float32), hair[whose], whose


def held_out_and_true(clusters, seed):
    rng = RNG(seed)
    vectors, truth, whose = crowd(rng)
    labels = Labels.from_hard([HAIR_PATTERN.ids[t] for t in truth], HAIR_PATTERN)
    quick = TrainSettings(probe=ProbeSettings(folds=3, ridges=(0.01,), balances=(1.0,)))
    how = replace(quick, clusters=whose if clusters else None)
    made = train_signal(vectors, labels, HAIR_PATTERN, rng, source="drawn people", settings=how)
    if clusters:
        learnt = np.setdiff1d(np.arange(len(truth)), made.test)
        assert not set(whose[made.test]) & set(whose[learnt])
    others, theirs, _ = crowd(RNG(seed + 1000), people=300, shots=2)
    right = made.signal.probe.probs(others).argmax(axis=1) == theirs
    inside = made.signal.probe.probs(vectors[made.test]).argmax(axis=1) == truth[made.test]
    return inside.mean(), right.mean()


def test_ignoring_clusters_flatters_and_keeping_them_does_not():
    plain = np.array([held_out_and_true(False, seed) for seed in range(6)])
    kept = np.array([held_out_and_true(True, seed) for seed in range(6)])
    flattered, honest = (plain[:, 0] - plain[:, 1]).mean(), (kept[:, 0] - kept[:, 1]).mean()
    assert flattered > 0.15
    assert abs(honest) < 0.08


def test_clusters_of_another_length_are_refused():
    labels = Labels.from_hard([HAIR_PATTERN.ids[0]] * 9, HAIR_PATTERN)
    how = replace(QUICK, clusters=np.zeros(3, np.intp))
    with pytest.raises(InputError, match="one for each label"):
        train_signal(np.ones((9, 4)), labels, HAIR_PATTERN, RNG(0), source="none", settings=how)
