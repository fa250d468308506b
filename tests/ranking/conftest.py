"""A small real catalog: many straight-haired items near the query, few coily ones further off."""

from __future__ import annotations

import numpy as np
import pytest

from everyhue.catalog import Catalog, Item
from everyhue.signals import SHIPPED

HAIR = ("protective", "coily", "curly", "wavy", "straight", "shaved_bald")
TONE = ("light", "light_medium", "medium_deep", "deep")


def _items(n: int = 600, seed: int = 3) -> list[Item]:
    rng = np.random.default_rng(seed)
    items = []
    for i in range(n):
        hair = rng.choice(HAIR, p=[0.06, 0.02, 0.15, 0.2, 0.5, 0.07])
        tone = rng.choice(TONE, p=[0.6, 0.25, 0.1, 0.05])
        words = ["bob haircut", "bob hairstyle with fringe", "long hair styled", "garden party"]
        text = f"{words[i % 4]} number {'very ' * (hair == 'coily')}{i}"
        unknown = i % 9 == 0
        items.append(
            Item(
                f"i{i:03d}",
                text,
                labels={
                    "hair_pattern": None if unknown else str(hair),
                    "skin_tone": None if unknown else str(tone),
                },
                reasons={"hair_pattern": "covered", "skin_tone": "no_person"} if unknown else {},
                priors={"popularity": float(rng.random())},
            )
        )
    return items


@pytest.fixture(scope="session")
def catalog(tmp_path_factory):
    path = tmp_path_factory.mktemp("ranking") / "looks.catalog"
    Catalog.create(path, _items(), dimensions=SHIPPED).close()
    with Catalog.open(path) as opened:
        yield opened


@pytest.fixture
def snapshot(catalog):
    return catalog.snapshot()
