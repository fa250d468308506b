"""Conformal sets: the guarantee for every bucket, contiguous sets, and labels that abstain."""

from __future__ import annotations

import math
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError
from everyhue.signals import HAIR_PATTERN, SKIN_TONE
from everyhue.signals.conformal import ConformalSets, fit_conformal

FULL = bool(os.environ.get("EVERYHUE_FULL"))


@st.composite
def samples(draw, buckets=4):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(1, 60))
    probs = rng.dirichlet(np.full(buckets, draw(st.sampled_from([0.2, 1, 5]))), n)
    return probs, rng.integers(0, buckets, n), draw(st.sampled_from([0.05, 0.1, 0.3, 0.5]))


@given(samples())
def test_thresholds_equal_sorting_by_hand(sample):
    probs, truth, alpha = sample
    fitted = fit_conformal(probs, truth, alpha=alpha)
    for b in range(4):
        misfit = sorted(1 - probs[truth == b, b])
        rank = math.ceil(round((len(misfit) + 1) * (1 - alpha), 9))
        expected = misfit[rank - 1] if rank <= len(misfit) else 1
        assert fitted.thresholds[b] == pytest.approx(expected)


@given(samples())
def test_the_fitted_sample_is_covered_and_ordered_sets_only_grow(sample):
    probs, truth, alpha = sample
    plain = fit_conformal(probs, truth, alpha=alpha)
    ordered = fit_conformal(probs, truth, alpha=alpha, ordered=True)
    sets, runs = plain.sets(probs), ordered.sets(probs)
    assert (runs >= sets).all()
    for b in set(truth.tolist()):
        assert sets[truth == b, b].mean() >= 1 - alpha
    starts = np.diff(runs.astype(int), axis=1, prepend=0) == 1
    assert (starts.sum(1) <= 1).all()


@given(samples(), st.integers(1, 9))
def test_items_of_a_cluster_share_the_weight_of_one(sample, people):
    """By hand: the least misfit that holds (m + 1)(1 − α) of m clusters, each item its share."""
    probs, truth, alpha = sample
    whose = np.random.default_rng(len(truth)).integers(0, people, len(truth))
    fitted = fit_conformal(probs, truth, alpha=alpha, clusters=whose)
    for b in range(4):
        mine = truth == b
        misfit, kin = 1 - probs[mine, b], whose[mine]
        weight = np.array([1 / (kin == one).sum() for one in kin])
        need = (len(set(kin.tolist())) + 1) * (1 - alpha) - 1e-9
        enough = [at for at in sorted(misfit) if weight[misfit <= at].sum() >= need]
        assert fitted.thresholds[b] == pytest.approx(enough[0] if enough else 1)


@given(samples())
def test_clusters_of_one_are_items(sample):
    probs, truth, alpha = sample
    alone = fit_conformal(probs, truth, alpha=alpha, clusters=np.arange(len(truth)))
    assert alone.id == fit_conformal(probs, truth, alpha=alpha).id


@pytest.mark.parametrize("people", [4, 14])
def test_new_people_are_covered_though_each_has_many_pictures(people):
    """As items, ten pictures of each of a few people cover less than stated."""
    rng, alpha, shots = np.random.default_rng(4), 0.1, 10
    runs = 2000 if FULL else 400
    whose, covered = np.arange(people).repeat(shots), np.zeros((runs, 2))
    for run in range(runs):
        own = rng.normal(size=people + 1)
        score = np.append(own[whose], own[-1]) + rng.normal(0, 0.3, people * shots + 1)
        p = 1 / (1 + np.exp(-score))
        probs, truth = np.stack([p, 1 - p], axis=1), np.zeros(people * shots, int)
        for spot, clusters in enumerate((None, whose)):
            sets = fit_conformal(probs[:-1], truth, alpha=alpha, clusters=clusters)
            covered[run, spot] = sets.sets(probs[-1:])[0, 0]
    as_items, as_people = covered.mean(axis=0)
    error = 2 * np.sqrt(alpha * (1 - alpha) / runs)
    assert as_people >= 1 - alpha - error
    assert as_items < min(as_people, 0.88 if people == 4 else 1)


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("power", [1.0, 4.0])
def test_every_bucket_is_covered_however_bad_the_probabilities(world, power, ordered):
    """The finite-sample guarantee: at least 1 − α, and before filling at most 1/(n + 1) above."""
    rng, alpha, per_bucket = np.random.default_rng(1), 0.1, 39
    runs = 3000 if FULL else 300
    covered, plain = np.zeros((2, runs, 4))
    truth = np.repeat(np.arange(4), per_bucket + 1)
    fresh = np.arange(len(truth)) % (per_bucket + 1) == 0
    for run in range(runs):
        probs = world.posterior(rng.normal(world.centres[truth], world.noise[truth]), [0.25] * 4)
        probs = probs**power / (probs**power).sum(1, keepdims=True)
        fitted = fit_conformal(probs[~fresh], truth[~fresh], alpha=alpha, ordered=ordered)
        covered[run] = fitted.sets(probs[fresh])[np.arange(4), np.arange(4)]
        plain[run] = 1 - np.diag(probs[fresh]) <= fitted.thresholds
    wobble = 3 * math.sqrt(alpha * (1 - alpha) / runs)
    assert (covered.mean(0) >= 1 - alpha - wobble).all()
    assert (plain.mean(0) <= 1 - alpha + 1 / (per_bucket + 1) + wobble).all()


