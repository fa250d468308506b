"""axe-core finds nothing to complain about, in any state, light or dark, small or large."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

PHONE, DESKTOP = (390, 844), (1280, 800)
STATES = {
    "feed": ("/", ""),
    "search": ("/search?q=curly+bob", ""),
    "refined": ("/search?q=curly+bob&refine=skin_tone:deep&refine=hair_pattern:coily", ""),
    "compare": ("/search?q=everyday+makeup&view=compare", ""),
    "why": ("/search?q=curly+bob", "#why-button"),
    "item": ("/item/p00003", ""),
    "audit": ("/audit?queries=curly+bob%0Anurse", ""),
    "nothing": ("/search?q=qzxv", ""),
    "about": ("/about", ""),
    "lost": ("/no/such/page", ""),
    "login": ("/login", ""),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(visit: Callable[..., Any], state: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    path, click = STATES[state]
    size = PHONE if scheme == "dark" else DESKTOP
    page = visit(path, size, scheme, fails=state == "lost")
    if click:
        page.click(click)
    if state == "audit":
        page.wait_for_selector(".panel")
        page.locator(".panel summary").first.click()
    found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]][:4]) for v in found] == []
