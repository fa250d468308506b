"""``everyhue signals embed``: whole pictures to vectors."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("embed")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--embedder", required=True, type=click.Path(path_type=Path),
    help="ONNX file, or folder with an open_clip or TorchScript model and SHA256SUMS.",
)  # fmt: skip
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="File of vectors, .npy."
)
def command(*, folder: Path, embedder: Path, out: Path) -> None:
    """Turn every picture of FOLDER into a vector, with a model you have on disk.

    Names of the files go to <out>.items.txt; a file that gives no vector has a row of zeros, and
    `run` will call it unknown. Models that recognise faces are refused. Nothing is downloaded.

    \b
    everyhue signals embed photos/ --embedder clip.onnx --out v.npy
    """
    import numpy as np

    from everyhue.cli.signals.asked import bar
    from everyhue.errors import bad_value
    from everyhue.files import whole_file
    from everyhue.signals.embedders import open_embedder
    from everyhue.signals.embedders.folder import vectors_of
    from everyhue.signals.running import pictures_in

    if out.suffix != ".npy":
        raise bad_value("--out", str(out), "a name that ends in .npy")
    names, opened = pictures_in(folder), open_embedder(embedder)
    with bar("Pictures") as progress:
        rows, failed = vectors_of(opened, folder, names, progress)
    with whole_file(out) as scratch, scratch.open("wb") as handle:
        np.save(handle, rows)
    with whole_file(out.with_suffix(".items.txt")) as scratch:
        scratch.write_text("".join(f"{name}\n" for name in names), "utf-8")
    for name, why in list(failed.items())[:10]:
        click.echo(f"{name}: {why.replace('_', ' ')}", err=True)
    click.echo(f"{len(names) - len(failed):,} vectors of length {rows.shape[1]} by {opened.id}; "
               f"{len(failed):,} files gave none.")  # fmt: skip