def test_marginal_thresholds_would_leave_a_bucket_behind(world):
    """Why one a bucket: a single threshold over all covers the quiet bucket more than the noisy."""
    rng = np.random.default_rng(2)
    truth, probs = world.draw(rng, 20_000, (0.7, 0.2, 0.07, 0.03))
    one = np.quantile(1 - probs[np.arange(len(truth)), truth], 0.9)
    marginal = np.array([(1 - probs[truth == b, b] <= one).mean() for b in range(4)])
    sets = fit_conformal(probs, truth).sets(probs)
    own = np.array([sets[truth == b, b].mean() for b in range(4)])
    assert np.ptp(marginal) > 0.3
    assert np.ptp(own) < 0.01


def test_labels_are_sure_known_or_unknown_with_a_reason():
    fitted = ConformalSets(np.full(4, 0.7), np.full(4, 50), 0.1, True)
    rows = [
        [0.9, 0.1, 0, 0],
        [0.5, 0.5, 0, 0],
        [0.4, 0.1, 0.1, 0.4],
        [0.29, 0.25, 0.25, 0.21],
        [0] * 4,
    ]
    labels = fitted.labels(rows, SKIN_TONE)
    assert labels.sure.tolist() == [0, -1, -1, 0, -1]
    assert labels.known.tolist() == [True, True, False, True, False]
    assert labels.reason.tolist() == ["", "", "low_confidence", "", "missing"]
    assert labels.probs[[2, 4]].sum() == 0
    assert labels.provenance.calibration == fitted.id
    assert labels.dimension == "skin_tone"


def test_a_signal_that_is_nearly_always_right_is_nearly_always_sure():
    """Tight thresholds would leave a tenth of each bucket without any; the nearest is held."""
    rng = np.random.default_rng(4)
    truth = rng.integers(0, 4, 2000)
    probs = np.eye(4)[truth] * 9 + rng.random((2000, 4))
    probs /= probs.sum(1, keepdims=True)
    labels = fit_conformal(probs[:1000], truth[:1000]).labels(probs[1000:], SKIN_TONE)
    assert np.array_equal(labels.sure, truth[1000:])


def test_too_few_labels_rule_nothing_out():
    fitted = fit_conformal([[0.99, 0.01]] * 8 + [[0, 1.0]] * 9, [0] * 8 + [1] * 9)
    assert fitted.thresholds.tolist() == [1.0, 0.0]
    assert fitted.sets([[0.0, 1.0]]).tolist() == [[True, True]]
    assert fitted.counts.tolist() == [8, 9]


def test_abstained_rows_hold_every_bucket_and_are_never_a_miss():
    probs = np.vstack(
        [np.tile([0.8, 0.2], (30, 1)), np.zeros((30, 2)), np.tile([0.2, 0.8], (20, 1))]
    )
    truth = np.array([0] * 60 + [1] * 20)
    fitted = fit_conformal(probs, truth)
    assert fitted.sets(np.zeros((1, 2))).all()
    assert fitted.sets(probs)[np.arange(80), truth].mean() >= 0.9


def test_saved_sets_are_the_same(tmp_path, world):
    truth, probs = world.draw(np.random.default_rng(3), 200)
    fitted = fit_conformal(probs, truth, ordered=True)
    fitted.save(tmp_path / "c.json")
    back = ConformalSets.load(tmp_path / "c.json")
    assert np.array_equal(back.sets(probs), fitted.sets(probs))
    assert (back.id, back.alpha, back.ordered) == (fitted.id, 0.1, True)


def test_nothing_in_nothing_out_and_bad_input():
    fitted = fit_conformal([[0.5, 0.5]] * 3, [0, 1, 1])
    assert fitted.sets(np.zeros((0, 2))).shape == (0, 2)
    with pytest.raises(InputError, match="alpha"):
        fit_conformal([[0.5, 0.5]], [0], alpha=1.0)
    with pytest.raises(InputError, match="B = 6"):
        fitted.labels([[0.5, 0.5]], HAIR_PATTERN)


def test_clusters_of_another_length_are_refused():
    with pytest.raises(InputError, match="one for each item"):
        fit_conformal([[0.5, 0.5]] * 2, [0, 1], clusters=np.zeros(3, int))
