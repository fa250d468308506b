"""Refinement includes: sure matches first, then everything else, and nothing is lost."""

from __future__ import annotations

import numpy as np
import pytest

from everyhue.errors import UnknownNameError
from everyhue.ranking.refine import check_choice, refine
from everyhue.ranking.request import Candidates
from everyhue.signals import SHIPPED
from everyhue.types import Labels

HAIR = ("coily", "curly", "straight")


def candidates(probs, hard=None):
    labels = Labels.from_matrix(probs, HAIR, dimension="hair") if hard is None else hard
    n = len(labels)
    return Candidates(np.arange(n), np.linspace(1, 0, n), {"hair": labels}, None)


def test_sure_first_then_possible_then_unknown_then_others():
    nan = [np.nan] * 3
    pool = candidates([[0, 0, 1], nan, [0.5, 0.5, 0], [1, 0, 0], [0.9, 0.1, 0], nan])
    parts = refine(pool, {"hair": "coily"})
    assert parts.matched.tolist() == [3, 4]
    assert parts.refill.tolist() == [2, 1, 5, 0]


def test_nothing_is_dropped():
    rng = np.random.default_rng(0)
    pool = candidates(rng.dirichlet([0.3, 0.3, 0.3], 50))
    parts = refine(pool, {"hair": "curly"})
    assert sorted([*parts.matched, *parts.refill]) == list(range(50))


def test_several_choices_must_all_hold():
    hair = Labels.from_hard(["coily", "coily", "curly"], HAIR, dimension="hair")
    tone = Labels.from_hard(["deep", "light", "deep"], ("light", "deep"), dimension="tone")
    pool = Candidates(np.arange(3), np.ones(3), {"hair": hair, "tone": tone}, None)
    assert refine(pool, {"hair": "coily", "tone": "deep"}).matched.tolist() == [0]


def test_unknown_names_are_refused_with_the_nearest():
    dimensions = {d.name: d for d in SHIPPED}
    with pytest.raises(UnknownNameError, match="hair_pattern"):
        check_choice({"hair_patern": "coily"}, dimensions)
    with pytest.raises(UnknownNameError, match="coily"):
        check_choice({"hair_pattern": "coil"}, dimensions)
    with pytest.raises(UnknownNameError):
        check_choice({"hair_pattern": "unknown"}, dimensions)
