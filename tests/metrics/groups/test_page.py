"""The page of group measures names every rate and every alias."""

from pathlib import Path

from everyhue.metrics.groups import ALIASES, RATES

PAGE = (Path(__file__).parents[3] / "docs/reference/group-measures.md").read_text("utf-8")


def test_every_rate_is_on_the_page():
    for rate in RATES.values():
        assert f"| `{rate.name}` | {', '.join(rate.of)} | {rate.rows}" in PAGE


def test_every_alias_is_on_the_page_with_its_convention():
    for alias in ALIASES:
        assert f"| `{alias.name}` | " in PAGE
        assert f"| {alias.convention} |\n" in PAGE
