"""The pages about signals name options that exist, reasons that are given and gates that hold."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from everyhue.catalog.annotated import LAYOUTS
from everyhue.cli.signals import LISTED
from everyhue.signals import picture
from everyhue.signals.report_card import Gates
from everyhue.signals.votes import REASONS

DOCS = Path(__file__).parents[2] / "docs" / "how-to"
PAGES = ("labels-you-have", "annotate", "train-and-run", "audit-a-signal")


def text(page: str) -> str:
    return (DOCS / f"{page}.md").read_text("utf-8")


def options(module: str) -> set[str]:
    command = import_module(module).command
    return {name for each in command.params for name in each.opts}


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_exists(page: str) -> None:
    lines = re.findall(r"^everyhue (signals|audit|index) ?(.*)$", text(page), re.MULTILINE)
    assert lines
    for room, rest in lines:
        name = rest.split()[0] if room != "index" else ""
        if room == "signals":
            assert name in LISTED
            module = f"everyhue.cli.signals.{'import_' if name == 'import' else name}"
        else:
            module = "everyhue.cli.index" if room == "index" else f"everyhue.cli.audit.{name}"
        used = set(re.findall(r"(?<!\S)--[a-z-]+", rest))
        assert used <= options(module.replace("-", "_")), (page, rest)


@pytest.mark.parametrize("page", PAGES)
def test_every_option_spoken_of_is_one_of_some_command(page: str) -> None:
    names = ("import_", "label", "train", "run", "embed", "setup_finder")
    known = {"--catalog"}.union(*(options(f"everyhue.cli.signals.{name}") for name in names))
    known |= options("everyhue.cli.audit.signals") | options("everyhue.cli.index")
    assert set(re.findall(r"`(--[a-z-]+)", text(page))) <= known


def test_reasons_layouts_notes_and_gates_are_told() -> None:
    told = text("labels-you-have")
    assert all(f"`{name}`" in told for name in (*REASONS, *LAYOUTS))
    told = text("train-and-run")
    assert all(f"`{reason}`" in told for reason in picture.REASONS)
    told = text("audit-a-signal")
    for name, sign in (("discoverability", "≥"), ("coverage", "≥"), ("precision", "≥"),
                       ("ratio", "≥"), ("abstention_gap", "≤"), ("ece", "≤")):  # fmt: skip
        line = next(line for line in told.splitlines() if f"`{name}`" in line)
        assert f"{sign} {getattr(Gates(), name):g}".replace("0.", ".") in line
