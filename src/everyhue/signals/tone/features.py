"""What a tone model looks at: robust lightness, hue, chroma, spread of skin, and its scene."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from everyhue.signals.tone.exposures import Light, re_exposed
from everyhue.signals.tone.sight import Sight

FEATURES = (
    "lightness", "lightness_squared", "hue", "chroma", "red_green", "yellow_blue", "spread",
    "patch_spread", "scene_lightness", "scene_dark", "scene_bright", "scene_red_green",
    "scene_yellow_blue", "scene_clipped", "scene_black", "over_scene", "lightness_by_scene",
    "lightness_by_bright",
)  # fmt: skip
"""Names of the columns, in order."""

KEPT = (0.25, 0.92)
"""Share of skin pixels, by lightness, below and above which pixels are shadow or shine."""

_TO_XYZ = np.array(
    [[0.4123908, 0.3575843, 0.1804808], [0.2126390, 0.7151687, 0.0721923],
     [0.0193308, 0.1191948, 0.9505322]], np.float32,
)  # fmt: skip
_RATIOS = (_TO_XYZ / _TO_XYZ.sum(axis=1, keepdims=True)).T.copy()


def features_of(sight: Sight) -> NDArray[np.float32]:
    """Return the features of one person under every re-exposure, (15, d).

    Lightness is the median of what is kept between its 25th and 92nd percentile; hue and chroma are
    those of the mean colour kept; spread is the distance of those percentiles; patch spread is
    forehead minus cheeks, 0 where a patch is not seen. Scene features are of the whole picture.
    Columns are about one unit wide.

    Parameters
    ----------
    sight : Sight
        Of one person; without a reason.

    Returns
    -------
    (15, d) float32
        Rows as in `exposures.GAINS`, columns as in `FEATURES`.

    Notes
    -----
    Undefined when: the sight has a reason. Cost: about 1 ms. Source: lightness with hue rather than
    the typology angle, as measured for this project; features are its own composition.
    """
    light, red, yellow, spread, patch = _skin(sight)
    scene = _scene(sight.scene)
    hue = np.arctan2(yellow, np.maximum(red, 1e-3))
    chroma = np.hypot(red, yellow)
    grey, bright = scene[0], scene[2]
    columns = [
        light, light**2, hue, chroma, red, yellow, spread, patch, *scene,
        light - grey, light * grey, light * bright,
    ]  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)


def lab_of(light: Light) -> Light:
    """Return L*/25 − 2, a*/10 and b*/10 of linear light, (…, 3) float32: the scale of features.

    Examples
    --------
    >>> lab_of(np.ones((1, 3), np.float32)).round(3).tolist()
    [[2.0, 0.0, 0.0]]
    """
    ratio = light @ _RATIOS
    cubed = np.where(ratio > 0.008856, np.cbrt(ratio), ratio * 7.787037 + 0.137931)
    x, y, z = cubed[..., 0], cubed[..., 1], cubed[..., 2]
    return np.stack([4.64 * y - 2.64, 50 * (x - y), 20 * (y - z)], axis=-1)


def _skin(sight: Sight) -> tuple[Light, ...]:
    """Lightness, red–green, yellow–blue, spread and patch spread, each (15,)."""
    lab = lab_of(re_exposed(sight.skin))
    order = np.argsort(lab[..., 0], axis=1)
    n = lab.shape[1]
    low, high = int(KEPT[0] * n), max(int(KEPT[0] * n) + 1, int(KEPT[1] * n))
    kept = np.take_along_axis(lab, order[:, low:high, None], axis=1)
    middle = kept[:, (high - low) // 2, 0]
    colour = kept[..., 1:].mean(axis=1)
    spread = kept[:, -1, 0] - kept[:, 0, 0]
    return middle, colour[:, 0], colour[:, 1], spread, _patches(lab[..., 0], sight.patch)


def _patches(lightness: Light, patch: NDArray[np.int8]) -> Light:
    """Forehead minus cheeks, (15,); 0 where one of them is not seen."""
    forehead, cheeks = (lightness[:, patch == code] for code in (0, 1))
    if not (forehead.shape[1] and cheeks.shape[1]):
        return np.zeros(len(lightness), np.float32)
    return np.asarray(forehead.mean(axis=1) - cheeks.mean(axis=1))


def _scene(light: Light) -> list[Light]:
    """Mean, dark and bright lightness, mean colour, and shares burnt out and black."""
    shown = re_exposed(light)
    lab = lab_of(shown)
    level = np.sort(lab[..., 0], axis=1)
    n = level.shape[1]
    burnt, black = (shown >= 0.97).any(axis=2), (shown < 0.003).all(axis=2)
    return [
        level.mean(axis=1), level[:, n // 20], level[:, n - 1 - n // 20],
        lab[..., 1].mean(axis=1), lab[..., 2].mean(axis=1),
        burnt.mean(axis=1, dtype=np.float32), black.mean(axis=1, dtype=np.float32),
    ]  # fmt: skip
