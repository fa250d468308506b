"""Corrected Div@k: enumeration, simulation, the error-free signal, what it corrects, edges."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from everyhue.errors import InputError
from everyhue.metrics import corrected_div_at_k, crossed, div_at_k, shares_behind_labels

PRIOR = [0.6, 0.3, 0.1]
CONFUSION = [[0.85, 0.10, 0.05], [0.15, 0.75, 0.10], [0.05, 0.25, 0.70]]
codes = st.lists(st.integers(-1, 2), max_size=6)
weights = st.lists(st.floats(0.05, 1), min_size=3, max_size=3)
shares = weights.map(lambda row: (np.array(row) / sum(row)).tolist())
matrices = st.lists(shares, min_size=3, max_size=3)


def enumerated(labels, confusion, prior, wanted):
    """Walk over every way the labelled items may truly be; weigh each by Bayes' rule."""
    total = shown = 0.0
    for truth in product(range(len(prior)), repeat=len(labels)):
        chance = math.prod(
            prior[t] * confusion[t][got] for t, got in zip(truth, labels, strict=True)
        )
        total += chance
        shown += chance * (wanted <= set(truth))
    return shown / total


@settings(max_examples=60)
@given(codes, matrices, shares, st.lists(st.booleans(), min_size=3, max_size=3))
def test_equals_the_enumeration_of_every_truth(sure, confusion, prior, required):
    known = [code for code in sure if code >= 0]
    assume(known and any(required))
    value = corrected_div_at_k(
        sure, confusion=confusion, prior=prior, k=6, required=np.array(required)
    )
    wanted = {b for b, flag in enumerate(required) if flag}
    assert value.number() == pytest.approx(enumerated(known, confusion, prior, wanted), abs=1e-12)


@given(codes, st.integers(3, 8))
def test_without_error_it_is_div_at_k(sure, k):
    value = corrected_div_at_k(sure, confusion=np.eye(3), prior=PRIOR, k=k)
    plain = div_at_k(sure, buckets=3, k=k)
    assert value.undefined == plain.undefined
    assert not plain.defined or value.number() == pytest.approx(plain.number(), abs=1e-12)


@given(codes, st.randoms())
def test_order_within_the_top_and_names_of_buckets_do_not_matter(sure, random):
    assume(any(code >= 0 for code in sure))
    names = random.sample(range(3), 3)
    back = np.argsort(names)
    renamed = [names[code] if code >= 0 else -1 for code in random.sample(sure, len(sure))]
    value = corrected_div_at_k(sure, confusion=CONFUSION, prior=PRIOR, k=6)
    other = corrected_div_at_k(
        renamed, confusion=np.array(CONFUSION)[np.ix_(back, back)], prior=np.array(PRIOR)[back], k=6
    )
    assert value.number() == pytest.approx(other.number(), abs=1e-12)


def test_its_mean_is_the_true_div_at_k_where_counting_labels_is_off():
    """20,000 lists of ten drawn from the model: labels alone overstate the rare third bucket."""
    rng = np.random.default_rng(5)
    truth = rng.choice(3, p=PRIOR, size=(20_000, 10))
    labels = (rng.random(truth.shape)[..., None] > np.cumsum(CONFUSION, axis=1)[truth]).sum(axis=2)
    true = np.mean([len(set(row)) == 3 for row in truth.tolist()])
    counted = np.mean([len(set(row)) == 3 for row in labels.tolist()])
    given_ = {"confusion": CONFUSION, "prior": PRIOR, "k": 10}
    kinds, times = np.unique(
        np.apply_along_axis(np.bincount, 1, labels, minlength=3), axis=0, return_counts=True
    )
    values = [corrected_div_at_k(np.repeat(range(3), kind), **given_).number() for kind in kinds]
    corrected = float(np.average(values, weights=times))
    error = math.sqrt(true * (1 - true) / 20_000)
    assert abs(corrected - true) < 4 * error < abs(counted - true) / 4


