"""``everyhue signals import``: the operator's own labels come first."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "name", required=True, metavar="DIM", help="What is labelled: skin_tone …")
@click.option("--out", type=click.Path(path_type=Path), help="[default: <file>.<DIM>.parquet]")
@click.option(
    "--votes", type=click.Path(path_type=Path),
    help="Raw votes, where there are several. [default: <file>.<DIM>.votes.csv]",
)  # fmt: skip
@click.option("--item", metavar="COL", help="Column of ids or file names.")
@click.option("--value", metavar="COL", help="Column of labels.")
@click.option("--annotator", metavar="COL", help="Column of who said it.")
@click.option("--map", "own", multiple=True, metavar="WORD=BUCKET", help="A word of yours.")
@click.option(
    "--layout", help="mst-e, facet, ccv2, votes, wide or plain. [default: by its columns]"
)
@click.option("--least", type=click.IntRange(1), help="Votes a label needs. [default: 2, or 1]")
@click.option("--config", type=click.Path(path_type=Path), help="Settings with your dimensions.")
@click.option("--errors", type=click.Path(path_type=Path), help="Write the bad rows to this CSV.")
def command(
    *, file: Path, name: str, out: Path | None, votes: Path | None, item: str | None,
    value: str | None, annotator: str | None, own: tuple[str, ...], layout: str | None,
    least: int | None, config: Path | None, errors: Path | None,
) -> None:  # fmt: skip
    """Take labels from FILE: CSV, Parquet, JSON Lines or a JSON list.

    Known layouts are found by their columns: MST-E, FACET, Casual Conversations v2, votes of
    annotators (one a row, or one column each), and plain item and label. Monk tones 1 to 10 become
    four ranges. Rows that cannot be used are named by line; the others are kept, and so are raw
    votes.

    \b
    everyhue signals import labels.csv --as skin_tone
    everyhue signals import vendor.csv --as hair_pattern --item sku --value hair
    everyhue signals import vendor.csv --as hair_pattern --map locs=protective --map afro=coily
    """
    from everyhue.catalog.annotated import AskedColumns, Words, gather
    from everyhue.cli.signals.asked import (
        dimension_called,
        pairs,
        tell_bad,
        tell_labels,
        write_errors,
    )
    from everyhue.signals.votes import write_votes

    dimension = dimension_called(name, config)
    words = Words(dimension, pairs("--map", own))
    found = gather(file, words, AskedColumns(item, value, annotator), layout=layout, least=least)
    target = out or file.with_name(f"{file.stem}.{name}.parquet")
    found.labelled.save(target)
    if errors is not None:
        write_errors(errors, found.bad)
    tell_bad(file.name, found.bad, errors)
    if found.note:
        click.echo(f"Note: {found.note}", err=True)
    many = len(found.votes.annotators) > 1
    said = f" from {len(found.votes):,} votes" if many else ""
    click.echo(f"{len(found.labelled):,} items{said} (layout {found.layout}).")
    tell_labels(found.labelled.counted(), dimension)
    if many:
        raw = votes or file.with_name(f"{file.stem}.{name}.votes.csv")
        write_votes(raw, found.votes)
        click.echo(f"Raw votes: {raw}")
    click.echo(
        f"Labels: {target}\nNext: everyhue index items.csv --labels {target} --out my.catalog"
    )
