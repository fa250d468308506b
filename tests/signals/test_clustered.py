"""Items of one person: exact where each stands alone, wider where they are alike."""

from __future__ import annotations

import math
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from everyhue.errors import InputError
from everyhue.signals import HAIR_PATTERN, SKIN_TONE
from everyhue.signals.agreement import kappa
from everyhue.signals.clustered import (
    cluster_codes,
    cluster_sums,
    inflation,
    share_in,
    spilling,
    too_few,
)
from everyhue.signals.intervals import widest_gap
from everyhue.signals.report_card import Gates, report_card
from everyhue.signals.report_card.worth import pair_worth
from everyhue.signals.votes import Votes, concord
from everyhue.types import Labels
from everyhue.types.share import share_of

FULL = bool(os.environ.get("EVERYHUE_FULL"))
TONE = SKIN_TONE.ids

owned = st.lists(
    st.tuples(st.floats(-2, 2, allow_subnormal=False), st.integers(0, 7)), min_size=2, max_size=40
)


def _by_hand(influence, clusters, level):
    """The design effect, cluster by cluster and item by item, with its joined cluster."""
    n, names = len(influence), sorted(set(clusters))
    if len(names) == n:
        return 1.0
    ordinary = sum(clusters.count(name) ** 2 for name in names) / n
    most = max(u * u for u in influence)
    if most == 0:
        return ordinary
    between = sum(
        sum(u for u, c in zip(influence, clusters, strict=True) if c == name) ** 2 for name in names
    )
    between += (ordinary * math.sqrt(most)) ** 2
    within = sum(u * u for u in influence) + ordinary * most
    count = n / ordinary
    few = max(1.0, count - 1)
    ratio = between * (few + 1) / few / (within * n / (n - 1))
    upper = (1 + level) / 2
    return max(1.0, ratio * (student.ppf(upper, few) / student.ppf(upper, n - 1)) ** 2)


@given(owned, st.sampled_from([0.8, 0.95]))
def test_inflation_equals_summing_cluster_by_cluster(pairs, level):
    influence, clusters = [u for u, _ in pairs], [c for _, c in pairs]
    found = inflation(np.array(influence), np.array(clusters), level)
    assert found == pytest.approx(_by_hand(influence, clusters, level), rel=1e-9)


@given(owned, st.randoms(use_true_random=False))
def test_inflation_knows_neither_order_nor_names(pairs, random):
    influence, clusters = np.array([u for u, _ in pairs]), np.array([c for _, c in pairs])
    order = random.sample(range(len(pairs)), len(pairs))
    names = np.array(random.sample(range(100), 8))
    other = inflation(influence[order], names[clusters[order]])
    assert other == pytest.approx(inflation(influence, clusters), rel=1e-9)


@given(st.lists(st.booleans(), min_size=1, max_size=80))
def test_clusters_of_one_are_wilson_exactly(hits):
    held = np.array(hits)
    assert share_in(held, np.arange(len(hits))) == share_of(sum(hits), len(hits))


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=120))
def test_no_interval_is_shorter_than_that_of_independent_items(pairs):
    clusters, hits = (np.array(side) for side in zip(*pairs, strict=True))
    value, plain = share_in(hits, clusters), share_of(int(hits.sum()), len(hits))
    if too_few(clusters):
        assert "an interval takes 10" in value.undefined
        return
    assert value.number() == plain.number()
    assert value.low <= plain.low + 1e-12
    assert value.high >= plain.high - 1e-12
    assert value.n == plain.n


def test_copies_of_items_say_nothing_more():
    """Five pictures that always agree are worth about one: no more, and not much less."""
    rng = np.random.default_rng(0)
    hits = rng.random(300) < 0.8
    one, five = share_in(hits, None), share_in(hits.repeat(5), np.arange(300).repeat(5))
    assert five.low <= one.low
    assert (five.high - five.low) / (one.high - one.low) < 1.02


def test_a_sample_that_is_always_right_counts_its_clusters():
    hits, people = np.ones(300, bool), np.arange(60).repeat(5)
    assert share_in(hits, people).low == pytest.approx(share_of(60, 60).low)
    missed = hits.copy()
    missed[0] = False
    assert share_in(missed, people).low < share_in(hits, people).low


