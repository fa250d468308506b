"""``everyhue audit catalog``: what items show, what is unknown, and what is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from everyhue.cli.audit.finish import Counted, finish, input_options, report_options, rules_asked
from everyhue.cli.audit.progress import counting


@click.command("catalog")
@click.argument("catalog")
@click.option("--id", "id_column", metavar="COL", help="Column of the ids.")
@click.option("--label", multiple=True, metavar="DIM=COL", help="Column of a dimension's buckets.")
@click.option("--by", metavar="COL,COL", help="Columns by which the unknown is compared.")
@click.option("--category", metavar="COL", help="Column of what an item is about.")
@click.option("--cluster", metavar="COL", help="Column that tells whose item it is.")
@click.option(
    "--sample", type=click.Path(path_type=Path), help="Items with their true bucket, looked at."
)
@click.option("--sure-at", default=0.8, show_default=True, help="Sure from which probability on.")
@click.option("--config", type=click.Path(path_type=Path), help="Settings with your dimensions.")
@input_options
@report_options
@click.pass_context
def command(
    ctx: click.Context, /, *, catalog: str, id_column: str | None, label: tuple[str, ...],
    by: str | None, category: str | None, cluster: str | None, sample: Path | None,
    sure_at: float, config: Path | None, **asked: Unpack[Counted],
) -> None:  # fmt: skip
    """Audit CATALOG: a folder made by `everyhue index`, or Parquet, CSV or JSON Lines with one row
    per item.

    Dimensions are the columns named as in the settings, as in the targets, or by --label; or
    probabilities in columns called dimension:bucket.

    \b
    everyhue audit catalog my.catalog --gate targets.toml --by topic --cluster creator --out report/
    everyhue audit catalog items.parquet --sample looked_at.csv --gate targets.toml --out report/
    """
    from everyhue.audit.catalog import Asked, count_items
    from everyhue.cli.index import declared_dimensions, pairs_of

    rules = rules_asked(asked)
    columns = tuple(part.strip() for part in (by or "").split(",") if part.strip())
    named = Asked(id_column, pairs_of("--label", label), columns, category, cluster, sure_at)
    with counting(name := Path(catalog).name):
        tally = count_items(
            catalog, named, declared=declared_dimensions(config),
            also=rules.targets if rules else (), sample=sample, engine=asked["engine"],
        )  # fmt: skip
    finish(ctx, tally, name, rules, asked)
