"""``everyhue audit simulate``: what a gate says when the truth is known."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("simulate")
@click.option(
    "--tally", type=click.Path(path_type=Path),
    help="Take the cells of a saved tally. [default: 60 skewed intersections]",
)  # fmt: skip
@click.option(
    "--rows",
    multiple=True,
    type=click.IntRange(1),
    help="Rows of a sample; may come more than once.",
)
@click.option(
    "--rows-per-user", default=1.0, show_default=True, type=click.FloatRange(1, 1000),
    help="Mean rows of a person. Over 1, intervals that know whose rows they are stand beside.",
)  # fmt: skip
@click.option(
    "--rate", default=0.3, show_default=True, type=click.FloatRange(0.001, 0.999),
    help="Share selected, the same in every cell where the truth is even.",
)  # fmt: skip
@click.option(
    "--ratio", default=0.62, show_default=True, type=click.FloatRange(0.01, 0.99),
    help="Of the unfair cell to the others.",
)  # fmt: skip
@click.option(
    "--gate", type=click.Path(path_type=Path),
    help="TOML of gates. [default: 0.8 to 1.25 times the overall rate]",
)  # fmt: skip
@click.option(
    "--runs", default=300, show_default=True, type=click.IntRange(1), help="Samples of each size."
)
@click.option("--seed", default=1, show_default=True, help="The same seed draws the same samples.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the page as Markdown.")
def command(
    *, tally: Path | None, rows: tuple[int, ...], rows_per_user: float, rate: float, ratio: float,
    gate: Path | None, runs: int, seed: int, out: Path | None,
) -> None:  # fmt: skip
    """Show what a gate says when the truth is known, and what a bootstrap of the gap says beside.

    Counts of cells are drawn, not rows, so that ten million rows take seconds.

    \b
    everyhue audit simulate
    everyhue audit simulate --tally report/tally.json --gate gates.toml --rows 50000
    everyhue audit simulate --rows-per-user 5 --rows 100000
    """
    from dataclasses import replace

    from everyhue.audit.model.operating import SIZES, World, operating_page, skewed_shares, world_of
    from everyhue.audit.rules import DEFAULT, read_rules
    from everyhue.files import whole_file
    from everyhue.types import Tally

    even = World(skewed_shares()) if tally is None else world_of(Tally.load(tally))
    gates = DEFAULT if gate is None else read_rules(gate)
    page = operating_page(
        replace(even, rate=rate, rows_per_user=rows_per_user), gates, ratio=ratio,
        sizes=rows or SIZES, runs=runs, seed=seed,
    )  # fmt: skip
    click.echo(page)
    if out is not None:
        with whole_file(out) as scratch:
            scratch.write_text(page + "\n", "utf-8")