def test_too_few_clusters_are_counted_and_named():
    value = share_in(np.ones(40, bool), np.arange(40) // 5)
    assert value.undefined == "40 items from only 8 clusters; an interval takes 10"
    assert share_in(np.ones(3, bool), np.arange(3)).defined
    assert share_in(np.ones(40, bool), np.arange(40) // 4).defined
    assert share_in(np.zeros(0, bool), np.zeros(0, int), empty="none").undefined == "none"


def _labels(sure, dimension=SKIN_TONE):
    return Labels.from_hard([None if s < 0 else dimension.ids[s] for s in sure], dimension)


cards = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-1, 3), st.integers(0, 15)), min_size=1, max_size=80
)


@given(cards, st.booleans(), st.booleans())
def test_a_card_of_clusters_of_one_is_the_plain_card(rows, ordered, stated):
    truth, sure, group = np.array(rows).T
    dimension = SKIN_TONE if ordered else HAIR_PATTERN
    shares = dict(zip(dimension.ids, (0.4, 0.3, 0.2, 0.1), strict=False)) if stated else None
    ask = {"shares": shares, "groups": {"g": [str(g % 2) for g in group]}}
    labels = _labels(sure, dimension)
    plain = report_card(labels, truth, dimension, **ask)
    alone = [f"person {row}" for row in range(len(rows))]
    clustered = report_card(labels, truth, dimension, clusters=alone, **ask)
    assert clustered.rows == plain.rows
    assert clustered.verdicts == plain.verdicts
    assert (clustered.clusters, plain.clusters) == (len(rows), None)


@given(cards, st.randoms(use_true_random=False))
def test_a_card_knows_neither_order_nor_names(rows, random):
    truth, sure, who = np.array(rows).T
    card = report_card(_labels(sure), truth, SKIN_TONE, clusters=who)
    order = random.sample(range(len(rows)), len(rows))
    names = random.sample([f"n{k}" for k in range(40)], 16)
    other = report_card(
        _labels(sure[order]), truth[order], SKIN_TONE, clusters=[names[k] for k in who[order]]
    )
    for mine, theirs in zip(card.rows, other.rows, strict=True):
        for bound in ("estimate", "low", "high"):
            a, b = getattr(mine.value, bound), getattr(theirs.value, bound)
            assert a == b or a == pytest.approx(b, abs=1e-9), mine
        assert mine.value.undefined == theirs.value.undefined


@given(cards, st.booleans())
def test_no_bound_of_a_card_is_tighter_with_clusters(rows, stated):
    truth, sure, who = (np.tile(side, 3) for side in np.array(rows).T)
    shares = dict(zip(TONE, (0.4, 0.3, 0.2, 0.1), strict=True)) if stated else None
    plain = report_card(_labels(sure), truth, SKIN_TONE, shares=shares)
    card = report_card(_labels(sure), truth, SKIN_TONE, shares=shares, clusters=who)
    for mine, theirs in zip(card.rows, plain.rows, strict=True):
        if not mine.value.defined or theirs.value.low is None:
            continue
        assert mine.value.number() == pytest.approx(theirs.value.number())
        if (
            theirs.measure != "discoverability_ratio"
        ):  # half an item is added: fewer, another middle
            assert mine.value.low <= theirs.value.low + 1e-9, mine
            assert mine.value.high >= theirs.value.high - 1e-9, mine


def _pair_variance(hits, truth, clusters, a, b):
    """Variance of the difference of two shares, over clusters, and without what they share."""
    both, apart = 0.0, 0.0
    for name in set(clusters.tolist()):
        side = [
            (hits[(truth == k) & (clusters == name)] - hits[truth == k].mean()).sum()
            / (truth == k).sum()
            for k in (a, b)
        ]
        both, apart = both + (side[0] - side[1]) ** 2, apart + side[0] ** 2 + side[1] ** 2
    return both, apart


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 1), st.integers(0, 9)), min_size=8))
def test_what_clusters_share_widens_a_difference_by_its_variance(rows):
    hits, truth, clusters = (np.array(side) for side in zip(*rows, strict=True))
    hits, truth = np.append(hits, [True, False]), np.append(truth, [0, 1])
    clusters = np.append(clusters, [0, 0])
    both, apart = _pair_variance(hits, truth, clusters, 0, 1)
    shares = np.array([hits[truth == k].mean() for k in (0, 1)])
    counts = np.bincount(truth, minlength=2)
    sums = cluster_sums((hits - shares[truth]) / counts[truth], truth, clusters, 2)
    expected = max(1.0, both / apart) if apart > 1e-20 else 1.0
    assert spilling(sums * (1, -1)) == pytest.approx(expected, rel=1e-6)


