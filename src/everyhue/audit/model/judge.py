"""The gates of a tally of predictions, on every set of columns that they hold."""

from __future__ import annotations

from everyhue.audit.judging import GateOutcome, judged
from everyhue.audit.model.tasks import task_of
from everyhue.audit.rules import Rules, audited_families
from everyhue.types import Tally


def judge(tally: Tally, rules: Rules, depth: int | None = None) -> tuple[GateOutcome, ...]:
    """Return the verdict of every gate on every set of columns it holds.

    Parameters
    ----------
    tally : Tally
        Of `count_groups`, of any task.
    rules : Rules
        The gates. All their bounds share one level: measures times cells.
    depth : int, optional
        Most columns of an intersection.

    Raises
    ------
    InputError, UnknownNameError
        For a gate on columns or a reference that the tally does not have.
    """
    cells = task_of(tally.kind).cells
    by = tuple(name for name in tally.by if not name.startswith("@"))
    audited = audited_families(by, depth)
    asked = [
        (gate, cells(tally, columns, gate.measured, gate.of))
        for gate in rules.gate
        for columns in gate.families(audited)
    ]
    return judged(asked, rules)
