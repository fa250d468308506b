"""xQuAD against the paper's equations written out."""

import numpy as np
import pytest

from everyhue.errors import InputError
from everyhue.ranking.rerank import Options, rerank, xquad
from everyhue.types import Labels, Targets

TARGET = {"a": 0.5, "b": 0.3, "c": 0.2}


def naive(relevance, labels, k, wanted, delta):
    s = (relevance - relevance.min()) / np.ptp(relevance)
    rows = labels.probs.astype(float)
    judged = rows.copy()
    judged[~labels.known] = rows[labels.known].mean(axis=0)
    falling, picks = np.argsort(-relevance), []
    for place in range(k):
        gains = np.full(len(s), -np.inf)
        for i in set(range(len(s))) - set(picks):
            if (labels.sure[i] < 0) == (labels.sure[falling[place]] < 0):
                gains[i] = (1 - delta) * s[i]
                for a, share in enumerate(wanted):
                    unmet = np.prod([1 - s[j] * rows[j, a] for j in picks])
                    gains[i] += delta * share * s[i] * judged[i, a] * unmet
        picks.append(int(gains.argmax()))
    return picks


@pytest.mark.conforms(
    "xquad",
    reproduces="the paper's equations written out in float64, buckets as aspects, over soft labels "
    "and unknowns, at three settings of `diversity`",
)
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("diversity", [None, 0.2, 1.0])
def test_it_is_the_naive_one(seed, diversity):
    rng = np.random.default_rng(seed)
    probs = rng.dirichlet([0.3] * 3, size=30)
    probs[rng.random(30) < 0.2] = 0
    relevance, labels = rng.normal(size=30), Labels.from_matrix(probs, "abc", sure_at=0.6)
    got = xquad(relevance, k=15, buckets=labels, diversity=diversity,
                targets=Targets.stated(TARGET))  # fmt: skip
    delta = 0.5 if diversity is None else diversity
    assert got.order.tolist() == naive(relevance, labels, 15, TARGET.values(), delta)


def test_rare_buckets_come_up():
    rng = np.random.default_rng(0)
    words = ["abcd"[i] for i in rng.choice(4, 200, p=[0.85, 0.1, 0.03, 0.02])]
    relevance = rng.random(200)
    for diversity, most in ((0, 3), (0.9, 4)):
        order = rerank(relevance, by="xquad", k=6, buckets=words, diversity=diversity).order
        assert len({words[i] for i in order}) <= most
    assert {words[i] for i in order} == set("abcd")


def test_an_aspect_nobody_wants_adds_nothing():
    request = {"relevance": [4, 3, 2, 1], "buckets": ["a", "a", "b", "b"], "k": 4}
    targets = Targets.stated({"a": 1.0, "b": 0.0})
    assert xquad(diversity=0.7, targets=targets, **request).order[0] == 0
    assert xquad(diversity=0.7, **request).order.tolist()[:2] == [0, 2]


def test_dimensions_are_weighed():
    request = {"relevance": [1, 0.9, 0.8, 0], "k": 2, "diversity": 1.0}
    buckets = {"d0": ["a", "a", "b", "b"], "d1": ["x", "y", "x", "y"]}
    for d0, d1, order in ((1, 0, [0, 2]), (0, 1, [0, 1])):
        options = Options(weights={"d0": d0, "d1": d1})
        assert xquad(buckets=buckets, options=options, **request).order.tolist() == order


def test_buckets_are_needed():
    with pytest.raises(InputError, match="buckets: got None"):
        xquad([1, 2], k=1)
