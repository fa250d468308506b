"""What a strategy is, and how its name finds it."""

from __future__ import annotations

from typing import ClassVar, Protocol, cast

from everyhue.errors import bad_value
from everyhue.ranking.rerank.greedy import Picks
from everyhue.ranking.rerank.problem import Problem
from everyhue.registry import find


class Strategy(Protocol):
    """A frozen re-ranker: settings in, picks out."""

    name: ClassVar[str]
    """Registered name."""

    def run(self, problem: Problem) -> Picks:
        """Return `problem.k` picks."""
        ...


def named(by: str | Strategy) -> Strategy:
    """Return the strategy itself, or the registered one of that name with default settings.

    Raises
    ------
    UnknownNameError
        For a name that is not registered, with the nearest one.
    InputError
        For anything else that is no strategy.
    """
    if isinstance(by, str):
        return cast(Strategy, find("reranker", by).item())
    if not hasattr(by, "run") or isinstance(by, type):
        raise bad_value("by", by, 'a name such as "dpp" or a strategy such as Dpp(window=10)')
    return by
