"""Refinement: the person's own choice for this request. It includes; it never excludes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import unknown_name
from everyhue.ranking.request import Candidates
from everyhue.types import Dimension

Spots = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Refined:
    """Candidates divided by a choice.

    Parameters
    ----------
    matched : (a,) intp
        Positions of sure matches of every chosen bucket, in relevance order.
    refill : (b,) intp
        All others, in the order in which they fill up when matches run short: possible matches,
        then unknown ones, then the rest; each by relevance.
    """

    matched: Spots
    refill: Spots


def check_choice(choice: Mapping[str, str], dimensions: Mapping[str, Dimension]) -> None:
    """Raise with the nearest name where a chosen dimension or bucket does not exist."""
    for name, bucket in choice.items():
        if name not in dimensions:
            raise unknown_name("refine: dimension", name, dimensions)
        dimensions[name].bucket(bucket)


def refine(candidates: Candidates, choice: Mapping[str, str]) -> Refined:
    """Divide candidates into sure matches of `choice` and those that refill.

    Parameters
    ----------
    candidates : Candidates
        In relevance order.
    choice : mapping of str to str
        Dimension to bucket; several must all hold.

    Returns
    -------
    Refined
        Nothing is dropped: the two parts together are all candidates.

    Notes
    -----
    One bucket a dimension: a union of buckets that leaves one out would be an exclusion.
    """
    matched = np.ones(len(candidates), bool)
    doubt = np.zeros(len(candidates), int)
    for name, bucket in choice.items():
        labels = candidates.labels[name]
        column = labels.buckets.index(bucket)
        matched &= labels.sure == column
        doubt = np.maximum(doubt, _doubt(labels.probs[:, column], labels.known))
    others = np.flatnonzero(~matched)
    return Refined(np.flatnonzero(matched), others[np.argsort(doubt[others], kind="stable")])


def _doubt(probability: NDArray[np.float32], known: NDArray[np.bool_]) -> NDArray[np.int_]:
    """Return 0 for a possible match, 1 for unknown, 2 for another bucket."""
    return np.where(probability > 0, 0, np.where(known, 2, 1))
