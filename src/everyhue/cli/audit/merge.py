"""``everyhue audit merge``: saved tallies of parts, judged as one."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from everyhue.cli.audit.finish import Reported, finish, report_options, rules_asked
from everyhue.cli.audit.show import working


@click.command("merge")
@click.argument("tallies", nargs=-1, required=True, type=click.Path(path_type=Path))
@report_options
@click.pass_context
def command(ctx: click.Context, /, *, tallies: tuple[Path, ...], **asked: Unpack[Reported]) -> None:
    """Add up saved TALLIES of parts, and audit the whole as if it had been counted at once.

    Parts must be of the same kind and columns. A person whose rows lie in several parts is still
    one cluster.

    \b
    everyhue audit merge monday/tally.json tuesday/tally.json --gate gates.toml --out week/
    """
    from everyhue.types import Tally

    rules = rules_asked(asked)
    with working("Adding up", len(tallies)) as done:
        total = Tally.load(tallies[0])
        done()
        for path in tallies[1:]:
            total = total + Tally.load(path)
            done()
    finish(ctx, total, f"{len(tallies)} tallies", rules, asked)
