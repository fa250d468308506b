"""The task that a tally is of, by the first word of its kind."""

from __future__ import annotations

from everyhue.audit.model.binary import BINARY
from everyhue.audit.model.multiclass import MULTICLASS
from everyhue.audit.model.regression import REGRESSION
from everyhue.audit.model.task import Task
from everyhue.errors import bad_value
from everyhue.metrics.groups import KINDS

TASKS: dict[str, Task] = {
    KINDS["binary"]: BINARY, KINDS["multiclass"]: MULTICLASS, KINDS["regression"]: REGRESSION,
}  # fmt: skip


def task_of(kind: str) -> Task:
    """Return the task of a tally's kind.

    Raises
    ------
    InputError
        For a kind that is not of predictions.

    Examples
    --------
    >>> task_of("regression of y by p").headline[0]
    'mean_error'
    """
    word = kind.split(" ", maxsplit=1)[0]
    if word not in TASKS:
        raise bad_value("kind of tally", kind, f"one of {', '.join(TASKS)}")
    return TASKS[word]
