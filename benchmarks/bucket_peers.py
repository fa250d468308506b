"""Re-rankers by bucket beside their peers, in one run: CPU, and whether the answer is right.

    python benchmarks/bucket_peers.py [--write]

A peer that is not installed is left out: `pip install -r benchmarks/peers.txt -e .` in an
environment of its own has them all. A peer gets its own tables built outside the clock.
``--write`` puts the table into bucket_peers.md beside this file.
"""

from __future__ import annotations

import os

os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1"))

import argparse
import logging
import signal
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import count
from pathlib import Path
from types import FrameType

import numpy as np

from everyhue.ranking.rerank import rerank
from everyhue.ranking.rerank.binomial import adjusted
from everyhue.types import Labels, Targets
from everyhue.types.targets import exact_floor
from rerank import cpu

PEERS = ("reranking", "aif360", "FairRankTune", "fairsearchcore")
DRAWN, SECONDS = 200, 2
AIF360_NAMES = {"det_greedy": "Greedy", "det_cons": "Conservative",
                "det_relaxed": "Relaxed", "det_const_sort": "Constrained"}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Scores falling, group of each item, wanted share of each group, length."""

    scores: np.ndarray
    groups: np.ndarray
    shares: tuple[float, ...]
    k: int


Run = Callable[[], list[int]]
Prepare = Callable[[Asked, str], Run]


def main() -> None:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write bucket_peers.md")
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    text = "\n".join([heading(), *table(), *adjustment()])
    print(text)
    if parser.parse_args().write:
        Path(__file__).with_suffix(".md").write_text(text + "\n")


def heading() -> str:
    """What was asked, of which versions."""
    held = ", ".join(
        f"{name} {version(name)}" for name in ("numpy", "pandas", *PEERS) if installed(name)
    )
    return (
        "# Re-rankers by bucket, beside their peers\n\n"
        "Made by `python benchmarks/bucket_peers.py --write`.\n\n"
        f"{held}\n\n"
        "*CPU ms*: 100 of 1,000, 4 groups, shares .4/.3/.2/.1, ample supply.\n\n"
        f"*Twice*, *error* and *minimum broken* count lists, of {DRAWN} drawn problems: 50 of 600, "
        "2 to 6 groups,\nDirichlet(1) shares, ample supply. *Twice*: an item more than once. "
        "*Minimum broken*: some prefix of m\nwith fewer than ⌊p·m⌋ of a group; DetGreedy promises "
        "it for up to 3 groups, the others for any number.\n\n"
        f"*Supply short*: 20 of 40, shares .5/.5/0, supply 5/5/30; {SECONDS} s to answer.\n\n"
        "Everyhue's call checks its input and says what was given up and what was short; "
        "the clock of a peer\nstarts when its own tables are built.\n"
    )


def table() -> list[str]:
    """One row for each algorithm of each library."""
    lines = [
        "| algorithm | library | CPU ms | twice | error | minimum broken, 2–3 groups "
        "| 4–6 groups | supply short |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for algorithm in AIF360_NAMES:
        for library, prepare in LIBRARIES.items():
            if not installed(library) or (library == "FairRankTune") > (
                algorithm == "det_const_sort"
            ):
                continue
            lines.append(f"| {algorithm} | {library} | {judged(prepare, algorithm)} |")
    return lines


def installed(library: str) -> bool:
    """Whether a library is at hand."""
    if library == "everyhue":
        return True
    with suppress(PackageNotFoundError):
        return bool(version(library))
    return False


def judged(prepare: Prepare, algorithm: str) -> str:
    """Time and judge one algorithm of one library."""
    taken = timed(prepare(drawn(0, 1000, 100, (0.4, 0.3, 0.2, 0.1)), algorithm))
    twice = wrong = 0
    broken = [0, 0]
    for seed in range(DRAWN):
        asked = drawn(seed, 600, 50)
        order = answered(prepare, asked, algorithm)
        if isinstance(order, str):
            wrong += 1
            continue
        twice += len(set(order)) < len(order)
        broken[len(asked.shares) > 3] += breaks(order, asked)
    scarce = Asked(np.linspace(1, 0, 40), np.repeat([2, 0, 1], [30, 5, 5]), (0.5, 0.5, 0.0), 20)
    order = answered(prepare, scarce, algorithm)
    said = order if isinstance(order, str) else f"{len(set(order))} items"
    return " | ".join([taken, *map(str, (twice, wrong, *broken)), said])


def timed(run: Callable[[], object]) -> str:
    """CPU milliseconds, or the error that comes instead."""
    try:
        return f"{cpu(run, blocks=7)[0]:.2f}"
    except Exception as error:
        return type(error).__name__


def drawn(seed: int, n: int, k: int, shares: tuple[float, ...] = ()) -> Asked:
    """A problem with ample supply in every group."""
    rng = np.random.default_rng(seed)
    if not shares:
        shares = tuple(rng.dirichlet(np.ones(2 + seed % 5)).tolist())
    return Asked(np.sort(rng.random(n))[::-1], rng.integers(len(shares), size=n), shares, k)


def answered(prepare: Prepare, asked: Asked, algorithm: str) -> list[int] | str:
    """Return the items, or what happened instead."""
    signal.signal(signal.SIGALRM, out_of_time)
    signal.alarm(SECONDS)
    try:
        return prepare(asked, algorithm)()
    except TimeoutError:
        return f"none in {SECONDS} s"
    except Exception as error:  # whatever a peer raises is its result
        return type(error).__name__
    finally:
        signal.alarm(0)


def out_of_time(_number: int, _frame: FrameType | None) -> None:
    """Stop a call that does not come back."""
    raise TimeoutError


def breaks(order: list[int], asked: Asked) -> bool:
    """Whether some prefix holds fewer of a group than its minimum."""
    shown = np.eye(len(asked.shares), dtype=int)[asked.groups[order]].cumsum(axis=0)
    return any(
        held < exact_floor(share, m)
        for m, row in zip(count(1), shown.tolist())
        for held, share in zip(row, asked.shares, strict=True)
    )


def everyhue(asked: Asked, algorithm: str) -> Run:
    """Return this library's call."""
    names = tuple("abcdef"[: len(asked.shares)])
    buckets = Labels.from_hard([names[group] for group in asked.groups], names)
    targets = Targets(names, asked.shares)

    def run() -> list[int]:
        got = rerank(asked.scores, by=algorithm, k=asked.k, buckets=buckets, targets=targets)
        return got.order.tolist()

    return run


