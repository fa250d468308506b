"""Replay: what a log shows, what each strategy would have shown, and what that costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from everyhue.audit.logged import LoggedList
from everyhue.audit.replaying.findings import Failure, Latency, QueryLine, ReplayFindings
from everyhue.audit.replaying.frontier import Frontier, Sweep, points, sample, suggest
from everyhue.audit.replaying.ledger import Ledger, moved_away
from everyhue.audit.replaying.measuring import BY, LOGGED, Measuring, Order
from everyhue.audit.replaying.running import Strategy, run
from everyhue.audit.replaying.supply import SupplyMap, TriggerAdvice
from everyhue.errors import bad_value
from everyhue.metrics import ListTally
from everyhue.types import Tally

Progress = Callable[[str, int, int], None]
"""Called with a stage, how much of it is done, and how much there is."""

GRID = tuple(round(step / 10, 1) for step in range(11))


@dataclass(frozen=True, slots=True)
class Plan:
    """How a replay is done.

    Parameters
    ----------
    ks : tuple of int, ≥ 1
        Depths; the first one is that of the headline numbers.
    grid : tuple of float, [0, 1]
        Settings of `diversity` on the frontier.
    swept : int, ≥ 1
        Requests per surface that the frontier is measured on, evenly spaced over the log.
    worst : int, ≥ 0
        Queries to list per dimension.
    reach : float, (0, 1]
        Part of the attainable Div@k that a suggestion is to reach.
    least_benefit : float, [0, 1]
        Share of a class's requests from which diversification is advised.
    never : frozenset of str
        Classes for which it is never advised, such as queries about crime.
    """

    ks: tuple[int, ...] = (10,)
    grid: tuple[float, ...] = GRID
    swept: int = 200
    worst: int = 50
    reach: float = 0.9
    least_benefit: float = 0.1
    never: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.ks or min(self.ks) < 1:
            raise bad_value("ks", self.ks, "depths ≥ 1")
        if not all(0 <= step <= 1 for step in self.grid):
            raise bad_value("grid", self.grid, "settings in [0, 1]")


def replay(
    lists: Iterable[LoggedList],
    strategies: Mapping[str, Strategy],
    *,
    sweeps: Mapping[str, Sweep] | None = None,
    plan: Plan | None = None,
    progress: Progress | None = None,
) -> ReplayFindings:
    """Run strategies over logged requests and measure what each would have shown.

    Parameters
    ----------
    lists : iterable of LoggedList
        The requests. All with the same dimensions and target sets.
    strategies : mapping of str to Strategy
        By name. One that raises, or gives no order of the candidates, fails open: the logged order
        stands for that request, and it is counted.
    sweeps : mapping of str to callable, optional
        By name: `diversity` to strategy, for the frontier and the suggestion.
    plan : Plan, optional
        Depths, grid, rules.
    progress : callable, optional
        Told the stage, how much is done and how much there is.

    Returns
    -------
    ReplayFindings
        The tally of all measures, and what follows from it.

    Raises
    ------
    InputError
        Without a request, or for a strategy called ``"logged"``.

    Notes
    -----
    Each strategy runs once per request, for the largest depth; smaller depths are its prefixes.
    Undefined when: per measure, with its reason in the tally. Cost: the strategies, and about
    0.5 ms per request and strategy for the measures. Source: this project.

    Examples
    --------
    >>> from everyhue.types import Labels, Selection, Targets
    >>> hair = Labels.from_hard(["curly", "curly", "coily"], ("coily", "curly"), dimension="hair")
    >>> logged = LoggedList("bob", "search", "en", ("a", "b", "c"), np.array([3., 2, 1]),
    ...     np.arange(1, 4), None, {"hair": hair}, {"equal": {"hair": Targets.equal(hair.buckets)}})
    >>> swap = lambda logged, k: Selection(np.array([0, 2]), np.zeros(2), "swap")
    >>> found = replay([logged], {"swap": swap}, plan=Plan(ks=(2,)))
    >>> found.worst[0].missing, found.worst[0].missed
    (('coily',), {'logged': 1.0, 'swap': 0.0})
    """
    held, plan = list(lists), plan or Plan()
    if not held:
        raise bad_value("lists", [], "at least one logged request")
    if LOGGED in strategies:
        raise bad_value("strategy", LOGGED, f"another name; {LOGGED!r} is the order of the log")
    work = _Work(plan, strategies)
    for done, logged in enumerate(held):
        work.add(logged)
        _tell(progress, "requests", done + 1, len(held))
    by_surface = _swept(held, sweeps or {}, plan, progress)
    return _findings(held, work, by_surface)


@dataclass(slots=True)
class _Work:
    """Everything that is added up while the requests go by."""

    plan: Plan
    strategies: Mapping[str, Strategy]
    folding: ListTally = field(default_factory=lambda: ListTally(BY))
    supply: SupplyMap = field(default_factory=SupplyMap)
    times: dict[str, list[float]] = field(default_factory=dict)
    failed: dict[str, Failure] = field(default_factory=dict)
    ledger: Ledger = field(init=False)
    advice: TriggerAdvice = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.plan.ks[0])
        self.advice = TriggerAdvice(self.plan.ks[0], self.plan.least_benefit, self.plan.never)

    def add(self, logged: LoggedList) -> None:
        """Measure the logged order and every strategy's on one request."""
        measuring = Measuring.of(logged)
        self.supply.add(logged)
        self.advice.add(logged)
        self.ledger.open(logged)
        self._measure(measuring, LOGGED, logged.order)
        for name, strategy in self.strategies.items():
            ran = run(strategy, logged, max(self.plan.ks))
            self.times.setdefault(name, []).append(ran.milliseconds)
            if ran.failed:
                before = self.failed.get(name)
                self.failed[name] = Failure(
                    before.requests + 1 if before else 1, before.first if before else ran.failed
                )
            self._measure(measuring, name, ran.order)

    def _measure(self, measuring: Measuring, name: str, order: Order) -> None:
        logged = measuring.logged
        for k in self.plan.ks:
            for tail, value in measuring.values(order, k):
                self.folding.add(tail.cell(name, logged.surface, k), value)
        self.ledger.add(logged, name, order)


