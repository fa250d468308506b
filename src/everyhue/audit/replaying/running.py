"""Running one strategy on one request: timed, checked, and failing open."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from everyhue.audit.logged import LoggedList
from everyhue.audit.replaying.measuring import Order
from everyhue.types import Selection

Strategy = Callable[[LoggedList, int], Selection]
"""Given a logged request and k, answers with an order of its candidates."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What came of it.

    Parameters
    ----------
    order : (m,) intp
        The strategy's order, or the logged one where it failed.
    milliseconds : float
        Time it took.
    failed : str
        Why it failed; empty where it did not.
    """

    order: Order
    milliseconds: float
    failed: str = ""


def run(strategy: Strategy, logged: LoggedList, k: int) -> Run:
    """Return the strategy's order; one that raises, or is no order, leaves the logged one."""
    start = time.perf_counter()
    try:
        order = np.asarray(strategy(logged, k).order)
        spent = (time.perf_counter() - start) * 1000
        wrong = _wrong(order, len(logged), k)
    except Exception as error:  # any failure of a given strategy: people keep their order
        spent = (time.perf_counter() - start) * 1000
        wrong = f"{type(error).__name__}: {error}"
    if wrong:
        return Run(logged.order[:k], spent, wrong)
    return Run(order.astype(np.intp), spent)


def _wrong(order: Order, n: int, k: int) -> str:
    if order.ndim != 1 or (order.size and order.dtype.kind not in "iu"):
        return "its order is not a list of candidates"
    if len(order) != min(k, n):
        return f"its order has {len(order)} candidates, expected {min(k, n)}"
    if len(order) and (order.min() < 0 or order.max() >= n or len(np.unique(order)) != len(order)):
        return "its order repeats a candidate or names one that is not there"
    return ""
