"""The short form of an audit as Markdown, for a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from everyhue.audit.judging import GateOutcome
from everyhue.audit.rules import overall_status
from everyhue.audit.telling.verdicts import rule_of, why, worst_first
from everyhue.audit.telling.words import columns_of

MARKS = {"pass": "✅ pass", "fail": "❌ fail", "insufficient evidence": "❔ insufficient evidence"}
MOST_ROWS = 12
MOST_WORDS = 6


def summary(title: str, words: Sequence[str], gates: Sequence[GateOutcome]) -> str:
    """Return what was found and the verdicts as Markdown that GitHub shows, in 30 lines at most.

    Gates that do not pass are in the table; the others, and what decided, are folded away.

    Examples
    --------
    >>> print(summary("Model audit: a.csv", ["Nothing was asked."], []))
    ## Model audit: a.csv
    <BLANKLINE>
    - Nothing was asked.
    <BLANKLINE>
    """
    mark = f"{MARKS[overall_status([one.status for one in gates])]} · " if gates else ""
    made = [f"## {mark}{_line(title)}", ""]
    made += [f"- {_line(sentence)}" for sentence in words[:MOST_WORDS]]
    made.append("")
    ordered = worst_first(gates)
    shown = [one for one in ordered if one.status != "pass"][:MOST_ROWS] or ordered[:MOST_ROWS]
    if gates:
        made += [*_table(shown), *_folded([one for one in ordered if one not in shown])]
    return "\n".join(made)


def _table(gates: Sequence[GateOutcome]) -> list[str]:
    rows = [(MARKS[o.status], rule_of(o), columns_of(o.by), _because(o)) for o in gates]
    made = ["| verdict | rule | by | why |", "|---|---|---|---|"]
    return [*made, *("| " + " | ".join(map(_cell, row)) + " |" for row in rows), ""]


def _folded(gates: Sequence[GateOutcome]) -> list[str]:
    """One line of HTML, since GitHub wants an empty line on either side of Markdown in it."""
    if not gates:
        return []
    items = "".join(
        f"<li>{MARKS[one.status]}: {_html(rule_of(one))}, by {_html(columns_of(one.by))}</li>"
        for one in gates
    )
    return [f"<details><summary>{len(gates)} more</summary><ul>{items}</ul></details>", ""]


def _because(one: GateOutcome) -> str:
    return why(one).partition(": ")[2]


def _line(text: str) -> str:
    return " ".join(text.split())


def _html(text: str) -> str:
    return _line(text).replace("&", "&amp;").replace("<", "&lt;")


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|").replace("<", "&lt;")
