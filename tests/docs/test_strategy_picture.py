"""The picture of the strategies shows what they do today."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_picture_is_current():
    spec = importlib.util.spec_from_file_location("drawn", ROOT / "tools" / "strategy_picture.py")
    drawn = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(drawn)
    assert drawn.OUT.read_text("utf-8") == drawn.picture()
