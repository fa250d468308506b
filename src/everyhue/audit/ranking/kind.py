"""What a tally of rankings was counted with: the kind of the tally, so that only like ones add."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from everyhue.audit.ranking.aims import Aim
from everyhue.audit.ranking.columns import KIND
from everyhue.errors import bad_value


@dataclass(frozen=True, slots=True)
class Made:
    """How a log was counted.

    Parameters
    ----------
    by, users : tuple of str
        Dimensions of the items; columns about the request.
    ks : tuple of int
        Depths.
    aims : dict of str to Aim
        Buckets and target of each dimension.
    has : tuple of str
        Further parts: clicks, relevance, provider, popularity.
    tail_below : float or None
        Popularity below which an item is of the long tail.
    unit : str
        What intervals take as independent.
    places : str
        How places were read.
    """

    by: tuple[str, ...]
    users: tuple[str, ...]
    ks: tuple[int, ...]
    aims: dict[str, Aim]
    has: tuple[str, ...] = ()
    tail_below: float | None = None
    unit: str = ""
    places: str = ""
    provider: str = ""
    eligible: tuple[str, ...] = field(default=())

    @property
    def k(self) -> int:
        """The depth of gates and of what is shown first."""
        return self.ks[0]

    @property
    def kind(self) -> str:
        """The kind of the tally."""
        return f"{KIND} {json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)}"

    @classmethod
    def of(cls, kind: str) -> Self:
        """Read it from the kind of a tally.

        Raises
        ------
        InputError
            For a tally of another kind.
        """
        word, _, text = kind.partition(" ")
        if word != KIND:
            raise bad_value("kind of tally", kind, f"one that starts with {KIND!r}")
        held: dict[str, Any] = json.loads(text)
        for name in ("by", "users", "ks", "has", "eligible"):
            held[name] = tuple(held[name])
        held["aims"] = {
            name: Aim(tuple(aim["buckets"]), aim["shares"], aim["columns"], aim["stated"])
            for name, aim in held["aims"].items()
        }
        return cls(**held)
