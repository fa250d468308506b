"""Pools of the test bench again, on audits of other people: how sure the line of the proof is.

`python benchmarks/tone_pools.py [FINDER_FOLDER]` fits the model of `tone_proof.py`, then judges
shares of pools on three audits of 1,200 people each, half of them the labelled sample. About 7
minutes of one core.
"""

from __future__ import annotations

import sys

import numpy as np

from everyhue.signals.bench.pools import pool_lines
from everyhue.signals.bench.proof import tone_model
from everyhue.signals.bench.shot import roll
from everyhue.signals.regions import finder_called

FIT, PEOPLE, POOLS = 2000, 1200, 100
SEEDS = (31_000_000, 41_000_000, 51_000_000)


def main() -> int:
    folder = next((arg for arg in sys.argv[1:] if not arg.startswith("-")), None)
    finder = finder_called("mediapipe-wheel", folder=folder) if folder else None
    model = tone_model(finder, FIT)
    print(model.id)
    for seed in SEEDS:
        people = roll(range(seed, seed + PEOPLE), finder)
        for line in pool_lines(model, people, np.random.default_rng(seed), POOLS):
            print(seed, *line.cells, sep=" | ", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
