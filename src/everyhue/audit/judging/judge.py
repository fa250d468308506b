"""From cells and gates to verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from everyhue.audit.judging.compare import apart, compared
from everyhue.audit.judging.lines import GateLine, GateOutcome
from everyhue.audit.judging.settling import ALONE, Compared, settling
from everyhue.audit.judging.split import Split, split
from everyhue.audit.judging.standard import standard, standard_rows
from everyhue.audit.rules import Gate, Rules, overall_status
from everyhue.metrics.groups import Cells, Ratio, called, measure_called
from everyhue.types import Status, Value, Verdict


def judged(asked: Sequence[tuple[Gate, Cells]], rules: Rules) -> tuple[GateOutcome, ...]:
    """Return the verdict of each gate on its cells.

    A gate passes only if every declared cell does, so that each may be held to its own bounds and
    the chance of a wrong pass stays at 1 − level (an intersection–union test, Berger 1982). It
    fails if any cell does, so that a failing bound has to hold with those of all cells and gates
    together (Bonferroni).

    Parameters
    ----------
    asked : sequence of (Gate, Cells)
        Each gate with the cells of one set of columns; all their bounds are one family.
    rules : Rules
        Level, least rows, most pooled, targets.

    Returns
    -------
    tuple of GateOutcome
        In the order asked.

    Raises
    ------
    InputError, UnknownNameError
        For a measure of other sums, a reference or a target that the cells do not have.

    Notes
    -----
    Undefined when: never; a comparison that cannot be made is insufficient evidence. Cost: O(G).
    Source: Berger 1982; Bonferroni 1936.

    Examples
    --------
    >>> cells = Cells.of_counts({"a": (600, 0, 0, 1400), "b": (200, 0, 0, 1800)}, by="g")
    >>> rules = Rules(gate=(Gate(measure="selection_rate", at_least=0.8),))
    >>> [one.status for one in judged([(rules.gate[0], cells)], rules)]
    ['fail']
    """
    splits = [split(gate, cells, rules.minimum) for gate, cells in asked]
    family = max(1, sum(len(one.held) + len(one.small) + 1 for one in splits))
    return tuple(
        _outcome(gate, one, rules, family) for (gate, _), one in zip(asked, splits, strict=True)
    )


def _outcome(gate: Gate, one: Split, rules: Rules, family: int) -> GateOutcome:
    measure = measure_called(gate.measure)
    if gate.against == "extremes":
        lines = _extremes(gate, measure, one.held, (rules.level, family))
    else:
        lines = _lines(gate, _others(gate, one.held), one, (rules, family))
        # A small cell cannot keep a gate from passing, but one that clearly fails is said to.
        small = _lines(gate, _others(gate, one.small), one, (rules, family))
        lines += tuple(line for line in small if line.verdict.status == "fail")
    share, needed = one.untested(measure, rules)
    status, why = _status(lines, share, rules, " or suppressed" if len(one.hidden) else "")
    base, rows = standard_rows(gate, measure, one)
    if status == "insufficient evidence":
        beside = [Compared(line.own, line.rows / base if base else 0.0) for line in lines]
        times = settling(gate, beside, rules.level, family)
        needed = max(needed or 0, 0 if times is None or times <= 1 else ceil(times * rows)) or None
        needed = None if lines and times is None else needed  # no row moves what is on the rule
    return GateOutcome(
        gate.words, one.every.by, status, why, lines,
        _unheld(measure, one), _listed(measure, one.missing), rules.level,
        family,
        needed if status == "insufficient evidence" else None, gate, round(rows),
    )  # fmt: skip


def _others(gate: Gate, cells: Cells) -> Cells:
    """Leave out the reference: it is what it is compared with, and no number of rows says so."""
    if gate.reference is None or not len(cells):
        return cells
    itself = tuple(gate.reference[name] for name in cells.by)
    return cells.take([i for i, group in enumerate(cells.groups) if group != itself])


def _lines(gate: Gate, cells: Cells, one: Split, told: tuple[Rules, int]) -> tuple[GateLine, ...]:
    rules, together = told
    measure = measure_called(gate.measure)
    values, every = [], 0.0
    for family in (ALONE, together):
        base = standard(gate, cells, measure, one, (rules, family))
        values.append(compared(gate, measure, cells, base, (rules.level, family)))
        every = base.rows
    return tuple(
        _line(
            gate,
            (called(group), int(n)),
            (values[0][i], values[1][i]),
            every / n if n else 1.0,
            (rules.level, together),
        )
        for i, (group, n) in enumerate(zip(cells.groups, measure.five(cells).rows, strict=True))
    )


def _extremes(
    gate: Gate, measure: Ratio, held: Cells, shared: tuple[float, int]
) -> tuple[GateLine, ...]:
    level, together = shared
    own, all_cells = (apart(gate, measure, held, (level, n)) for n in (ALONE, together))
    rows = int(measure.five(held).rows.sum())
    return (_line(gate, ("smallest and largest cell", rows), (own, all_cells), 1.0, shared),)


def _line(
    gate: Gate, told: tuple[str, int], values: tuple[Value, Value], scale: float,
    shared: tuple[float, int],
) -> GateLine:  # fmt: skip
    """Fail on the bounds of all cells together, pass on a cell's own: see `judged`."""
    own, together = values
    verdict = Verdict.within(together, gate.at_least, gate.at_most)
    if verdict.status != "fail":
        verdict = Verdict.within(own, gate.at_least, gate.at_most)
        if verdict.status == "fail":
            verdict = Verdict(
                "insufficient evidence", own, verdict.threshold,
                f"{verdict.decided_by} for this cell alone, not with all cells looked at",
            )  # fmt: skip
    if verdict.status == "insufficient evidence":
        alone = gate.compare == "value" or gate.against == "target"
        times = settling(gate, [Compared(own, 0.0 if alone else 1 / scale)], *shared)
        rows = None if times is None else ceil(times * told[1] * scale)
        verdict = replace(verdict, rows_needed=rows)
    return GateLine(*told, verdict, own)


def _status(
    lines: tuple[GateLine, ...], share: float, rules: Rules, also: str = ""
) -> tuple[Status, str]:
    status = overall_status([line.verdict.status for line in lines])
    if status == "pass" and share > rules.most_pooled:
        return "insufficient evidence", (
            f"groups under {rules.minimum:,} rows{also} hold {share:.1%} of the rows, more than "
            f"the {rules.most_pooled * 100:g}% that may go untested"
        )
    if not lines:
        none = f"no group has {rules.minimum:,} rows"
        return "insufficient evidence", f"{none} and is told" if also else none
    deciding = [line for line in lines if line.verdict.status == status]
    if status == "pass" and len(lines) > 1:
        return status, f"all {len(lines)} cells hold"
    worst = max(deciding, key=_beyond)
    more = f", and {len(deciding) - 1} more" if len(deciding) > 1 else ""
    return status, f"{worst.group}: {worst.verdict.decided_by}{more}"


def _beyond(line: GateLine) -> float:
    """How far an estimate is from what it is held against."""
    estimate = line.own.estimate
    return 0.0 if estimate is None else abs(estimate - line.verdict.threshold)


def _unheld(measure: Ratio, one: Split) -> dict[str, int]:
    hidden = {called(group): int(one.hidden_rows(measure)) for group in one.hidden.groups}
    return _listed(measure, one.small) | hidden


def _listed(measure: Ratio, cells: Cells) -> dict[str, int]:
    rows = measure.five(cells).rows
    return {called(group): int(n) for group, n in zip(cells.groups, rows, strict=True)}
