"""``everyhue audit model``: predictions by group, with intervals and gates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from everyhue.cli.audit.finish import Counted, finish, input_options, report_options, rules_asked
from everyhue.cli.audit.progress import counting

if TYPE_CHECKING:
    from everyhue.metrics.groups.columns import Task


@click.command("model")
@click.argument("predictions")
@click.option("--label", required=True, metavar="COL", help="Column of what was true.")
@click.option("--prediction", metavar="COL", help="Column of what was decided.")
@click.option("--score", metavar="COL", help="Column of scores in [0, 1].")
@click.option("--threshold", default=0.5, show_default=True, help="Score a row is selected from.")
@click.option(
    "--task", type=click.Choice(["binary", "multiclass", "regression"]), default="binary",
    show_default=True,
    help="A yes or no, one of several classes, or a number. Never guessed: a third value in a "
    "column of yes and no is refused, unless --positive or this says what it is.",
)  # fmt: skip
@click.option("--positive", metavar="VALUE", help="What counts as positive, if not 1 or true.")
@click.option("--by", required=True, metavar="COL,COL", help="Group columns, by comma.")
@click.option("--cluster", metavar="COL", help="Column that tells whose row it is.")
@click.option("--weight", metavar="COL", help="Column of weights.")
@input_options
@report_options
@click.pass_context
def command(
    ctx: click.Context, /, *, predictions: str, label: str, prediction: str | None,
    score: str | None, threshold: float, positive: str | None, by: str, cluster: str | None,
    weight: str | None, task: Task, **asked: Unpack[Counted],
) -> None:  # fmt: skip
    """Audit PREDICTIONS: Parquet, CSV or JSON Lines, one row per decision.

    A file, a folder or a pattern in quotes; with --engine spark also a table, such as shop.scored.

    \b
    everyhue audit model predictions.parquet --label y --score s --by skin_tone,gender --out report/
    everyhue audit model predictions.csv --label y --prediction yhat --by race --gate gates.toml
    everyhue audit model predictions.csv --label kind --prediction said --task multiclass --by age
    everyhue audit model predictions.csv --label price --prediction yhat --task regression --by town
    """
    from everyhue.audit.model.read import count_file
    from everyhue.metrics.groups import Columns

    groups = tuple(part.strip() for part in by.split(",") if part.strip())
    columns = Columns(label, groups, prediction, score, threshold, positive, weight, cluster, task)
    rules = rules_asked(asked)
    with counting(name := Path(predictions).name) as told:
        tally = count_file(predictions, columns, asked["engine"], told=told)
    finish(ctx, tally, name, rules, asked)
