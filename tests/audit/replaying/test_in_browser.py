"""The report in a real browser: accessible, alone, and no wider than a phone."""

from __future__ import annotations

import pytest

from everyhue.audit import Plan, replay
from everyhue.audit.replaying import tell_replay, write_replay

from .conftest import by_tone

pytestmark = pytest.mark.browser


def test_axe_finds_nothing_and_nothing_is_asked_for(looked_at, lists, tmp_path):
    found = replay(lists, {"by_tone": by_tone()}, sweeps={"by_tone": by_tone}, plan=Plan(swept=4))
    write_replay(tell_replay(found), found, tmp_path)
    for page in looked_at(tmp_path / "index.html", ((390, "dark"), (1280, "light"))):
        visible = page.locator(".drawing:visible").count()
        assert visible == page.locator(".chart").count()
