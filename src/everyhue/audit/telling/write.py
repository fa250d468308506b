"""The files of an audit: each whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from everyhue.audit.telling.card import Stated, model_card
from everyhue.audit.telling.junit import Open, junit
from everyhue.audit.telling.told import Told
from everyhue.files import whole_file
from everyhue.report import render
from everyhue.types import Tally


@dataclass(frozen=True, slots=True)
class Writing:
    """How the files are written.

    Parameters
    ----------
    card : Stated, optional
        What the operator states for the model card.
    open_as : {"skipped", "failure"}
        What a gate without enough evidence is in ``junit.xml``.
    """

    card: Stated | None = None
    open_as: Open = "skipped"


def write_report(told: Told, tally: Tally, folder: Path, how: Writing | None = None) -> None:
    """Write ``index.html``, ``report.json``, ``summary.md``, ``junit.xml`` and ``tally.json``.

    An audit of a model writes ``model-card.md`` too. Everything is rendered before anything is
    written.
    """
    write_texts(texts(told, how), folder)
    tally.save(folder / "tally.json")


def texts(told: Told, how: Writing | None = None) -> Mapping[str, str]:
    """Return every file of an audit with gates by its name, but for the tally."""
    how = how or Writing()
    xml = junit(told.document.title, told.gates, open_as=how.open_as)
    made = {**pages(told), "junit.xml": xml}
    if told.card is not None:
        made["model-card.md"] = model_card(told.card, how.card)
    return made


def pages(told: Told) -> Mapping[str, str]:
    """Return the files that every report has, by name: page, findings and summary."""
    return {
        "index.html": render(told.page), "report.json": told.json, "summary.md": told.markdown,
    }  # fmt: skip


def write_texts(made: Mapping[str, str], folder: Path) -> None:
    """Write files by name, each whole or not at all."""
    for name, text in made.items():
        with whole_file(folder / name) as scratch:
            scratch.write_text(text, "utf-8")
