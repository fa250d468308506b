"""One gate: what a measure of cells is held against."""

from __future__ import annotations

from typing import Literal, Self

import pydantic

from everyhue.audit.rules.families import family_among
from everyhue.metrics.groups import measure_called

How = Literal["ratio", "difference", "value"]
Against = Literal["overall", "reference", "extremes", "target"]


class Gate(pydantic.BaseModel, frozen=True, extra="forbid"):
    """One rule.

    Parameters
    ----------
    measure : str
        A registered measure of cells, by its name or by that of a peer.
    of : str, optional
        For predictions of several classes, the class that the measure is of; a class against all
        others. For rankings and catalogs, the dimension.
    compare : {"ratio", "difference", "value"}
        Cell over the other, cell minus the other, or the cell's own rate.
    against : {"overall", "reference", "extremes", "target"}
        All rows; a stated cell; the smallest cell against the largest; or the cell's own share in
        ``[targets.…]`` of the same file.
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
    of: str | None = None
    compare: How = "ratio"
    against: Against = "overall"
    reference: dict[str, str] | None = None
    at_least: float | None = None
    at_most: float | None = None
    cells: tuple[str, ...] | None = None

    @pydantic.model_validator(mode="after")
    def _whole(self) -> Self:
        measure_called(self.measure)
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
    def measured(self) -> str:
        """Canonical name of the measure."""
        return measure_called(self.measure).name

    @property
    def words(self) -> str:
        """The rule in words."""
        ends = [f"at least {self.at_least:g}"] if self.at_least is not None else []
        ends += [f"at most {self.at_most:g}"] if self.at_most is not None else []
        of = "" if self.of is None else f" of {self.of}"
        return f"{self.measured}{of}, {self._comparison} {' and '.join(ends)}"

    @property
    def _comparison(self) -> str:
        if self.compare == "value":
            return "value"
        if self.against == "extremes":
            ratio = self.compare == "ratio"
            return "smallest cell over largest" if ratio else "largest cell minus smallest"
        if self.against == "target":
            return f"{self.compare} to target"
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
            return (family_among(tuple(self.reference), audited),)
        if self.cells is None:
            return audited
        wanted = (tuple(part.strip() for part in each.split(",")) for each in self.cells)
        return tuple(family_among(columns, audited) for columns in wanted)
