"""The pages of group measures, and of peers, say what the code says."""

import importlib.util
import re
from pathlib import Path

import pytest

from everyhue.metrics.groups import ALIASES, RATES

ROOT = Path(__file__).parents[3]
SPEC = importlib.util.spec_from_file_location("group_pages", ROOT / "tools/group_pages.py")
TOOL = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(TOOL)
PAGES = dict(TOOL.pages())


@pytest.mark.parametrize("path", sorted(PAGES), ids=lambda path: path.stem)
def test_tables_are_as_made(path):
    held = path.read_text("utf-8")
    assert held == TOOL.made(held, PAGES[path]), "run: python tools/group_pages.py"


def test_every_rate_and_alias_is_told():
    page = TOOL.REFERENCE.read_text("utf-8")
    for rate in RATES.values():
        assert f"| `{rate.name}` | {', '.join(rate.of)} | {rate.rows}" in page
    for alias in ALIASES:
        assert f"| `{alias.name}` | " in page
        assert f"| {alias.convention} |\n" in page


def test_every_peer_has_a_page_that_names_its_version():
    assert set(TOOL.PEERS) == {alias.peer for alias in ALIASES} - {"everyhue"}
    for peer, name in TOOL.PEERS.items():
        page = (TOOL.DOCS / f"how-to/{name}.md").read_text("utf-8")
        assert re.search(r"[0-9]+\.[0-9]+(\.[0-9]+)?, on random|`smclarify` 0\.5", page)
        assert all(f"| `{a.name}` | " in page for a in ALIASES if a.peer == peer)
