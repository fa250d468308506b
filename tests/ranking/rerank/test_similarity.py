"""DPP, MMR and SSD against naive float64 oracles, over vectors, soft labels and both."""

from importlib import import_module

import numpy as np
import pytest
from scipy.linalg import qr

from everyhue.ranking.rerank import Dpp, Mmr, Options, Ssd, rerank
from everyhue.types import Labels


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def scaled(relevance):
    return (relevance - relevance.min()) / np.ptp(relevance)


def drawn(seed, n=60, d=16):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(4, d))
    return rng.random(n), centres[rng.integers(4, size=n)] + 0.7 * rng.normal(size=(n, d))


def soft(seed, n, buckets="abcd", unknown=0.0):
    rng = np.random.default_rng(seed)
    probs = rng.dirichlet([0.3] * len(buckets), size=n)
    probs[rng.random(n) < unknown] = 0
    return Labels.from_matrix(probs, tuple(buckets), dimension=f"d{seed}", sure_at=0.51)


def similarity(blocks, weights=None):
    """The documented kernel, written out: weighted mean of block products, unit diagonal."""
    weights = weights or [1] * len(blocks)
    kernel = sum(w * b @ b.T for w, b in zip(weights, blocks, strict=True)) / sum(weights)
    np.fill_diagonal(kernel, 1)
    return kernel


def roots(labels):
    block = np.sqrt(labels.probs.astype(float))
    block[~labels.known] = block[labels.known].mean(axis=0)
    return block


def greedy_logdet(kernel, k, allowed=None, window=None):
    picks = []
    for _ in range(k):
        seen = picks if window is None else picks[len(picks) - min(len(picks), window - 1) :]
        base = np.linalg.det(kernel[np.ix_(seen, seen)])
        best, top = None, -np.inf
        for i in range(len(kernel)):
            if i in picks or (allowed is not None and not allowed(picks, i)):
                continue
            grown = np.linalg.det(kernel[np.ix_([*seen, i], [*seen, i])]) / base
            if grown > top:
                best, top = i, grown
        picks.append(best)
    return picks


@pytest.mark.conforms(
    "dpp",
    reproduces="greedy log det in float64, at four settings of `diversity`",
    peers="pyversity 0.2.0: quality is exp((1 − diversity)·z-score), here "
    "`Dpp(quality='zscore_exp')`; once k > d its order is rounding noise, ours falls back on "
    "relevance and says so",
)
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("diversity", [None, 0.3, 0.8, 1.0])
def test_dpp_is_the_naive_greedy_determinant(seed, diversity):
    relevance, vectors = drawn(seed)
    s = scaled(relevance)
    q = s if diversity is None else np.exp((1 - diversity) / (2 * diversity) * s)
    kernel = q[:, None] * similarity([unit(vectors)]) * q
    got = rerank(relevance, by="dpp", k=10, vectors=vectors, diversity=diversity)
    first = int(np.argmax(relevance))
    want = greedy_logdet(kernel, 10)
    if diversity == 1.0:  # all first gains tie, and relevance decides
        assert got.order[0] == first
        return
    assert got.order.tolist() == want


@pytest.mark.conforms(
    "dpp",
    reproduces="the pivots of LAPACK's QR with column pivoting",
)
@pytest.mark.parametrize("seed", range(8))
def test_dpp_picks_are_the_pivots_of_qr(seed):
    relevance, vectors = drawn(seed, n=200, d=40)
    rows = scaled(relevance)[:, None] * unit(vectors)
    pivots = qr(rows.T, pivoting=True, mode="r")[1][:30]
    assert rerank(relevance, by="dpp", k=30, vectors=vectors).order.tolist() == pivots.tolist()


@pytest.mark.conforms(
    "dpp",
    reproduces="vectors and two soft, weighted dimensions in one kernel, against greedy log det",
)
@pytest.mark.parametrize("seed", range(6))
def test_dpp_over_vectors_and_soft_dimensions_in_one_kernel(seed):
    relevance, vectors = drawn(seed)
    first, second = soft(seed, 60), soft(seed + 100, 60, "xyz")
    weights = {"vectors": 2.0, first.dimension: 1.0, second.dimension: 0.5}
    plain = similarity([unit(vectors), roots(first), roots(second)], list(weights.values()))
    plain = 0.95 * plain + 0.05 * np.eye(60)
    q = np.exp(0.5 * scaled(relevance))
    pattern = (first.sure < 0).astype(int) + 2 * (second.sure < 0)
    places = pattern[np.argsort(-relevance)]
    got = rerank(
        relevance, by="dpp", k=12, vectors=vectors, diversity=0.5,
        buckets={first.dimension: first, second.dimension: second},
        options=Options(weights=weights),
    )  # fmt: skip
    allowed = lambda picks, i: pattern[i] == places[len(picks)]
    assert got.order.tolist() == greedy_logdet(q[:, None] * plain * q, 12, allowed)


