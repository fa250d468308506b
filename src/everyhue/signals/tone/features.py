"""What a tone model looks at: robust lightness, hue, chroma, spread of skin, and its scene."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from everyhue.signals.tone.exposures import Light, re_exposed
from everyhue.signals.tone.sight import Sight

SKIN = (
    "lightness", "hue", "chroma", "red_green", "yellow_blue", "spread", "patch_spread",
    "skin_burnt_red", "skin_burnt_green", "skin_burnt_blue",
)  # fmt: skip
SCENE = (
    "scene_2", "scene_10", "scene_30", "scene_50", "scene_70", "scene_90", "scene_98",
    "scene_red_green_5", "scene_red_green_50", "scene_red_green_95",
    "scene_yellow_blue_5", "scene_yellow_blue_50", "scene_yellow_blue_95",
    "scene_bright_red_green", "scene_bright_yellow_blue", "scene_chroma_10", "scene_chroma_50",
    "scene_burnt_red", "scene_burnt_green", "scene_burnt_blue", "scene_black",
)  # fmt: skip
"""Lightness, colour and chroma at percentiles of the scene, and what is burnt out or black."""

AGAINST = (
    ("lightness", "scene_98"), ("lightness", "scene_90"), ("lightness", "scene_50"),
    ("lightness", "scene_10"), ("red_green", "scene_bright_red_green"),
    ("red_green", "scene_red_green_50"), ("yellow_blue", "scene_bright_yellow_blue"),
    ("yellow_blue", "scene_yellow_blue_50"), ("yellow_blue", "scene_yellow_blue_5"),
)  # fmt: skip
"""Skin minus the scene it is in: what the light does to both falls out."""

BY_LIGHTNESS = (
    "lightness", "hue", "chroma", "red_green", "yellow_blue", "skin_burnt_red", "skin_burnt_blue",
    "scene_2", "scene_30", "scene_50", "scene_70", "scene_98", "scene_yellow_blue_5",
    "scene_yellow_blue_95", "scene_bright_yellow_blue",
)  # fmt: skip
BY_YELLOW_BLUE = (
    "scene_red_green_50", "scene_yellow_blue_5", "scene_yellow_blue_50", "scene_yellow_blue_95",
    "scene_bright_yellow_blue",
)  # fmt: skip
BY_LIGHTNESS_SQUARED = ("lightness", "scene_2", "scene_50", "scene_98", "red_green", "yellow_blue")

PLAIN = (*SKIN, *SCENE, *(f"{one} − {other}" for one, other in AGAINST))
"""What is seen, and differences of it; trees need no products."""

FEATURES = (
    *PLAIN, *(f"lightness × {name}" for name in BY_LIGHTNESS),
    *(f"yellow_blue × {name}" for name in BY_YELLOW_BLUE),
    *(f"lightness² × {name}" for name in BY_LIGHTNESS_SQUARED),
)  # fmt: skip
"""Names of the columns, in order. Products let light decide how colour is read."""

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
    seen = dict(zip(SKIN + SCENE, _skin(sight) + _scene(sight.scene), strict=True))
    light, yellow = seen["lightness"], seen["yellow_blue"]
    columns = [
        *seen.values(),
        *(seen[one] - seen[other] for one, other in AGAINST),
        *(light * seen[name] for name in BY_LIGHTNESS),
        *(yellow * seen[name] for name in BY_YELLOW_BLUE),
        *(light**2 * seen[name] for name in BY_LIGHTNESS_SQUARED),
    ]
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
    """Columns as in `SKIN`, each (15,)."""
    shown = re_exposed(sight.skin)
    lab = lab_of(shown)
    order = np.argsort(lab[..., 0], axis=1)
    n = lab.shape[1]
    low, high = int(KEPT[0] * n), max(int(KEPT[0] * n) + 1, int(KEPT[1] * n))
    kept = np.take_along_axis(lab, order[:, low:high, None], axis=1)
    red, yellow = kept[..., 1:].mean(axis=1).T
    hue, chroma = np.arctan2(yellow, np.maximum(red, 1e-3)), np.hypot(red, yellow)
    spread = kept[:, -1, 0] - kept[:, 0, 0]
    patch = _patches(lab[..., 0], sight.patch)
    middle = kept[:, (high - low) // 2, 0]
    return (middle, hue, chroma, red, yellow, spread, patch, *_burnt(shown))


def _patches(lightness: Light, patch: NDArray[np.int8]) -> Light:
    """Forehead minus cheeks, (15,); 0 where one of them is not seen."""
    forehead, cheeks = (lightness[:, patch == code] for code in (0, 1))
    if not (forehead.shape[1] and cheeks.shape[1]):
        return np.zeros(len(lightness), np.float32)
    return np.asarray(forehead.mean(axis=1) - cheeks.mean(axis=1))


def _scene(light: Light) -> tuple[Light, ...]:
    """Columns as in `SCENE`, each (15,)."""
    shown = re_exposed(light)
    lab = lab_of(shown)
    level, red, yellow = np.sort(lab, axis=1).transpose(2, 0, 1)
    chroma = np.sort(np.hypot(lab[..., 1], lab[..., 2]), axis=1)
    brightest = np.argsort(lab[..., 0], axis=1)[:, -max(1, lab.shape[1] // 20) :]
    bright = np.take_along_axis(lab, brightest[..., None], axis=1).mean(axis=1)
    black = (shown < 0.003).all(axis=2).mean(axis=1, dtype=np.float32)
    return (
        *(_at(level, share) for share in (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)),
        *(_at(colour, share) for colour in (red, yellow) for share in (0.05, 0.5, 0.95)),
        bright[:, 1], bright[:, 2], _at(chroma, 0.1), _at(chroma, 0.5), *_burnt(shown), black,
    )  # fmt: skip


def _at(rising: Light, share: float) -> Light:
    """The value at a share of each row, (15,)."""
    return np.asarray(rising[:, int(share * (rising.shape[1] - 1))])


def _burnt(shown: Light) -> tuple[Light, ...]:
    """Shares of red, green and blue at or near white, each (15,)."""
    return tuple((shown >= 0.97).mean(axis=1, dtype=np.float32).T)
