"""``everyhue search``: ask a catalog from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.table import Table

    from everyhue.service.wire import Answer, Shown


@click.command("search")
@click.argument("query")
@click.option("--catalog", required=True, type=click.Path(), help="Folder made by everyhue index.")
@click.option("--config", type=click.Path(), help="Settings file. [default: ./everyhue.toml]")
@click.option("--k", default=10, show_default=True, help="Results on a page.")
@click.option("--refine", multiple=True, help="Your own choice, dimension:bucket.")
@click.option("--no-diversify", is_flag=True, help="Keep the original order.")
@click.option("--strategy", help="Re-ranker, in place of the setting's.")
@click.option("--locale", default="", help="Language of the words; empty tries all.")
@click.option("--cursor", help="next_cursor of the page before.")
@click.option("--why", is_flag=True, help="Tell why the results are in this order.")
@click.option("--json", "as_json", is_flag=True, help="Print what the HTTP API answers.")
def command(
    query: str, catalog: str, config: str | None, why: bool, as_json: bool, **asked: Any
) -> None:
    """Search a catalog, as GET /v1/search does."""
    import msgspec

    from everyhue.catalog import Catalog
    from everyhue.cli.serve import config_file
    from everyhue.service.answers import answer_json
    from everyhue.service.params import checked_params
    from everyhue.service.settings import load_settings
    from everyhue.service.state import AppState
    from everyhue.service.wire import Answer, SearchParams

    diversify = "off" if asked.pop("no_diversify") else None
    params = checked_params({"q": query, "diversify": diversify, **asked}, SearchParams)
    state = AppState(Catalog.open(catalog), load_settings(config_file(config)))
    state.warm()  # a command starts cold; the deadline is for the request alone
    text = answer_json(state, "search", params)
    if as_json:
        click.echo(text)
    else:
        _show(msgspec.json.decode(text, type=Answer), why)
    state.close()


def _show(answer: Answer, why: bool) -> None:
    from rich.console import Console

    console = Console(soft_wrap=False)
    if answer.items:
        console.print(_table(answer), markup=False)
    told = answer.explanation or {}
    console.print(told.get("headline", ""), markup=False, highlight=False)
    if why:
        for sentence in told.get("sentences", ()):
            console.print(f"- {sentence}", markup=False, highlight=False)
    if answer.refinable:
        offered = "; ".join(f"{name}: {', '.join(b)}" for name, b in answer.refinable.items())
        console.print(f"Refine by {offered}", markup=False, highlight=False)
    if answer.page.next_cursor and why:
        click.echo(f"Next page: --cursor {answer.page.next_cursor}")


def _table(answer: Answer) -> Table:
    from rich.table import Table
    from rich.text import Text

    names = list(answer.items[0].labels)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in ("#", "was", "id", "text", *names):
        table.add_column(title, justify="right" if title in ("#", "was") else "left")
    for item in answer.items:
        table.add_row(*(Text(cell) for cell in _cells(item, names)))
    return table


def _cells(item: Shown, names: list[str]) -> list[str]:
    moved = str(item.original) if item.original != item.position else ""
    return [str(item.position), moved, item.id, item.text, *(item.labels[name] for name in names)]
