"""Re-rankers beside pyversity 0.2.0, in one run: CPU, ratio, memory, distance from the bandwidth.

    python benchmarks/rerank.py [--write]

Raw float32 embeddings and raw scores go through `rerank`; the orders are asserted equal, with the
peer's quality map, before anything is timed. Blocks of the two alternate. One BLAS thread, so that
CPU time is work. ``--write`` puts the tables into rerank.md beside this file.
"""

from __future__ import annotations

import os

os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1"))

import argparse
import platform
import time
import tracemalloc
from collections.abc import Callable
from importlib.metadata import version
from itertools import product
from pathlib import Path
from statistics import median

import numpy as np
import pyversity

from everyhue.ranking.rerank import Dpp, Mmr, Options, Ssd, rerank
from everyhue.ranking.rerank.binomial import adjusted
from everyhue.types import Labels, Targets

SIZES = ((200, 64, 25), (1000, 256, 50), (5000, 256, 50))
WANTED = {
    "DPP": (0.9, 2.4, 5.5),
    "SSD, w = 10": (2.0, 5.5, 6.5),
    "MMR, clipped": (0.9, 1.1, 1.1),
}
Run = Callable[[], np.ndarray]


def main() -> None:
    """Run everything and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write rerank.md")
    tables = "\n".join([heading(), beside_the_peer(), alone(), memory(), bandwidth()])
    print(tables)
    if parser.parse_args().write:
        Path(__file__).with_suffix(".md").write_text(tables + "\n")


def heading() -> str:
    """Machine and versions."""
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.processor(),
    )  # fmt: skip
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "pyversity"))
    return (
        "# Re-rankers\n\nMade by `python benchmarks/rerank.py --write`. CPU milliseconds, medians; "
        "one BLAS thread.\nOrders are asserted equal before timing.\n\n"
        f"{cpu}, {os.cpu_count()} cores; Python {platform.python_version()}, {packages}\n"
    )


def drawn(n: int, d: int, centres: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """Scores, and normal embeddings around that many centres, or around the origin."""
    rng = np.random.default_rng(n)
    vectors = rng.normal(size=(n, d))
    if centres:
        vectors += rng.normal(size=(centres, d))[rng.integers(centres, size=n)]
    return rng.random(n), vectors.astype(np.float32)


def beside_the_peer() -> str:
    """The table of the issue: ours and the peer's, and their ratio."""
    lines = [
        "\n## Beside pyversity\n",
        "*Clusters*: 20 centres, as far apart as their items. *Plain*: no centres; every item is "
        "about as new as any\nother, and the short list lasts longer. Over five whole runs on a "
        "shared machine the ratio of a row\nmoved by 1 to 8 %; this is one run, not the best.\n",
        "| strategy | n / d / k | vectors | pyversity | everyhue | times as fast | wanted |",
        "|---|---|---|---|---|---|---|",
    ]
    for (at, size), centres in product(enumerate(SIZES), (20, 0)):
        n, d, k = size
        for name, (theirs, ours) in pairs(*drawn(n, d, centres), k).items():
            assert np.array_equal(theirs(), ours()), f"{name} {size} {centres}: orders differ"
            slow, fast = cpu(theirs, ours)
            lines.append(
                f"| {name} | {n} / {d} / {k} | {'clusters' if centres else 'plain'} "
                f"| {slow:.3f} | {fast:.3f} | {slow / fast:.2f} | ≥ {WANTED[name][at]} |"
            )
    return "\n".join(lines)


def pairs(scores: np.ndarray, vectors: np.ndarray, k: int) -> dict[str, tuple[Run, Run]]:
    """Each strategy as the peer and we run it."""
    unit = (scores - scores.min()) / np.ptp(scores)
    dpp = Dpp(quality="zscore_exp")
    ssd = Ssd(window=10, scale="zscore", bias=True)
    mmr = Mmr(clip=True)
    ask = {"k": k, "vectors": vectors, "diversity": 0.5}
    return {
        "DPP": (
            lambda: pyversity.dpp(vectors, scores, k, diversity=0.5).indices,
            lambda: rerank(scores, by=dpp, **ask).order,
        ),
        "SSD, w = 10": (
            lambda: pyversity.ssd(vectors, scores, k, diversity=0.5, window=10).indices,
            lambda: rerank(scores, by=ssd, **ask).order,
        ),
        "MMR, clipped": (
            lambda: pyversity.mmr(vectors, unit, k, diversity=0.5).indices,
            lambda: rerank(scores, by=mmr, **ask).order,
        ),
    }


