"""Cumulative exposure: its theorem, a stream of requests, the floor of every list, the state."""

import json
from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyhue.errors import DeadlineError, FileError, InputError, UnknownNameError
from everyhue.ranking import ExposureController, ExposureState, Options
from everyhue.types import Deadline, Labels, Targets

TARGET = {"a": 0.5, "b": 0.3, "c": 0.2}
CONTROLLER = ExposureController({"tone": Targets.stated(TARGET)}, keep=0.85)


def request(rng, n=100, mix=(0.75, 0.15, 0.1), unknown=0.0):
    """Skewed supply, and lower scores for what is rare."""
    drawn = rng.choice(3, n, p=mix)
    relevance = rng.random(n) - 0.1 * drawn
    words = ["abc"[i] if rng.random() >= unknown else None for i in drawn]
    return relevance, Labels.from_hard(words, "abc", dimension="tone")


def scaled(relevance):
    return (relevance - relevance.min()) / np.ptp(relevance)


def kept(relevance, order):
    """Least share, over prefixes, of the most relevance that could have been shown."""
    s = scaled(relevance)
    return (s[order].cumsum() / np.sort(s)[::-1][: len(order)].cumsum()).min()


def off_target(state):
    shares = state.shares("tone")
    return sum(abs(shares.get(b, 0) - share) for b, share in TARGET.items()) / 2


@pytest.mark.conforms(
    "exposure_controller",
    reproduces="the bound that its docstring proves: with supply and without a floor, no bucket is "
    "ever shown more than 1/gain + 1 top places too much; 5 gains, 200 requests each",
)
@pytest.mark.parametrize("gain", [0.2, 0.5, 1.0, 3.0, 20.0])
def test_no_bucket_ever_has_more_than_the_bound_too_much(gain):
    rng = np.random.default_rng(0)
    controller = ExposureController({"tone": Targets.stated(TARGET)}, gain=gain, keep=0)
    state = ExposureState()
    for _ in range(200):
        relevance = rng.random(90)
        labels = Labels.from_hard(["abc"[i % 3] for i in range(90)], "abc", dimension="tone")
        _, state = controller.step(state, relevance, labels, k=10)
        owed = state.owed("tone")
        assert sum(owed.values()) == pytest.approx(0, abs=1e-9)
        assert min(owed.values()) >= -(1 / gain + 1)
    total = sum(state.got["tone"].values())
    assert off_target(state) <= 2 * (1 / gain + 1) / total


@pytest.mark.conforms(
    "exposure_controller",
    reproduces="convergence in simulation: skewed supply, rare items scored lower, every list "
    "keeps 85 % of relevance; after 400 requests cumulative shares are within .001 of the target",
)
def test_shares_converge_and_every_list_keeps_its_relevance():
    rng, state, distance = np.random.default_rng(1), ExposureState(), []
    before = np.zeros(3)
    for _ in range(400):
        relevance, labels = request(rng)
        shown, state = CONTROLLER.step(state, relevance, labels, k=10)
        assert kept(relevance, shown.order) >= 0.85 - 1e-9
        assert shown.given_up <= 0.15 + 1e-9
        distance.append(off_target(state))
        before += np.bincount(labels.sure[np.argsort(-relevance)[:10]], minlength=3)
    assert np.abs(before / before.sum() - list(TARGET.values())).sum() / 2 > 0.3
    assert distance[-1] < 0.001
    assert distance[399] < distance[40] < distance[5]


def test_a_floor_that_binds_gives_way_to_relevance():
    found = {}
    for keep in (0.85, 0.97, 1.0):
        rng, state = np.random.default_rng(2), ExposureState()
        controller = ExposureController({"tone": Targets.stated(TARGET)}, keep=keep)
        for _ in range(60):
            relevance, labels = request(rng)
            shown, state = controller.step(state, relevance, labels, k=10)
            assert kept(relevance, shown.order) >= keep - 1e-9
        found[keep] = off_target(state)
    assert found[0.85] < found[0.97] < found[1.0]


