"""Which columns of a table of predictions say what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from everyhue.errors import bad_value, unknown_name

KIND = "classification"
"""Kind of the tally; the rest of a kind names the columns, so that only like tallies merge."""

Task = Literal["binary", "multiclass", "regression"]
KINDS: dict[Task, str] = {"binary": KIND, "multiclass": "multiclass", "regression": "regression"}
"""First word of the kind of a tally, by what is predicted."""


@dataclass(frozen=True, slots=True)
class Columns:
    """How a table of predictions is read: one row per decision.

    Parameters
    ----------
    label : str
        Column of what was true.
    by : tuple of str
        Columns whose values are the groups; cells are their intersections.
    prediction : str, optional
        Column of what was decided; where there is none, `score` ≥ `threshold` decides.
    score : str, optional
        Column of scores in [0, 1]; they are kept as a histogram of 1,000 bins per cell and label.
    threshold : float, [0, 1]
        From which score on a row counts as selected.
    positive : str, optional
        The value of label and prediction that counts as positive; every other is negative.
        Without it they hold 0 and 1, or true and false.
    weight : str, optional
        Column of weights ≥ 0.
    cluster : str, optional
        Column that tells whose row it is, where rows of one person are not independent.
    task : {"binary", "multiclass", "regression"}
        What label and prediction hold: a yes or no, one of several classes, or a number. It is
        never guessed: a third value in a column of yes and no is a mistake more often than a class.

    Raises
    ------
    InputError
        Without a group, with a column named twice, with neither prediction nor score, or with
        parts that the task does not know.

    Examples
    --------
    >>> Columns("y", ("race",), prediction="yhat").kind
    'classification of y by yhat'
    >>> Columns("y", ("race",), score="s", threshold=0.4, weight="w").kind
    'classification of y by s ≥ 0.4, scores s, weights w'
    """

    label: str
    by: tuple[str, ...]
    prediction: str | None = None
    score: str | None = None
    threshold: float = 0.5
    positive: str | None = None
    weight: str | None = None
    cluster: str | None = None
    task: Task = "binary"

    def __post_init__(self) -> None:
        if not self.by:
            raise bad_value("by", self.by, "at least one column", "Name a group: --by gender.")
        if self.prediction is None and self.score is None:
            raise bad_value(
                "prediction and score", None, "one of the two", "Pass --prediction or --score."
            )
        if self.task not in get_args(Task):
            raise unknown_name("task", self.task, get_args(Task))
        if self.task != "binary" and (self.prediction is None or self.score or self.positive):
            raise bad_value(
                f"columns of task {self.task!r}", [self.score, self.positive],
                "--prediction, and neither --score nor --positive",
            )  # fmt: skip
        if not 0 <= self.threshold <= 1:
            raise bad_value("threshold", self.threshold, "a number in [0, 1]")
        twice = sorted({name for name in self.named if self.named.count(name) > 1})
        if twice:
            raise bad_value("columns", twice, "each column in one part only")

    @property
    def named(self) -> list[str]:
        """All columns that are read."""
        parts = (self.label, *self.by, self.prediction, self.score, self.weight, self.cluster)
        return [name for name in parts if name is not None]

    @property
    def kind(self) -> str:
        """What the tally of these columns is called."""
        decided = self.prediction or f"{self.score} ≥ {self.threshold:g}"
        positive = "" if self.positive is None else f" = {self.positive}"
        more = f", scores {self.score}" if self.score else ""
        more += f", weights {self.weight}" if self.weight else ""
        return f"{KINDS[self.task]} of {self.label}{positive} by {decided}{more}"

    @property
    def groups(self) -> list[str]:
        """Names that the group columns have during a pass."""
        return [f"group_{spot}" for spot in range(len(self.by))]

    @property
    def roles(self) -> dict[str, str]:
        """Names that the columns have during a pass, and those they have in the table."""
        held = {"label": self.label, "prediction": self.prediction, "score": self.score,
                "weight": self.weight, "cluster": self.cluster}  # fmt: skip
        groups = dict(zip(self.groups, self.by, strict=True))
        return groups | {role: name for role, name in held.items() if name is not None}

    def within(self, known: Sequence[str]) -> None:
        """Raise `UnknownNameError` with the nearest name for a column that is not there."""
        for name in self.named:
            if name not in known:
                raise unknown_name("column", name, known)