def cpu(*runs: Run, blocks: int = 15) -> list[float]:
    """Median CPU milliseconds of one call of each, in alternating blocks."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(blocks):
        for run, taken in zip(runs, times, strict=True):
            calls = 0
            start = time.process_time()
            while calls < 3 or time.process_time() - start < 0.02:
                run()
                calls += 1
            taken.append((time.process_time() - start) / calls * 1e3)
    return [median(taken) for taken in times]


def alone() -> str:
    """What no peer runs, or runs inexactly."""
    scores, vectors = drawn(400, 64)
    three = {f"d{i}": labels(400, i) for i in range(3)}
    many, tone = np.random.default_rng(0).random(1000), labels(1000, 0, unknown=0)
    everything = {"vectors": vectors, "buckets": three, "k": 50, "diversity": 0.6}
    quotas = {"d0": Targets.equal("abcd")}
    rows = {
        "DPP, 400 × (64-d + 3 dimensions, 10 % unknown), k = 50": lambda: rerank(
            scores, by="dpp", **everything
        ),
        "the same with keep = .9": lambda: rerank(
            scores, by="dpp", options=Options(keep=0.9), **everything
        ),
        "the same under quotas in one dimension": lambda: rerank(
            scores, by="dpp", targets=quotas, **everything
        ),
        "MMR, the same candidates": lambda: rerank(scores, by="mmr", **everything),
        "round robin, the same candidates": lambda: rerank(scores, by="round_robin", **everything),
        **{
            f"{name}, 100 of 1,000, 4 buckets": lambda name=name: rerank(
                many, by=name, k=100, buckets=tone
            )
            for name in ("det_greedy", "det_cons", "det_relaxed", "det_const_sort", "quota")
        },
        "FA*IR, 100 of 1,000, tables at hand": lambda: rerank(
            many, by="fa_ir", k=100, buckets=tone
        ),
        "exact FA*IR adjustment, k = 100, p = .4": lambda: adjusted.__wrapped__(100, (0.4,), 0.1),
        "the same, three groups of p = .25, jointly": lambda: adjusted.__wrapped__(
            100, (0.25, 0.25, 0.25), 0.1
        ),
    }
    lines = ["\n## Alone\n", "| what | CPU ms |", "|---|---|"]
    lines += [f"| {name} | {cpu(run, blocks=7)[0]:.3f} |" for name, run in rows.items()]
    return "\n".join(lines)


def labels(n: int, seed: int, unknown: float = 0.1) -> Labels:
    """Hard labels, 70/20/8/2 % and some unknown."""
    rng = np.random.default_rng(seed)
    words = rng.choice(["a", "b", "c", "d"], n, p=[0.7, 0.2, 0.08, 0.02])
    words = [None if gone else str(word) for word, gone in zip(words, rng.random(n) < unknown)]  # noqa: B905
    return Labels.from_hard(words, tuple("abcd"), dimension=f"d{seed}")


def memory() -> str:
    """Peak memory beyond the input, largest workload."""
    scores, vectors = drawn(5000, 256)
    lines = [
        "\n## Extra memory at 5000 / 256 / 100\n",
        "| strategy | MB | wanted |",
        "|---|---|---|",
    ]
    for name, by in {"DPP": Dpp(), "SSD, w = 10": Ssd(), "MMR": Mmr()}.items():
        for diversity in (None, 0.9):
            tracemalloc.start()
            rerank(scores, by=by, k=100, vectors=vectors, diversity=diversity)
            peak = tracemalloc.get_traced_memory()[1] / 1e6
            tracemalloc.stop()
            lines.append(f"| {name}, diversity {diversity} | {peak:.2f} | ≤ 4 |")
    return "\n".join(lines)


def bandwidth() -> str:
    """How near DPP comes to reading its input once, the least any exact method must do."""
    scores, vectors = drawn(5000, 256)
    flat = vectors.reshape(-1)
    once, ours = cpu(
        lambda: np.dot(flat, flat), lambda: rerank(scores, by=Dpp(quality="zscore_exp"),
        k=50, vectors=vectors, diversity=0.5),
    )  # fmt: skip
    products = 50 * once
    return (
        "\n## Distance from the bandwidth, DPP 5000 / 256 / 50\n\n"
        f"One pass over the {vectors.nbytes / 1e6:.2f} MB of input takes {once:.3f} ms "
        f"({vectors.nbytes / once / 1e6:.1f} GB/s). Without the short list 50 passes would be "
        f"{products:.2f} ms;\nthe whole call takes {ours:.3f} ms, one of these passes being the "
        "check for NaN and inf."
    )


if __name__ == "__main__":
    main()
