"""What an audit has to know of a task: its cells, its measures, and what to say of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from everyhue.errors import unknown_name
from everyhue.metrics.groups import Cells
from everyhue.types import Tally, Value

CellsOf: TypeAlias = Callable[[Tally, Sequence[str], str, str | None], Cells]
"""Tally, columns kept apart, measure, and class if one is asked for, to the cells it is made of."""

ValuesOf: TypeAlias = Callable[[Tally, Sequence[str], float], Mapping[str, Sequence[Value]]]
"""Tally, columns kept apart and level to every measure of every cell."""


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of prediction: a yes or no, one of several classes, or a number.

    Parameters
    ----------
    whole : callable
        Tally and columns to cells whose rows are those with label and prediction.
    cells : callable
        The cells that a measure of a gate or a spread is made of.
    values : callable
        Every measure of every cell.
    spreads : callable
        Tally to the measures whose spread over cells is told, with the class each is of.
    notes : callable
        What a reader should know of a tally.
    headline, more, drawn, gaps : tuple of str
        Measures that are shown first, then, as charts, and in words.
    by_class : tuple of str
        Rates that are told class by class.
    counted : str
        What the tally holds, in words.
    interval : str
        How intervals are made, in words.
    cannot : tuple of str
        What the numbers cannot say.
    """

    whole: Callable[[Tally, Sequence[str]], Cells]
    cells: CellsOf
    values: ValuesOf
    spreads: Callable[[Tally], Sequence[tuple[str, str | None]]]
    notes: Callable[[Tally], Sequence[str]]
    headline: tuple[str, ...]
    more: tuple[str, ...]
    drawn: tuple[str, ...]
    gaps: tuple[str, ...]
    by_class: tuple[str, ...]
    counted: str
    interval: str
    cannot: tuple[str, ...]


def named(measure: str, of: str | None) -> str:
    """Return how a measure is called in findings: of a class, with its name.

    Examples
    --------
    >>> named("accuracy", None), named("true_positive_rate", "cat")
    ('accuracy', 'true_positive_rate of cat')
    """
    return measure if of is None else f"{measure} of {of}"


def refuse_unknown(what: str, measure: str, known: Sequence[str]) -> None:
    """Raise for a measure that a task does not have, with the nearest one it has."""
    if measure not in known:
        raise unknown_name(f"measure of {what}", measure, known)


LABELS_ARE_TRUE = (
    "Labels are taken as true. Where they were given by people or by past decisions, their "
    "disparities are in every number here."
)
A_PASS = (
    "A verdict of pass means that what was stated holds for the cells that were held, at the "
    "stated level; it does not speak of groups that have no column."
)
