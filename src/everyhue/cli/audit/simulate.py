"""``everyhue audit simulate``: what a gate says when the truth is known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from everyhue.errors import bad_value

if TYPE_CHECKING:
    from everyhue.metrics.groups.cells import Floats


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
    *, tally: Path | None, rows: tuple[int, ...], rate: float, ratio: float, gate: Path | None,
    runs: int, seed: int, out: Path | None,
) -> None:  # fmt: skip
    """Show what a gate says when the truth is known, and what a bootstrap of the gap says beside.

    Counts of cells are drawn, not rows, so that ten million rows take seconds.

    \b
    everyhue audit simulate
    everyhue audit simulate --tally report/tally.json --gate gates.toml --rows 50000
    """
    from everyhue.audit.model.operating import SIZES, operating_page, skewed_shares
    from everyhue.audit.rules import DEFAULT, read_rules
    from everyhue.files import whole_file

    shares = skewed_shares() if tally is None else _shares(tally)
    gates = DEFAULT if gate is None else read_rules(gate)
    page = operating_page(
        shares, gates, truth=(rate, ratio), sizes=rows or SIZES, runs=runs, seed=seed
    )
    click.echo(page)
    if out is not None:
        with whole_file(out) as scratch:
            scratch.write_text(page + "\n", "utf-8")


def _shares(path: Path) -> Floats:
    """Share of the rows in each cell of a tally."""
    from everyhue.metrics.groups import Cells
    from everyhue.types import Tally

    rows = Cells.of_tally(Tally.load(path)).rows.sum(1)
    kept = rows[rows > 0]
    if len(kept) < 2:
        raise bad_value(f"cells of {path.name}", len(kept), "at least two with rows")
    shares: Floats = kept / kept.sum()
    return shares
