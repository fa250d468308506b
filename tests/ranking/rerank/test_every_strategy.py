"""A walk over the registry: what holds for every strategy, and its edges."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from everyhue.errors import DeadlineError, InputError, UnknownNameError
from everyhue.ranking.rerank import Dpp, Options, Ssd, rerank
from everyhue.ranking.rerank.strategy import named
from everyhue.registry import entries
from everyhue.types import Deadline, Labels, Targets

EVERY = [e.name for e in entries("reranker") if e.item.__module__.startswith("everyhue.")]
DEPEND_ON_LENGTH = ("fa_ir", "det_const_sort")
CONTINUING = [name for name in EVERY if name not in DEPEND_ON_LENGTH]
CONTINUING += [Dpp(window=4), Dpp(quality="zscore_exp"), Ssd(window=3)]
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def named_as(by):
    return by if isinstance(by, str) else repr(by)


every = pytest.mark.parametrize("by", EVERY, ids=named_as)
continuing = pytest.mark.parametrize("by", CONTINUING, ids=named_as)


@st.composite
def requests(draw, unknown=True, dimensions=2):
    """Candidates with vectors and hard labels; relevance without ties unless drawn as equal."""
    n = draw(st.integers(1, 45))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    words = ["a", "b", "c", None] if unknown else ["a", "b", "c"]
    shares = np.array([0.6, 0.2, 0.1, 0.1][: len(words)])
    drawn = lambda: [words[i] for i in rng.choice(len(words), n, p=shares / shares.sum())]
    labels = {
        f"d{i}": Labels.from_hard(drawn(), "abc", dimension=f"d{i}") for i in range(dimensions)
    }
    return {"relevance": rng.normal(size=n), "vectors": rng.normal(size=(n, 6)), "buckets": labels}


def only(request, by):
    """Det and quota strategies of one dimension get one."""
    if named(by).name in ("det_const_sort", "fa_ir"):
        request = {**request, "buckets": {"d0": request["buckets"]["d0"]}}
    return request


@every
def test_the_registry_states_its_facts(by):
    entry = next(e for e in entries("reranker") if e.name == by)
    assert entry.item.name == by
    for fact in ("summary", "range", "direction", "unit", "undefined_when", "source"):
        assert getattr(entry, fact), fact


@every
@quick
@given(data=st.data())
def test_order_is_a_choice_without_repeats_and_the_price_is_in_range(by, data):
    request = only(data.draw(requests()), by)
    n = len(request["relevance"])
    k = data.draw(st.integers(0, n + 3))
    got = rerank(by=by, k=k, **request)
    assert len(got) == len(set(got.order.tolist())) == min(k, n)
    assert len(got.gains) == len(got)
    assert not np.isnan(got.gains).any()
    assert 0 <= got.given_up <= 1
    assert got.strategy == by


@pytest.mark.conforms(
    "every",
    "relevance",
    reproduces="`diversity` 0 is the relevance order",
)
@every
@quick
@given(data=st.data())
def test_diversity_0_is_the_relevance_order(by, data):
    request = only(data.draw(requests()), by)
    got = rerank(by=by, k=20, diversity=0, **request)
    assert got.order.tolist() == np.argsort(-request["relevance"], kind="stable")[:20].tolist()
    assert got.given_up == 0


@pytest.mark.conforms(
    "every",
    reproduces="a positive affine change of the scores changes nothing",
)
@every
@quick
@given(data=st.data(), scale=st.floats(1e-3, 1e3), shift=st.floats(-100, 100))
def test_an_affine_change_of_the_scores_changes_nothing(by, data, scale, shift):
    request = only(data.draw(requests()), by)
    moved = {**request, "relevance": request["relevance"] * scale + shift}
    one, other = rerank(by=by, k=12, **request), rerank(by=by, k=12, **moved)
    assert one.order.tolist() == other.order.tolist()


@pytest.mark.conforms(
    "every",
    reproduces="permuting the candidates permutes the answer",
)
@every
@quick
@given(data=st.data())
def test_permuting_the_candidates_permutes_the_answer(by, data):
    request = only(data.draw(requests()), by)
    n = len(request["relevance"])
    turn = np.random.default_rng(n).permutation(n)
    turned = {
        "relevance": request["relevance"][turn],
        "vectors": request["vectors"][turn],
        "buckets": {name: labels.take(turn) for name, labels in request["buckets"].items()},
    }
    one, other = rerank(by=by, k=12, **request), rerank(by=by, k=12, **turned)
    assert one.order.tolist() == turn[other.order].tolist()


@pytest.mark.conforms(
    "every",
    reproduces="k = a + b is k = a, then k = b with the first shown (all but `fa_ir` and "
    "`det_const_sort`, which depend on the length)",
)
@continuing
@quick
@given(data=st.data())
def test_pages_continue(by, data):
    request = only(data.draw(requests()), by)
    first, second = data.draw(st.integers(0, 12)), data.draw(st.integers(0, 12))
    keep = data.draw(st.sampled_from([None, 0.7, 0.95, 1.0]))
    diversity = data.draw(st.sampled_from([None, 0.4, 1.0]))
    whole = rerank(by=by, k=first + second, diversity=diversity, options=Options(keep), **request)
    one = rerank(by=by, k=first, diversity=diversity, options=Options(keep), **request)
    options = Options(keep, shown=one.order.tolist())
    two = rerank(by=by, k=second, diversity=diversity, options=options, **request)
    assert whole.order.tolist() == [*one.order.tolist(), *two.order.tolist()]


@pytest.mark.parametrize("by", ["dpp", "mmr", "ssd", "quota"])
@quick
@given(data=st.data())
def test_pages_continue_under_quotas(by, data):
    request = data.draw(requests())
    first, second = data.draw(st.integers(0, 9)), data.draw(st.integers(0, 9))
    shares = Targets.stated({"a": 0.35, "b": 0.4, "c": 0.25})
    request["targets"] = dict.fromkeys(data.draw(st.sampled_from([["d0"], ["d0", "d1"]])), shares)
    whole = rerank(by=by, k=first + second, **request).order.tolist()
    one = rerank(by=by, k=first, **request).order.tolist()
    two = rerank(by=by, k=second, options=Options(shown=one), **request).order.tolist()
    assert whole == [*one, *two]


@continuing
def test_pages_continue_over_candidates_that_need_more_than_the_short_list(by):
    rng = np.random.default_rng(4)
    words = [None if i % 9 == 0 else "abc"[i] for i in rng.choice(3, 900, p=[0.9, 0.08, 0.02])]
    request = {
        "relevance": rng.random(900), "vectors": rng.normal(size=(900, 16)), "buckets": words,
    }  # fmt: skip
    whole = rerank(by=by, k=60, diversity=0.7, **request).order.tolist()
    paged = []
    for _ in range(4):
        options = Options(shown=paged)
        paged += rerank(by=by, k=15, diversity=0.7, options=options, **request).order.tolist()
    assert paged == whole


@pytest.mark.conforms(
    "every",
    reproduces="`keep` holds at every prefix",
)
@every
@quick
@given(data=st.data(), keep=st.floats(0.05, 1))
def test_the_relevance_floor_holds_at_every_prefix(by, data, keep):
    request = only(data.draw(requests()), by)
    got = rerank(by=by, k=25, options=Options(keep=keep), **request)
    relevance = request["relevance"]
    spread = np.ptp(relevance)
    scaled = (relevance - relevance.min()) / spread if spread else np.ones(len(relevance))
    best = np.sort(scaled)[::-1][: len(got)].cumsum()
    assert (scaled[got.order].cumsum() >= keep * best - 1e-6).all()
    assert got.given_up <= 1 - keep + 1e-6


@pytest.mark.conforms(
    "every",
    reproduces="unknown items keep their places, in each dimension",
)
@every
@quick
@given(data=st.data())
def test_unknown_items_keep_their_places(by, data):
    request = only(data.draw(requests()), by)
    got = rerank(by=by, k=20, **request)
    assert got.unknown_after == got.unknown_before
    falling = np.argsort(-request["relevance"], kind="stable")[: len(got)]
    for labels in request["buckets"].values():
        assert ((labels.sure < 0)[got.order] == (labels.sure < 0)[falling]).all()


@every
def test_foreign_pages_are_continued_too(by):
    rng = np.random.default_rng(2)
    words = [None if i == 3 else "abc"[i] for i in rng.integers(4, size=60)]
    shown = rng.permutation(60)[:25].tolist()
    options = Options(keep=0.9, shown=shown)
    got = rerank(
        rng.random(60), by=by, k=50, vectors=rng.normal(size=(60, 4)), buckets=words,
        options=options,
    )  # fmt: skip
    assert sorted([*shown, *got.order.tolist()]) == list(range(60))


@every
def test_no_candidates(by):
    got = rerank([], by=by, k=5, vectors=np.zeros((0, 3)), buckets=[])
    assert got.order.tolist() == []
    assert got.given_up == 0


@pytest.mark.conforms(
    "every",
    reproduces="ties go to (gain, relevance, index)",
)
@every
def test_equal_scores_vectors_and_buckets_fall_back_on_the_index(by):
    got = rerank([2.0] * 9, by=by, k=9, vectors=np.ones((9, 4)), buckets=["a"] * 9)
    assert got.order.tolist() == list(range(9))
    assert got.ties >= 8
    assert got.given_up == 0


@every
def test_negative_scores_are_scores(by):
    rng = np.random.default_rng(0)
    scores, vectors = rng.random(30), rng.normal(size=(30, 5))
    words = ["abc"[i] for i in rng.integers(3, size=30)]
    one = rerank(scores, by=by, k=10, vectors=vectors, buckets=words)
    other = rerank(scores - 50, by=by, k=10, vectors=vectors, buckets=words)
    assert one.order.tolist() == other.order.tolist()


@every
def test_nothing_known_is_no_error(by):
    got = rerank([1, 3, 2], by=by, k=3, buckets=Labels.from_hard([None] * 3, ("a", "b")))
    assert got.order.tolist() == [1, 2, 0]


@pytest.mark.conforms(
    "every",
    reproduces="a deadline is honoured",
)
@every
def test_a_deadline_that_has_passed_stops_before_the_first_pick_is_done(by):
    options = Options(deadline=Deadline.after(-1))
    with pytest.raises(DeadlineError, match="ran out"):
        rerank([1, 2], by=by, k=1, vectors=np.eye(2), buckets=["a", "b"], options=options)


@pytest.mark.conforms(
    "every",
    reproduces="NaN and inf are refused with their row, shapes and ranges by name",
    peers="pyversity 0.2.0 lets NaN pass",
)
@every
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"relevance": [1, np.nan, 2]}, "relevance, row 1: got nan"),
        ({"relevance": [1, 2, -np.inf]}, "relevance, row 2: got -inf"),
        ({"relevance": [[1, 2, 3]]}, r"shape \(n,\)"),
        ({"relevance": ["x", "y", "z"]}, "one number per candidate"),
        ({"vectors": [[1, 2], [1, np.inf], [0, 1]]}, "vectors, row 1"),
        ({"vectors": [[1, 2], [1, 2]]}, r"shape \(3, d\)"),
        ({"vectors": [["a"], ["b"], ["c"]]}, "numbers"),
        ({"buckets": ["a", "b"]}, "one label per candidate, 3"),
        ({"k": -1}, "k: got -1"),
        ({"k": 1.5}, "k: got 1.5"),
        ({"diversity": 1.2}, "diversity: got 1.2"),
        ({"diversity": np.nan}, "diversity: got nan"),
        ({"options": Options(shown=[0, 3])}, "indices of candidates, 0 to 2"),
        ({"options": Options(shown=[1, 1])}, "at most once"),
        ({"options": Options(weights={"tone": 1})}, "one of label, vectors"),
    ],
)
def test_bad_input_is_refused_by_name(by, wrong, message):
    request = {"relevance": [1, 2, 3], "k": 2, "vectors": np.eye(3), "buckets": ["a", "b", "a"]}
    with pytest.raises(InputError, match=message):
        rerank(by=by, **{**request, **wrong})


def test_options_are_checked_when_made():
    with pytest.raises(InputError, match=r"keep: got 1\.5"):
        Options(keep=1.5)
    with pytest.raises(InputError, match="weight of vectors"):
        Options(weights={"vectors": -1})


def test_an_unknown_strategy_gets_the_nearest_name():
    with pytest.raises(UnknownNameError, match="Did you mean 'det_greedy'"):
        rerank([1], by="det_gredy", k=1)
    with pytest.raises(InputError, match="a strategy such as"):
        rerank([1], by=Dpp, k=1)


def test_targets_must_name_dimensions_and_buckets_that_exist():
    labels = {"d0": ["a", "b"], "d1": ["x", "y"]}
    with pytest.raises(InputError, match="targets by dimension"):
        rerank([1, 2], by="quota", k=1, buckets=labels, targets=Targets.equal("ab"))
    with pytest.raises(UnknownNameError, match="dimension in targets"):
        rerank([1, 2], by="quota", k=1, buckets=labels, targets={"d2": Targets.equal("ab")})
    named_labels = Labels.from_hard(["a", "b"], "ab")
    with pytest.raises(UnknownNameError, match="bucket in targets of label"):
        rerank([1, 2], by="quota", k=1, buckets=named_labels, targets=Targets.equal("ax"))


@pytest.mark.parametrize("by", ["dpp", "mmr", "ssd"])
def test_similarity_needs_something_to_compare(by):
    with pytest.raises(InputError, match="vectors or buckets"):
        rerank([1, 2], by=by, k=1)
    with pytest.raises(InputError, match="at least one above 0"):
        rerank([1, 2], by=by, k=1, vectors=np.eye(2), options=Options(weights={"vectors": 0}))


@pytest.mark.parametrize("by", ["round_robin", "quota", "det_greedy", "det_const_sort", "fa_ir"])
def test_bucket_strategies_need_buckets(by):
    with pytest.raises(InputError, match="buckets: got None"):
        rerank([1, 2], by=by, k=1, vectors=np.eye(2))
