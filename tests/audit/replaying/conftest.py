"""Small logs, made from a seed."""

from __future__ import annotations

import numpy as np
import pytest

from everyhue.audit import LoggedList
from everyhue.types import Labels, Selection, Targets

TONES = ("light", "medium", "deep")
HAIR = ("straight", "coily")


def logged(rng, query="curly bob", *, n=30, rare=0.1, **more) -> LoggedList:
    """One request: the last tone is rare, and a tenth of the items is unknown in each dimension."""
    tone = rng.choice([*TONES, None], n, p=[0.6 - rare, 0.3, rare, 0.1])
    hair = rng.choice([*HAIR, None], n, p=[0.7, 0.2, 0.1])
    labels = {
        "tone": Labels.from_hard(tone.tolist(), TONES, dimension="tone"),
        "hair": Labels.from_hard(hair.tolist(), HAIR, dimension="hair"),
    }
    targets = {
        "equal": {"tone": Targets.equal(TONES), "hair": Targets.equal(HAIR)},
        "stated": {"tone": Targets.stated({"light": 0.7, "medium": 0.2, "deep": 0.1})},
    }
    scores = np.sort(rng.random(n))[::-1]
    place = np.arange(1, n + 1)
    ids = tuple(f"i{i}" for i in range(n))
    surface, locale = more.pop("surface", "search"), more.pop("locale", "en")
    return LoggedList(query, surface, locale, ids, scores, place, None, labels, targets, **more)


def by_tone(diversity=1.0):
    """A plain strategy: the best item of each tone in turn, mixed with relevance."""

    def answer(one: LoggedList, k: int) -> Selection:
        sure = one.labels["tone"].sure
        turn = np.zeros(len(one))
        for bucket in range(-1, len(TONES)):
            mine = np.flatnonzero(sure == bucket)
            turn[mine[np.argsort(-one.relevance[mine], kind="stable")]] = np.arange(len(mine))
        order = np.argsort(diversity * turn - (1 - diversity) * one.relevance, kind="stable")[:k]
        return Selection(order, np.zeros(len(order)), "by_tone")

    return answer


@pytest.fixture
def lists():
    rng = np.random.default_rng(11)
    return [
        logged(rng, f"query {i % 7}", surface=("search", "related")[i % 2], query_class="hair")
        for i in range(60)
    ]
