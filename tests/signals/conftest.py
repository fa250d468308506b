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
