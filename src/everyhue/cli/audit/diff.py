"""``everyhue audit diff``: what changed between two reports, and whether it is more than noise."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--measure", "measures", multiple=True, help="Only this; may come more than once.")
@click.option("--level", default=0.95, show_default=True, type=click.FloatRange(0.5, 0.9999))
@click.option(
    "--adjust", default="holm", show_default=True, help="For many comparisons at once.",
    type=click.Choice(["holm", "benjamini-hochberg"]),
)  # fmt: skip
@click.option(
    "--fail-on", type=click.Choice(["worse"]),
    help="Exit with 1 if a verdict got worse, or a measure changed for the worse beyond noise.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the report.")
@click.pass_context
def command(
    ctx: click.Context, /, *, old: Path, new: Path, measures: tuple[str, ...], level: float,
    adjust: str, fail_on: str | None, as_json: bool, out: Path | None,
) -> None:  # fmt: skip
    """Say what changed from report OLD to report NEW, and whether it is more than noise.

    Each is the report.json of an audit, or the folder it lies in. A tally.json beside it is used
    for bounds from counts.

    \b
    everyhue audit diff main/report.json branch/report.json --fail-on worse
    """
    from everyhue.audit.diff import compare, read_report, tell_diff, write_diff

    found = compare(
        read_report(old), read_report(new), level=level, adjust=adjust,  # type: ignore[arg-type]
        measures=measures,
    )  # fmt: skip
    told = tell_diff(found, (str(old), str(new)))
    if out is not None:
        write_diff(told, out)
    if as_json:
        click.echo(told.json)
    else:
        for sentence in told.found:
            click.echo(f"- {sentence}")
        if out is not None:
            click.echo(f"Report: {out / 'index.html'}")
    ctx.exit(1 if fail_on and found.worse else 0)
