"""What is known of each item in one dimension: soft, and allowed to abstain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value, unknown_name
from everyhue.types.dimension import UNKNOWN, Dimension

SURE_AT = 0.8
"""Default probability from which a single bucket counts as sure."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where labels come from.

    Parameters
    ----------
    source : str
        ``"operator"`` for labels a team already had; otherwise the model's name.
    calibration : str or None
        Identifier of the calibration, none where there is none.
    """

    source: str = "operator"
    calibration: str | None = None

    @property
    def by_people(self) -> bool:
        """Whether people gave the labels, rather than a model.

        Examples
        --------
        >>> Provenance("operator: a.csv (plain)").by_people, Provenance("tone-1@masks").by_people
        (True, False)
        """
        return self.source.startswith(("operator", "annotators"))


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """Soft labels of `n` items over `B` buckets of one dimension.

    Parameters
    ----------
    dimension : str
        Name of the dimension.
    buckets : tuple of str, length B
        Bucket ids.
    probs : (n, B) float32, [0, 1]
        Rows of known items sum to 1; rows of unknown items are all 0.
    known : (n,) bool
        Whether anything is known.
    sure : (n,) int16
        Index of the single sure bucket, −1 for none.
    reason : (n,) object
        Why an item is unknown, ``""`` where it is known.
    present : (n, B) bool or None
        Every bucket that occurs in the item, for items that show several people.
    provenance : Provenance
        Where the labels come from.

    Notes
    -----
    An item that is known but not sure still takes part in similarity through `probs`; quotas and
    refinements use `sure` only.

    Examples
    --------
    >>> labels = Labels.from_hard(["curly", None, "coily"], ("coily", "curly"), dimension="hair")
    >>> labels.sure.tolist(), labels.reason.tolist()
    ([1, -1, 0], ['', 'missing', ''])
    """

    dimension: str
    buckets: tuple[str, ...]
    probs: NDArray[np.float32]
    known: NDArray[np.bool_]
    sure: NDArray[np.int16]
    reason: NDArray[np.object_]
    present: NDArray[np.bool_] | None = None
    provenance: Provenance = field(default_factory=Provenance)

    def __post_init__(self) -> None:
        shape = (len(self.known), len(self.buckets))
        if self.probs.shape != shape:
            raise bad_value(f"probs of {self.dimension}", self.probs.shape, f"shape {shape}")
        for name in ("sure", "reason"):
            if getattr(self, name).shape != shape[:1]:
                raise bad_value(
                    f"{name} of {self.dimension}", getattr(self, name).shape, f"({shape[0]},)"
                )
        if self.present is not None and self.present.shape != shape:
            raise bad_value(f"present of {self.dimension}", self.present.shape, f"shape {shape}")

    def __len__(self) -> int:
        return len(self.known)

    @classmethod
    def from_hard(
        cls,
        values: Sequence[str | None],
        buckets: Dimension | Sequence[str],
        *,
        dimension: str = "label",
        reasons: Mapping[str, str] | None = None,
        provenance: Provenance | None = None,
    ) -> Labels:
        """Build from one bucket id per item; ``None`` or ``""`` is unknown.

        Parameters
        ----------
        values : sequence of str or None, length n
            Bucket ids. A value found in `reasons` is unknown for that reason.
        buckets : Dimension or sequence of str
            The allowed ids.
        dimension : str
            Name, taken from `buckets` where that is a `Dimension`.
        reasons : mapping of str to str, optional
            Values that mean *unknown*, with the reason (``{"covered": "covered"}``).
        provenance : Provenance, optional
            Default: the operator's own.

        Raises
        ------
        UnknownNameError
            For a value that is neither a bucket nor in `reasons`, naming the row.
        """
        ids, name = _ids(buckets, dimension)
        index = {bucket: i for i, bucket in enumerate(ids)}
        why: dict[str | None, str] = {None: "missing", "": "missing", UNKNOWN: "unknown"}
        for word, because in (reasons or {}).items():
            why[word] = because
        sure = np.full(len(values), -1, np.int16)
        reason = np.full(len(values), "", object)
        for row, given in enumerate(values):
            if given in index:
                sure[row] = index[given]
            elif given in why:
                reason[row] = why[given]
            else:
                raise unknown_name(f"{name}, row {row}", str(given), [*ids, *filter(None, why)])
        probs = np.zeros((len(values), len(ids)), np.float32)
        probs[sure >= 0, sure[sure >= 0]] = 1
        return cls(name, ids, probs, sure >= 0, sure, reason, None, provenance or Provenance())

    @classmethod
    def from_matrix(
        cls,
        probs: ArrayLike,
        buckets: Dimension | Sequence[str],
        *,
        dimension: str = "label",
        known: ArrayLike | None = None,
        sure_at: float = SURE_AT,
        provenance: Provenance | None = None,
    ) -> Labels:
        """Build from probabilities; a row of NaN or zeros, or masked by `known`, is unknown.

        Parameters
        ----------
        probs : (n, B) array_like, [0, 1]
            Rows are normalised when they sum to within 1 % of 1 and refused otherwise.
        buckets : Dimension or sequence of str
            The columns.
        dimension : str
            Name, taken from `buckets` where that is a `Dimension`.
        known : (n,) array_like of bool, optional
            Rows to treat as known.
        sure_at : float, (0.5, 1]
            Probability from which the largest bucket is sure.
        provenance : Provenance, optional
            Default: the operator's own.

        Raises
        ------
        InputError
            For a wrong shape, a negative value or a row that does not sum to 1, naming the row.
        """
        ids, name = _ids(buckets, dimension)
        matrix = np.array(probs, np.float32, ndmin=2).reshape(-1, len(ids))
        sums = np.nansum(matrix, axis=1)
        mask = np.isfinite(matrix).all(axis=1) & (sums > 0)
        if known is not None:
            mask &= np.asarray(known, bool)
        bad = mask & ((np.abs(sums - 1) > 0.01) | (matrix < 0).any(axis=1))
        if bad.any():
            row = int(np.flatnonzero(bad)[0])
            raise bad_value(
                f"{name}, row {row}", matrix[row].tolist(), "probabilities that sum to 1"
            )
        matrix[~mask] = 0
        matrix[mask] /= sums[mask, None]
        best = matrix.argmax(axis=1) if len(matrix) else np.zeros(0, int)
        sure = np.where(mask & (matrix.max(axis=1, initial=0) >= sure_at), best, -1).astype(
            np.int16
        )
        reason = np.where(mask, "", "missing").astype(object)
        return cls(name, ids, matrix, mask, sure, reason, None, provenance or Provenance())

    def take(self, rows: ArrayLike) -> Labels:
        """Return the labels of `rows`, in that order."""
        rows = np.asarray(rows, np.intp)
        present = None if self.present is None else self.present[rows]
        return Labels(
            self.dimension, self.buckets, self.probs[rows], self.known[rows],
            self.sure[rows], self.reason[rows], present, self.provenance,
        )  # fmt: skip

    def counts(self) -> dict[str, int]:
        """Count items per sure bucket; ``unknown`` comes last and counts all the others.

        Examples
        --------
        >>> Labels.from_hard(["a", "a", None], ("a", "b")).counts()
        {'a': 2, 'b': 0, 'unknown': 1}
        """
        tally = np.bincount(self.sure.astype(np.intp) + 1, minlength=len(self.buckets) + 1).tolist()
        return {**dict(zip(self.buckets, tally[1:], strict=True)), UNKNOWN: tally[0]}


def _ids(buckets: Dimension | Sequence[str], name: str) -> tuple[tuple[str, ...], str]:
    if isinstance(buckets, Dimension):
        return buckets.ids, buckets.name
    return tuple(buckets), name
