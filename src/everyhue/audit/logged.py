"""One request of a log, with the candidates it had."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import bad_value
from everyhue.types import Labels, Targets


@dataclass(frozen=True, eq=False)
class LoggedList:
    """The candidates of one logged request, in any order.

    Parameters
    ----------
    query, surface, locale : str
        What was asked, where, and in which language; empty where the log does not say.
    ids : tuple of str, length n
        The operator's item ids, each once.
    relevance : (n,) float64, finite
        Logged score, or a stated gain of the logged position.
    position : (n,) int64, ≥ 1
        Logged place; gaps are fine.
    clicks : (n,) float64, ≥ 0, or None
        Clicks, where the log has them.
    labels : mapping of str to Labels
        Labels of the n candidates per dimension.
    targets : mapping of str to mapping of str to Targets
        By name of the set (``"equal"``, ``"stated"`` …), then by dimension.
    query_class : str
        The kind of query, for the supply map and the trigger.

    Raises
    ------
    InputError
        For columns of different length or a relevance that is not finite.

    Examples
    --------
    >>> import numpy as np
    >>> logged = LoggedList("bob", "search", "en", ("a", "b"), np.ones(2), np.array([2, 1]))
    >>> logged.order.tolist()
    [1, 0]
    """

    query: str
    surface: str
    locale: str
    ids: tuple[str, ...]
    relevance: NDArray[np.float64]
    position: NDArray[np.int64]
    clicks: NDArray[np.float64] | None = None
    labels: Mapping[str, Labels] = field(default_factory=dict)
    targets: Mapping[str, Mapping[str, Targets]] = field(default_factory=dict)
    query_class: str = ""

    def __post_init__(self) -> None:
        columns: dict[str, Sized] = {
            "relevance": self.relevance,
            "position": self.position,
            **self.labels,
        }
        if self.clicks is not None:
            columns["clicks"] = self.clicks
        for name, column in columns.items():
            if len(column) != len(self.ids):
                raise bad_value(f"{name} of {self.query!r}", len(column), f"{len(self.ids)} rows")
        if not np.isfinite(self.relevance).all():
            raise bad_value(f"relevance of {self.query!r}", "NaN or inf", "finite numbers")

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def order(self) -> NDArray[np.intp]:
        """Candidates by logged position: what people were shown."""
        return np.argsort(self.position, kind="stable")

    def target_shares(self, name: str, dimension: str) -> NDArray[np.float64]:
        """Return the shares of one target set in the order of the dimension's buckets."""
        targets = self.targets[name][dimension]
        held = dict(zip(targets.buckets, targets.shares, strict=True))
        return np.array([held.get(bucket, 0.0) for bucket in self.labels[dimension].buckets])