@pytest.mark.parametrize("seed", range(6))
def test_unknown_items_are_as_similar_as_items_are_on_average(seed):
    relevance, _ = drawn(seed)
    labels = soft(seed, 60, unknown=0.3)
    kernel = 0.9 * similarity([roots(labels)]) + 0.1 * np.eye(60)
    s = scaled(relevance)
    places = (labels.sure < 0)[np.argsort(-relevance)]
    allowed = lambda picks, i: (labels.sure[i] < 0) == places[len(picks)]
    got = rerank(relevance, by=Dpp(noise=0.1), k=15, buckets=labels)
    assert got.order.tolist() == greedy_logdet(s[:, None] * kernel * s, 15, allowed)


@pytest.mark.conforms(
    "dpp",
    reproduces="the sliding window conditions on the last window − 1 picks: greedy log det in "
    "float64",
)
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("window", [1, 2, 5])
def test_windowed_dpp_conditions_on_the_last_picks_only(seed, window):
    relevance, vectors = drawn(seed)
    s = scaled(relevance)
    kernel = s[:, None] * similarity([unit(vectors)]) * s
    got = rerank(relevance, by=Dpp(window=window), k=15, vectors=vectors)
    assert got.order.tolist() == greedy_logdet(kernel, 15, window=window)


def test_windowed_dpp_survives_duplicates_inside_and_leaving_the_window():
    rng = np.random.default_rng(1)
    vectors = np.repeat(rng.normal(size=(6, 3)), 5, axis=0)
    order = rerank(rng.random(30), by=Dpp(window=4), k=30, vectors=vectors).order
    assert sorted(order.tolist()) == list(range(30))


@pytest.mark.conforms(
    "mmr",
    reproduces="the formula written out in float64, clipped and not",
    peers="pyversity 0.2.0 counts a negative cosine as 0; ours does with `clip=True`",
)
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("clip", [False, True])
@pytest.mark.parametrize("diversity", [None, 0.2, 0.9])
def test_mmr_is_the_naive_one(seed, clip, diversity):
    relevance, vectors = drawn(seed)
    cosine = unit(vectors) @ unit(vectors).T
    cosine = np.maximum(cosine, 0) if clip else cosine
    delta = 0.5 if diversity is None else diversity
    s, picks = scaled(relevance), []
    for _ in range(20):
        worst = cosine[:, picks].max(axis=1) if picks else np.zeros(60)
        gain = (1 - delta) * s - delta * worst
        gain[picks] = -np.inf
        picks.append(int(gain.argmax()))
    got = rerank(relevance, by=Mmr(clip=clip), k=20, vectors=vectors, diversity=diversity)
    assert got.order.tolist() == picks


def naive_ssd(rows, relevance, k, window, delta):
    """Huang et al.: residual directions stay in the window, and give back what they took."""
    picks, basis, left = [], [], rows.copy()
    for _ in range(k):
        gain = (1 - delta) * relevance + delta * np.linalg.norm(left, axis=1) * bool(picks)
        gain[picks] = -np.inf
        best = int(gain.argmax())
        picks.append(best)
        q = left[best] / np.linalg.norm(left[best])
        if len(basis) == window:
            old = basis.pop(0)
            left += np.outer(rows @ old, old)
        left -= np.outer(rows @ q, q)
        basis.append(q)
    return picks


@pytest.mark.conforms(
    "ssd",
    reproduces="the paper's algorithm in float64: windows of 1, 3 and 30, with and without bias",
)
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("window", [1, 3, 30])
@pytest.mark.parametrize("bias", [False, True])
def test_ssd_is_the_naive_one(seed, window, bias):
    relevance, vectors = drawn(seed, n=80, d=40)
    rows = unit(vectors)
    rows = np.hstack([rows, np.ones((80, 1))]) if bias else rows
    got = rerank(relevance, by=Ssd(window=window, bias=bias), k=20, vectors=vectors)
    assert got.order.tolist() == naive_ssd(rows, scaled(relevance), 20, window, 0.5)


