"""What every strategy understands besides its own settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.types import Deadline, Labels, Targets

PlainLabels = Sequence[object]
"""One bucket per candidate; ``None`` is unknown."""

Buckets = Labels | PlainLabels | Mapping[str, Labels | PlainLabels]
"""Labels of one dimension, or of several by name."""


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of one call that mean the same to every strategy.

    Parameters
    ----------
    keep : float or None, [0, 1]
        Relevance floor: at every place, the scaled relevance shown so far is at least this share of
        the most that could have been shown. A pick that would break it is not admitted, so that the
        strategy gives way request by request.
    shown : sequence of int
        Candidates on earlier pages, oldest first: not returned, but the answer continues from them.
    deadline : Deadline or None
        Checked at every pick; `DeadlineError` when it has passed.
    weights : mapping of str to float, ≥ 0
        Weight of a dimension, or of ``"vectors"``, in similarity and rotation; 1 where unstated.

    Raises
    ------
    InputError
        For a `keep` outside [0, 1] or a negative weight.

    Examples
    --------
    >>> Options(keep=0.9).keep
    0.9
    """

    keep: float | None = None
    shown: Sequence[int] = ()
    deadline: Deadline | None = None
    weights: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.keep is not None and not 0 <= self.keep <= 1:
            raise bad_value("keep", self.keep, "a share in [0, 1]")
        for name, weight in self.weights.items():
            if not 0 <= weight < float("inf"):
                raise bad_value(f"weight of {name}", weight, "a finite number ≥ 0")


class Given(TypedDict, total=False):
    """What a strategy's function takes besides relevance and k; see `rerank`."""

    vectors: ArrayLike | None
    buckets: Buckets | None
    targets: Targets | Mapping[str, Targets] | None
    diversity: float | None
    options: Options | None
