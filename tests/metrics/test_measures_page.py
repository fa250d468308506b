"""The page of measures says what the registry says."""

import importlib.util
from pathlib import Path

from everyhue.registry import entries

ROOT = Path(__file__).parents[2]


def tool():
    spec = importlib.util.spec_from_file_location("measures_page", ROOT / "tools/measures_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_current():
    made = tool()
    held = made.PAGE.read_text("utf-8")
    assert held == made.page(held), "Run `python tools/measures_page.py`."


def test_every_measure_is_on_the_page_once():
    held = tool().PAGE.read_text("utf-8")
    for entry in entries("list_measure"):
        assert held.count(f"\n| `{entry.name}(") == 1, entry.name
