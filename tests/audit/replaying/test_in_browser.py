"""The report in a real browser: accessible, alone, and no wider than a phone."""

from __future__ import annotations

import pytest

from everyhue.audit import Plan, replay
from everyhue.audit.replaying import tell_replay, write_replay

from .conftest import by_tone

pytestmark = pytest.mark.browser


def test_axe_finds_nothing_and_nothing_is_asked_for(browser, lists, tmp_path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = replay(lists, {"by_tone": by_tone()}, sweeps={"by_tone": by_tone}, plan=Plan(swept=4))
    write_replay(tell_replay(found), found, tmp_path)
    for width, scheme in ((390, "dark"), (1280, "light")):
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto((tmp_path / "index.html").as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        violations = axe.run(page).response["violations"]
        assert [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in violations] == []
        assert len(asked) == 1
        assert page.evaluate("document.documentElement.scrollWidth") == width
        visible = page.locator(".drawing:visible").count()
        assert visible == page.locator(".chart").count()
        page.close()
