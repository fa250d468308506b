"""Boosted trees for ordered buckets: one ensemble for each cut between them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import missing_extra
from everyhue.signals.fitted import Fitted
from everyhue.signals.given import Codes, Floats
from everyhue.signals.probe.scaled import item_weights

ROUNDS, DEPTH = 300, 3
SHRINK, ROWS, COLUMNS = 0.05, 0.7, 0.2
"""Step of a round, and the shares of rows and columns that a tree is shown."""

LEAST_LEAF = 10
"""Fewest items that a leaf may rest on."""

_NEVER = float(np.finfo(np.float32).max)
_LEAST = 1e-4
_BLOCK = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Boosted(Fitted):
    """Fitted trees: P(above cut k) = σ(base_k + Σ_t leaf of tree t of cut k), made to fall with k.

    Trees are whole binary trees of one depth, laid out as heaps; a branch that ended early goes
    left for ever.

    Parameters
    ----------
    base : (B − 1,) float64
        Log odds before any tree.
    column : (B − 1, T, 2^D − 1) int16
        What a node looks at.
    at : (B − 1, T, 2^D − 1) float32
        An item goes left where its number is at most this.
    leaf : (B − 1, T, 2^D) float32
        What a leaf adds to the log odds.
    """

    kind: ClassVar[str] = "boosted"
    base: Floats
    column: NDArray[np.int16]
    at: NDArray[np.float32]
    leaf: NDArray[np.float32]

    def logs(self, vectors: NDArray[Any]) -> NDArray[Any]:
        """Return ln p, shape (n, B)."""
        rows = np.asarray(vectors, np.float32)
        blocks = [rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK)]
        return np.concatenate([self._logs(block) for block in blocks or [rows]])

    def _logs(self, rows: NDArray[np.float32]) -> Floats:
        odds = np.stack([self._odds(rows, cut) for cut in range(len(self.base))], axis=1)
        above = np.minimum.accumulate(1 / (1 + np.exp(-odds)), axis=1)
        chances = np.maximum(-np.diff(above, axis=1, prepend=1, append=0), _LEAST)
        return np.asarray(np.log(chances / chances.sum(axis=1, keepdims=True)))

    def _odds(self, rows: NDArray[np.float32], cut: int) -> Floats:
        """Log odds (n,) of lying above a cut."""
        trees = np.arange(self.leaf.shape[1])
        place = np.zeros((len(rows), len(trees)), np.intp)
        for level in range(self.leaf.shape[2].bit_length() - 1):
            node = place + (2**level - 1)
            seen = np.take_along_axis(rows, self.column[cut, trees, node].astype(np.intp), axis=1)
            place = 2 * place + (seen > self.at[cut, trees, node])
        return np.asarray(self.base[cut] + self.leaf[cut, trees, place].sum(axis=1, dtype=float))


def fit_boosted(
    vectors: Floats, truth: Codes, buckets: int, *, rounds: int = ROUNDS, balance: float = 1.0
) -> Boosted:
    """Boost trees for each cut between ordered buckets, by log loss.

    For each cut k a model of *above k or not*; P(b) = P(above b − 1) − P(above b), with P(above)
    made to fall with k where the models disagree.

    Parameters
    ----------
    vectors : (n, d) float64
        Finite rows.
    truth : (n,) intp
        Bucket of each row, ordered; each bucket at least once.
    buckets : int, ≥ 2
        B.
    rounds : int, ≥ 1
        Trees a cut.
    balance : float, [0, 1]
        0 = every item counts the same, 1 = every bucket does.

    Returns
    -------
    Boosted
        The same inputs give the same trees; applying them needs NumPy alone.

    Raises
    ------
    MissingExtraError
        Where scikit-learn is not installed.

    Notes
    -----
    It sees what a straight line cannot, such as *bright because the sensor is full*, and asks for
    more labels: leave the choice to folds. Cost: seconds a thousand rows.
    Source: Friedman 2002 (stochastic gradient boosting); Frank, Hall 2001 (cuts).

    Examples
    --------
    >>> x = np.linspace(-3, 3, 120)[:, None]
    >>> fitted = fit_boosted(x, np.repeat([0, 1, 2], 40), 3, rounds=40)
    >>> fitted.logs(np.array([[-2.], [0.], [2.]])).argmax(axis=1).tolist()
    [0, 1, 2]
    """
    try:
        from sklearn.ensemble import GradientBoostingClassifier
    except ImportError as error:
        raise missing_extra("boosted", "scikit-learn") from error
    heavy = item_weights(truth, buckets, balance) * len(truth)
    rows, made = np.asarray(vectors, np.float32), []
    for cut in range(buckets - 1):
        ensemble = GradientBoostingClassifier(
            n_estimators=rounds, learning_rate=SHRINK, max_depth=DEPTH, subsample=ROWS,
            max_features=COLUMNS, min_samples_leaf=LEAST_LEAF, random_state=cut,
        )  # fmt: skip
        made.append(_heaps(ensemble.fit(rows, truth > cut, heavy), rows[:1]))
    column, at, leaf = (np.stack(part) for part in zip(*(heaps for _, heaps in made), strict=True))
    return Boosted(np.array([base for base, _ in made]), column, at, leaf)


def can_boost() -> bool:
    """Say whether scikit-learn is installed."""
    return find_spec("sklearn") is not None


def _heaps(ensemble: Any, some: NDArray[np.float32]) -> tuple[float, tuple[NDArray[Any], ...]]:
    """The base and the heaps of a fitted ensemble, read from its documented attributes."""
    trees = [_heap(one.tree_) for one in ensemble.estimators_[:, 0]]
    column, at, leaf = (np.stack(part) for part in zip(*trees, strict=True))
    bare = Boosted(np.zeros(1), column[None], at[None], leaf[None])
    base = float(ensemble.decision_function(some)[0] - bare._odds(some, 0)[0])
    return base, (column, at, leaf)


def _heap(tree: Any) -> tuple[NDArray[np.int16], NDArray[np.float32], NDArray[np.float32]]:
    column = np.zeros(2**DEPTH - 1, np.int16)
    at = np.full(2**DEPTH - 1, _NEVER, np.float32)
    leaf = np.zeros(2**DEPTH, np.float32)

    def lay(node: int, spot: int) -> None:
        left, right = int(tree.children_left[node]), int(tree.children_right[node])
        if left < 0:  # ended: it goes left from here to the bottom
            while spot < len(column):
                spot = 2 * spot + 1
            leaf[spot - len(column)] = SHRINK * tree.value[node, 0, 0]
            return
        column[spot], at[spot] = tree.feature[node], _at_most(float(tree.threshold[node]))
        lay(left, 2 * spot + 1)
        lay(right, 2 * spot + 2)

    lay(0, 0)
    return column, at, leaf


def _at_most(threshold: float) -> np.float32:
    """The largest number of 32 bits that is not above a threshold: the same rows go left."""
    near = np.float32(threshold)
    return near if float(near) <= threshold else np.nextafter(near, np.float32(-np.inf))
