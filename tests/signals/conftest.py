"""Signals that say what they know: an ordinal world with exact posteriors, blurred on demand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm


class World:
    """Four ordered ranges seen through normal noise, so that P(range | sight) is known exactly."""

    centres = np.array([0.0, 1.5, 3.0, 4.5])

    def __init__(self, noise=(0.55, 0.75, 0.85, 0.8)):
        self.noise = np.asarray(noise)

    def draw(self, rng, n, shares=(0.25,) * 4):
        truth = rng.choice(4, n, p=shares)
        sight = rng.normal(self.centres[truth], self.noise[truth])
        return truth, self.posterior(sight, shares)

    def posterior(self, sight, shares):
        likelihood = norm.pdf(sight[:, None], self.centres, self.noise) * shares
        return likelihood / likelihood.sum(1, keepdims=True)


@pytest.fixture
def world():
    return World()


def sharpened(probs, power):
    """Overconfident (power > 1) or underconfident probabilities."""
    made = probs**power
    return made / made.sum(1, keepdims=True)


@pytest.fixture(scope="session")
def tone_model(tmp_path_factory):
    """A tone model of drawn patches, read as whole pictures: it proves plumbing, nothing else."""
    from everyhue.signals.regions import Region
    from everyhue.signals.tone import ToneSettings, fit_tone
    from everyhue.signals.tone.sight import scene_of, sight_of

    rng = np.random.default_rng(0)
    tones = np.array([(232, 195, 170), (205, 160, 125), (140, 95, 65), (80, 52, 38)])
    truth, sights = np.arange(160) % 4, []
    for tone in truth:
        noise = rng.normal(0, 12, (12, 12, 3)) + rng.normal(0, 14)
        pixels = np.clip(tones[tone] + noise, 0, 255).astype(np.uint8)
        sights.append(sight_of(pixels, Region(np.ones((12, 12), bool)), scene_of(pixels)))
    quick = ToneSettings(forms=("multinomial",), ridges=(1e-3,), folds=2, precision=0.5)
    model = fit_tone(sights, truth, rng, finder="whole", source="drawn patches", settings=quick)
    path = tmp_path_factory.mktemp("model") / "tone.model"
    model.save(path)
    return path
