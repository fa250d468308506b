"""Bucket probabilities of all candidates, the dimensions side by side."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import bad_value
from everyhue.ranking.rerank.problem import Problem

Floats = NDArray[np.float64]


class SoftBuckets:
    """What each place shows, one column for each bucket of each dimension.

    A pick shows its probabilities, and nothing where it is unknown. An unknown candidate is judged
    as the mean of the known ones, so that its class is neither favoured nor held back.

    Parameters
    ----------
    problem : Problem
        With labels.
    names : sequence of str, optional
        Dimensions that take part; all by default. One with a weight of 0 is left out.

    Attributes
    ----------
    columns : list of (str, str)
        Dimension and bucket of each column.
    weights : (C,) float64
        Weight of each column's dimension; the weights of the dimensions sum to 1.
    shown : (n, C) float64, [0, 1]
        By place; 0 where unknown.
    judged : (n, C) float64, [0, 1]
        The same with the mean of the known rows where unknown.

    Raises
    ------
    InputError
        Without labels, or when all weights are 0.
    """

    def __init__(self, problem: Problem, names: list[str] | None = None) -> None:
        if not problem.labels:
            raise bad_value("buckets", None, "labels", "This strategy works on buckets.")
        held = {name: problem.weight(name) for name in names or problem.labels}
        total = sum(held.values())
        if not total:
            raise bad_value("weights", held, "at least one dimension above 0")
        self.names = [name for name, weight in held.items() if weight]
        sizes = [len(problem.labels[name].buckets) for name in self.names]
        stops = np.cumsum([0, *sizes]).tolist()
        self.parts = [slice(a, b) for a, b in pairwise(stops)]
        self.columns = [(name, b) for name in self.names for b in problem.labels[name].buckets]
        self.weights = np.repeat([held[name] / total for name in self.names], sizes)
        labels = [problem.labels[name] for name in self.names]
        order = problem.order
        self.shown: Floats = np.concatenate([of.probs[order] for of in labels], 1, dtype=np.float64)
        self.known = [of.known[order] for of in labels]
        self.judged = self.shown.copy()
        for part, known in zip(self.parts, self.known, strict=True):
            if known.any() and not known.all():
                self.judged[~known, part] = self.shown[known, part].mean(axis=0)
