"""Representation of pools: counting the likeliest range against expectation–maximisation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from statistics import NormalDist

import numpy as np

from everyhue.signals.bench.line import Line
from everyhue.signals.bench.shot import Roll
from everyhue.signals.bench.tone import labels_of
from everyhue.signals.given import Codes, Floats
from everyhue.signals.intervals import between, share_of, wilson
from everyhue.signals.representation import fit_cells
from everyhue.signals.tone import ToneModel
from everyhue.types import Value

SIZE = 400
"""People in a pool; fewer where a range has fewer."""

LABELLED = (600, 1000)
"""People labelled: 150 and 250 a range, as the documents advise."""


def pool_lines(
    model: ToneModel, roll: Roll, rng: np.random.Generator, pools: int = 200
) -> Iterator[Line]:
    """Yield the error of EM over that of counting, and how often its intervals hold the truth.

    Each pool has shares of its own, drawn evenly over all mixes. As many people as the line says,
    drawn anew for each pool, are the labelled sample; the pool is of the others, nobody twice.
    Errors are from what the pool holds, intervals are of the shares it was drawn at.

    Notes
    -----
    Cost: about 0.3 s a pool and size of sample.
    """
    probs = labels_of(model, roll)[0].probs.astype(np.float64)
    probs /= np.maximum(probs.sum(axis=1, keepdims=True), 1e-12)
    for labelled in _sizes(len(probs)):
        runs = np.array([_one(probs, roll.truth, labelled, rng) for _ in range(pools)])
        yield from _lines(runs, f"{labelled:,} people labelled", rng)


def _sizes(people: int) -> tuple[int, ...]:
    """Sizes of labelled samples that leave half of the people; that half where none is so small."""
    return tuple(n for n in LABELLED if 2 * n <= people) or (people // 2,)


def _lines(runs: Floats, of: str, rng: np.random.Generator) -> Iterator[Line]:
    em, counting, held, asked = runs.T
    drawn = rng.integers(len(runs), size=(400, len(runs)))
    ratio = em[drawn].mean(axis=1) / np.maximum(counting[drawn].mean(axis=1), 1e-9)
    middle = float(em.mean() / max(counting.mean(), 1e-9))
    share = between(middle, ratio, 0.95, len(runs), "bootstrap over pools")
    yield Line("error of EM over error of counting (total variation)", of, share, most=0.5)
    yield Line("intervals of shares that hold the truth", of, _held(held, asked), least=0.93)


def _held(held: Floats, asked: Floats) -> Value:
    """Share of intervals that hold; those of one pool miss together, so they count as fewer."""
    plain = share_of(int(held.sum()), int(asked.sum()))
    share, n = plain.number(), len(held)
    even = max(float((asked * share * (1 - share)).sum()), 1e-9)
    apart = float(((held - asked * share) ** 2).sum()) * n / max(n - 1, 1)
    low, high = wilson(
        share, float(asked.sum()) / max(1.0, apart / even), NormalDist().inv_cdf(0.975)
    )
    return replace(plain, low=low, high=high, method="Wilson, by pool")


def _one(
    probs: Floats, truth: Codes, labelled: int, rng: np.random.Generator
) -> tuple[float, float, int, int]:
    """Error of EM, of counting, intervals that hold, and intervals."""
    buckets, order = probs.shape[1], rng.permutation(len(truth))
    learnt, others = order[:labelled], order[labelled:]
    cells = fit_cells(probs[learnt], truth[learnt])
    rest = [others[truth[others] == b] for b in range(buckets)]
    shares = rng.dirichlet(np.ones(buckets))
    counts = rng.multinomial(min(SIZE, *(len(part) for part in rest)), shares)
    pool = np.concatenate([part[:n] for part, n in zip(rest, counts, strict=True)])
    values = cells.shares(probs[pool], rng)
    em = np.array([value.estimate for value in values], np.float64)
    said = probs[pool].any(axis=1)
    counted = np.bincount(probs[pool][said].argmax(axis=1), minlength=buckets) / max(said.sum(), 1)
    held = sum(v.low <= s <= v.high for v, s in zip(values, shares, strict=True))
    real = counts / counts.sum()
    apart = [0.5 * float(np.abs(made - real).sum()) for made in (em, counted)]
    return apart[0], apart[1], int(held), buckets
