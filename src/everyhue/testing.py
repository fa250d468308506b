"""Assertions for a team's own tests: an audit that has to pass.

Nothing of pytest is needed, except where lacking evidence is to skip a test or to mark it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

from everyhue.audit.judging import GateLine, GateOutcome
from everyhue.audit.kinds import told_of
from everyhue.audit.rules import Rules, exit_code, read_rules
from everyhue.audit.telling import settled_by
from everyhue.errors import bad_value, unknown_name
from everyhue.metrics.groups import Columns, count_groups
from everyhue.types import Tally

Insufficient = Literal["fail", "xfail", "skip", "pass"]

MOST_LINES = 5
"""Most cells of a gate that are named in a message."""


def assert_audit_passes(
    rows: Any, columns: Columns | None, rules: Rules | str | os.PathLike[str], *,
    insufficient: Insufficient = "fail", depth: int | None = None,
) -> tuple[GateOutcome, ...]:  # fmt: skip
    """Raise `AssertionError` unless every gate of an audit passes.

    Parameters
    ----------
    rows : table that `count_groups` takes, or Tally
        Predictions, one row per decision; or what was counted of anything that is audited.
    columns : Columns or None
        Which column says what; None for a tally.
    rules : Rules or path
        Gates, or the TOML file that states them.
    insufficient : {"fail", "xfail", "skip", "pass"}
        What a gate that lacks evidence does where none fails: fail the test, mark it as expected to
        fail, skip it, or nothing.
    depth : int, ≥ 1, optional
        Most columns of an intersection.

    Returns
    -------
    tuple of GateOutcome
        All verdicts, to look further.

    Raises
    ------
    AssertionError
        Names each gate that does not pass, its cells, the bound that decided and the rows needed.
    InputError, UnknownNameError, FileError
        For a table, columns or rules that cannot be used: an error of the test, not of the model.

    Notes
    -----
    Undefined when: never. Cost: one pass over the rows. Source: this project.

    Examples
    --------
    >>> import polars as pl
    >>> from everyhue.audit.rules import Gate
    >>> rows = pl.DataFrame({"y": [1, 0] * 2000, "p": [1, 0] * 2000, "g": ["a", "b"] * 2000})
    >>> rules = Rules(gate=(Gate(measure="selection_rate", at_least=0.8),))
    >>> assert_audit_passes(rows, Columns("y", ("g",), prediction="p"), rules)
    Traceback (most recent call last):
        ...
    AssertionError: 1 of 1 gates fail.
    FAIL: selection_rate, ratio to overall at least 0.8, by g
      b: 2,000 rows, 0.000 [0.000, 0.005]; upper bound 0.005 < 0.8
    """
    __tracebackhide__ = True
    if insufficient not in get_args(Insufficient):
        raise unknown_name("insufficient", insufficient, get_args(Insufficient))
    asked = rules if isinstance(rules, Rules) else read_rules(Path(rules))
    if not asked.gate:
        raise bad_value("rules", "no gate", "at least one [[gate]]", "Without one nothing is held.")
    outcomes = told_of(_tally(rows, columns), asked, depth=depth, name="test").gates
    code = exit_code([one.status for one in outcomes])
    if code == 1 or (code == 3 and insufficient == "fail"):
        raise AssertionError(gate_message(outcomes))
    if code == 3 and insufficient != "pass":
        _marked(insufficient, gate_message(outcomes))
    return outcomes


def _tally(rows: Any, columns: Columns | None) -> Tally:
    if isinstance(rows, Tally):
        return rows
    if columns is None:
        raise bad_value("columns", None, "Columns(…) that says which column says what")
    return count_groups(rows, columns)


def _marked(how: str, message: str) -> None:
    import pytest

    __tracebackhide__ = True
    (pytest.skip if how == "skip" else pytest.xfail)(message)


def gate_message(outcomes: Sequence[GateOutcome]) -> str:
    """Return which gates do not pass and why, one line for each cell that decides.

    Examples
    --------
    >>> gate_message([])
    'all 0 gates pass.'
    """
    every = len(outcomes)
    open_ones = [one for one in outcomes if one.status == "insufficient evidence"]
    failed = [one for one in outcomes if one.status == "fail"]
    if not failed and not open_ones:
        return f"all {every} gates pass."
    said = [f"{len(failed)} of {every} gates fail"] if failed else []
    said += [f"{len(open_ones)} of {every} gates lack evidence"] if open_ones else []
    lines = [line for one in (*failed, *open_ones) for line in _told(one)]
    return "\n".join([", ".join(said) + ".", *lines])


def _told(one: GateOutcome) -> Iterator[str]:
    yield f"{one.status.upper()}: {one.gate}, by {', '.join(one.by)}"
    deciding = [line for line in one.lines if line.verdict.status == one.status]
    for line in deciding[:MOST_LINES]:
        yield f"  {_line(line)}"
    if len(deciding) > MOST_LINES:
        yield f"  and {len(deciding) - MOST_LINES} cells more"
    if not deciding:
        yield f"  {one.why}"
    if one.rows_needed is not None:
        yield f"  {settled_by(one)}"


def _line(line: GateLine) -> str:
    return f"{line.group}: {line.rows:,} rows, {line.own}; {line.verdict.decided_by}"
