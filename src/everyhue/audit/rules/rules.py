"""The one schema of targets and gates, shared by replay and by every audit.

Every gate compares *declared* cells, those of at least `minimum` rows in the measure's denominator.
Smaller ones are pooled, tested as one cell and listed; where they hold more than `most_pooled` of
the rows, a gate does not pass on the others. A small cell whose bounds fail even so fails the gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

import pydantic

from everyhue.audit.rules.gate import Gate
from everyhue.errors import unknown_name

Share = Annotated[float, pydantic.Field(ge=0, le=1)]
Target = Literal["equal"] | Annotated[dict[str, Share | str], pydantic.Field(min_length=1)]
"""Equal shares, or by bucket a share, or the name of a log's column that holds it by query."""


class Rules(pydantic.BaseModel, frozen=True, extra="forbid"):
    """What a file of targets and gates states.

    Parameters
    ----------
    level : float, (0, 1)
        Chance that all bounds of all gates hold: measures times cells.
    minimum : int, ≥ 1
        Rows in a measure's denominator from which a cell is held on its own.
    most_pooled : float, [0, 1]
        Share of the rows in smaller cells up to which the others may pass.
    targets : mapping of str to "equal" or mapping of str to float or str
        By dimension or column, the share that each bucket should have. Stated shares sum to 1. A
        text in place of a share names the column of a log that holds it, query by query.
    gate : list of Gate
        The rules.

    Examples
    --------
    >>> rules = Rules(targets={"tone": {"deep": 0.5, "light": 0.5}})
    >>> rules.shares("tone", ("deep", "light"))
    {'deep': 0.5, 'light': 0.5}
    """

    level: float = pydantic.Field(default=0.95, gt=0, lt=1)
    minimum: int = pydantic.Field(default=1000, ge=1)
    most_pooled: float = pydantic.Field(default=0.01, ge=0, le=1)
    targets: dict[str, Target] = pydantic.Field(default_factory=dict)
    gate: tuple[Gate, ...] = ()

    @pydantic.model_validator(mode="after")
    def _sums(self) -> Self:
        for name, target in self.targets.items():
            shares = [] if target == "equal" else list(target.values())
            stated = [share for share in shares if isinstance(share, float)]
            if len(stated) == len(shares) and shares and abs(sum(stated) - 1) > 1e-6:
                raise ValueError(f"shares of {name} that sum to 1, not {sum(stated):g}")
        return self

    def shares(self, name: str, buckets: tuple[str, ...]) -> Mapping[str, float]:
        """Return the share of every bucket of a dimension; a bucket that is not stated has 0.

        Raises
        ------
        UnknownNameError
            For a dimension without a target, or a stated bucket that is not there.
        """
        if name not in self.targets:
            raise unknown_name("target", name, self.targets)
        target = self.targets[name]
        if isinstance(target, str):
            return dict.fromkeys(buckets, 1 / len(buckets))
        for bucket in target:
            if bucket not in buckets:
                raise unknown_name(f"bucket in the target of {name}", bucket, buckets)
        stated = {bucket: share for bucket, share in target.items() if isinstance(share, float)}
        return {bucket: stated.get(bucket, 0.0) for bucket in buckets}


DEFAULT = Rules(gate=(Gate(measure="selection_rate", at_least=0.8, at_most=1.25),))
"""The gate of the operating table: four-fifths of the overall rate, both ways."""
