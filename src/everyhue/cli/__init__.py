"""The ``everyhue`` command: one file a sub-command, imported only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from everyhue import __version__
from everyhue.errors import EveryhueError

COMMANDS: dict[str, str] = {
    "demo": "Build the demo catalog, start the server and open the page.",
    "replay": "Judge and improve a logged ranking, offline.",
    "audit": "Measure what a model decides, by group, with gates.",
    "rerank": "Re-rank the lists of a file.",
    "index": "Build or update a catalog from CSV, Parquet or JSON Lines.",
    "search": "Search a catalog from the command line.",
    "serve": "Serve a catalog over HTTP, with the page.",
    "init": "Write a commented everyhue.toml.",
    "switch": "Turn diversification off or on without a restart.",
}
"""Sub-commands with their one-line help; ``everyhue.cli.<name>`` holds ``command``."""


class LazyGroup(click.Group):
    """A group that lists its commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module, or suggest the nearest name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"everyhue.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command where an unknown one was typed."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from everyhue.errors import unknown_name

            raise unknown_name("command", args[0], COMMANDS)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
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
