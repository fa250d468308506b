"""``everyhue signals label``: a page on which people annotate a sample."""

from __future__ import annotations

from pathlib import Path

import click

PORT = 8770


@click.command("label")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--as", "name", default="skin_tone", show_default=True, metavar="DIM")
@click.option("--n", default=600, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="CSV of raw votes.")
@click.option("--labels", type=click.Path(path_type=Path),
              help="Labels file to draw the sample by: each bucket has its place.")  # fmt: skip
@click.option("--except", "without", type=click.Path(path_type=Path),
              help="Votes or labels of items to leave out: what a signal learnt from.")  # fmt: skip
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535))
@click.option("--seed", default=0, show_default=True, help="Draws the sample and mixes orders.")
@click.option("--config", type=click.Path(path_type=Path), help="Settings with your dimensions.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
def command(
    *, folder: Path, name: str, n: int, out: Path, labels: Path | None, without: Path | None,
    port: int, seed: int, config: Path | None, no_open: bool,
) -> None:  # fmt: skip
    """Open a page on which people annotate a sample of the pictures of FOLDER.

    The page is on this machine only. Each annotator has an order of their own; every answer is on
    disk before the next picture, and the same command goes on where it was. The sample is drawn
    evenly over sub-folders and lightness, or over the buckets of --labels, and kept in
    <out>.sample.txt. 300 to 700 labels train a signal; 250 to 400 a bucket judge one. Let two or
    three people see each picture.

    An audit needs pictures that the signal did not learn from: draw them with --except.

    \b
    everyhue signals label photos/ --as skin_tone --n 600 --out votes.csv
    everyhue signals label photos/ --as skin_tone --n 1200 --except votes.csv --out audit.csv
    """
    from everyhue.cli.signals.asked import bar, dimension_called, names_in
    from everyhue.service.annotate import Ballot, Draw, annotation_app, sample_of_folder
    from everyhue.service.running import address_of, listen, run_app
    from everyhue.signals.labels_file import read_labels

    dimension = dimension_called(name, config)
    held = None if labels is None else read_labels(labels)
    kept = out.with_name(f"{out.name}.sample.txt")
    drawn = Draw(n, seed, frozenset(names_in(without) if without else ()))
    drawn_before = kept.is_file()
    with bar("Looking at pictures") as progress:
        sample = sample_of_folder(folder, drawn, kept, labels=held, progress=progress)
    if drawn_before and len(sample) != n:
        click.echo(
            f"{kept.name} has {len(sample):,} pictures and is kept, so --n {n} draws no more. "
            f"For more, name another --out, with --except {out}.", err=True,
        )  # fmt: skip
    ballot = Ballot(out, dimension, sample, seed)
    bound = listen("127.0.0.1", port, or_any=True)
    address = address_of(bound)

    def ready() -> None:
        before = sum(map(ballot.done, ballot.annotators))
        more = f", {before:,} answers so far" if before else ""
        click.echo(f"{len(sample):,} pictures{more}: {address}   (Ctrl-C stops it)")
        if not no_open:
            import webbrowser

            webbrowser.open(address)

    run_app(annotation_app(ballot, folder), bound, ready)
    answers, people = sum(map(ballot.done, ballot.annotators)), len(ballot.annotators)
    who = "1 person" if people == 1 else f"{people} people"
    click.echo(f"{answers:,} answers by {who} in {out}")
