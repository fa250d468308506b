"""Settings of the demo: its made popularity counts, as clicks do in a real service."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from everyhue.catalog import Catalog
from everyhue.ranking.config import SURFACES, PathConfig, SurfaceConfig
from everyhue.service.settings import Settings
from everyhue.service.state import DemoFacts

SKEWED, LEVEL = "popularity", "popularity_no_skew"
"""The demo's two priors: with the made skew, and without."""

_WEIGHT = 0.3
_FEED_KEEP = 0.8


def demo_settings(stamps: Path | None = None) -> Settings:
    """Return the settings of the demo: popularity counts, and buckets take turns.

    `stamps` is the folder of verdicts on the models that labelled it, where models did.

    Round robin is the rule a newcomer can follow on the page. On the feed relevance *is*
    popularity, so its floor lies lower there.

    Examples
    --------
    >>> demo_settings().path.surface("search").prior
    'popularity'
    """
    surface = SurfaceConfig(strategy="round_robin", prior=SKEWED, prior_weight=_WEIGHT)
    surfaces = dict.fromkeys(SURFACES, surface) | {"feed": replace(surface, keep=_FEED_KEEP)}
    audited = {} if stamps is None else {path.stem: path for path in stamps.glob("*.json")}
    return Settings(path=PathConfig(surfaces), audited=audited)


def demo_facts(catalog: Catalog) -> DemoFacts | None:
    """Return what is to be said of a demo catalog; ``None`` for any other."""
    facts = catalog.facts
    if "demo" not in facts:
        return None
    return DemoFacts(int(facts["items"]), int(facts["seed"]), float(facts["skew"]))


def level_path(path: PathConfig) -> PathConfig:
    """Return the settings with the demo's popularity taken without its made skew."""
    surfaces = {
        name: replace(surface, prior=LEVEL) if surface.prior == SKEWED else surface
        for name, surface in path.surfaces.items()
    }
    return replace(path, surfaces=surfaces)
