"""The demo catalog is what it says: drawn, labelled, with a popularity whose skew is made."""

import numpy as np
import pytest

from everyhue.catalog import demo
from everyhue.catalog.demo import build_demo, open_demo


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "demo.catalog"
    build_demo(path, n=60, seed=3).close()
    return path


def test_every_item_has_a_picture_a_caption_and_labels(folder):
    with open_demo(folder, n=60, seed=3) as catalog:
        snapshot = catalog.snapshot()
        assert len(snapshot) == 60
        for card in snapshot.cards(range(60)):
            assert card.text
            assert catalog.media_file(card.image).read_text("utf-8").startswith("<svg")
        assert snapshot.embedder is not None
        assert set(snapshot.labels) == {"skin_tone", "hair_pattern", "body_type"}
        for labels in snapshot.labels.values():
            assert "missing" not in labels.reason


def test_it_is_kept_until_asked_for_another(folder, monkeypatch):
    def never(*_, **__):
        raise AssertionError("built again")

    monkeypatch.setattr(demo, "build_demo", never)
    open_demo(folder, n=60, seed=3).close()
    for other in ({"n": 61, "seed": 3}, {"n": 60, "seed": 4}, {"n": 60, "seed": 3, "skew": 0}):
        with pytest.raises(AssertionError, match="built again"):
            open_demo(folder, **other)


def test_without_skew_both_popularities_agree(tmp_path):
    told = []
    with build_demo(
        tmp_path / "d", n=40, seed=3, skew=0, progress=lambda *step: told.append(step)
    ) as catalog:
        priors = catalog.snapshot().priors
        np.testing.assert_array_equal(priors["popularity"], priors["popularity_no_skew"])
        assert catalog.facts["skew"] == "0.0"
    assert ("pictures", 40, 40) in told
    assert ("items", 40, 40) in told