def test_read_as_one_and_so_missed_in_the_other_makes_the_gap_wider():
    people, truth = np.arange(400) // 2, np.arange(400) % 2
    other = np.random.default_rng(0).random(200) < 0.5
    swapped, alike = (other[people] == truth), other[people]
    counts = np.array([200.0, 200.0])
    gaps = {}
    for name, hits in (("swapped", swapped), ("alike", alike)):
        found = np.array([hits[truth == k].sum() for k in (0, 1)], float)
        value = widest_gap(found, counts, 0.95, pair_worth(hits, truth, people, np.ones(2), 0.95))
        gaps[name] = (value.high - value.number(), widest_gap(found, counts).high)
    assert gaps["swapped"][0] == pytest.approx(1.4 * gaps["alike"][0], rel=0.1)


def test_kappa_with_design_is_wider_by_its_root():
    table = [[20, 5], [10, 15]]
    plain, wide = kappa(table), kappa(table, design=2.25)
    assert (wide.high - wide.number()) == pytest.approx(1.5 * (plain.high - plain.number()))


def test_bad_clusters_are_refused():
    truth = np.arange(4)
    with pytest.raises(InputError, match="4 names"):
        report_card(_labels(truth), truth, SKIN_TONE, clusters=["a"])
    with pytest.raises(InputError, match="item 1"):
        cluster_codes(["a", None, "b"], 3)
    with pytest.raises(InputError, match="item 0"):
        cluster_codes([math.nan, 1.0], 2)


def test_a_card_that_passes_by_counting_pictures_does_not_by_people():
    """Twelve people a bucket, thirty pictures each: 1,440 items, but 48 people."""
    rng = np.random.default_rng(3)
    truth, people = np.arange(48).repeat(30) % 4, np.arange(48).repeat(30)
    right = rng.random(48)[people] < 0.93
    sure = np.where(right, truth, -1)
    plain = report_card(_labels(sure), truth, SKIN_TONE, gates=Gates(abstention_gap=1.0, ratio=0.0))
    assert plain.may_switch_on
    held = report_card(
        _labels(sure), truth, SKIN_TONE, clusters=people, gates=Gates(abstention_gap=1.0, ratio=0.0)
    )
    assert held.verdict.status == "insufficient evidence"
    assert held.clusters == 48
    few = report_card(_labels(sure), truth, SKIN_TONE, clusters=people // 8)
    assert "only" in few.value("discoverability", "deep").undefined
    assert few.verdict.status == "insufficient evidence"


def _votes(n, wrong, seed=0):
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 4, n)
    second = np.where(rng.random(n) < wrong, (first + 1) % 4, first)
    said = [(f"i{row:03}", who, TONE[spot]) for who, side in (("kim", first), ("lee", second))
            for row, spot in enumerate(side)]  # fmt: skip
    return Votes.of(SKIN_TONE, said)


def test_agreement_of_annotators_draws_whole_clusters():
    votes, seeded = _votes(200, 0.2), np.random.default_rng
    plain = concord(votes, seeded(1))
    assert concord(votes, seeded(1), clusters=np.arange(200)) == plain
    copies = Votes.of(SKIN_TONE, [
        (f"{votes.items[item]}-{copy}", votes.annotators[who], TONE[choice])
        for copy in range(5)
        for item, who, choice in zip(votes.item, votes.annotator, votes.choice, strict=True)
    ])  # fmt: skip
    whose = cluster_codes([item.partition("-")[0] for item in copies.items], len(copies.items))
    five = concord(copies, seeded(1), clusters=whose).exact
    assert five.high - five.low == pytest.approx(plain.exact.high - plain.exact.low, rel=0.15)
    assert (
        "interval takes 10" in concord(votes, seeded(1), clusters=whose[:200] % 5).exact.undefined
    )
    assert concord(_votes(90, 0.0), seeded(1)).exact.low == 1
