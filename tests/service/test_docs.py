"""The reference pages say what the code does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from everyhue.service.openapi import document
from everyhue.service.settings import Diversify, Rules, Server, Surface, Table
from everyhue.service.telemetry import Telemetry
from everyhue.service.wire import PageParams, Served

DOCS = Path(__file__).parents[2] / "docs"
TABLES = {"[server]": Server, "[diversify]": Diversify, "[rules]": Rules,
          "[surfaces.<name>]": Surface}  # fmt: skip


def documented(title: str) -> dict[str, object]:
    """Keys and defaults of one table of the settings page."""
    page = (DOCS / "reference" / "settings.md").read_text("utf-8")
    section = page.split(f"## `{title}`")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| `(.*?)` \|", section, flags=re.MULTILINE)
    return {key: tomllib.loads(f"value = {text}")["value"] for key, text in rows}


@pytest.mark.parametrize("title", TABLES)
def test_every_setting_is_documented_with_its_default(title: str) -> None:
    table: type[Table] = TABLES[title]
    held = documented(title)
    assert list(held) == list(table.model_fields)
    assert table.model_validate(held) == table()


def test_every_parameter_and_outcome_is_documented() -> None:
    page = (DOCS / "reference" / "api.md").read_text("utf-8")
    for name in PageParams.__struct_fields__:
        assert f"| `{name}` |" in page
    for outcome in get_args(Served):
        assert f"| `{outcome}` |" in page
    for path in document()["paths"]:
        assert path in page


def test_every_metric_is_documented() -> None:
    page = (DOCS / "how-to" / "operate.md").read_text("utf-8")
    for metric in Telemetry().registry.collect():
        name = metric.name + ("_total" if metric.type == "counter" else "")
        assert name in page, name
