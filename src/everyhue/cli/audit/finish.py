"""How every audit command ends: verdicts, report, exit code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar

import click

from everyhue.cli.audit.show import show, working

if TYPE_CHECKING:
    from everyhue.audit.rules import Rules
    from everyhue.audit.telling import Stated
    from everyhue.types import Tally

F = TypeVar("F", bound=Callable[..., Any])


class Reported(TypedDict):
    """What `report_options` fill in."""

    depth: int | None
    gate: Path | None
    out: Path | None
    card: Stated | None
    open_as: Literal["skipped", "failure"]
    as_json: bool
    suppress: int | None


class Counted(Reported):
    """What `input_options` and `report_options` fill in."""

    engine: Literal["polars", "duckdb", "spark"]


def _card(ctx: click.Context, option: click.Parameter, path: Path | None) -> Stated | None:
    """Read the file of ``--card`` before any data is."""
    from everyhue.audit.telling import read_card

    return None if path is None else read_card(path)


def report_options(function: F) -> F:
    """Add the options of every audit: depth, rules, report folder, how it is written, JSON."""
    file = click.Path(path_type=Path)
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print report.json, nothing else."),
        click.option("--open-as", type=click.Choice(["skipped", "failure"]), default="skipped",
                     show_default=True, help="What a gate that lacks evidence is in junit.xml."),
        click.option("--card", type=file, callback=_card,
                     help="TOML of what only you know, for the model card."),
        click.option("--out", type=file, help="Folder for the report: index.html, report.json, …"),
        click.option("--gate", type=file, help="TOML of gates; without, there is no verdict."),
        click.option("--depth", type=click.IntRange(1),
                     help="Most columns of an intersection. [default: all]"),
        click.option("--suppress", type=click.IntRange(2), metavar="N",
                     help="Hide cells of fewer than N rows, in the report and in the tally."),
    ):  # fmt: skip
        function = option(function)
    return function


def input_options(function: F) -> F:
    """Add the options of every audit that reads rows: the engine."""
    engine = click.option(
        "--engine", type=click.Choice(["polars", "duckdb", "spark"]), default="polars",
        show_default=True, help="What counts the rows.",
    )  # fmt: skip
    return engine(function)


def rules_asked(asked: Reported) -> Rules | None:
    """Return the rules that ``--gate`` names, read before any data is."""
    from everyhue.audit.rules import read_rules

    return None if asked["gate"] is None else read_rules(asked["gate"])


def finish(
    ctx: click.Context, tally: Tally, name: str, rules: Rules | None, asked: Reported
) -> None:
    """Audit a tally, write the report, print the verdicts and exit with their code."""
    from everyhue.audit.kinds import suppressed, told_of
    from everyhue.audit.rules import exit_code
    from everyhue.audit.telling import Writing, write_report

    if asked["suppress"] is not None:
        tally = suppressed(tally, asked["suppress"])
    with working("Writing the report" if asked["out"] else "Judging"):
        told = told_of(tally, rules, depth=asked["depth"], name=name)
        if asked["out"] is not None:
            write_report(told, tally, asked["out"], Writing(asked["card"], asked["open_as"]))
    show(told, asked["out"], asked["as_json"])
    ctx.exit(exit_code([one.status for one in told.gates]))
