"""Batches answer as single calls do, in either form."""

import numpy as np
import pytest

from everyhue.errors import DeadlineError, InputError, UnknownNameError
from everyhue.ranking.rerank import Options, SoftSpacing, rerank, rerank_batch
from everyhue.registry import entries
from everyhue.types import Deadline, Labels, Targets

EVERY = [e.name for e in entries("reranker") if e.item.__module__.startswith("everyhue.")]
SIZES = [7, 0, 25, 1, 60]


def drawn(seed=0):
    rng = np.random.default_rng(seed)
    return [
        {
            "relevance": rng.normal(size=n),
            "vectors": rng.normal(size=(n, 5)),
            "buckets": [["a", "b", "c", None][i] for i in rng.integers(4, size=n)],
        }
        for n in SIZES
    ]


def flat(requests):
    return {
        "relevance": np.concatenate([r["relevance"] for r in requests]),
        "vectors": np.concatenate([r["vectors"] for r in requests]),
        "buckets": [word for r in requests for word in r["buckets"]],
        "offsets": np.cumsum([0, *SIZES]),
    }


def same(one, other):
    assert one.order.tolist() == other.order.tolist()
    np.testing.assert_allclose(one.gains, other.gains, rtol=1e-5, atol=1e-6)
    assert one.given_up == pytest.approx(other.given_up)
    assert one.unknown_after == other.unknown_after


@pytest.mark.parametrize("by", [*EVERY, SoftSpacing(window=2)], ids=str)
@pytest.mark.parametrize("diversity", [None, 0.6])
def test_answers_equal_the_single_call_in_both_forms(by, diversity):
    requests = drawn()
    single = [rerank(by=by, k=10, diversity=diversity, **request) for request in requests]
    listed = rerank_batch(
        [r["relevance"] for r in requests], by=by, k=10, diversity=diversity,
        vectors=[r["vectors"] for r in requests], buckets=[r["buckets"] for r in requests],
    )  # fmt: skip
    cut = rerank_batch(by=by, k=10, diversity=diversity, **flat(requests))
    for one, two, three in zip(single, listed, cut, strict=True):
        same(one, two)
        same(one, three)


def test_targets_and_options_are_for_all_or_one_each():
    requests = drawn()
    half = Targets.stated({"a": 0.5, "b": 0.3, "c": 0.2})
    shared = {"by": "quota", "k": 8}
    for targets, options in (
        (half, Options(keep=0.8)),
        ([half, half, Targets.equal("abc"), half, half], [Options(keep=i / 5) for i in range(5)]),
    ):
        got = rerank_batch(targets=targets, options=options, **shared, **flat(requests))
        for i, request in enumerate(requests):
            labels = Labels.from_hard(request["buckets"], "abc")
            single = rerank(
                request["relevance"], buckets=labels, **shared,
                targets=targets[i] if isinstance(targets, list) else targets,
                options=options[i] if isinstance(options, list) else options,
            )  # fmt: skip
            same(got[i], single)
            assert got[i].targets == single.targets


def test_arrays_of_two_dimensions_are_requests_of_one_length():
    rng = np.random.default_rng(1)
    relevance, vectors = rng.random((4, 9)), rng.random((4, 9, 3))
    got = rerank_batch(relevance, by="mmr", k=5, vectors=vectors)
    for i in range(4):
        same(got[i], rerank(relevance[i], by="mmr", k=5, vectors=vectors[i]))


def test_no_requests():
    assert rerank_batch([], by="dpp", k=5) == []
    assert rerank_batch([], by="dpp", k=5, offsets=[0]) == []


def test_the_deadline_is_that_of_the_batch():
    options = Options(deadline=Deadline.after(-1))
    with pytest.raises(DeadlineError, match="0 requests of the batch were done"):
        rerank_batch([[], [1.0]], by="relevance", k=1, options=options)

    class Ticking:
        calls = 0

        def check(self, where):
            self.calls += 1
            if self.calls > 6:
                raise DeadlineError(f"{where}: the time for this request ran out.")

    with pytest.raises(DeadlineError, match="2 requests of the batch were done"):
        rerank_batch([[2, 1]] * 9, by="mmr", k=2, vectors=[np.eye(2)] * 9,
                     options=Options(deadline=Ticking()))  # fmt: skip


def test_what_is_wrong_names_the_request():
    with pytest.raises(InputError, match="request 1: relevance, row 1: got nan") as caught:
        rerank_batch([[1, 2], [1, np.nan]], by="relevance", k=1)
    assert caught.value.field == "relevance, row 1"
    with pytest.raises(UnknownNameError, match="request 0: dimension in targets"):
        rerank_batch([[1]], by="quota", k=1, buckets=[["a"]], targets={"z": Targets.equal("ab")})
    with pytest.raises(UnknownNameError, match="Did you mean 'dpp'"):
        rerank_batch([[1]], by="dppp", k=1)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"relevance": np.ones(4)}, "one array per request"),
        ({"relevance": [[1], [2]], "vectors": [np.ones((1, 2))]}, "vectors: got 1, expected one"),
        ({"relevance": [[1], [2]], "buckets": {"d": ["a", "b"]}}, "buckets: got 'dict'"),
        ({"relevance": [1, 2], "offsets": [0, 1]}, "rise from 0 to 2"),
        ({"relevance": [1, 2], "offsets": [0, 2, 1, 2]}, "rise from 0 to 2"),
        ({"relevance": [1, 2], "offsets": [0.0, 2.0]}, "rise from 0 to 2"),
        ({"relevance": [1, 2], "offsets": [0, 2], "vectors": np.ones((1, 2))}, "one row per"),
        ({"relevance": [1, 2], "offsets": [0, 2], "options": [Options()] * 2}, "options: got 2"),
    ],
)
def test_forms_that_do_not_fit_are_refused(wrong, message):
    with pytest.raises(InputError, match=message):
        rerank_batch(by="relevance", k=1, **wrong)
