"""What an audit prints: the verdict, three findings, the gates, where the report is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from everyhue.audit.telling import Told

FINDINGS = 3
MOST_GATES = 20
STYLES = {"pass": "bold green", "fail": "bold red", "insufficient evidence": "bold magenta"}
SIGNS = {"pass": "✓", "fail": "✕", "insufficient evidence": "?"}


def show(told: Told, out: Path | None, as_json: bool) -> None:
    """Print JSON and nothing else, or words: in colour on a terminal, plain where piped."""
    from rich.console import Console

    if as_json:
        click.echo(told.json)
        return
    console = Console()
    if console.is_terminal:
        _in_colour(told, console)
    else:
        _plain(told)
    if out is not None:
        click.echo(f"Report: {out / 'index.html'}")


def _plain(told: Told) -> None:
    for sentence in told.found[: FINDINGS + 1]:
        click.echo(f"- {sentence}")
    for status, by, rule in _gates(told):
        click.echo(f"{status:22}{by}: {rule}")
    _rest(told)


def _in_colour(told: Told, console: Any) -> None:
    from rich.table import Table
    from rich.text import Text

    verdict, *more = told.found[: FINDINGS + 1]
    sign = SIGNS.get(told.status or "", "–")
    console.print(Text(f"{sign} {verdict}", STYLES.get(told.status or "", "bold")))
    for i, sentence in enumerate(more, 1):
        console.print(Text(f"  {i}. {sentence}"))
    if told.gates:
        table = Table("Verdict", "By", "Rule", box=None, header_style="dim", pad_edge=False)
        for status, by, rule in _gates(told):
            table.add_row(Text(f"{SIGNS[status]} {status}", STYLES[status]), Text(by), Text(rule))
        console.print()
        console.print(table)
        _rest(told)
        console.print()


def _gates(told: Told) -> Iterator[tuple[str, str, str]]:
    from everyhue.audit.telling import columns_of, rule_of, worst_first

    for one in worst_first(told.gates)[:MOST_GATES]:
        yield one.status, columns_of(one.by), rule_of(one)


def _rest(told: Told) -> None:
    more = len(told.gates) - MOST_GATES
    if more > 0:
        click.echo(f"and {more:,} more gates, in the report")


@contextmanager
def working(what: str, total: int | None = None) -> Iterator[Any]:
    """Show that something takes its time, on stderr and on a terminal only.

    Yields what is called after each of `total` parts.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    console = Console(stderr=True)
    parts = (BarColumn(), MofNCompleteColumn()) if total else ()
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), *parts, TimeElapsedColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)