def test_two_dimensions_at_once():
    """Errors of two dimensions multiply: `np.kron` goes with `crossed`."""
    one, two = [[0.9, 0.1], [0.2, 0.8]], [[0.7, 0.3], [0.1, 0.9]]
    a, b = [0, 1, 0, 1], [0, 0, 1, 1]
    value = corrected_div_at_k(
        crossed(a, b, (2, 2)), confusion=np.kron(one, two), prior=np.kron([0.5] * 2, [0.6, 0.4]),
        k=4, required=np.array([True, False, False, True]),
    )  # fmt: skip
    pairs = list(product((0, 1), repeat=2))
    both = [[one[t][a] * two[u][b] for a, b in pairs] for t, u in pairs]
    prior = [0.3, 0.2, 0.3, 0.2]
    assert value.number() == pytest.approx(enumerated([0, 2, 1, 3], both, prior, {0, 3}))


def test_a_dozen_buckets():
    rng = np.random.default_rng(6)
    confusion = 0.7 * np.eye(12) + 0.3 / 12
    sure = np.concatenate([np.arange(12), rng.integers(0, 12, 8)])
    value = corrected_div_at_k(sure, confusion=confusion, prior=np.full(12, 1 / 12), k=20).number()
    draws = np.stack([rng.choice(12, p=confusion[label], size=20_000) for label in sure], axis=1)
    seen = np.zeros((20_000, 12), bool)
    seen[np.arange(20_000)[:, None], draws] = True
    simulated = seen.all(axis=1).mean()
    assert value == pytest.approx(simulated, abs=4 * math.sqrt(value * (1 - value) / 20_000))


@given(shares, matrices)
def test_shares_behind_labels_solve_the_mixture(true, confusion):
    mixed = 0.7 * np.eye(3) + 0.3 * np.array(confusion)
    counts = np.array(true) @ mixed * 1000
    assert shares_behind_labels(counts, mixed) == pytest.approx(true, abs=1e-4)


def test_shares_stay_shares_where_solving_would_go_below_zero():
    found = shares_behind_labels([99, 1], [[0.9, 0.1], [0.1, 0.9]])
    assert found.tolist() == pytest.approx([1, 0], abs=1e-6)


def test_edges():
    given_ = {"confusion": CONFUSION, "prior": PRIOR}
    for sure, named, reason in (
        ([], given_ | {"k": 3}, "no known item in the top k"),
        ([-1, -1], given_ | {"k": 3}, "no known item in the top k"),
        ([0], given_ | {"k": 2}, "more buckets than places"),
        ([0], given_ | {"k": 2, "required": np.zeros(3, bool)}, "no bucket to show"),
        ([2], {"confusion": np.eye(3), "prior": [0.5, 0.5, 0], "k": 3}, "a label that confusion"),
    ):
        value = corrected_div_at_k(sure, **named)
        assert value.estimate is None
        assert value.undefined.startswith(reason)
    assert corrected_div_at_k([0, 1], k=9, **given_).number() == 0, "two items, three buckets"


REFUSED = [
    (lambda: corrected_div_at_k([0], confusion=np.eye(2), prior=PRIOR, k=3), r"shape \(3, 3\)"),
    (
        lambda: corrected_div_at_k([0], confusion=[[1, 0], [0.5, 0.2]], prior=[0.5, 0.5], k=3),
        "confusion, row 1",
    ),
    (
        lambda: corrected_div_at_k([0], confusion=[[math.nan, 1], [0, 1]], prior=[0.5, 0.5], k=3),
        "confusion, row 0",
    ),
    (
        lambda: corrected_div_at_k([0], confusion=np.eye(17), prior=np.full(17, 1 / 17), k=20),
        "at most 16",
    ),
    (lambda: corrected_div_at_k([3], confusion=CONFUSION, prior=PRIOR, k=3), "sure, row 0"),
    (lambda: shares_behind_labels([0, 0], np.eye(2)), "at least one labelled item"),
    (lambda: shares_behind_labels([1, 1], [[1, 0], [1, 0]]), "only labels that the confusion"),
]


@pytest.mark.parametrize(("call", "words"), REFUSED)
def test_bad_input_is_refused(call, words):
    with pytest.raises(InputError, match=words):
        call()
