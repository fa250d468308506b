"""A camera in the world: light of some colour, half corrected, and everything that follows."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np

from everyhue.errors import bad_value, missing_extra
from everyhue.signals.given import Floats
from everyhue.signals.regions import Pixels
from everyhue.signals.tone.exposures import LINEAR, Light

KELVIN = (2800.0, 9500.0)
BALANCE = (0.5, 1.0)
STOPS = (-1.0, 1.0)
SHADOW_SHARE = 0.35

_TO_SRGB = np.array(
    [[3.2409699, -1.5373832, -0.4986108], [-0.9692436, 1.8759675, 0.0415551],
     [0.0556301, -0.2039770, 1.0569715]]
)  # fmt: skip
_LUMA = np.array([0.2126, 0.7152, 0.0722])


@dataclass(frozen=True, slots=True)
class Camera:
    """One exposure.

    Parameters
    ----------
    kelvin : float, [2800, 9500]
        Colour temperature of the light.
    balance : float, [0, 1]
        How far white balance corrects it; 1 whole.
    stops : float, [−1, 1]
        Exposure.
    contrast, saturation : float, > 0
        1 changes nothing.
    noise : float, ≥ 0
        Standard deviation of noise at mid grey, in linear light.
    quality : int, [1, 95]
        Of the JPEG.
    shadow : float, [0, 1]
        What a cast shadow takes away on its side; 0 for none.
    angle, edge : float
        Direction of the shadow, radians, and where its edge is, about [−.5, .5] of the width.
    """

    kelvin: float = 6500.0
    balance: float = 1.0
    stops: float = 0.0
    contrast: float = 1.0
    saturation: float = 1.0
    noise: float = 0.0
    quality: int = 92
    shadow: float = 0.0
    angle: float = 0.0
    edge: float = 0.0


def any_camera(rng: np.random.Generator) -> Camera:
    """Draw a camera from the ranges that were studied.

    Examples
    --------
    >>> 2800 <= any_camera(np.random.default_rng(1)).kelvin <= 9500
    True
    """
    warm, cool = (1e6 / kelvin for kelvin in KELVIN)  # even steps of colour, not of kelvin
    return Camera(
        kelvin=1e6 / rng.uniform(cool, warm),
        balance=rng.uniform(*BALANCE),
        stops=rng.uniform(*STOPS),
        contrast=rng.uniform(0.85, 1.2),
        saturation=rng.uniform(0.75, 1.25),
        noise=rng.uniform(0.004, 0.03),
        quality=int(rng.integers(55, 93)),
        shadow=rng.uniform(0.3, 0.65) if rng.random() < SHADOW_SHARE else 0.0,
        angle=rng.uniform(0, 2 * np.pi),
        edge=rng.uniform(-0.25, 0.25),
    )


def taken(pixels: Pixels, camera: Camera, rng: np.random.Generator) -> Pixels:
    """Return what the camera makes of a picture in even light, through its JPEG.

    Order: shadow, light and white balance, exposure, noise, clipping, contrast, saturation, JPEG.

    Notes
    -----
    Cost: about 10 ms at 200 × 250 pixels.
    """
    light = LINEAR[pixels]
    if camera.shadow:
        light *= _shade(pixels.shape, camera)[..., None]
    light *= (gains(camera.kelvin) ** (1 - camera.balance) * 2.0**camera.stops).astype(np.float32)
    grain = rng.standard_normal(light.shape, np.float32) * np.float32(camera.noise)
    light += grain * np.sqrt(light + np.float32(0.02))
    seen = np.clip(light, 0, 1)
    shown = np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)
    shown = (shown - 0.5) * camera.contrast + 0.5
    grey = (shown @ _LUMA.astype(np.float32))[..., None]
    shown = grey + (shown - grey) * camera.saturation
    return _through_jpeg((np.clip(shown, 0, 1) * 255 + 0.5).astype(np.uint8), camera.quality)


def gains(kelvin: float) -> Floats:
    """Return the gains of red, green and blue of a light, luminance kept; 1, 1, 1 near 6,500 K.

    Raises
    ------
    InputError
        For a temperature outside [1667, 25000].

    Notes
    -----
    Source: Kim et al. 2002, cubic approximation of the Planckian locus.

    Examples
    --------
    >>> gains(2800).round(1).tolist()
    [1.8, 0.8, 0.2]
    """
    if not 1667 <= kelvin <= 25000:
        raise bad_value("kelvin", kelvin, "a colour temperature from 1667 to 25000")
    found = _linear_white(kelvin) / _linear_white(6504.0)
    return np.asarray(found / (_LUMA @ found))


def _linear_white(kelvin: float) -> Floats:
    t = 1000 / kelvin
    if kelvin <= 4000:
        x = -0.2661239 * t**3 - 0.2343589 * t**2 + 0.8776956 * t + 0.179910
    else:
        x = -3.0258469 * t**3 + 2.1070379 * t**2 + 0.2226347 * t + 0.240390
    if kelvin <= 2222:
        y = -1.1063814 * x**3 - 1.34811020 * x**2 + 2.18555832 * x - 0.20219683
    elif kelvin <= 4000:
        y = -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867
    else:
        y = 3.0817580 * x**3 - 5.87338670 * x**2 + 3.75112997 * x - 0.37001483
    return np.asarray(np.maximum(_TO_SRGB @ [x / y, 1.0, (1 - x - y) / y], 0.02))


def _shade(shape: tuple[int, ...], camera: Camera) -> Light:
    """What is left of the light: a soft-edged half of the picture is darker."""
    height, width = shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    along = (
        (x - width / 2) * np.cos(camera.angle) + (y - height / 2) * np.sin(camera.angle)
    ) / width
    lit = 1 / (1 + np.exp(-(along - camera.edge) * 30))
    return np.asarray(1 - camera.shadow * (1 - lit), np.float32)


def _through_jpeg(pixels: Pixels, quality: int) -> Pixels:
    try:
        from PIL import Image
    except ImportError as error:
        raise missing_extra("bench", "pillow") from error
    held = io.BytesIO()
    Image.fromarray(pixels).save(held, "JPEG", quality=quality)
    with Image.open(held) as image:
        return np.asarray(image.convert("RGB"))
