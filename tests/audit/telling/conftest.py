"""Audits of each verdict, small and from a seed; group names are as awkward as they come."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from everyhue.audit.model import audit_model, tell_model
from everyhue.audit.rules import Gate, Rules
from everyhue.metrics.groups import Columns, count_groups

AWKWARD = "a|b <script>\n\x07"
TONES = ("light", "deep", AWKWARD)


def rows(n=12_000, ratio=1.0, seed=3) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    tone, gender = rng.choice(TONES, n, p=[0.6, 0.3, 0.1]), rng.choice(["woman", "man", ""], n)
    score = np.clip(rng.beta(2, 3, n) * np.where(tone == "deep", ratio, 1.0), 0, 1)
    return pl.DataFrame(
        {"y": (rng.random(n) < 0.4).astype(int), "s": score, "tone": tone.tolist(),
         "gender": [name or None for name in gender]}
    )  # fmt: skip


RULES = Rules(
    minimum=500,
    gate=(
        Gate(measure="selection_rate", at_least=0.7, at_most=1.4, cells=("tone", "tone,gender")),
        Gate(measure="tpr", compare="difference", against="reference",
             reference={"gender": "man"}, at_least=-0.2),
    ),
)  # fmt: skip


def told(n=12_000, ratio=1.0, rules=RULES, name="a.csv"):
    columns = Columns("y", ("tone", "gender"), score="s", threshold=0.4)
    return tell_model(audit_model(count_groups(rows(n, ratio), columns), rules), name=name)


CASES = {
    "pass": {"n": 30_000}, "fail": {"ratio": 0.5}, "insufficient evidence": {"n": 900},
    "none": {"rules": None},
}  # fmt: skip


@pytest.fixture(scope="session", params=CASES)
def each(request):
    """One audit of every verdict, with the verdict."""
    return told(**CASES[request.param]), request.param


@pytest.fixture(scope="session")
def failing():
    return told(ratio=0.5)
