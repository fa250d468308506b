"""``everyhue serve``: a catalog over HTTP, with the page."""

from __future__ import annotations

from pathlib import Path

import click

DEFAULT_CONFIG = Path("everyhue.toml")


@click.command("serve")
@click.option("--catalog", required=True, type=click.Path(), help="Folder made by everyhue index.")
@click.option("--config", type=click.Path(), help="Settings file. [default: ./everyhue.toml]")
@click.option("--host", help="Address to listen on; any but 127.0.0.1 needs an API key.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 0 takes a free one.")
def command(catalog: str, config: str | None, host: str | None, port: int | None) -> None:
    """Serve a catalog over HTTP, with the page.

    The settings file is read again when it changes. Stop with Ctrl-C.
    """
    from everyhue.service.app import create_app
    from everyhue.service.guard import key_for
    from everyhue.service.running import address_of, listen, run_app
    from everyhue.service.settings import load_settings, with_server

    file = config_file(config)
    settings = with_server(load_settings(file), host=host, port=port)
    key = key_for(settings.server)
    app = create_app(catalog, settings, settings_file=file, key=key)
    bound = listen(settings.server.host, settings.server.port)
    address = address_of(bound)
    run_app(app, bound, lambda: click.echo(f"Everyhue serves {catalog} at {address}"))


def config_file(given: str | None) -> Path | None:
    """Return the settings file: the given one, else the one of this folder, else none."""
    if given is not None:
        return Path(given)
    return DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None
