"""ARP, APLT and where the long tail begins."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError
from everyhue.metrics import long_tail, popularity_aplt, popularity_arp

counts = st.lists(st.integers(0, 50), min_size=1, max_size=10)


@given(counts, st.integers(1, 12), st.randoms())
def test_means_of_the_top(popularity, k, random):
    n = len(popularity)
    order = random.sample(range(n), n)
    tail = long_tail(popularity)
    shown = order[:k]
    arp = popularity_arp(order, popularity, k=k).number()
    assert arp == pytest.approx(np.mean([popularity[i] for i in shown]))
    assert popularity_aplt(order, tail, k=k).number() == pytest.approx(tail[shown].mean())


@given(counts, st.sampled_from([0.2, 0.5, 0.8]))
def test_the_head_is_the_fewest_that_hold_its_share(popularity, head):
    tail = long_tail(popularity, head=head)
    kept = sorted((p for p, out in zip(popularity, tail, strict=True) if not out), reverse=True)
    if not any(popularity):
        assert tail.all()
        return
    assert sum(kept) >= head * sum(popularity) - 1e-9
    fewer = [p for p in kept if p > kept[-1]]
    assert sum(fewer) < head * sum(popularity)
    assert all(p < kept[-1] for p, out in zip(popularity, tail, strict=True) if out)


def test_eighty_percent_exactly():
    assert long_tail([4, 4, 1, 1]).tolist() == [False, False, True, True]


def test_a_share_reached_exactly_is_reached():
    """.07 · 100 is 7.000000000000001 in floating point."""
    assert long_tail([7] + [1] * 93, head=0.07).tolist() == [False] + [True] * 93


def test_edges():
    assert popularity_arp([], [1]).undefined == "an empty list"
    assert popularity_aplt([], [True]).undefined == "an empty list"
    for bad, words in (
        (lambda: popularity_arp([0], [math.nan]), "popularity, row 0"),
        (lambda: popularity_aplt([0], [0.5]), "one true or false per candidate"),
        (lambda: long_tail([1], head=1), "head"),
    ):
        with pytest.raises(InputError, match=words):
            bad()
