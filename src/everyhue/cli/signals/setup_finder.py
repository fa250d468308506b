"""``everyhue signals setup-finder``: the one step that downloads, and says so."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("setup-finder")
@click.argument("folder", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Set up a region finder in FOLDER: MediaPipe in an environment of its own, about 500 MB.

    This is the only command that downloads anything, through pip as you have configured it. Faces
    are found to know where skin is, and forgotten.

    \b
    everyhue signals setup-finder finder/
    everyhue signals run photos/ --model tone.model --finder mediapipe-wheel=finder/ --out t.parquet
    """
    from everyhue.signals.regions.models import setup_models

    setup_models(folder, say=lambda words: click.echo(f"- {words}", err=True))
    click.echo(f"Ready: --finder mediapipe-wheel={folder}")
