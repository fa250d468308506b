"""A group of commands, each imported only when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that lists its commands without importing them.

    Parameters
    ----------
    commands_of : str
        Package whose modules hold ``command``, one a sub-command.
    listed : mapping of str to str
        Sub-commands with their one-line help, in the order a newcomer meets them.
    """

    def __init__(
        self,
        *args: Any,
        commands_of: str = "",
        listed: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self._package, self._listed = commands_of, dict(listed or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in order."""
        return list(self._listed)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        if cmd_name not in self._listed:
            return None
        name = cmd_name.replace("-", "_") + ("_" if iskeyword(cmd_name) else "")
        module = import_module(f"{self._package}.{name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command where an unknown one was typed."""
        if args and args[0] not in self._listed and not args[0].startswith("-"):
            from everyhue.errors import unknown_name

            raise unknown_name("command", args[0], self._listed)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._listed.items()))
