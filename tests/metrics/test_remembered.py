"""What was made of a tally lives as long as the tally, and is never that of another one."""

from __future__ import annotations

import copy
import gc
import pickle

from everyhue.metrics import marginal, remembered
from everyhue.types import Tally


def tally(n=1) -> Tally:
    return Tally("x", ("a", "b"), {("1", "u"): {"n": n}, ("1", "v"): {"n": n}})


def test_the_same_tally_is_merged_once_and_an_equal_one_on_its_own():
    one, two = tally(), tally()
    assert marginal(one, ["a"]) is marginal(one, ["a"])
    assert marginal(one, ["a"]) is not marginal(two, ["a"])
    assert marginal(one, ["a"]).counts == {("1",): {"n": 2}}
    assert set(marginal(one, ["b", "a"]).counts) == {("u", "1"), ("v", "1")}


def test_nothing_is_held_once_the_tally_is_gone():
    before = len(remembered._HELD)
    for n in range(50):
        assert marginal(tally(n), ["a"]).counts["1",] == {"n": 2 * n}
    gc.collect()
    assert len(remembered._HELD) == before


def test_a_tally_is_still_copied_and_sent():
    one = tally()
    marginal(one, ["a"])
    assert pickle.loads(pickle.dumps(one)) == one == copy.deepcopy(one)
