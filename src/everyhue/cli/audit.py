"""``everyhue audit``: predictions by group, with intervals, and gates that can say not enough."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from everyhue.errors import bad_value

if TYPE_CHECKING:
    from everyhue.audit.gates import Gates
    from everyhue.audit.model import ModelFindings
    from everyhue.audit.model.tell import ToldModel
    from everyhue.metrics.groups.cells import Floats
    from everyhue.types import Tally


@click.group("audit")
def command() -> None:
    """Measure what a model decides, by group, and hold it against gates.

    With gates the exit code is 1 if one fails, else 3 if one lacks evidence, else 0; 2 is unusable
    input.
    """


@command.command("model")
@click.argument("predictions", type=click.Path(path_type=Path))
@click.option("--label", required=True, metavar="COL", help="Column of what was true.")
@click.option("--prediction", metavar="COL", help="Column of what was decided.")
@click.option("--score", metavar="COL", help="Column of scores in [0, 1].")
@click.option("--threshold", default=0.5, show_default=True, help="Selected from which score on.")
@click.option("--positive", metavar="VALUE", help="What counts as positive, if not 1 or true.")
@click.option("--by", required=True, metavar="COL,COL", help="Group columns, by comma.")
@click.option("--depth", type=click.IntRange(1), help="Most columns of an intersection.")
@click.option("--cluster", metavar="COL", help="Column that tells whose row it is.")
@click.option("--weight", metavar="COL", help="Column of weights.")
@click.option("--gate", type=click.Path(path_type=Path), help="TOML of gates.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the report.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def model(
    ctx: click.Context, *, predictions: Path, label: str, prediction: str | None, score: str | None,
    threshold: float, positive: str | None, by: str, depth: int | None, cluster: str | None,
    weight: str | None, gate: Path | None, out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Audit PREDICTIONS: Parquet, CSV or JSON Lines, one row per decision.

    \b
    everyhue audit model predictions.parquet --label y --score s --by skin_tone,gender --out report/
    everyhue audit model predictions.csv --label y --prediction yhat --by race --gate gates.toml
    """
    from everyhue.audit.gates import read_gates
    from everyhue.audit.model.read import count_file
    from everyhue.metrics.groups import Columns

    groups = tuple(part.strip() for part in by.split(",") if part.strip())
    columns = Columns(label, groups, prediction, score, threshold, positive, weight, cluster)
    gates = None if gate is None else read_gates(gate)
    tally = count_file(predictions, columns)
    _finish(ctx, tally, (gates, depth), (predictions.name, out, as_json))


@command.command("merge")
@click.argument("tallies", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--depth", type=click.IntRange(1), help="Most columns of an intersection.")
@click.option("--gate", type=click.Path(path_type=Path), help="TOML of gates.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the report.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def merge(
    ctx: click.Context, *, tallies: tuple[Path, ...], depth: int | None, gate: Path | None,
    out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Add up saved TALLIES of parts, and audit the whole as if it had been counted at once."""
    from everyhue.audit.gates import read_gates
    from everyhue.types import Tally

    gates = None if gate is None else read_gates(gate)
    total = Tally.load(tallies[0])
    for path in tallies[1:]:
        total = total + Tally.load(path)
    _finish(ctx, total, (gates, depth), (f"{len(tallies)} tallies", out, as_json))


@command.command("simulate")
@click.option(
    "--tally", type=click.Path(path_type=Path),
    help="Take the cells of a saved tally. [default: 60 skewed intersections]",
)  # fmt: skip
@click.option(
    "--rows", multiple=True, type=click.IntRange(1), help="Rows; may come more than once."
)
@click.option("--rate", default=0.3, show_default=True, type=click.FloatRange(0.001, 0.999))
@click.option(
    "--ratio", default=0.62, show_default=True, type=click.FloatRange(0.01, 0.99),
    help="Of the unfair cell to the others.",
)  # fmt: skip
@click.option("--gate", type=click.Path(path_type=Path), help="TOML of gates.")
@click.option("--runs", default=300, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Write the page as Markdown.")
def simulate(
    *, tally: Path | None, rows: tuple[int, ...], rate: float, ratio: float, gate: Path | None,
    runs: int, seed: int, out: Path | None,
) -> None:  # fmt: skip
    """Show what a gate says when the truth is known, and what a bootstrap of the gap says beside.

    Counts of cells are drawn, not rows, so that ten million rows take seconds.
    """
    from everyhue.audit.gates import DEFAULT, read_gates
    from everyhue.audit.model.operating import SIZES, operating_page, skewed_shares
    from everyhue.files import whole_file

    shares = skewed_shares() if tally is None else _shares(tally)
    gates = DEFAULT if gate is None else read_gates(gate)
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


def _finish(
    ctx: click.Context, tally: Tally, rules: tuple[Gates | None, int | None],
    told_to: tuple[str, Path | None, bool],
) -> None:  # fmt: skip
    from everyhue.audit.gates import exit_code
    from everyhue.audit.model import audit_model
    from everyhue.audit.model.tell import tell_model
    from everyhue.audit.model.write import write_model_report

    gates, depth = rules
    name, out, as_json = told_to
    found = audit_model(tally, gates, depth=depth)
    told = tell_model(found, name=name)
    if out is not None:
        write_model_report(told, tally, out)
    _show(found, told, out, as_json)
    ctx.exit(exit_code([one.status for one in found.gates]))


def _show(found: ModelFindings, told: ToldModel, out: Path | None, as_json: bool) -> None:
    if as_json:
        click.echo(told.json)
        return
    for sentence in told.found:
        click.echo(f"- {sentence}")
    for one in found.gates:
        click.echo(f"{one.status:22} {one.gate}, by {', '.join(one.by)}")
    if out is not None:
        click.echo(f"Report: {out / 'index.html'}")
