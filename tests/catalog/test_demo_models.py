"""The demo labelled by models, which err, and whose verdicts travel with it."""

from __future__ import annotations

import time
import warnings

import pytest

from everyhue.catalog import demo_models
from everyhue.catalog.demo import STAMPS, build_demo, open_demo
from everyhue.catalog.demo_models import read_shown
from everyhue.service.app import create_app
from everyhue.service.demo import demo_settings
from everyhue.service.web.audit_errors import error_panels
from everyhue.signals.report_card import Stamp

pytest.importorskip("resvg_py")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    patched = pytest.MonkeyPatch()
    patched.setattr(demo_models, "LEARN", 420)
    patched.setattr(demo_models, "AUDIT", 160)
    path = tmp_path_factory.mktemp("demo") / "model.catalog"
    build_demo(path, n=60, labels="model").close()
    patched.undo()
    return path


def test_labels_are_the_models_and_err(folder, tmp_path):
    with open_demo(folder, n=60, labels="model") as catalog:
        facts, counts = catalog.facts, catalog.label_counts()
    assert facts["labels:skin_tone"].startswith("signal-")
    with build_demo(tmp_path / "exact.catalog", n=60) as exact:
        assert exact.label_counts() != counts
        assert "labelled" not in exact.facts
    assert all(sum(held.values()) == 60 for held in counts.values())


def test_the_other_switch_builds_anew(folder, monkeypatch):
    def never(*_, **__):
        raise AssertionError("built")

    monkeypatch.setattr("everyhue.catalog.demo.build_demo", never)
    open_demo(folder, n=60, labels="model").close()
    with pytest.raises(AssertionError, match="built"):
        open_demo(folder, n=60)


def test_every_dimension_has_a_stamp_of_its_model(folder):
    with open_demo(folder, n=60, labels="model") as catalog:
        for path in sorted((folder / STAMPS).iterdir()):
            stamp = Stamp.load(path)
            assert stamp.source == catalog.facts[f"labels:{stamp.dimension}"]


def audited_page(app):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the client, about the one it is built on
        from starlette.testclient import TestClient
    with TestClient(app, base_url="http://127.0.0.1", headers={"accept": "text/html"}) as browser:
        for _ in range(100):
            page = browser.get("/audit?queries=bob+haircut").text
            if "Relevance kept" in page:
                return page
            time.sleep(0.1)
    raise AssertionError(page)


def test_what_did_not_pass_is_not_offered_and_the_page_says_so(folder):
    with open_demo(folder, n=60, labels="model") as catalog:
        app = create_app(catalog, demo_settings(folder / STAMPS))
        dimensions = app.state.everyhue.snapshot().dimensions
        panels = error_panels(catalog.facts, dimensions)
        page = audited_page(app)
    stamps = {path.stem: Stamp.load(path) for path in (folder / STAMPS).iterdir()}
    for name, dimension in dimensions.items():
        assert (dimension.offer == "off") == (stamps[name].status != "pass")
    assert [panel.offered for panel in panels] == [d.offer != "off" for d in dimensions.values()]
    assert "misstates shares by" in panels[0].text
    off = ", ".join(panel.title for panel in panels if not panel.offered)
    assert off
    assert f"<b>{off}: off.</b>" in page
    assert page.index(": off.</b>") < page.index("Relevance kept") < page.index('id="panel-errors"')


def test_shares_are_shares(folder):
    with open_demo(folder, n=60, labels="model") as catalog:
        shown = read_shown(catalog.facts)
    for rows in shown.values():
        assert sum(row.exact for row in rows) == pytest.approx(1)
        assert sum(row.corrected for row in rows) == pytest.approx(1, abs=1e-6)
        assert all(row.low <= row.corrected <= row.high for row in rows)
    assert read_shown({}) == {}
