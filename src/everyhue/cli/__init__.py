"""The ``everyhue`` command: one file a sub-command, imported only when it is called."""

from __future__ import annotations

import sys

import click

from everyhue import __version__
from everyhue.cli.lazy import LazyGroup
from everyhue.errors import EveryhueError

COMMANDS: dict[str, str] = {
    "demo": "Build the demo catalog, start the server and open the page.",
    "replay": "Judge and improve a logged ranking, offline.",
    "audit": "Measure models, rankings, catalogs and signals by group, with gates.",
    "signals": "Labels for your content: import, annotate, train, run.",
    "rerank": "Re-rank the lists of a file.",
    "index": "Build or update a catalog from CSV, Parquet or JSON Lines.",
    "search": "Search a catalog from the command line.",
    "serve": "Serve a catalog over HTTP, with the page.",
    "init": "Write a commented everyhue.toml.",
    "switch": "Turn diversification off or on without a restart.",
}
"""Sub-commands with their one-line help; ``everyhue.cli.<name>`` holds ``command``."""


@click.group(
    cls=LazyGroup, commands_of="everyhue.cli", listed=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip
@click.version_option(__version__, prog_name="everyhue")
def group() -> None:
    """See what your content represents, act on it, prove it.

    Start with `everyhue demo`, or with a log you have: `everyhue replay --help`.
    """


def main() -> None:
    """Run the command; a refused input prints one message and exits with 2, without a traceback."""
    try:
        group(prog_name="everyhue")
    except EveryhueError as error:
        click.echo(f"everyhue: {error}", err=True)
        sys.exit(2)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        why = f"{where}{error.strerror or error}"
        click.echo(f"everyhue: {why}. Check the path, its rights and the space left.", err=True)
        sys.exit(2)
