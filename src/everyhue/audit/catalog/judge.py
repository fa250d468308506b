"""The gates of a catalog: shares of buckets against targets, and what is unknown by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from everyhue.audit.catalog.corrected import Corrected, corrected_cells
from everyhue.audit.catalog.held import Held
from everyhue.audit.judging import GateOutcome, judged
from everyhue.audit.rules import Gate, Rules
from everyhue.errors import bad_value, unknown_name
from everyhue.metrics.groups import REPRESENTATION, UNLABELLED_SHARE, Cells

MEASURES = (REPRESENTATION.name, UNLABELLED_SHARE.name)


def judge(
    held: Held, rules: Rules, found: Mapping[str, Corrected | None]
) -> tuple[tuple[GateOutcome, ...], tuple[str, ...]]:
    """Return the verdicts of the gates that are of catalogs, and the rules that are not.

    Parameters
    ----------
    held : Held
        A tally.
    rules : Rules
        Gates on ``representation`` and ``unlabelled_share``; others are left to other audits.
    found : mapping of str to Corrected or None
        Corrected shares by dimension. A gate on representation holds these where there are any.

    Raises
    ------
    InputError, UnknownNameError
        Where no gate is of catalogs, or one names a dimension or column that is not there.
    """
    mine = [gate for gate in rules.gate if gate.measured in MEASURES]
    others = tuple(gate.words for gate in rules.gate if gate.measured not in MEASURES)
    if rules.gate and not mine:
        raise bad_value("gates", others[0], f"one that measures {' or '.join(MEASURES)}")
    asked: list[tuple[Gate, Cells]] = []
    for gate in mine:
        for name in _dimensions(held, rules, gate):
            own = gate.model_copy(update={"of": name})
            asked += [(own, cells) for cells in _cells(held, gate, name, found.get(name))]
    outcomes = judged(asked, rules) if asked else ()
    told = [_by_sample(one) if _is_corrected(cells) else one
            for one, (_, cells) in zip(outcomes, asked, strict=True)]  # fmt: skip
    return tuple(told), others


def _is_corrected(cells: Cells) -> bool:
    return cells.squares is not None


def _by_sample(one: GateOutcome) -> GateOutcome:
    """More items do not narrow what a sample left open: take back the rows needed."""
    lines = tuple(replace(x, verdict=replace(x.verdict, rows_needed=None)) for x in one.lines)
    more = "; more looked-at items narrow it" if one.status == "insufficient evidence" else ""
    return replace(one, lines=lines, why=one.why + more, rows_needed=None)


def _dimensions(held: Held, rules: Rules, gate: Gate) -> list[str]:
    if gate.of is not None:
        if gate.of not in held.buckets:
            raise unknown_name("dimension of a gate", gate.of, held.buckets)
        return [gate.of]
    if gate.against != "target":
        return list(held.buckets)
    named = [name for name in held.buckets if name in rules.targets]
    if not named:
        raise unknown_name("target", ", ".join(rules.targets) or "none", held.buckets)
    return named


def _cells(held: Held, gate: Gate, name: str, found: Corrected | None) -> list[Cells]:
    if gate.measured == UNLABELLED_SHARE.name:
        columns = tuple((column,) for column in held.columns)
        if not columns:
            raise bad_value("gate on unlabelled_share", "no column", "--by COLUMN to compare by")
        return [held.unknown(name, column) for (column,) in gate.families(columns)]
    gate.families(((name,),))
    if found is not None and found.defined:
        return [corrected_cells(held, name, found)]
    return [held.representation(name)]
