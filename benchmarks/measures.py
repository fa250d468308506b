"""CPU time of the measures of one list: the group set counted once, counted anew, and each alone.

The group set is Div@k, skew@k of every bucket, Min/MaxSkew, NDKL, infeasible index and count,
exposure share of every bucket, exposure gap and AWRF. `--write` keeps the tables beside this file.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from everyhue import metrics
from everyhue.metrics import Shown

HERE = Path(__file__).parent
LIMIT_MS = 0.2
CASES = ((10, 4), (100, 4), (1000, 2), (1000, 4), (1000, 7))
Codes = NDArray[np.intp]


def group_set(sure: Codes | Shown, target: NDArray[np.float64], k: int) -> None:
    """Compute every measure of groups."""
    buckets = len(target)
    metrics.div_at_k(sure, buckets=buckets, k=k)
    for bucket in range(buckets):
        metrics.skew_at_k(sure, bucket=bucket, target=target, k=k)
        metrics.exposure_share(sure, bucket=bucket, k=k)
    metrics.min_skew_at_k(sure, target=target, k=k)
    metrics.max_skew_at_k(sure, target=target, k=k)
    metrics.ndkl(sure, target=target, k=k)
    metrics.infeasible_index(sure, target=target, k=k)
    metrics.infeasible_count(sure, target=target, k=k)
    metrics.exposure_gap(sure, target=target, k=k)
    metrics.awrf(sure, target=target, k=k)


def cpu_us(call: Callable[[], object], rounds: int = 25, blocks: int = 40) -> float:
    """Return the least CPU microseconds of a call, over blocks of rounds; the first warms up."""
    call()
    least = float("inf")
    for _ in range(blocks):
        start = time.process_time()
        for _ in range(rounds):
            call()
        least = min(least, (time.process_time() - start) / rounds)
    return 1e6 * least


def made(n: int, buckets: int) -> tuple[Codes, NDArray[np.float64]]:
    """Return a list in which one item in ten is unknown, and a target that is not even."""
    rng = np.random.default_rng(0)
    target = np.arange(buckets, 0, -1) / (buckets * (buckets + 1) / 2)
    sure = rng.choice(buckets, p=target, size=n)
    sure[rng.random(n) < 0.1] = -1
    return sure, target


def sets_table() -> str:
    lines = [
        "| items | buckets | counted once, ms | counted for each measure, ms | limit, ms |",
        "|---:|---:|---:|---:|---:|",
    ]
    for n, buckets in CASES:
        sure, target = made(n, buckets)
        once = cpu_us(lambda s=sure, t=target, n=n, b=buckets: group_set(Shown.of(s, b, n), t, n))
        anew = cpu_us(lambda s=sure, t=target, n=n: group_set(s, t, n))
        lines.append(
            f"| {n:,} | {buckets} | **{once / 1e3:.3f}** | {anew / 1e3:.3f} | {LIMIT_MS} |"
        )
    return "\n".join(lines)


def alone(n: int = 1000, buckets: int = 4) -> dict[str, Callable[[], object]]:
    """Return each measure on one list of its own."""
    sure, target = made(n, buckets)
    rng = np.random.default_rng(1)
    order, other = rng.permutation(n), rng.permutation(n)
    worth, probs = rng.random(n), rng.dirichlet(np.ones(buckets), n)
    vectors = rng.normal(size=(n, 64))
    confusion, m = 0.8 * np.eye(buckets) + 0.2 / buckets, metrics
    return {
        "Shown.of": lambda: Shown.of(sure, buckets, n),
        "ndkl": lambda: m.ndkl(sure, target=target),
        "infeasible_count": lambda: m.infeasible_count(sure, target=target),
        "awrf": lambda: m.awrf(sure, target=target),
        "corrected_div_at_k, 4 buckets": lambda: m.corrected_div_at_k(
            sure, confusion=confusion, prior=target, k=20
        ),
        "corrected_div_at_k, 12 buckets": lambda: m.corrected_div_at_k(
            sure % 12, confusion=0.8 * np.eye(12) + 0.2 / 12, prior=np.full(12, 1 / 12), k=20
        ),
        "alpha_ndcg, k = 20": lambda: m.alpha_ndcg(order, probs, k=20),
        "err_ia": lambda: m.err_ia(order, probs, target=target),
        "ee_loss": lambda: m.ee_loss(order, np.floor(4 * worth)),
        "calibration_kl": lambda: m.calibration_kl(probs, target=target),
        "ndcg": lambda: m.ndcg(order, worth, k=n),
        "average_precision": lambda: m.average_precision(order, worth, relevant_from=0.5),
        "popularity_arp": lambda: m.popularity_arp(order, worth),
        "gini": lambda: m.gini(worth),
        "ild, 64-d": lambda: m.ild(vectors),
        "rank_biased_overlap, k = 100": lambda: m.rank_biased_overlap(order, other, k=100),
    }


def alone_table() -> str:
    lines = ["| measure | CPU, µs |", "|---|---:|"]
    return "\n".join([*lines, *(f"| {name} | {cpu_us(f):.1f} |" for name, f in alone().items())])


def main() -> int:
    text = f"""# Measures of one list

Made by `python benchmarks/measures.py --write`. {platform.machine()}, {os.cpu_count()} cores,
Python {platform.python_version()}, numpy {np.__version__}. Least CPU time over 40 blocks of 25
rounds: other work shared the cores.

## The group set

Div@k, skew@k and exposure share of every bucket, Min/MaxSkew, NDKL, infeasible index and count,
exposure gap, AWRF. *Counted once* passes one `Shown` to all, and making it is in the figure.

{sets_table()}

## Alone, 1,000 items, 4 buckets

{alone_table()}
"""
    print(text)
    if "--write" in sys.argv:
        (HERE / "measures.md").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
