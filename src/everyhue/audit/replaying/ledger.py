"""What is kept per query while a log is replayed: enough to find the worst ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from everyhue.audit.logged import LoggedList
from everyhue.audit.replaying.findings import MovedAway, QueryLine
from everyhue.audit.replaying.measuring import LOGGED, Order
from everyhue.metrics import exposure_gap
from everyhue.types import UNKNOWN

Key = tuple[str, str, str, str]
"""Query, surface, locale, dimension."""

GROWN = 0.005
"""Exposure that has to move away from a target before it is reported."""


@dataclass(slots=True)
class _Account:
    query_class: str
    buckets: tuple[str, ...]
    supply: NDArray[np.float64]
    requests: int = 0
    shown: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    missed: dict[str, float] = field(default_factory=dict)
    gaps: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    targets: dict[str, NDArray[np.float64]] = field(default_factory=dict)


class Ledger:
    """Sums per query and dimension over the requests that asked it."""

    def __init__(self, k: int) -> None:
        self._k = k
        self._accounts: dict[Key, _Account] = {}

    def open(self, logged: LoggedList) -> None:
        """Count one request and its supply."""
        for name, labels in logged.labels.items():
            account = self._account(logged, name)
            account.requests += 1
            account.supply = account.supply + _counts(labels.sure, len(labels.buckets))
            for held, by_dimension in logged.targets.items():
                if name in by_dimension:
                    shares = logged.target_shares(held, name)
                    account.targets[held] = account.targets.get(held, 0) + shares

    def add(self, logged: LoggedList, strategy: str, order: Order) -> None:
        """Add what one strategy shows for the request that was opened."""
        for name, labels in logged.labels.items():
            account = self._account(logged, name)
            sure = labels.sure[order][: self._k]
            shown, supplied = (_counts(codes, len(labels.buckets)) for codes in (sure, labels.sure))
            account.shown[strategy] = account.shown.get(strategy, 0) + shown
            missed = float(((supplied > 0) & (shown == 0))[1:].sum()) if shown[1:].any() else 0.0
            account.missed[strategy] = account.missed.get(strategy, 0.0) + missed
            for held in logged.targets:
                if name in logged.targets[held]:
                    self._gap(account, logged, held, (strategy, name), sure)

    def lines(self) -> list[QueryLine]:
        """Return every query, worst first.

        Most supplied buckets missing from the logged top k; then the largest exposure gap to the
        last target set; then the most requests.
        """
        lines = [_line(key, account) for key, account in self._accounts.items()]
        return sorted(lines, key=_badness)

    def _account(self, logged: LoggedList, name: str) -> _Account:
        key = (logged.query, logged.surface, logged.locale, name)
        if key not in self._accounts:
            buckets = logged.labels[name].buckets
            supply = np.zeros(len(buckets) + 1)
            self._accounts[key] = _Account(logged.query_class, buckets, supply)
        return self._accounts[key]

    def _gap(
        self,
        account: _Account,
        logged: LoggedList,
        held: str,
        which: tuple[str, str],
        sure: NDArray[np.int16],
    ) -> None:
        strategy, name = which
        gap = exposure_gap(sure, target=logged.target_shares(held, name), k=self._k)
        if gap.estimate is not None:
            account.gaps.setdefault((held, strategy), []).append(gap.estimate)


def moved_away(lines: list[QueryLine]) -> tuple[MovedAway, ...]:
    """Return where a strategy leaves queries further from a target than the log had them."""
    compared: dict[tuple[str, str, str], list[QueryLine]] = {}
    for line in lines:
        for target, gaps in line.gap.items():
            for strategy in gaps:
                if strategy != LOGGED and LOGGED in gaps:
                    compared.setdefault((strategy, line.dimension, target), []).append(line)
    found = (_moved(*key, held) for key, held in compared.items())
    return tuple(one for one in found if one.queries)


def _moved(strategy: str, dimension: str, target: str, lines: list[QueryLine]) -> MovedAway:
    away = [one for one in lines if one.gap[target][strategy] > one.gap[target][LOGGED] + GROWN]
    gained = [one.query for one in away if one.missed[strategy] < one.missed[LOGGED]]
    queries = tuple(sorted(one.query for one in away))
    return MovedAway(strategy, dimension, target, queries, tuple(sorted(gained)), len(lines))


def _line(key: Key, account: _Account) -> QueryLine:
    query, surface, locale, dimension = key
    n = account.requests
    now = account.shown[LOGGED][1:]
    missing = [
        bucket
        for bucket, shown, held in zip(account.buckets, now, account.supply[1:], strict=True)
        if held > 0 and not shown and now.any()
    ]
    gap: dict[str, dict[str, float]] = {}
    for (held, strategy), values in account.gaps.items():
        gap.setdefault(held, {})[strategy] = float(np.mean(values))
    return QueryLine(
        query, surface, locale, account.query_class, dimension, n, tuple(missing),
        {name: _named(account.buckets, counts / n) for name, counts in account.shown.items()},
        _named(account.buckets, account.supply / n),
        {name: amount / n for name, amount in account.missed.items()}, gap,
        {
            held: dict(zip(account.buckets, (shares / n).tolist(), strict=True))
            for held, shares in account.targets.items()
        },
    )  # fmt: skip


def _counts(sure: NDArray[np.int16], buckets: int) -> NDArray[np.float64]:
    """Count the unknown, then each bucket."""
    return np.bincount(sure + 1, minlength=buckets + 1).astype(np.float64)


def _named(buckets: tuple[str, ...], counts: NDArray[np.float64]) -> dict[str, float]:
    """Name counts that start with the unknown; it comes last."""
    return {**dict(zip(buckets, counts[1:].tolist(), strict=True)), UNKNOWN: float(counts[0])}


def _badness(line: QueryLine) -> tuple[float, float, int, str]:
    gaps: Mapping[str, float] = next(iter(reversed(list(line.gap.values()))), {})
    return -line.missed[LOGGED], -gaps.get(LOGGED, 0.0), -line.requests, line.query
