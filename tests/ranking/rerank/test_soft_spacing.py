"""Soft spacing against the formula written out, and what a feed sees of it."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyhue.errors import InputError, UnknownNameError
from everyhue.ranking.rerank import Options, SoftSpacing, rerank, soft_spacing
from everyhue.types import Labels, Targets

PENALTIES = {"d0": {"a": 0.9, "b": 0.2}, "d1": 0.4}


def soft(rng, n, name, buckets="abc", unknown=0.2):
    probs = rng.dirichlet([0.3] * len(buckets), size=n)
    probs[rng.random(n) < unknown] = 0
    return Labels.from_matrix(probs, tuple(buckets), dimension=name, sure_at=0.6)


def cost(labels, costs, i, j):
    """Penalty between candidate i and pick j; unknown i: the mean over the known."""
    if not labels.known[i]:
        return np.mean([cost(labels, costs, o, j) for o in np.flatnonzero(labels.known)])
    both = labels.probs[i].astype(float) * labels.probs[j]
    return sum(costs.get(b, 1.0) * both[c] for c, b in enumerate(labels.buckets))


def naive(relevance, dimensions, k, window, decay, delta):
    """`dimensions`: labels, penalties by bucket, weight. Unknown items keep their places."""
    s = (relevance - relevance.min()) / np.ptp(relevance)
    total = sum(weight for _, _, weight in dimensions)
    pattern = [tuple(of.sure[i] < 0 for of, _, _ in dimensions) for i in range(len(s))]
    falling, picks = np.argsort(-relevance), []
    for place in range(k):
        gains = {}
        for i in set(range(len(s))) - set(picks):
            if pattern[i] == pattern[falling[place]]:
                lost = sum(
                    decay**age * weight / total * cost(of, costs, i, j)
                    for age, j in enumerate(reversed(picks[-window:]))
                    for of, costs, weight in dimensions
                )
                gains[i] = (1 - delta) * s[i] - delta * lost
        picks.append(max(gains, key=gains.get))
    return picks


@pytest.mark.conforms(
    "soft_spacing",
    reproduces="the formula written out in float64, over soft labels, unknowns, two weighted "
    "dimensions, windows of 1, 3 and 8, at three settings of `diversity`",
)
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("window", [1, 3, 8])
@pytest.mark.parametrize("diversity", [None, 0.2, 0.9])
def test_it_is_the_naive_one(seed, window, diversity):
    rng = np.random.default_rng(seed)
    relevance, first, second = rng.normal(size=30), soft(rng, 30, "d0"), soft(rng, 30, "d1", "xy")
    got = rerank(
        relevance, by=SoftSpacing(PENALTIES, window, 0.7), k=15, diversity=diversity,
        buckets={"d0": first, "d1": second}, options=Options(weights={"d0": 2.0}),
    )  # fmt: skip
    parts = [(first, PENALTIES["d0"], 2.0), (second, {"x": 0.4, "y": 0.4}, 1.0)]
    delta = 0.5 if diversity is None else diversity
    assert got.order.tolist() == naive(relevance, parts, 15, window, 0.7, delta)


def test_equal_items_of_one_bucket_do_not_stand_side_by_side():
    words = ["a"] * 12 + ["b"] * 6 + ["c"] * 6
    got = soft_spacing(np.linspace(1, 0, 24), k=24, buckets=words, window=1, diversity=1.0)
    shown = [words[i] for i in got.order]
    assert all(one != other for one, other in pairwise(shown))


def test_a_larger_penalty_spaces_one_bucket_and_leaves_the_other():
    words = ["a", "b"] * 10
    relevance = np.linspace(1, 0.9, 20)
    relevance[-1] = 0
    costs = {"label": {"a": 1.0, "b": 0.0}}
    order = soft_spacing(relevance, k=10, buckets=words, penalties=costs, window=3).order
    shown = "".join(words[i] for i in order)
    assert "aa" not in shown
    assert "bbb" in shown


def test_nothing_is_forbidden():
    got = soft_spacing([1.0, 0.99, 0.1, 0], k=2, buckets=["a", "a", "b", "b"],
                       penalties={"label": 0.5})  # fmt: skip
    assert got.order.tolist() == [0, 1]


def test_unknown_picks_penalise_nobody_and_hold_a_place_in_the_window():
    words = ["a", None, "a", "b"]
    got = soft_spacing([4, 3, 2, 1.9], k=4, buckets=words, window=1)
    assert got.order.tolist() == [0, 1, 2, 3]
    got = soft_spacing([4, 3, 2, 1.9], k=4, buckets=words, window=2)
    assert got.order.tolist() == [0, 1, 3, 2]


def test_quotas_hold_as_with_other_strategies():
    words = ["a"] * 20 + ["b"] * 4
    got = soft_spacing(
        np.linspace(1, 0, 24), k=10, buckets=words, penalties={"label": 0.01},
        targets=Targets.stated({"a": 0.7, "b": 0.3}),
    )  # fmt: skip
    assert not got.short
    assert sum(words[i] == "b" for i in got.order) >= 3


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 9), st.integers(1, 6))
def test_pages_continue_with_any_window(seed, first, window):
    rng = np.random.default_rng(seed)
    relevance, labels = rng.normal(size=20), soft(rng, 20, "d0")
    by = SoftSpacing(window=window, decay=0.6)
    whole = rerank(relevance, by=by, k=18, buckets=labels).order.tolist()
    one = rerank(relevance, by=by, k=first, buckets=labels).order.tolist()
    rest = rerank(relevance, by=by, k=18 - first, buckets=labels, options=Options(shown=one))
    assert whole == one + rest.order.tolist()


@pytest.mark.parametrize(
    ("settings_", "message"),
    [
        ({"window": 0}, "window: got 0"),
        ({"decay": 0}, "decay: got 0"),
        ({"decay": 1.2}, "decay"),
        ({"penalties": {"label": -1}}, "penalty of label: got -1"),
        ({"penalties": {"label": {"a": float("nan")}}}, "penalty of label a: got nan"),
    ],
)
def test_settings_out_of_range_are_refused(settings_, message):
    with pytest.raises(InputError, match=message):
        soft_spacing([2, 1], k=1, buckets=["a", "b"], **settings_)


def test_names_must_exist():
    with pytest.raises(UnknownNameError, match="dimension in penalties"):
        soft_spacing([2, 1], k=1, buckets=["a", "b"], penalties={"tone": 1})
    with pytest.raises(UnknownNameError, match="bucket in penalties of label"):
        soft_spacing([2, 1], k=1, buckets=["a", "b"], penalties={"label": {"z": 1}})
    with pytest.raises(InputError, match="buckets: got None"):
        soft_spacing([2, 1], k=1)
    with pytest.raises(InputError, match="at least one dimension above 0"):
        soft_spacing([2, 1], k=1, buckets=["a", "b"], options=Options(weights={"label": 0}))