@pytest.mark.conforms(
    "dpp",
    "mmr",
    "ssd",
    reproduces="the short list of candidates gives the order and gains of the whole list",
)
@pytest.mark.parametrize("by", [Dpp(), Dpp(window=6), Mmr(), Mmr(clip=True), Ssd(), Ssd(bias=True)])
@pytest.mark.parametrize("diversity", [0.2, 0.9])
def test_the_short_list_is_exact(by, diversity, monkeypatch):
    relevance, vectors = drawn(3, n=1500, d=24)
    short = rerank(relevance, by=by, k=20, vectors=vectors, diversity=diversity)
    for room in ("short_list",):
        module = import_module(f"everyhue.ranking.rerank.{room}")
        monkeypatch.setattr(module, "opening_size", lambda n, total: n)
    whole = rerank(relevance, by=by, k=20, vectors=vectors, diversity=diversity)
    assert short.order.tolist() == whole.order.tolist()
    np.testing.assert_allclose(short.gains, whole.gains, rtol=1e-4, atol=1e-6)


def test_beyond_the_rank_relevance_decides_and_a_note_says_so():
    relevance, vectors = drawn(5, n=40, d=3)
    got = rerank(relevance, by="dpp", k=20, vectors=vectors)
    assert (got.gains[:3] > 0).all()
    assert (got.gains[3:] == 0).all()
    assert (np.diff(relevance[got.order[3:]]) <= 0).all()
    assert got.notes == ("rank exhausted: the last 17 picks are by relevance",)


def test_a_bucket_can_repeat_when_only_buckets_are_known():
    labels = ["a"] * 30 + ["b"] * 10
    got = rerank(np.linspace(1, 0, 40), by="dpp", k=20, buckets=labels, diversity=1.0)
    shown = [labels[i] for i in got.order]
    assert shown.count("a") == shown.count("b") == 10
    assert (got.gains > 0).all()


def test_rows_without_a_vector_are_as_similar_as_rows_are_on_average():
    relevance, vectors = drawn(7)
    vectors[[3, 9, 30]] = 0
    rows = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-30)
    rows[[3, 9, 30]] = rows.sum(axis=0) / 57
    s = scaled(relevance)
    got = rerank(relevance, by="dpp", k=12, vectors=vectors)
    assert got.order.tolist() == greedy_logdet(s[:, None] * similarity([rows]) * s, 12)


def test_vectors_of_any_size_and_type_give_the_same_order():
    relevance, vectors = drawn(8)
    want = rerank(relevance, by="dpp", k=20, vectors=vectors).order.tolist()
    for other in (
        vectors * 1e30,
        vectors * 1e-30,
        vectors.astype("f4"),
        np.asfortranarray(vectors),
    ):
        assert rerank(relevance, by="dpp", k=20, vectors=other).order.tolist() == want
    whole = rerank(relevance, by="dpp", k=20, vectors=(vectors * 100).astype(int)).order
    assert len(set(whole.tolist())) == 20


@pytest.mark.conforms(
    "dpp",
    "mmr",
    "ssd",
    reproduces="the orders of pyversity 0.2.0 under its own maps of quality and relevance",
)
def test_pyversity_gives_the_same_orders_with_its_own_maps():
    pyversity = pytest.importorskip("pyversity")
    for seed in range(6):
        relevance, vectors = drawn(seed, n=300, d=64)
        ours = rerank(relevance, by=Dpp(quality="zscore_exp"), k=25, vectors=vectors, diversity=0.4)
        theirs = pyversity.dpp(vectors, relevance, 25, diversity=0.4).indices
        assert ours.order.tolist() == theirs.tolist()
        ours = rerank(relevance, by=Mmr(clip=True), k=25, vectors=vectors, diversity=0.4)
        theirs = pyversity.mmr(vectors, scaled(relevance), 25, diversity=0.4).indices
        assert ours.order.tolist() == theirs.tolist()
        by = Ssd(window=10, scale="zscore", bias=True)
        ours = rerank(relevance, by=by, k=25, vectors=vectors, diversity=0.4)
        theirs = pyversity.ssd(vectors, relevance, 25, diversity=0.4, window=10).indices
        assert ours.order.tolist() == theirs.tolist()
