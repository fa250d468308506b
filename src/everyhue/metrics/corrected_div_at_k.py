"""Div@k corrected for the error of the signal that labels items."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value
from everyhue.metrics.given import Floats, bucket_counts, gains_of, target_shares, top_codes
from everyhue.registry import register
from everyhue.types import Value

MOST = 16
"""Buckets that can be asked for at once: the sum has 2^B terms."""


@register(
    "list_measure",
    "corrected_div_at_k",
    range="[0, 1]",
    direction="higher is better",
    unit="probability",
    undefined_when="no known item in the top k, no bucket to show, more of them than places, or a "
    "label that confusion and prior rule out",
    source="this project: DIV@k of Silva et al. 2023 over the posterior of the true buckets",
)
def corrected_div_at_k(
    sure: ArrayLike,
    *,
    confusion: ArrayLike,
    prior: ArrayLike,
    k: int,
    required: NDArray[np.bool_] | None = None,
) -> Value:
    """Return the probability that the top k truly shows every bucket, given what was labelled.

    P = Σ_{S ⊆ buckets} (−1)^|S| Π_i (1 − Σ_{b in S} P(truly b | labelled l_i)), where Bayes' rule
    gives P(truly b | labelled l) ∝ prior_b · confusion[b, l]. Its mean over lists estimates the
    true Div@k.

    Parameters
    ----------
    sure : (n,) array_like of int
        Labelled bucket of each item in shown order, −1 for unknown, which is left out.
    confusion : (B, B) array_like, [0, 1]
        P(labelled l | truly b), a row for each true bucket, among items that get a label; rows sum
        to 1. For two dimensions at once: ``np.kron`` of both, and `crossed` labels.
    prior : (B,) array_like, [0, 1]
        True shares among labelled items of this kind, as from `shares_behind_labels`; sum to 1.
    k : int, ≥ 1
        Depth; a shorter list is taken whole.
    required : (B,) bool, optional
        The buckets that must be shown, at most 16; all by default.

    Returns
    -------
    Value
        In [0, 1], higher is better; n is the number of known items. With an error-free signal it
        equals `div_at_k`.

    Raises
    ------
    InputError
        For a confusion matrix or prior that is not one, an index outside the buckets, more than 16
        required buckets, or k < 1.

    Notes
    -----
    Undefined when: no known item in the top k, nothing required, more required than k places, or a
    label was given that confusion and prior rule out. Items are taken to be labelled independently,
    with the same confusion and prior: near-duplicates break this. Cost: O(k + 2^B·B).
    Source: this project; inclusion–exclusion over the buckets that might be missing.

    Examples
    --------
    >>> nine_in_ten = [[.9, .1], [.1, .9]]
    >>> value = corrected_div_at_k([0, 1], confusion=nine_in_ten, prior=[.5, .5], k=2)
    >>> round(value.number(), 4)
    0.82
    """
    shares = target_shares(prior)
    chances = _confusion(confusion, len(shares))
    counts = bucket_counts(top_codes(sure, k), len(shares))
    wanted = np.ones(len(shares), bool) if required is None else np.asarray(required, bool)
    if wanted.shape != shares.shape or wanted.sum() > MOST:
        raise bad_value(
            "required", int(wanted.sum()), f"a flag for each of {len(shares)} buckets, "
            f"at most {MOST} of them set", "Require fewer buckets.",
        )  # fmt: skip
    known, seen = int(counts.sum()), counts > 0
    labelled = (shares @ chances)[seen]
    why = _why_undefined(known, int(wanted.sum()), k)
    if not why and not labelled.all():
        why = "a label that confusion and prior rule out"
    if why:
        return Value.undefined_because(why, known)
    truly = (shares[:, None] * chances)[np.ix_(wanted, seen)] / labelled
    return Value(_all_shown(truly, counts[seen]), n=known, method="posterior of the true buckets")


def shares_behind_labels(counts: ArrayLike, confusion: ArrayLike) -> Floats:
    """Return the true shares that make the counted labels most likely.

    The maximum of Σ_l c_l ln Σ_b π_b · confusion[b, l] over π, found by expectation–maximisation.

    Parameters
    ----------
    counts : (B,) array_like, ≥ 0
        How many items got each label, over a catalog or many lists: a few items say little.
    confusion : (B, B) array_like, [0, 1]
        P(labelled l | truly b), a row for each true bucket; rows sum to 1.

    Returns
    -------
    (B,) float64
        True shares; they sum to 1.

    Raises
    ------
    InputError
        For counts that are all 0, negative or not finite, or a malformed matrix.

    Notes
    -----
    Cost: O(B²) a round, at most 10,000 rounds. Source: Saerens, Latinne, Decaestecker 2002, with
    labels in place of classifier outputs.

    Examples
    --------
    >>> shares_behind_labels([58, 42], [[.9, .1], [.1, .9]]).round(6).tolist()
    [0.6, 0.4]
    """
    seen = gains_of(counts, "counts")
    chances = _confusion(confusion, len(seen))
    if not seen.sum() > 0:
        raise bad_value("counts", seen.tolist(), "at least one labelled item")
    reachable = chances[:, seen > 0]
    weights, shares = seen[seen > 0] / seen.sum(), np.full(len(seen), 1 / len(seen))
    if not (shares @ reachable > 0).all():
        raise bad_value("counts", seen.tolist(), "only labels that the confusion matrix can give")
    for _ in range(10_000):
        before, shares = shares, shares * (reachable @ (weights / (shares @ reachable)))
        if np.abs(shares - before).max() < 1e-13:
            break
    return np.asarray(shares / shares.sum())


def _confusion(confusion: ArrayLike, buckets: int) -> Floats:
    matrix = np.asarray(confusion, np.float64)
    if matrix.shape != (buckets, buckets):
        raise bad_value("confusion", matrix.shape, f"shape ({buckets}, {buckets})")
    off = ~((matrix >= 0).all(axis=1) & (np.abs(matrix.sum(axis=1) - 1) <= 1e-6))
    if off.any():
        row = int(np.argmax(off))
        raise bad_value(f"confusion, row {row}", matrix[row].tolist(), "numbers ≥ 0 that sum to 1")
    return matrix


def _why_undefined(known: int, wanted: int, k: int) -> str | None:
    if not wanted:
        return "no bucket to show"
    if wanted > k:
        return "more buckets than places"
    return None if known else "no known item in the top k"


def _all_shown(truly: Floats, counts: NDArray[np.intp]) -> float:
    """P(every row's bucket occurs), `truly[b, l]` the chance of b behind one of `counts[l]`."""
    members, signs = _subsets(len(truly))
    missed = np.clip(1 - members @ truly, 0, 1) ** counts
    return min(1.0, max(0.0, float(signs @ missed.prod(axis=1))))


@lru_cache(maxsize=MOST)
def _subsets(size: int) -> tuple[Floats, Floats]:
    """Every subset of `size` buckets as a row of 0 and 1, and (−1)^its size."""
    members = (np.arange(2**size)[:, None] >> np.arange(size)) & 1
    return members.astype(np.float64), 1.0 - 2.0 * (members.sum(axis=1) % 2)
