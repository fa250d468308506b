"""Which columns of a log of shown items say what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from everyhue.errors import bad_value, unknown_name

KIND = "ranking"
MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class RankingColumns:
    """How a log is read: one row per shown item.

    Parameters
    ----------
    query : str
        Column of what was asked, or of any other name of the list that was shown.
    position : str
        Column of the place, from 1 (or from 0 throughout).
    by : tuple of str
        Columns that describe the item: the dimensions. Empty, ``unknown`` and the like are no
        bucket.
    request : str, optional
        Column that tells requests apart where a query was asked more than once.
    ks : tuple of int, ≥ 1
        Depths; the first is that of gates and of what a report shows first.
    clicks, relevance, popularity : str, optional
        Columns of numbers ≥ 0: an item counts as clicked above 0; popularity is what it had before.
    users : tuple of str
        Columns that an operator has about the request, such as locale. Nothing is inferred.
    provider : str, optional
        Column of whose item it is.
    item : str, optional
        Column of the item's id, to tell the long tail of the catalog.
    tail_below : float, optional
        Popularity below which an item is of the long tail; else it is told from the log's items.
    cluster : str, optional
        Column within which requests are not independent; by default `query`.
    close_up : bool
        Whether gaps in the positions are closed, as replay does; else a place is where it says.
    buckets : mapping of str to tuple of str
        The buckets of a dimension, where some may never be shown.

    Raises
    ------
    InputError
        Without a dimension, with a depth that is none, or with a column in two parts.

    Examples
    --------
    >>> RankingColumns("q", "p", ("tone",), clicks="c").numbers
    ['p', 'c']
    """

    query: str
    position: str
    by: tuple[str, ...]
    request: str | None = None
    ks: tuple[int, ...] = (10,)
    clicks: str | None = None
    relevance: str | None = None
    users: tuple[str, ...] = ()
    provider: str | None = None
    popularity: str | None = None
    item: str | None = None
    tail_below: float | None = None
    cluster: str | None = None
    close_up: bool = False
    buckets: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.by:
            raise bad_value("by", self.by, "at least one column", "Name one: --by skin_tone.")
        if not self.ks or not all(1 <= k <= MOST_PLACES for k in self.ks):
            raise bad_value("k", self.ks, f"depths of 1 to {MOST_PLACES}")
        for part in (self.by, self.users, self.ks):
            if len(set(part)) < len(part):
                raise bad_value("columns", list(part), "each one once")
        if set(self.by) & {self.query, self.position}:
            raise bad_value("by", list(self.by), "columns that describe the item")
        for name in self.buckets:
            if name not in self.by:
                raise unknown_name("dimension of --buckets", name, self.by)

    @property
    def tailed(self) -> bool:
        """Whether the long tail is known."""
        return self.popularity is not None and (self.item or self.tail_below) is not None

    @property
    def numbers(self) -> list[str]:
        """Columns that hold numbers."""
        held = (self.position, self.clicks, self.relevance, self.popularity)
        return [name for name in held if name is not None]

    def roles(self, shares: Sequence[str] = ()) -> dict[str, str]:
        """Return the column of every role; target shares are ``share0`` and on.

        Examples
        --------
        >>> RankingColumns("Query", "p", ("tone",)).roles()
        {'query': 'Query', 'position': 'p', 'by0': 'tone', 'cluster': 'Query'}
        """
        held = {"query": self.query, "position": self.position}
        held |= {f"by{i}": name for i, name in enumerate(self.by)}
        held |= {f"user{i}": name for i, name in enumerate(self.users)}
        held |= {f"share{i}": name for i, name in enumerate(shares)}
        for role in ("request", "clicks", "relevance", "provider", "popularity", "item"):
            if getattr(self, role) is not None:
                held[role] = getattr(self, role)
        return {**held, "cluster": self.cluster or self.query}
