"""The relevance order itself: what every other strategy is measured against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from everyhue.ranking.rerank.greedy import Picks
from everyhue.ranking.rerank.problem import Problem
from everyhue.registry import register


@register(
    "reranker",
    "relevance",
    range="scaled relevance, [0, 1]",
    direction="higher is better",
    unit="scaled relevance",
    undefined_when="never",
    source="none: the identity",
)
@dataclass(frozen=True, slots=True)
class Relevance:
    """Keep the order of relevance."""

    name: ClassVar[str] = "relevance"

    def run(self, problem: Problem) -> Picks:
        """Return the most relevant candidates not yet shown."""
        if problem.options.deadline is not None:
            problem.options.deadline.check("rerank")
        shown = set(problem.shown)
        left = (place for place in range(len(problem)) if place not in shown)
        places = [place for place, _ in zip(left, range(problem.k), strict=False)]
        relevance = problem.relevance
        ties = sum(
            place + 1 < len(problem) and relevance[place] == relevance[place + 1]
            for place in places
        )
        return Picks(places, relevance[places].tolist(), int(ties))
