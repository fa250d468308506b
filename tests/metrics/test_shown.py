"""A list counted once gives what the measures give from the list itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue import metrics
from everyhue.errors import InputError
from everyhue.metrics import Shown

TARGET = [0.5, 0.3, 0.2]
codes = st.lists(st.integers(-1, 2), max_size=15)
CALLS = {
    "awrf": {"target": TARGET},
    "div_at_k": {"buckets": 3},
    "exposure_gap": {"target": TARGET},
    "exposure_share": {"bucket": 1},
    "infeasible_count": {"target": TARGET},
    "infeasible_index": {"target": TARGET},
    "max_skew_at_k": {"target": TARGET},
    "mean_exposure": {"bucket": 2},
    "min_skew_at_k": {"target": TARGET},
    "ndkl": {"target": TARGET},
    "s_recall": {"buckets": 3},
    "skew_at_k": {"bucket": 0, "target": TARGET},
    "unknown_exposure": {},
    "unknown_share": {},
}


@given(codes, st.integers(1, 20))
def test_every_group_measure_takes_it(sure, k):
    shown = Shown.of(sure, 3, k)
    for name, named in CALLS.items():
        measure = getattr(metrics, name)
        assert measure(shown, k=k, **named) == measure(sure, k=k, **named), name


@given(codes)
def test_what_it_counts(sure):
    shown = Shown.of(sure, 3)
    known = [code for code in sure if code >= 0]
    assert shown.counts == tuple(known.count(b) for b in range(3))
    assert shown.known == len(known)
    prefixes = [[known[: i + 1].count(b) for i in range(len(known))] for b in range(3)]
    assert shown.prefix_counts.tolist() == prefixes


def test_tables_do_not_depend_on_what_was_asked_before():
    """Cached tables reach to powers of two; a list at each edge equals one counted anew."""
    for n in (1, 2, 3, 4, 7, 8, 9, 255, 256, 257):
        sure = np.random.default_rng(n).integers(0, 3, n)
        seen = np.cumsum(sure[:, None] == np.arange(3), axis=0)
        mix = seen / np.arange(1, n + 1)[:, None]
        apart = (mix * np.log(np.maximum(mix, 1e-300) / TARGET)).sum(axis=1)
        weights = 1 / np.log2(np.arange(2, n + 2))
        value = metrics.ndkl(sure, target=TARGET).number()
        assert value == pytest.approx(float(weights @ apart / weights.sum()), abs=1e-12)
        floors = [[share * (i + 1) + 1e-9 for share in TARGET] for i in range(n)]
        count = metrics.infeasible_count(sure, target=TARGET).number()
        assert count == (seen < np.floor(floors)).sum()


def test_another_depth_or_other_buckets_are_refused():
    shown = Shown.of([0, 1, 1], 2, 3)
    assert metrics.ndkl(shown, target=[0.5, 0.5]).defined
    with pytest.raises(InputError, match="k: got 2, expected 3"):
        metrics.div_at_k(shown, buckets=2, k=2)
    with pytest.raises(InputError, match="buckets: got 3, expected 2"):
        metrics.ndkl(shown, target=TARGET)
    with pytest.raises(InputError, match="sure, row 1"):
        Shown.of([0, 5], 2)
    with pytest.raises(InputError, match="the index of a bucket"):
        metrics.exposure_share(shown, bucket=2)
    with pytest.raises(InputError, match="the index of a bucket"):
        metrics.skew_at_k([0], bucket=-1, target=TARGET, k=1)
