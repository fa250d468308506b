"""``everyhue audit model``: predictions by group, with intervals and gates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from everyhue.cli.audit.finish import finish, report_options, rules_asked


@click.command("model")
@click.argument("predictions", type=click.Path(path_type=Path))
@click.option("--label", required=True, metavar="COL", help="Column of what was true.")
@click.option("--prediction", metavar="COL", help="Column of what was decided.")
@click.option("--score", metavar="COL", help="Column of scores in [0, 1].")
@click.option("--threshold", default=0.5, show_default=True, help="Selected from which score on.")
@click.option("--positive", metavar="VALUE", help="What counts as positive, if not 1 or true.")
@click.option("--by", required=True, metavar="COL,COL", help="Group columns, by comma.")
@click.option("--cluster", metavar="COL", help="Column that tells whose row it is.")
@click.option("--weight", metavar="COL", help="Column of weights.")
@report_options
@click.pass_context
def command(
    ctx: click.Context, /, *, predictions: Path, label: str, prediction: str | None,
    score: str | None, threshold: float, positive: str | None, by: str, cluster: str | None,
    weight: str | None, **asked: Any,
) -> None:  # fmt: skip
    """Audit PREDICTIONS: Parquet, CSV or JSON Lines, one row per decision.

    \b
    everyhue audit model predictions.parquet --label y --score s --by skin_tone,gender --out report/
    everyhue audit model predictions.csv --label y --prediction yhat --by race --gate gates.toml
    """
    from everyhue.audit.model.read import count_file
    from everyhue.metrics.groups import Columns

    groups = tuple(part.strip() for part in by.split(",") if part.strip())
    columns = Columns(label, groups, prediction, score, threshold, positive, weight, cluster)
    rules = rules_asked(asked)
    tally = count_file(predictions, columns)
    finish(ctx, tally, predictions.name, rules, asked)
