"""Intervals of a card hold the truth where people have several alike pictures."""

from __future__ import annotations

import os

import numpy as np
import pytest

from everyhue.signals import SKIN_TONE
from everyhue.signals.agreement import kappa
from everyhue.signals.report_card import report_card
from everyhue.types import Labels

FULL = bool(os.environ.get("EVERYHUE_FULL"))
TONE = SKIN_TONE.ids
RIGHT = np.array(
    [[0.80, 0.06, 0.01, 0], [0.07, 0.76, 0.06, 0], [0, 0.06, 0.77, 0.06], [0, 0.01, 0.05, 0.81]]
)
USE = (0.4, 0.3, 0.2, 0.1)
REAL = {
    ("discoverability", "deep"): 0.81,
    ("coverage", "light"): 0.87,
    ("precision", "deep"): RIGHT[3, 3] / RIGHT[:, 3].sum(),
    ("adjacent_accuracy", "light"): 0.86 / 0.87,
    ("signed_bias", "medium_deep"): 0.0,
    ("coverage", ""): RIGHT.sum() / 4,
    ("accuracy", ""): np.trace(RIGHT) / RIGHT.sum(),
    ("kappa", ""): kappa(np.rint(RIGHT / 4 * 1e7)).number(),
    ("abstention_gap", ""): 0.02,
    ("discoverability_gap", ""): 0.05,
    ("discoverability_ratio", ""): 0.76 / 0.81,
}
SIZES = {
    "1 to 3": lambda rng, k: rng.integers(1, 4, k),
    "5": lambda rng, k: np.full(k, 5),
    "uneven": lambda rng, k: rng.geometric(0.25, k),
}


def draw(rng, people, size, alike, mixed):
    """`people` a bucket; a picture repeats its person's fate in `alike` of cases.

    Where `mixed`, a third of a person's pictures truly show the next bucket.
    """
    who = np.repeat(np.arange(4 * people), SIZES[size](rng, 4 * people))
    truth = who % 4
    if mixed:
        truth = np.where(rng.random(len(who)) < 1 / 3, (truth + 1) % 4, truth)
    fate = np.where(rng.random(len(who)) < alike, rng.random(4 * people)[who], rng.random(len(who)))
    sure = (fate[:, None] > np.cumsum(RIGHT, axis=1)[truth]).sum(axis=1)
    return truth, np.where(sure == 4, -1, sure), who


def covered(runs, people, size, alike, mixed):
    """How often plain and clustered intervals hold the truth, by measure."""
    rng, held = np.random.default_rng(1), {key: np.zeros(2) for key in (*REAL, ("at shares", ""))}
    joint = np.array(USE)[:, None] * RIGHT
    for _ in range(runs):
        truth, sure, who = draw(rng, people, size, alike, mixed)
        labels = Labels.from_hard([None if s < 0 else TONE[s] for s in sure], SKIN_TONE)
        for side, clusters in enumerate((None, who)):
            card = report_card(labels, truth, SKIN_TONE, clusters=clusters)
            for key, real in REAL.items():
                held[key][side] += _holds(card.value(*key), real)
            shares = dict(zip(TONE, USE, strict=True))
            card = report_card(labels, truth, SKIN_TONE, clusters=clusters, shares=shares)
            exact = joint[3, 3] / joint[:, 3].sum()
            held["at shares", ""][side] += _holds(card.value("precision", "deep"), exact)
    return {key: counts / runs for key, counts in held.items()}


def _holds(value, real):
    return not value.defined or value.low - 1e-9 <= real <= value.high + 1e-9


CASES = [(60, "5", 1.0, False), (60, "1 to 3", 0.6, True), (15, "uneven", 0.6, False)]
MORE = [
    (p, s, a, m) for p in (15, 60) for s in SIZES for a in (0.0, 0.6, 1.0) for m in (False, True)
]
NEARLY_ALWAYS = ("adjacent_accuracy", "light")
"""99 % true: some tens of people have too few misses for any interval of 95 %."""


@pytest.mark.parametrize("case", MORE if FULL else CASES, ids=str)
def test_clustered_intervals_cover(case):
    runs = 1000 if FULL else 60
    held = covered(runs, *case)
    least = {key: 0.88 if key == NEARLY_ALWAYS else 0.93 for key in held}
    short = {
        key: sides for key, sides in held.items()
        if sides[1] < least[key] - 3 * np.sqrt(least[key] * (1 - least[key]) / runs)
    }  # fmt: skip
    assert not short, short


def test_plain_intervals_do_not_where_pictures_are_alike():
    held = covered(60, 60, "5", 1.0, False)
    for key in (
        ("discoverability", "deep"),
        ("coverage", ""),
        ("kappa", ""),
        ("signed_bias", "medium_deep"),
    ):
        assert held[key][0] < 0.85, key
        assert held[key][1] > held[key][0] + 0.08, key


def test_calibration_error_covers_where_a_persons_luck_is_shared():
    """What is said is 5 points too high throughout, and pictures of a person come true together."""
    rng, runs, held = np.random.default_rng(2), 1000 if FULL else 150, np.zeros(2)
    people, each = 150, 5
    who = np.repeat(np.arange(people), each)
    for _ in range(runs):
        said, top = rng.uniform(0.5, 0.9, people)[who], rng.integers(0, 4, len(who))
        hit = rng.random(people)[who] < said - 0.05
        probs = np.repeat((1 - said)[:, None] / 3, 4, axis=1)
        probs[np.arange(len(who)), top] = said
        labels = Labels.from_matrix(probs, SKIN_TONE)
        truth = np.where(hit, top, (top + 1) % 4)
        for side, clusters in enumerate((None, who)):
            held[side] += _holds(
                report_card(labels, truth, SKIN_TONE, clusters=clusters).value("ece"), 0.05
            )
    plain, clustered = held / runs
    assert clustered >= 0.93 - 3 * np.sqrt(0.93 * 0.07 / runs)
    assert plain < 0.9
