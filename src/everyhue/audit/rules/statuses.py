"""The verdict of several gates together, and the exit code of a command that has it."""

from __future__ import annotations

from collections.abc import Sequence

from everyhue.types import Status

FAIL, PASS, OPEN = "fail", "pass", "insufficient evidence"


def overall_status(statuses: Sequence[Status]) -> Status:
    """Return fail where any fails, else insufficient evidence where any lacks it, else pass.

    Examples
    --------
    >>> overall_status(["pass", "insufficient evidence"])
    'insufficient evidence'
    """
    if FAIL in statuses:
        return "fail"
    return "insufficient evidence" if OPEN in statuses or not statuses else "pass"


def exit_code(statuses: Sequence[Status]) -> int:
    """Return the exit code of a command with gates: 1 fails, 3 lacks evidence, 0 passes.

    Examples
    --------
    >>> exit_code(["pass", "fail"]), exit_code(["insufficient evidence"]), exit_code([])
    (1, 3, 0)
    """
    if not statuses:
        return 0
    return {"fail": 1, "insufficient evidence": 3, "pass": 0}[overall_status(statuses)]
