"""The conformance page says what the marks on the tests say, and every strategy has a proof."""

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def tool():
    spec = importlib.util.spec_from_file_location(
        "conformance_page", ROOT / "tools/conformance_page.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_page_is_current():
    page = tool()
    held = page.PAGE.read_text("utf-8")
    assert held == page.page(held), "Run `python tools/conformance_page.py`."


def test_every_strategy_has_a_source_and_a_proof_of_its_own():
    page = tool()
    proved = {name for proof in page.proofs() for name in proof.names}
    assert proved == {*page.sources(), page.EVERY}
    assert all(page.sources().values())


def test_a_mark_is_read_with_all_it_says():
    page = tool()
    (proof,) = (p for p in page.proofs() if p.test.endswith("::test_det_greedy_of_geyik"))
    assert proof.names == ("det_greedy",)
    assert ".172434" in proof.reproduces
    assert "AIF360" in proof.peers
    assert proof.test.startswith("tests/ranking/rerank/test_published.py::")