def test_what_had_no_supply_is_made_up_for():
    rng, state, distance = np.random.default_rng(3), ExposureState(), []
    for t in range(240):
        mix = (0.8, 0.2, 0.0) if 20 <= t < 60 else (0.7, 0.2, 0.1)
        relevance, labels = request(rng, mix=mix)
        _, state = CONTROLLER.step(state, relevance, labels, k=10)
        distance.append(off_target(state))
    assert distance[59] > 0.1
    assert distance[239] < 0.02


def test_memory_forgets_a_hole():
    found = {}
    for memory in (1.0, 0.9):
        controller = ExposureController({"tone": Targets.stated(TARGET)}, memory=memory)
        rng, state = np.random.default_rng(3), ExposureState()
        for _ in range(100):
            relevance, labels = request(rng, mix=(0.8, 0.2, 0.0))
            _, state = controller.step(state, relevance, labels, k=10)
        found[memory] = state.owed("tone")["c"]
    assert found[1.0] > 80
    assert found[0.9] < 10


def test_unknown_items_keep_their_places_and_take_no_exposure():
    rng, state = np.random.default_rng(4), ExposureState()
    given_to_sure = 0.0
    for _ in range(50):
        relevance, labels = request(rng, unknown=0.3)
        shown, state = CONTROLLER.step(state, relevance, labels, k=10)
        falling = np.argsort(-relevance)[:10]
        assert ((labels.sure[shown.order] < 0) == (labels.sure[falling] < 0)).all()
        assert shown.unknown_before == shown.unknown_after
        given_to_sure += (1 / np.log2(np.arange(2, 12)))[labels.sure[shown.order] >= 0].sum()
    assert sum(state.got["tone"].values()) == pytest.approx(given_to_sure)
    assert sum(state.due["tone"].values()) == pytest.approx(given_to_sure)
    assert set(state.got["tone"]) == {"a", "b", "c"}


def test_a_bucket_without_a_share_is_left_to_relevance():
    controller = ExposureController({"tone": Targets.stated({"a": 0.5, "b": 0.5, "c": 0.0})})
    rng, state = np.random.default_rng(5), ExposureState()
    for _ in range(30):
        relevance, labels = request(rng, mix=(0.4, 0.3, 0.3))
        _, state = controller.step(state, relevance, labels, k=10)
    assert state.got["tone"]["c"] == state.due["tone"]["c"] == 0


def creators_of(rng, n=40):
    """One creator makes most of the best items; four more are a little behind."""
    names = [f"m{i}" for i in rng.choice(5, n, p=[0.4, 0.2, 0.2, 0.1, 0.1])]
    bias = {"m0": 0.1}
    return np.array([rng.random() + bias.get(name, 0) for name in names]), names


@pytest.mark.conforms(
    "exposure_controller",
    reproduces="amortised fairness of creators (Biega et al. 2018): over 200 requests the distance "
    "between cumulative exposure and cumulative merit falls to a tenth of that of relevance alone",
)
def test_creators_get_exposure_in_proportion_to_merit():
    unfair = {}
    for gain in (0.0, 2.0):
        controller = ExposureController(creator_gain=gain, keep=0.8)
        rng, state = np.random.default_rng(6), ExposureState()
        for _ in range(200):
            relevance, names = creators_of(rng)
            shown, state = controller.step(state, relevance, creators=names, k=8)
            assert kept(relevance, shown.order) >= 0.8 - 1e-9
        unfair[gain] = sum(abs(x) for x in state.owed("creator").values())
    assert unfair[2.0] < unfair[0.0] / 10


def test_equal_claims_of_creators():
    controller = ExposureController(creator_target="equal", creator_gain=2.0, keep=0.5)
    rng, state = np.random.default_rng(7), ExposureState()
    for _ in range(150):
        relevance, names = creators_of(rng, n=60)
        _, state = controller.step(state, relevance, creators=names, k=8)
    shares = state.shares("creator")
    assert max(shares.values()) - min(shares.values()) < 0.02