def reranking(asked: Asked, algorithm: str) -> Run:
    """Return the call of `reranking`, which takes groups in score order."""
    import reranking as peer

    groups, shares = asked.groups.tolist(), dict(enumerate(asked.shares))
    return lambda: peer.rerank(groups, shares, k_max=asked.k, algorithm=algorithm)


def aif360(asked: Asked, algorithm: str) -> Run:
    """Return the call of AIF360; it scales all columns, so the score tells which item it is."""
    import pandas as pd
    from aif360.algorithms.postprocessing import DeterministicReranking
    from aif360.datasets import RegressionDataset

    group = asked.groups / (len(asked.shares) - 1)
    frame = pd.DataFrame({"g": group, "score": asked.scores})
    data = RegressionDataset(frame, "score", ["g"], [[1.0]])
    groups = [{"g": value} for value in sorted(set(group.tolist()))]
    falling = data.labels.ravel()

    def run() -> list[int]:
        ranker = DeterministicReranking(groups[:-1], groups[-1:])
        got = ranker.fit_predict(
            data, asked.k, list(asked.shares), rerank_type=AIF360_NAMES[algorithm]
        )
        return np.searchsorted(-falling, -got.labels.ravel()).tolist()

    return run


def fair_rank_tune(asked: Asked, _algorithm: str) -> Run:
    """Return the call of FairRankTune, which has DetConstSort only."""
    import pandas as pd
    from FairRankTune.Rankers import DETCONSTSORT

    items, scores = pd.DataFrame(np.arange(len(asked.scores))), pd.DataFrame(asked.scores)
    groups, shares = dict(enumerate(asked.groups.tolist())), dict(enumerate(asked.shares))

    def run() -> list[int]:
        got, _, _ = DETCONSTSORT(items, groups, scores, shares, asked.k)
        return got[0].tolist()

    return run


LIBRARIES: dict[str, Prepare] = {
    "everyhue": everyhue,
    "reranking": reranking,
    "aif360": aif360,
    "FairRankTune": fair_rank_tune,
}


def adjustment() -> list[str]:
    """FA*IR: the adjusted table of minimums, k = 100, p = .4, α = .1."""
    lines = [
        "\n## FA*IR, adjusted minimums, k = 100, p = .4, α = .1\n",
        "| library | CPU ms, or the error |",
        "|---|---|",
        f"| everyhue, exact | {timed(lambda: adjusted.__wrapped__(100, (0.4,), 0.1))} |",
    ]
    if installed("fairsearchcore"):
        from fairsearchcore import Fair

        table = Fair(100, 0.4, 0.1)
        lines.append(f"| fairsearchcore | {timed(table.create_adjusted_mtable)} |")
    return lines


if __name__ == "__main__":
    main()
