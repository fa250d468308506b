"""Signals that say what they know: an ordinal world with exact posteriors, blurred on demand."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from everyhue.signals.regions import finder_called


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
def drawn_model():
    """A small tone model fitted on drawn people with exact masks."""
    pytest.importorskip("resvg_py", reason="resvg-py is not installed")
    from everyhue.signals.bench import roll
    from everyhue.signals.bench.proof import fit_tone_of

    return fit_tone_of(roll(range(240), None, width=100), "masks")


@pytest.fixture(scope="session")
def wheel():
    """MediaPipe in an environment of its own."""
    folder = os.environ.get("EVERYHUE_FINDER")
    if not folder:
        pytest.skip("EVERYHUE_FINDER names no folder that `everyhue signals setup-finder` made")
    made = finder_called("mediapipe-wheel", folder=folder)
    yield made
    made.close()


@pytest.fixture(scope="session")
def torch():
    """Torch and what open_clip needs, from the folder that tools/ensure_torch.sh made."""
    folder = os.environ.get("EVERYHUE_TORCH")
    if not folder or not Path(folder, "ready").is_file():
        pytest.skip("EVERYHUE_TORCH names no folder that tools/ensure_torch.sh made")
    sys.path.append(folder)
    try:
        if Path(folder, "sitecustomize.py").is_file():
            runpy.run_path(str(Path(folder, "sitecustomize.py")))
        made = pytest.importorskip("torch", reason="torch does not load")
        made.set_num_threads(1)
        yield made
    finally:
        sys.path.remove(folder)
