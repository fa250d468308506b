"""A contact sheet of demo people: ``python -m everyhue.signals.people.sheet out.html --n 120``."""

from __future__ import annotations

import click

from everyhue.files import whole_file
from everyhue.signals.people.items import DemoItem, demo_items
from everyhue.signals.people.scene import draw

_STYLE = (
    "body{{margin:24px;font:13px system-ui;background:{ground};color:{ink}}}"
    "main{{display:grid;grid-template-columns:repeat(auto-fill,{size}px);gap:16px}}"
    "figure{{margin:0}}svg{{width:{size}px;display:block;border-radius:12px}}"
)


@click.command()
@click.argument("out", type=click.Path(dir_okay=False))
@click.option("--n", default=120, show_default=True, help="How many items.")
@click.option("--seed", default=7, show_default=True, help="Which catalog.")
@click.option("--size", default=160, show_default=True, help="Width of a picture in pixels.")
@click.option("--only", default="", help="Only captions or attributes that hold these words.")
@click.option("--dark", is_flag=True, help="Dark page.")
def sheet(out: str, n: int, seed: int, size: int, only: str, dark: bool) -> None:
    """Write a page that shows the first N demo people, to judge the drawing by eye."""
    found = [item for item in demo_items(n if not only else 4000, seed=seed) if _holds(item, only)]
    colours = {"ground": "#17151a", "ink": "#eee"} if dark else {"ground": "#fff", "ink": "#222"}
    style = _STYLE.format(size=size, **colours)
    figures = "".join(_figure(item) for item in found[:n])
    page = f"<!doctype html><meta charset=utf-8><style>{style}</style><main>{figures}</main>"
    with whole_file(out) as scratch:
        scratch.write_text(page, encoding="utf-8")


def _holds(item: DemoItem, words: str) -> bool:
    labels = (str(v) for v in item.labels.values())
    text = " ".join((item.caption, *item.attributes.values(), *labels))
    return all(word in text for word in words.split("+"))


def _figure(item: DemoItem) -> str:
    return f"<figure>{draw(item.seed)}<figcaption>{item.caption}</figcaption></figure>"


if __name__ == "__main__":
    sheet()