def test_buckets_and_creators_together_and_unknown_creators_keep_their_places():
    controller = ExposureController({"tone": Targets.stated(TARGET)}, creator_gain=0.5, keep=0.7)
    rng, state = np.random.default_rng(8), ExposureState()
    for _ in range(120):
        relevance, labels = request(rng, n=80, unknown=0.1)
        names = [None if rng.random() < 0.2 else f"m{rng.integers(5)}" for _ in range(80)]
        shown, state = controller.step(state, relevance, labels, names, k=10)
        nobody = np.array([name is None for name in names])
        assert (nobody[shown.order] == nobody[np.argsort(-relevance)[:10]]).all()
        assert shown.unknown_before == shown.unknown_after
    assert off_target(state) < 0.02
    assert max(abs(x) for x in state.owed("creator").values()) < 6


def test_gain_0_is_relevance():
    controller = ExposureController({"tone": Targets.stated(TARGET)}, gain=0.0)
    rng, state = np.random.default_rng(9), ExposureState()
    for _ in range(5):
        relevance, labels = request(rng)
        shown, state = controller.step(state, relevance, labels, k=10)
        assert shown.order.tolist() == np.argsort(-relevance)[:10].tolist()


quick = settings(max_examples=25, deadline=None)


def warmed(seed):
    rng, state = np.random.default_rng(seed), ExposureState()
    for _ in range(3):
        relevance, labels = request(rng, unknown=0.2)
        _, state = CONTROLLER.step(state, relevance, labels, k=6)
    return rng, state


@quick
@given(st.integers(0, 10_000))
def test_permuting_the_candidates_permutes_the_answer(seed):
    rng, state = warmed(seed)
    relevance, labels = request(rng, unknown=0.2)
    turn = rng.permutation(len(relevance))
    one, after = CONTROLLER.step(state, relevance, labels, k=9)
    other, same = CONTROLLER.step(state, relevance[turn], labels.take(turn), k=9)
    assert one.order.tolist() == turn[other.order].tolist()
    assert after == same


@quick
@given(st.integers(0, 10_000), st.floats(1e-3, 1e3), st.floats(-50, 50))
def test_an_affine_change_of_the_scores_changes_nothing(seed, scale, shift):
    rng, state = warmed(seed)
    relevance, labels = request(rng)
    one, _ = CONTROLLER.step(state, relevance, labels, k=9)
    other, _ = CONTROLLER.step(state, relevance * scale + shift, labels, k=9)
    assert one.order.tolist() == other.order.tolist()


@quick
@given(st.integers(0, 10_000), st.integers(0, 12))
def test_pages_continue_and_leave_the_same_state(seed, first):
    rng, state = warmed(seed)
    relevance, labels = request(rng, unknown=0.2)
    names = [f"m{i}" if i else None for i in rng.integers(6, size=len(relevance))]
    whole, after = CONTROLLER.step(state, relevance, labels, names, k=12)
    one, between = CONTROLLER.step(state, relevance, labels, names, k=first)
    options = Options(shown=one.order.tolist())
    two, end = CONTROLLER.step(between, relevance, labels, names, k=12 - first, options=options)
    assert whole.order.tolist() == [*one.order.tolist(), *two.order.tolist()]
    for name in ("tone", "creator"):
        assert end.owed(name) == pytest.approx(after.owed(name))
    assert end.requests == after.requests or not first


@quick
@given(st.lists(st.integers(0, 10_000), min_size=3, max_size=3))
def test_states_merge_in_any_order(seeds):
    a, b, c = (warmed(seed)[1] for seed in seeds)
    left, right = (a + b) + c, c + (b + a)
    assert left.requests == right.requests == 9
    for name in ("got", "due"):
        one, other = getattr(left, name)["tone"], getattr(right, name)["tone"]
        assert one == pytest.approx(other, rel=1e-9)
    assert reduce(lambda x, y: x + y, [a, ExposureState()]) == a


