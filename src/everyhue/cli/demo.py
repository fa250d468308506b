"""``everyhue demo``: the generated catalog, served, and opened in a browser."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from everyhue.catalog import Catalog

PORT = 8765
SEED = 7


@click.command("demo")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535),
              help="Port; a free one where it is taken.")  # fmt: skip
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.option("--n", default=3200, show_default=True, type=click.IntRange(10, 100_000))
@click.option("--skew", default=1.0, show_default=True, type=click.FloatRange(0, 10),
              help="How much popularity is made to lean; 0 = not at all.")  # fmt: skip
@click.option("--labels", default="exact", show_default=True,
              type=click.Choice(["exact", "model"]),
              help="Who labels: the recipe of a picture, or models that err.")  # fmt: skip
@click.option("--rebuild", is_flag=True, help="Draw the people again.")
def command(
    port: int, no_open: bool, n: int, skew: float, labels: str, rebuild: bool
) -> None:  # fmt: skip
    """Build the demo catalog, start the server and open the page.

    People are drawn from seeds; nobody in it is real. The second start takes the catalog from the
    cache. With --labels model, refinements are offered only on what passed an audit, and the audit
    page shows by how much the models misstate the catalog. Stop with Ctrl-C.
    """
    from everyhue.catalog.demo import STAMPS
    from everyhue.service.app import create_app
    from everyhue.service.demo import demo_settings
    from everyhue.service.running import address_of, listen, run_app

    bound = listen("127.0.0.1", port, or_any=True)
    catalog = demo_catalog(n, skew, rebuild, labels)
    app = create_app(catalog, demo_settings(catalog.path / STAMPS))
    address = address_of(bound)
    if port and not address.endswith(f":{port}"):
        click.echo(f"Port {port} is taken; a free one is used.")
    run_app(app, bound, lambda: _ready(address, no_open))


def cache_home() -> Path:
    """Return the folder where this platform keeps what can be made again."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "everyhue"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "everyhue"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "everyhue"


def demo_catalog(
    n: int, skew: float, rebuild: bool = False, labels: str = "exact"
) -> Catalog:  # fmt: skip
    """Return the demo catalog from the cache, drawn where it is missing or of an older make."""
    from everyhue.catalog.demo import open_demo

    by = "" if labels == "exact" else f"-{labels}"
    path = cache_home() / f"demo-{n}-{skew:g}{by}.catalog"
    if rebuild:
        shutil.rmtree(path, ignore_errors=True)
    with _progress() as progress:
        return open_demo(path, n=n, seed=SEED, skew=skew, labels=labels, progress=progress)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int | None], None]]:
    """Show a bar for each stage; none where nothing is built."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    parts = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*parts, console=Console(stderr=True)) as bar:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage.capitalize(), total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield report


def _ready(address: str, no_open: bool) -> None:
    click.echo(f"Everyhue demo: {address}   (Ctrl-C stops it)")
    if not no_open:
        import webbrowser

        webbrowser.open(address)
