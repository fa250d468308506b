"""Calibration: by hand, the properties the paper asks for, edges."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError
from everyhue.metrics import calibration_js, calibration_kl

rows = st.lists(st.sampled_from([[1, 0, 0], [0, 1, 0], [0.2, 0.3, 0.5], [0, 0, 0]]), max_size=8)
TARGET = [0.5, 0.3, 0.2]


@given(rows, st.integers(1, 9), st.sampled_from([0.01, 0.1]))
def test_against_the_formulas(probs, k, alpha):
    known = [row for row in probs[:k] if sum(row)]
    kl = calibration_kl(probs, target=TARGET, k=k, alpha=alpha)
    js = calibration_js(probs, target=TARGET, k=k)
    if not known:
        assert kl.undefined == js.undefined == "no known item in the top k"
        return
    mix = np.mean(known, axis=0)
    smooth = (1 - alpha) * mix + alpha * np.array(TARGET)
    middle = (mix + TARGET) / 2
    to_middle = sum(p * math.log2(p / m) for p, m in zip(TARGET, middle, strict=True) if p)
    from_mix = sum(q * math.log2(q / m) for q, m in zip(mix, middle, strict=True) if q)
    assert kl.number() == pytest.approx(float(np.sum(TARGET * np.log(TARGET / smooth))), abs=1e-12)
    assert js.number() == pytest.approx((to_middle + from_mix) / 2, abs=1e-12)
    assert 0 <= kl.number() <= -math.log(alpha)
    assert 0 <= js.number() <= 1


def test_what_the_paper_asks_for():
    """0 when calibrated; 1 % in place of 2 % is worse than 49 % in place of 50 %."""

    def apart(wanted, shown):
        return calibration_kl([[shown, 1 - shown]], target=[wanted, 1 - wanted]).number()

    assert apart(0.3, 0.3) == 0
    assert apart(0.02, 0.01) > apart(0.5, 0.49) > 0


@given(rows, st.randoms())
def test_order_within_the_top_does_not_matter(probs, random):
    other = random.sample(probs, len(probs))
    a, b = calibration_kl(probs, target=TARGET), calibration_kl(other, target=TARGET)
    assert a.undefined == b.undefined
    assert not a.defined or a.number() == pytest.approx(b.number())


def test_method_states_the_smoothing():
    assert calibration_kl([[1, 0]], target=[0.5, 0.5], alpha=0.1).method == "KL in nats, α = 0.1"


def test_edges():
    for bad, words in (
        (lambda: calibration_kl([[0.5, 0.2]], target=[0.5, 0.5]), "probs, row 0.*sum of 1"),
        (lambda: calibration_js([[1, 0], [math.nan, 1]], target=[0.5, 0.5]), "probs, row 1"),
        (lambda: calibration_js([[1, 0, 0]], target=[0.5, 0.5]), "one column per target share"),
        (lambda: calibration_kl([[1, 0]], target=[0.5, 0.5], alpha=0), "alpha"),
    ):
        with pytest.raises(InputError, match=words):
            bad()
