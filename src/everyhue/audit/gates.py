"""Gates: what a group's measure is held against, and the verdict that its bounds allow.

One TOML file states them; `Gates` is its schema. Every gate compares *declared* cells, those of at
least `minimum` rows in the measure's denominator. Smaller ones are pooled, tested as one cell and
listed; where they hold more than `most_pooled` of the rows, a gate does not pass on the others. A
small cell whose bounds fail even so fails the gate.
"""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path
from typing import Any, Literal, Self

import pydantic

from everyhue.errors import FileError, InputError, bad_value, unknown_name
from everyhue.metrics.groups import rate_called
from everyhue.types import Status

FAIL, PASS, OPEN = "fail", "pass", "insufficient evidence"

How = Literal["ratio", "difference", "value"]
Against = Literal["overall", "reference", "extremes"]


class Gate(pydantic.BaseModel, frozen=True, extra="forbid"):
    """One rule.

    Parameters
    ----------
    measure : str
        A rate, by its name or by that of a peer.
    compare : {"ratio", "difference", "value"}
        Cell over the other, cell minus the other, or the cell's own rate.
    against : {"overall", "reference", "extremes"}
        All rows; a stated cell; or the smallest cell against the largest.
    reference : mapping of str to str, optional
        The cell to compare with, column to value.
    at_least, at_most : float, optional
        What the comparison must reach, or must not exceed; one of them at least.
    cells : list of str, optional
        Columns whose cells are held: ``"race"``, ``"race,gender"``. By default all audited ones.

    Examples
    --------
    >>> Gate(measure="tpr", at_least=0.8).words
    'true_positive_rate, ratio to overall at least 0.8'
    """

    measure: str
    compare: How = "ratio"
    against: Against = "overall"
    reference: dict[str, str] | None = None
    at_least: float | None = None
    at_most: float | None = None
    cells: tuple[str, ...] | None = None

    @pydantic.model_validator(mode="after")
    def _whole(self) -> Self:
        rate_called(self.measure)
        if self.at_least is None and self.at_most is None:
            raise ValueError("state at_least, at_most or both")
        if (self.reference is None) == (self.against == "reference"):
            raise ValueError('reference goes with against = "reference", and only with it')
        if self.compare == "value" and self.against != "overall":
            raise ValueError('compare = "value" compares with nothing; leave against away')
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError(f"at_least {self.at_least:g} is above at_most {self.at_most:g}")
        return self

    @property
    def words(self) -> str:
        """The rule in words."""
        ends = [f"at least {self.at_least:g}"] if self.at_least is not None else []
        ends += [f"at most {self.at_most:g}"] if self.at_most is not None else []
        return f"{rate_called(self.measure).name}, {self._comparison} {' and '.join(ends)}"

    @property
    def _comparison(self) -> str:
        if self.compare == "value":
            return "value"
        if self.against == "extremes":
            ratio = self.compare == "ratio"
            return "smallest cell over largest" if ratio else "largest cell minus smallest"
        other = "overall" if self.reference is None else " · ".join(self.reference.values())
        return f"{self.compare} to {other}"

    def families(self, audited: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        """Return the sets of columns that the gate holds.

        Raises
        ------
        InputError
            For columns that are not audited together.
        """
        if self.reference is not None:
            return (_one_of(tuple(self.reference), audited),)
        if self.cells is None:
            return audited
        wanted = (tuple(part.strip() for part in each.split(",")) for each in self.cells)
        return tuple(_one_of(columns, audited) for columns in wanted)


class Gates(pydantic.BaseModel, frozen=True, extra="forbid"):
    """A file of gates.

    Parameters
    ----------
    level : float, (0, 1)
        Chance that all bounds of all gates hold: measures times cells.
    minimum : int, ≥ 1
        Rows in a measure's denominator from which a cell is held on its own.
    most_pooled : float, [0, 1]
        Share of the rows in smaller cells up to which the others may pass.
    gate : list of Gate
        The rules.
    """

    level: float = pydantic.Field(default=0.95, gt=0, lt=1)
    minimum: int = pydantic.Field(default=1000, ge=1)
    most_pooled: float = pydantic.Field(default=0.01, ge=0, le=1)
    gate: tuple[Gate, ...] = pydantic.Field(min_length=1)


DEFAULT = Gates(gate=(Gate(measure="selection_rate", at_least=0.8, at_most=1.25),))
"""The gate of the operating table: four-fifths of the overall rate, both ways."""


def read_gates(path: Path) -> Gates:
    """Read a TOML file of gates.

    Raises
    ------
    FileError, InputError, UnknownNameError
        For a file that cannot be read or breaks the schema; the text says where.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise InputError(f"{path}: not valid TOML ({error}).") from error
    for name in table:
        if name not in Gates.model_fields:
            raise unknown_name(f"key in {path.name}", name, Gates.model_fields)
    try:
        return Gates.model_validate(table)
    except pydantic.ValidationError as error:
        raise _told(path, error.errors()[0]) from None


def audited_families(by: tuple[str, ...], depth: int | None = None) -> tuple[tuple[str, ...], ...]:
    """Return every column and every intersection up to `depth`, widest last.

    Examples
    --------
    >>> audited_families(("a", "b"))
    (('a',), ('b',), ('a', 'b'))
    """
    deepest = len(by) if depth is None else min(depth, len(by))
    return tuple(part for size in range(1, deepest + 1) for part in combinations(by, size))


def overall_status(statuses: list[Status]) -> Status:
    """Return fail where any fails, else insufficient evidence where any lacks it, else pass.

    Examples
    --------
    >>> overall_status(["pass", "insufficient evidence"])
    'insufficient evidence'
    """
    if FAIL in statuses:
        return "fail"
    return "insufficient evidence" if OPEN in statuses or not statuses else "pass"


def exit_code(statuses: list[Status]) -> int:
    """Return the exit code of a command with gates: 1 fails, 3 lacks evidence, 0 passes.

    Examples
    --------
    >>> exit_code(["pass", "fail"]), exit_code(["insufficient evidence"]), exit_code([])
    (1, 3, 0)
    """
    if not statuses:
        return 0
    return {"fail": 1, "insufficient evidence": 3, "pass": 0}[overall_status(statuses)]


def _one_of(columns: tuple[str, ...], audited: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    for family in audited:
        if set(family) == set(columns):
            return family
    known = [",".join(family) for family in audited]
    raise unknown_name("cells of a gate", ",".join(columns), known)


def _told(path: Path, error: Any) -> InputError:
    where = ".".join(str(part + 1) if isinstance(part, int) else part for part in error["loc"])
    came = error["input"]
    shown = came.get("measure", "a gate") if isinstance(came, dict) else came
    expected = error["msg"].removeprefix("Value error, ")
    return bad_value(f"{path.name}: {where}", shown, expected[:1].lower() + expected[1:])
