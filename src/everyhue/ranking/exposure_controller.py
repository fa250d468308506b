"""Cumulative exposure on target over a stream of requests, each within a relevance floor."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.ranking.exposure_claims import Claims, Owed
from everyhue.ranking.exposure_state import CREATOR, ExposureState
from everyhue.ranking.rerank.answer import answer
from everyhue.ranking.rerank.gates import Gate, HeldPlaces
from everyhue.ranking.rerank.greedy import Picks, greedy
from everyhue.ranking.rerank.labelled import read_buckets
from everyhue.ranking.rerank.options import Buckets, Given, Options
from everyhue.ranking.rerank.problem import Problem
from everyhue.types import Selection, Targets

CreatorTarget = Literal["merit", "equal"]


@dataclass(frozen=True, slots=True)
class ExposureController:
    """Raise what earlier lists showed too little, and lower what they showed too much.

    An item gains s + gain·Σ_d w_d·owed_d(bucket) + creator_gain·owed(creator): s is its scaled
    relevance, owed the exposure due so far less the exposure given, in top places. Each place of a
    list adds its exposure 1/log2(1 + rank) to what its item was given, and divides the same amount
    among all by target. So the error is summed over all requests (integral control), also within
    a list, and only differences from the target are corrected.

    Parameters
    ----------
    targets : mapping of str to Targets
        Share of exposure per bucket, by dimension. A bucket without a share above 0 has no claim
        and is left to relevance.
    gain : float, ≥ 0
        Scaled relevance that one owed top place is worth; 0 = pure relevance. Where every bucket
        has supply and the floor does not bind, no bucket of a single dimension is ever shown more
        than 1/gain + 1 top places too much: a larger gain holds closer, a smaller one moves less in
        each list.
    creator_gain : float, ≥ 0
        The same for creators.
    creator_target : {"merit", "equal"}
        Creators of a request have a claim in proportion to the summed scaled relevance of their
        candidates, or equal ones.
    keep : float, [0, 1]
        Relevance floor of every list, at every place; see `Options`. One in the options of a step
        takes its place.
    memory : float, (0, 1]
        What amounts keep of their size with each new list; 1 forgets nothing.

    Raises
    ------
    InputError
        For a value out of range.

    Notes
    -----
    Undefined when: neither labels with targets nor creators. No rule aims at unknown items: they
    keep their places in every list, items without a creator too, and neither give nor take
    exposure.
    Source: Morik et al. 2020 (FairCo), whose controller also adds a multiple of a cumulative error
    to relevance: theirs is the largest gap in exposure per merit between groups, ours what is owed
    to each bucket by a stated target, brought up to date at every place. Amortising attention over
    requests, with merit as the claim and a bound on each list's quality, follows Biega et al. 2018;
    their integer program is replaced by one greedy pass.

    Examples
    --------
    >>> controller = ExposureController({"label": Targets.equal(("a", "b"))}, keep=0.5)
    >>> state = ExposureState()
    >>> for _ in range(3):
    ...     shown, state = controller.step(state, [3, 2, 1.5, 0], ["a", "a", "b", "b"], k=2)
    ...     print(shown.order.tolist(), {b: round(x, 2) for b, x in state.owed("label").items()})
    [0, 2] {'a': -0.18, 'b': 0.18}
    [0, 2] {'a': -0.37, 'b': 0.37}
    [2, 0] {'a': -0.18, 'b': 0.18}
    """

    targets: Mapping[str, Targets] = field(default_factory=dict)
    gain: float = 1.0
    creator_gain: float = 1.0
    creator_target: CreatorTarget = "merit"
    keep: float = 0.9
    memory: float = 1.0
    name: ClassVar[str] = "exposure_controller"

    def __post_init__(self) -> None:
        for what in ("gain", "creator_gain"):
            if not 0 <= getattr(self, what) < math.inf:
                raise bad_value(what, getattr(self, what), "a finite number ≥ 0")
        if self.creator_target not in ("merit", "equal"):
            raise bad_value("creator_target", self.creator_target, '"merit" or "equal"')
        if not 0 <= self.keep <= 1:
            raise bad_value("keep", self.keep, "a share in [0, 1]")
        if not 0 < self.memory <= 1:
            raise bad_value("memory", self.memory, "a number in (0, 1]")
        if CREATOR in self.targets:
            raise bad_value("targets", CREATOR, "another name: it is kept for creators")

    def step(
        self,
        state: ExposureState,
        relevance: ArrayLike,
        buckets: Buckets | None = None,
        creators: Sequence[str | None] | None = None,
        *,
        k: int,
        options: Options | None = None,
    ) -> tuple[Selection, ExposureState]:
        """Answer one request; return the answer and the state after it, and change nothing.

        Parameters
        ----------
        state : ExposureState
            What earlier lists have shown; ``ExposureState()`` at the start.
        relevance : (n,) array_like
            Scores, higher is better.
        buckets : Labels, sequence of labels, or mapping of dimension to either, optional
            As in `rerank`. A dimension of the targets that is not there keeps its state.
        creators : sequence of str or None, length n, optional
            Creator of each candidate; ``None`` is unknown.
        k : int, ≥ 0
            Length of the list.
        options : Options, optional
            As in `rerank`. With `shown`, the list continues: places count on, and the state is that
            after the page before.

        Returns
        -------
        Selection, ExposureState
            Gains are scaled relevance and what is owed, higher is better.

        Raises
        ------
        InputError, UnknownNameError, DeadlineError
            As in `rerank`; also for neither labels with targets nor creators.

        Notes
        -----
        Cost: O(n) per pick and dimension, and one copy of the state.
        """
        problem = self._problem(relevance, k, buckets, options or Options())
        before = state if problem.shown else state.kept(self.memory)
        claims = [self._claims(problem, name, before) for name in problem.targets]
        gates: list[Gate] = []
        if creators is not None:
            made = self._creators(problem, creators, before)
            claims.append(made)
            gates = [_held_places(problem, made)]
        if not claims:
            raise bad_value(
                "buckets", None, "labels of a dimension with targets, or creators",
                f"Targets are for {', '.join(self.targets) or 'no dimension'}.",
            )  # fmt: skip
        if not problem.k:
            return answer(problem, Picks([], []), self.name), state
        owed = Owed(problem, claims)
        picks = greedy(problem, owed, gates)
        owed.take(picks.places[-1])
        return answer(problem, picks, self.name), owed.after(before)

    def _problem(
        self, relevance: ArrayLike, k: int, buckets: Buckets | None, options: Options
    ) -> Problem:
        labels = read_buckets(buckets, self.targets, np.size(relevance))
        stated = {name: targets for name, targets in self.targets.items() if name in labels}
        keep = self.keep if options.keep is None else options.keep
        given: Given = {
            "buckets": labels, "targets": stated, "options": replace(options, keep=keep),
        }  # fmt: skip
        return Problem.build(relevance, k, given)

    def _claims(self, problem: Problem, name: str, state: ExposureState) -> Claims:
        buckets, targets = problem.labels[name].buckets, problem.targets[name]
        stated = dict(zip(targets.buckets, targets.shares, strict=True))
        shares = np.array([stated.get(bucket, 0.0) for bucket in buckets])
        worth = self.gain * problem.weight(name)
        return Claims(name, buckets, problem.sure(name), shares, worth, state)

    def _creators(
        self, problem: Problem, creators: Sequence[str | None], state: ExposureState
    ) -> Claims:
        if len(creators) != len(problem):
            raise bad_value("creators", len(creators), f"one per candidate, {len(problem)}")
        names = sorted({name for name in creators if name is not None})
        index: dict[str | None, int] = {name: i for i, name in enumerate(names)}
        codes = np.array([index.get(name, -1) for name in creators], np.intp)[problem.order]
        known = codes >= 0
        merit = np.bincount(codes[known], problem.relevance[known], len(names)).astype(np.float64)
        if self.creator_target == "equal" or not merit.sum():
            merit = np.ones(len(names))
        return Claims(CREATOR, names, codes, merit, self.creator_gain, state)


def _held_places(problem: Problem, made: Claims) -> HeldPlaces:
    """Let items unknown in the same dimensions, their creator one of them, keep their places."""
    unknown = [problem.sure(name) < 0 for name in problem.labels] + [made.codes < 0]
    bits = [mask.astype(np.intp) << bit for bit, mask in enumerate(unknown)]
    return HeldPlaces(np.sum(bits, axis=0))