def test_a_step_changes_nothing_it_was_given():
    rng, state = warmed(0)
    written = json.dumps([dict(state.got["tone"]), dict(state.due["tone"]), state.requests])
    relevance, labels = request(rng)
    first = CONTROLLER.step(state, relevance, labels, k=5)
    again = CONTROLLER.step(state, relevance, labels, k=5)
    assert first[0].order.tolist() == again[0].order.tolist()
    assert first[1] == again[1] != state
    assert written == json.dumps([dict(state.got["tone"]), dict(state.due["tone"]), state.requests])


def test_edges():
    state = ExposureState()
    shown, after = CONTROLLER.step(state, [], {"tone": []}, k=5)
    assert shown.order.tolist() == []
    assert after == state
    labels = Labels.from_hard([None] * 3, "abc", dimension="tone")
    shown, after = CONTROLLER.step(state, [1, 3, 2], labels, k=9)
    assert shown.order.tolist() == [1, 2, 0]
    assert after.shares("tone") == {}
    labels = Labels.from_hard(["a"] * 3, "abc", dimension="tone")
    shown, after = CONTROLLER.step(state, [2.0, 2.0, 2.0], labels, k=9)
    assert shown.order.tolist() == [0, 1, 2]
    assert shown.ties >= 2
    assert after.shares("tone") == {"a": 1.0, "b": 0.0, "c": 0.0}
    shown, _ = CONTROLLER.step(state, [1, 2], {"tone": ["a", "c"]}, k=1)
    assert shown.strategy == "exposure_controller"
    assert [t.bucket for t in shown.targets] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"gain": -1}, "gain: got -1"),
        ({"creator_gain": float("inf")}, "creator_gain"),
        ({"keep": 1.1}, "keep"),
        ({"memory": 0}, "memory: got 0"),
        ({"creator_target": "fame"}, "creator_target: got 'fame'"),
        ({"targets": {"creator": Targets.equal("ab")}}, "kept for creators"),
    ],
)
def test_settings_are_checked(wrong, message):
    with pytest.raises(InputError, match=message):
        ExposureController(**wrong)


def test_bad_requests_are_refused():
    step, state = CONTROLLER.step, ExposureState()
    labels = {"tone": ["a", "b"]}
    with pytest.raises(InputError, match="relevance, row 1: got nan"):
        step(state, [1, np.nan], labels, k=1)
    with pytest.raises(InputError, match="Targets are for tone"):
        step(state, [1, 2], {"hair": ["x", "y"]}, k=1)
    with pytest.raises(InputError, match="one per candidate, 2"):
        step(state, [1, 2], labels, ["m"], k=1)
    with pytest.raises(UnknownNameError, match="bucket in targets of tone"):
        step(state, [1, 2], Labels.from_hard(["a", "b"], "ab", dimension="tone"), k=1)
    with pytest.raises(DeadlineError):
        step(state, [1, 2], labels, k=1, options=Options(deadline=Deadline.after(-1)))


def test_a_saved_state_comes_back(tmp_path):
    _, state = warmed(1)
    path = tmp_path / "exposure.json"
    state.save(path)
    assert ExposureState.load(path) == state
    assert json.loads(path.read_text())["exposure"] == "1/log2(1 + rank)"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not an exposure state"),
        ("[]", "not an exposure state"),
        ('{"got": {"t": {"a": -1}}, "due": {}, "requests": 0, "schema": 1}', "finite number"),
        ('{"got": {}, "due": {}, "requests": 0, "schema": 9, "exposure": "1/log2(1 + rank)"}',
         "schema of"),
    ],
)  # fmt: skip
def test_files_that_are_no_state_are_refused(tmp_path, text, message):
    path = tmp_path / "exposure.json"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        ExposureState.load(path)
    with pytest.raises(FileError, match="cannot be read"):
        ExposureState.load(tmp_path / "none.json")
    with pytest.raises(InputError, match="to merge"):
        ExposureState() + ExposureState(schema=2)
