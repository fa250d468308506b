"""``everyhue init``: a commented settings file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click


@click.command("init")
@click.option("--out", default="everyhue.toml", show_default=True, type=click.Path())
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def command(out: str, force: bool) -> None:
    """Write a commented everyhue.toml: every setting, with its default."""
    from everyhue.errors import FileError
    from everyhue.files import whole_file

    target = Path(out)
    if target.exists() and not force:
        raise FileError(f"{target}: it is there already. Replace it with --force.")
    text = (files("everyhue.service") / "everyhue.toml").read_text("utf-8")
    with whole_file(target) as scratch:
        scratch.write_text(text, "utf-8")
    click.echo(f"Wrote {target}. Next: everyhue index items.csv --out my.catalog")
