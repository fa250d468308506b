"""A walk over every registered measure: what it states, and what it does at the edges.

Arguments are made from parameter names, so a new measure that uses the names of the others is
walked without a change here; one with a new name says so by failing.
"""

import inspect
import math
import re

import numpy as np
import pytest

from everyhue import metrics
from everyhue.errors import InputError
from everyhue.metrics import Shown
from everyhue.registry import entries
from everyhue.types import Value

WALKED = entries("list_measure")
FACTS = ("summary", "range", "direction", "unit", "undefined_when", "source")
PARTS = ("Parameters", "Returns", "Raises", "Notes", "Undefined when:", "Cost:", "Source:", ">>>")
ORDERS = ("order", "orders", "before", "after")
N, B, K = 8, 3, 5

walk = pytest.mark.parametrize("entry", WALKED, ids=lambda entry: entry.name)


def arguments(entry, n=N, seed=0):
    """Return fitting arguments for a list of n items."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(n)
    hard = rng.integers(0, B, n)
    probs = rng.dirichlet(np.ones(B), n)
    made = {
        "sure": hard, "candidates": hard, "first": hard, "second": rng.integers(0, 2, n),
        "shape": (B, 2), "buckets": B, "bucket": 1, "target": [0.5, 0.3, 0.2], "k": K,
        "required": None, "order": order, "orders": order, "before": order,
        "after": rng.permutation(n), "gains": rng.random(n), "relevance": rng.random(n),
        "merit": rng.random(n), "grades": 1 + rng.integers(0, 3, n),
        "popularity": rng.integers(1, 9, n), "tail": rng.random(n) < 0.5, "vectors": probs,
        "probs": probs, "aspects": probs, "satisfies": probs, "exposure": rng.integers(1, 9, n),
        "confusion": 0.8 * np.eye(B) + 0.2 / B, "prior": [0.5, 0.3, 0.2],
    }  # fmt: skip
    return {name: made[name] for name in required_of(entry)} | {
        name: made[name] for name in ("k",) if name in parameters_of(entry)
    }


def parameters_of(entry):
    return inspect.signature(entry.item).parameters


def required_of(entry):
    return [name for name, p in parameters_of(entry).items() if p.default is p.empty]


def bounds(entry):
    """Read "[0, 1]", "(-inf, 0]", "{0, 1}" or "[0, n·B]"."""
    low, high = re.fullmatch(r"[\[({](\S+), (\S+)[\])}]", entry.range).groups()
    named = {"n": N, "n·B": N * B, "inf": math.inf, "-inf": -math.inf}
    return named.get(low) or float(low), named.get(high) or float(high)


def test_there_is_something_to_walk():
    assert len(WALKED) >= 40


@walk
def test_it_states_its_facts(entry):
    assert [fact for fact in FACTS if not getattr(entry, fact)] == []
    assert [part for part in PARTS if part not in inspect.getdoc(entry.item)] == []
    low, high = bounds(entry)
    assert low < high
    words = ("higher", "lower", "none", "equal", "unchanged", "0 is on target")
    assert entry.direction.startswith(words)
    assert re.search(r"(18|19|20)\d\d|this project|folklore", entry.source)


@walk
def test_it_is_documented_and_reachable_by_name(entry):
    assert getattr(metrics, entry.name) is entry.item
    assert entry.name in metrics.__all__
    text = inspect.getdoc(entry.item)
    assert entry.summary == text.split("\n")[0]
    assert entry.summary.endswith(("." , ":"))  # fmt: skip
    assert text.count("\n") < 75
    for name in parameters_of(entry):
        assert re.search(rf"^(\w+, )*{name}(, \w+)*( :|$)", text, re.MULTILINE), name
    hints = inspect.get_annotations(entry.item)
    assert hints["return"] == "Value"
    assert set(hints) == {*parameters_of(entry), "return"}


@walk
@pytest.mark.parametrize("seed", range(5))
def test_it_stays_in_its_range_and_is_pure(entry, seed):
    given = arguments(entry, seed=seed)
    before = {name: np.array(value, copy=True) for name, value in given.items()}
    value = entry.item(**given)
    low, high = bounds(entry)
    assert isinstance(value, Value)
    assert value.undefined or low - 1e-12 <= value.estimate <= high + 1e-12
    assert value == entry.item(**given)
    for name, held in before.items():
        assert np.array_equal(held, np.asarray(given[name]))


@walk
def test_it_is_defined_on_an_ordinary_list(entry):
    assert any(entry.item(**arguments(entry, seed=seed)).defined for seed in range(5))


@walk
def test_an_empty_list_is_undefined_with_a_reason(entry):
    value = entry.item(**arguments(entry, n=0))
    assert value.estimate is None
    assert value.undefined


@walk
def test_one_item_and_more_places_than_items(entry):
    for n in (1, 2, N):
        given = arguments(entry, n=n)
        if "k" in given:
            given["k"] = 1000
        value = entry.item(**given)
        assert value.defined or value.undefined


@walk
def test_less_than_one_place_is_refused(entry):
    given = arguments(entry)
    if "k" in given and not isinstance(given["k"], type(None)):
        for bad in (0, -1):
            with pytest.raises(InputError, match="k: got"):
                entry.item(**given | {"k": bad})


@walk
def test_all_unknown_is_no_bucket(entry):
    given = arguments(entry)
    names = [name for name in ("sure", "candidates", "first") if name in given]
    if not names:
        return
    value = entry.item(**given | {name: np.full(N, -1) for name in names})
    if entry.name.startswith("unknown"):
        assert value.number() == 1
    else:
        assert value.estimate is None
        assert "known" in value.undefined or value.undefined in (
            "no combination has supply",
            "the bucket has no item in the top k",
            "the bucket's candidates have no merit",
        )


@walk
def test_one_bucket_only(entry):
    given = arguments(entry)
    if "sure" in given:
        value = entry.item(**given | {"sure": np.zeros(N, int)})
        assert value.defined or value.undefined


@walk
@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_numbers_that_are_not_finite_are_refused_by_row(entry, bad):
    given = arguments(entry)
    for name, value in given.items():
        if name in ORDERS or name in ("target", "prior", "k"):
            continue
        spoilt = np.array(value)
        if spoilt.dtype.kind == "f" or name in ("grades", "popularity", "exposure"):
            spoilt = spoilt.astype(float)
            row = min(2, len(spoilt) - 1)
            spoilt[row] = bad
            with pytest.raises(InputError, match=rf"{name}, row {row}"):
                entry.item(**given | {name: spoilt})


@walk
def test_a_bucket_that_is_none_is_refused(entry):
    given = arguments(entry)
    for name in ("sure", "candidates", "first"):
        bucketed = {"target", "buckets", "shape", "prior"} & set(given)
        if name in given and bucketed:
            with pytest.raises(InputError, match=r"sure, row 0.*bucket indices"):
                entry.item(**given | {name: np.full(N, B)})
        if name in given:
            with pytest.raises(InputError, match="one bucket index per item"):
                entry.item(**given | {name: np.full(N, 0.5)})


@walk
def test_orders_hold_candidates_once(entry):
    given = arguments(entry)
    for name in ("order", "orders"):
        if name in given:
            for strange in ([N], [-1], [0, 0]):
                with pytest.raises(InputError, match=name):
                    entry.item(**given | {name: strange})


@walk
def test_targets_sum_to_one(entry):
    given = arguments(entry)
    for name in ("target", "prior"):
        if name in given:
            for bad in ([0.5, 0.3, 0.3], [1.2, -0.1, -0.1], [math.nan, 0.5, 0.5], [1.0]):
                with pytest.raises(InputError, match="sum to 1"):
                    entry.item(**given | {name: bad})


@walk
def test_naming_candidates_otherwise_changes_nothing(entry):
    """Candidates in another input order, shown in the same order, measure the same."""
    given = arguments(entry)
    shown = [name for name in ORDERS if name in given]
    if not shown:
        return
    place = np.random.default_rng(9).permutation(N)
    moved = dict(given)
    for name, value in given.items():
        if name in shown:
            moved[name] = place[value]
        elif np.shape(value)[:1] == (N,):
            moved[name] = np.asarray(value)[np.argsort(place)]
    before, after = entry.item(**given), entry.item(**moved)
    assert before.undefined == after.undefined
    assert not before.defined or after.number() == pytest.approx(before.number(), abs=1e-12)


@walk
def test_what_comes_after_k_does_not_matter_to_a_list(entry):
    given = arguments(entry)
    columns = [name for name in ("sure", "probs", "vectors") if name in given]
    if "k" not in given or not columns or "order" in given:
        return
    cut = {name: given[name][:K] for name in columns}
    assert entry.item(**given) == entry.item(**given | cut)


@walk
def test_a_counted_list_is_taken_where_the_text_says_so(entry):
    given = arguments(entry)
    if "or Shown" in inspect.getdoc(entry.item):
        counted = Shown.of(given["sure"], B, given.get("k"))
        assert entry.item(**given | {"sure": counted}) == entry.item(**given)
