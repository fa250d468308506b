"""``everyhue audit``: one file a sub-command, imported only when it is called."""

from __future__ import annotations

import click

from everyhue.cli.lazy import LazyGroup

LISTED = {
    "model": "Predictions by group, with intervals and gates.",
    "ranking": "What was shown, by bucket of the items and group of requests.",
    "catalog": "What the items of a catalog show, what is unknown, and what is not there.",
    "diff": "Say what changed between two reports, and whether it is more than noise.",
    "signals": "Labels against annotators: may a refinement be switched on?",
    "merge": "Add up saved tallies of parts, and audit the whole.",
    "simulate": "Show what a gate says when the truth is known.",
}


@click.group("audit", cls=LazyGroup, commands_of="everyhue.cli.audit", listed=LISTED)
def command() -> None:
    """Measure by group what models decide and what people are shown, and hold it against gates.

    With gates the exit code is 1 if one fails, else 3 if one lacks evidence, else 0. Without gates
    it is 0. Input that cannot be used exits with 2 and one line that says why.

    \b
    everyhue audit model predictions.csv --label y --prediction yhat --by race --out report/
    everyhue audit merge part-*/tally.json --gate gates.toml --out report/
    """
