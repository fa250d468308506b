"""Settings of the demo: its made popularity counts, as clicks do in a real service."""

from __future__ import annotations

from everyhue.ranking.config import SURFACES, PathConfig, SurfaceConfig
from everyhue.service.settings import Settings

SKEWED, LEVEL = "popularity", "popularity_no_skew"
"""The demo's two priors: with the made skew, and without."""

_WEIGHT = 0.3


def demo_settings() -> Settings:
    """Return the defaults, with the demo's popularity added to relevance on every surface.

    Examples
    --------
    >>> demo_settings().path.surface("search").prior
    'popularity'
    """
    surface = SurfaceConfig(prior=SKEWED, prior_weight=_WEIGHT)
    return Settings(path=PathConfig(dict.fromkeys(SURFACES, surface)))
