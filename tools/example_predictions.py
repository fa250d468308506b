"""Write made-up predictions for pictures of reports: of no person, by a model that falls short.

Scores of deep skin tones come out too low, and so do those of women of medium-deep tone.
"""

from __future__ import annotations

import sys

import numpy as np
import polars as pl

TONES = ("light", "light-medium", "medium", "medium-deep", "deep")
AGES = ("18–24", "25–34", "35–44", "45–59", "60+")
GATES = """
[[gate]]
measure = "selection_rate"
at_least = 0.8
at_most = 1.25
cells = ["skin_tone", "gender", "skin_tone,gender"]

[[gate]]
measure = "true_positive_rate"
compare = "difference"
at_least = -0.1
cells = ["skin_tone,age"]
"""


def predictions(n: int = 120_000, seed: int = 7) -> pl.DataFrame:
    """Return labels, scores and groups."""
    rng = np.random.default_rng(seed)
    tone = rng.choice(TONES, n, p=[0.48, 0.24, 0.14, 0.09, 0.05])
    age = rng.choice(AGES, n, p=[0.35, 0.3, 0.2, 0.1, 0.05])
    gender = rng.choice(["woman", "man", ""], n, p=[0.55, 0.43, 0.02])
    chance = rng.beta(2, 3, n)
    short = 0.1 * (tone == "deep") + 0.07 * ((tone == "medium-deep") & (gender == "woman"))
    score = np.clip(chance - short + rng.normal(0, 0.12, n), 0, 1)
    return pl.DataFrame(
        {
            "label": (rng.random(n) < chance).astype(int), "score": score.round(4),
            "skin_tone": tone.tolist(), "age": age.tolist(),
            "gender": [name or None for name in gender.tolist()],
        }
    )  # fmt: skip


if __name__ == "__main__":
    predictions().write_parquet(sys.argv[1])