def _swept(
    lists: Sequence[LoggedList],
    sweeps: Mapping[str, Sweep],
    plan: Plan,
    progress: Progress | None,
) -> dict[str, Tally]:
    by_surface: dict[str, list[LoggedList]] = {}
    for logged in lists:
        by_surface.setdefault(logged.surface, []).append(logged)
    if not sweeps:
        return {}
    samples = {surface: sample(held, plan.swept) for surface, held in by_surface.items()}
    total, done, tallies = sum(map(len, samples.values())), 0, {}
    for surface, held in samples.items():
        frontier = Frontier(sweeps, plan.grid, plan.ks[0])
        for logged in held:
            frontier.add(logged)
            done += 1
            _tell(progress, "frontier", done, total)
        tallies[surface] = frontier.tally()
    return tallies


def _findings(
    lists: Sequence[LoggedList], work: _Work, by_surface: Mapping[str, Tally]
) -> ReplayFindings:
    plan, lines = work.plan, work.ledger.lines()
    suggested = [suggest(tally, name, plan.reach) for name, tally in by_surface.items()]
    first = lists[0]
    return ReplayFindings(
        plan.ks[0],
        plan.ks,
        len(lists),
        len({logged.query for logged in lists}),
        sum(map(len, lists)),
        tuple(sorted({logged.surface for logged in lists})),
        tuple(sorted({logged.locale for logged in lists})),
        tuple(work.strategies),
        tuple(first.targets),
        {name: labels.buckets for name, labels in first.labels.items()},
        work.folding.tally(),
        _worst(lines, plan.worst),
        work.supply.cells(),
        tuple(point for name, tally in by_surface.items() for point in points(tally, name)),
        tuple(one for one in suggested if one is not None),
        work.advice.lines(),
        moved_away(lines),
        {name: _latency(times) for name, times in work.times.items()},
        work.failed,
        {name: dict(counts.most_common()) for name, counts in work.supply.reasons.items()},
        sum(len(logged) <= plan.ks[0] for logged in lists),
    )


def _worst(lines: Sequence[QueryLine], most: int) -> tuple[QueryLine, ...]:
    """Take the worst queries of each dimension; lines are worst first."""
    taken: dict[str, list[QueryLine]] = {}
    for line in lines:
        held = taken.setdefault(line.dimension, [])
        if len(held) < most:
            held.append(line)
    return tuple(line for held in taken.values() for line in held)


def _latency(times: Sequence[float]) -> Latency:
    p50, p99 = np.percentile(times, [50, 99]).tolist()
    return Latency(len(times), p50, p99)


def _tell(progress: Progress | None, stage: str, done: int, total: int) -> None:
    if progress is not None:
        progress(stage, done, total)
