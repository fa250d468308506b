"""One request and its answer, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import bad_value
from everyhue.types import Labels, Selection, StageOutcome

MAX_K = 200
MAX_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked. It says nothing about the person asking.

    Parameters
    ----------
    surface : str
        ``"search"``, ``"related"`` or ``"feed"`` (or one of the operator's own).
    query : str
        The words typed; empty on a feed.
    item_id : str or None
        The item whose relatives are wanted.
    k : int, [1, 200]
        Results on this page.
    refine : mapping of str to str
        The person's own choice for this request: dimension to one bucket.
    diversify : bool or None
        ``None`` takes the surface's default.
    locale : str
        Language of the query (``"en"``, ``"de"`` …); an empty one tries all.
    shown : tuple of int
        Keys of the items on earlier pages: never repeated, and diversity continues from them.
    strategy : str or None
        Re-ranker for this request in place of the surface's.
    """

    surface: str = "search"
    query: str = ""
    item_id: str | None = None
    k: int = 50
    refine: Mapping[str, str] = field(default_factory=dict)
    diversify: bool | None = None
    locale: str = ""
    shown: tuple[int, ...] = ()
    strategy: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.k <= MAX_K:
            raise bad_value("k", self.k, f"a whole number from 1 to {MAX_K}")
        if len(self.shown) > MAX_SHOWN:
            raise bad_value("shown", len(self.shown), f"at most {MAX_SHOWN} earlier results")
        if len(self.query) > 500:
            raise bad_value("q", len(self.query), "at most 500 characters")


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """What retrieval found, in relevance order (ties by key).

    Parameters
    ----------
    rows : (m,) intp
        Rows of the snapshot.
    relevance : (m,) float64, ≥ 0
        Fused score, falling.
    labels : mapping of str to Labels
        Labels of the m candidates per dimension.
    vectors : (m, d) float32 or None
        Unit rows.
    """

    rows: NDArray[np.intp]
    relevance: NDArray[np.float64]
    labels: Mapping[str, Labels]
    vectors: NDArray[np.float32] | None

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, spots: NDArray[np.intp]) -> Candidates:
        """Return the candidates at `spots`, in that order."""
        return Candidates(
            self.rows[spots],
            self.relevance[spots],
            {name: labels.take(spots) for name, labels in self.labels.items()},
            None if self.vectors is None else self.vectors[spots],
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """One result.

    Parameters
    ----------
    key : int
        Lasting number of the item.
    id : str
        The operator's id.
    relevance : float
        Score of the original order.
    position : int
        Place in what is served, from 1 on this page.
    original : int
        Place in the relevance order of all candidates not yet shown, from 1.
    labels : mapping of str to str
        Sure bucket per dimension, or ``"unknown"``.
    matches : bool
        Whether it is a sure match of every refinement (True without any).
    why : str
        Why it stands here: ``"relevance"``, ``"diversity"``, ``"refinement"`` or ``"refill"``.
    """

    key: int
    id: str
    relevance: float
    position: int
    original: int
    labels: Mapping[str, str]
    matches: bool = True
    why: str = "relevance"


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """The answer, with the record of every stage.

    Parameters
    ----------
    request : Request
        What was asked.
    hits : tuple of Hit
        What is served.
    original : tuple of Hit
        The first k of the relevance order, for comparing.
    outcomes : tuple of StageOutcome
        One per stage, in order.
    selection : Selection or None
        The re-ranker's answer; ``None`` where none ran.
    refinable : mapping of str to tuple of str
        Dimensions offered for refinement with their buckets.
    diversified : tuple of str
        Dimensions that were diversified.
    generation : int
        Generation of the catalog that answered.
    more : bool
        Whether another page exists.
    failed_open : bool
        Whether diversification failed or was late, so that the original order is served.
    """

    request: Request
    hits: tuple[Hit, ...]
    original: tuple[Hit, ...]
    outcomes: tuple[StageOutcome, ...]
    selection: Selection | None
    refinable: Mapping[str, tuple[str, ...]]
    diversified: tuple[str, ...]
    generation: int
    more: bool
    failed_open: bool = False
