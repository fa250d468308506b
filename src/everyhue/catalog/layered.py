"""A large index that stays, and an exact one for what changed since."""

from __future__ import annotations

from dataclasses import dataclass

from everyhue.catalog.exact import ExactIndex
from everyhue.catalog.partitioned import PartitionedIndex, merged
from everyhue.catalog.snapshot import Rows, Scores


@dataclass(frozen=True, slots=True, eq=False)
class LayeredIndex:
    """Answers as if both indexes were one.

    Parameters
    ----------
    main : PartitionedIndex
        Rows as they were, without those that changed.
    tail : ExactIndex
        Rows that changed or came since.
    """

    main: PartitionedIndex
    tail: ExactIndex

    def top(self, vector: Scores, n: int) -> tuple[Rows, Scores]:
        """Return the `n` rows of largest cosine, best first."""
        return merged([self.main.top(vector, n), self.tail.top(vector, n)], n)

    def top_by_bucket(self, vector: Scores, n: int, dimension: str) -> list[tuple[Rows, Scores]]:
        """Return the same for each bucket of `dimension`, then for unknown."""
        both = zip(
            self.main.top_by_bucket(vector, n, dimension),
            self.tail.top_by_bucket(vector, n, dimension),
            strict=True,
        )
        return [merged(lists, n) for lists in both]
