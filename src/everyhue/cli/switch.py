"""``everyhue switch``: the kill switch of a catalog."""

from __future__ import annotations

import click


@click.command("switch")
@click.argument("turn", type=click.Choice(["off", "on", "status"]))
@click.option("--catalog", required=True, type=click.Path(), help="Folder made by everyhue index.")
@click.option("--why", default="", help="Kept with the switch, for whoever finds it off.")
def command(turn: str, catalog: str, why: str) -> None:
    """Turn diversification off or on without a restart.

    Every service of this catalog follows within a second. Off means that people get the original
    order; refining goes on working.
    """
    from everyhue.catalog import Catalog
    from everyhue.service.watched import Switch

    Catalog.open(catalog).close()
    switch = Switch(catalog)
    if turn != "status":
        switch.turn(on=turn == "on", why=why)
    reason = switch.why_off
    if reason is None:
        click.echo("Diversification is on.")
    else:
        click.echo(f"Diversification is off{f': {reason}' if reason else ''}.")
