"""The short form of an audit as Markdown, for a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from everyhue.audit.judging import GateOutcome


def summary(title: str, words: Sequence[str], gates: Sequence[GateOutcome]) -> str:
    """Return what was found and the verdicts as Markdown.

    Examples
    --------
    >>> print(summary("Model audit: a.csv", ["Nothing was asked."], []))
    ## Model audit: a.csv
    <BLANKLINE>
    - Nothing was asked.
    <BLANKLINE>
    """
    made = [f"## {title}", "", *(f"- {sentence}" for sentence in words), ""]
    if gates:
        made += ["| gate | by | verdict | why |", "|---|---|---|---|"]
        made += [
            "| " + " | ".join(map(_cell, (o.gate, ", ".join(o.by), o.status, o.why))) + " |"
            for o in gates
        ]
        made.append("")
    return "\n".join(made)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
