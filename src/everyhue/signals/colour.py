"""Colour as people see it: sRGB to CIELAB and back, hue and chroma, and the typology angle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value
from everyhue.signals.given import Floats

ITA_THRESHOLDS = (55.0, 41.0, 28.0, 10.0, -30.0)
"""Degrees above which an angle falls in each class but the last, in falling order."""

ITA_CLASSES = ("very light", "light", "intermediate", "tan", "brown", "dark")
"""The six classes of the literature; `ITA_THRESHOLDS` lie between them."""

COLOURLESS = 1.0
"""Chroma C* below which hue and typology angle are noise: they are undefined there."""

_TO_XYZ = np.array(
    [
        [0.4123907992659595, 0.3575843393838780, 0.1804807884018343],
        [0.2126390058715104, 0.7151686787677559, 0.0721923153607337],
        [0.0193308187155918, 0.1191947797946259, 0.9505321522496608],
    ]
)
_WHITE = _TO_XYZ.sum(axis=1)  # D65, so that grey has a* = b* = 0 exactly
_FROM_XYZ = np.linalg.inv(_TO_XYZ)
_BEND = 6 / 29


@dataclass(frozen=True, slots=True, eq=False)
class Angles:
    """Angles in degrees, and where they mean something.

    Parameters
    ----------
    degrees : (…,) float64
        Read only where `defined`.
    defined : (…,) bool
        False where the colour has next to no chroma (C* < 1): grey has no hue.
    """

    degrees: Floats
    defined: NDArray[np.bool_]


def srgb_to_lab(colours: ArrayLike) -> Floats:
    """Return CIELAB coordinates (D65, 2° observer) of sRGB colours.

    L* = 116·f(Y) − 16, a* = 500·(f(X) − f(Y)), b* = 200·(f(Y) − f(Z)), on linear light relative to
    white.

    Parameters
    ----------
    colours : (…, 3) array_like
        Whole numbers in [0, 255], or real numbers in [0, 1].

    Returns
    -------
    (…, 3) float64
        L* in [0, 100], a* and b* about [−110, 110].

    Raises
    ------
    InputError
        For another last axis, or a number out of range (NaN included).

    Notes
    -----
    Cost: O(n), about 90 ns a colour. Source: IEC 61966-2-1 (sRGB); CIE 15:2004 (CIELAB).

    Examples
    --------
    >>> srgb_to_lab([[255, 0, 0], [128, 128, 128]]).round(2).tolist()
    [[53.24, 80.09, 67.2], [53.59, 0.0, 0.0]]
    """
    linear = _linear(_unit(colours))
    cubed = _compress(linear @ _TO_XYZ.T / _WHITE)
    x, y, z = np.moveaxis(cubed, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def lab_to_srgb(lab: ArrayLike) -> Floats:
    """Return the sRGB colours of CIELAB coordinates; the inverse of `srgb_to_lab`.

    Parameters
    ----------
    lab : (…, 3) array_like, finite
        L*, a*, b*.

    Returns
    -------
    (…, 3) float64, [0, 1]
        Colours that a screen cannot show are clipped channel by channel.

    Raises
    ------
    InputError
        For another last axis or a number that is not finite.

    Notes
    -----
    Cost: O(n). Source: as `srgb_to_lab`.

    Examples
    --------
    >>> (lab_to_srgb([53.2408, 80.0925, 67.2032]) * 255).round().tolist()
    [255.0, 0.0, 0.0]
    """
    light, red, yellow = np.moveaxis(_lab(lab), -1, 0)
    y = (light + 16) / 116
    cubed = np.stack([y + red / 500, y, y - yellow / 200], axis=-1)
    return _encode(_expand(cubed) * _WHITE @ _FROM_XYZ.T)


def chroma_of(lab: ArrayLike) -> Floats:
    """Return chroma C* = √(a*² + b*²), shape (…,), ≥ 0.

    Examples
    --------
    >>> float(chroma_of([50, 3, 4]))
    5.0
    """
    _, red, yellow = np.moveaxis(_lab(lab), -1, 0)
    return np.asarray(np.hypot(red, yellow))


def hue_of(lab: ArrayLike) -> Angles:
    """Return the hue angle h = atan2(b*, a*) in degrees, [0, 360); undefined where C* < 1.

    Examples
    --------
    >>> hue_of([[50, 0, 20], [50, 0, 0]]).defined.tolist()
    [True, False]
    """
    _, red, yellow = np.moveaxis(_lab(lab), -1, 0)
    return Angles(np.degrees(np.arctan2(yellow, red)) % 360, np.hypot(red, yellow) >= COLOURLESS)


def typology_angle(lab: ArrayLike) -> Angles:
    """Return the individual typology angle: ITA = atan2(L* − 50, b*) · 180/π.

    On photographs a mild colour cast moves it by up to 37°, while L* moves by 1–3: never use it
    alone.

    Parameters
    ----------
    lab : (…, 3) array_like, finite
        L*, a*, b*.

    Returns
    -------
    Angles
        Degrees in (−180, 180]; higher is lighter for b* > 0.

    Raises
    ------
    InputError
        For another last axis or a number that is not finite.

    Notes
    -----
    Undefined when: C* < 1; a grey picture has no typology. Cost: O(n).
    Source: Chardon, Cretois, Hourseau 1991.

    Examples
    --------
    >>> typology_angle([[60, 10, 10]]).degrees.tolist()
    [45.0]
    """
    light, red, yellow = np.moveaxis(_lab(lab), -1, 0)
    angle = np.degrees(np.arctan2(light - 50, yellow))
    return Angles(angle, np.hypot(red, yellow) >= COLOURLESS)


def ita_class(angles: Angles) -> NDArray[np.intp]:
    """Return the index of each angle's class in `ITA_CLASSES`, −1 where it is undefined.

    Notes
    -----
    A threshold itself belongs to the darker class. Source: Del Bino, Bernerd 2013, table 1.

    Examples
    --------
    >>> ita_class(typology_angle([[60, 10, 10], [20, 8, 9], [50, 0, 0]])).tolist()
    [1, 5, -1]
    """
    rising = -np.asarray(ITA_THRESHOLDS)
    found = np.searchsorted(rising, -angles.degrees, side="right")
    return np.where(angles.defined, found, -1)


def _unit(colours: ArrayLike) -> Floats:
    given = np.asarray(colours)
    top = 255 if given.dtype.kind in "iu" else 1
    if given.ndim < 1 or given.shape[-1] != 3:
        raise bad_value("colours", given.shape, "shape (…, 3)")
    scaled = given.astype(np.float64) / top
    if not ((scaled >= 0) & (scaled <= 1)).all():
        raise bad_value(
            "colours", [float(given.min()), float(given.max())],
            "whole numbers from 0 to 255 or real numbers from 0 to 1",
        )  # fmt: skip
    return scaled


def _lab(lab: ArrayLike) -> Floats:
    given = np.asarray(lab, np.float64)
    if given.ndim < 1 or given.shape[-1] != 3 or not np.isfinite(given).all():
        raise bad_value("lab", given.shape, "shape (…, 3), finite L*, a*, b*")
    return given


def _linear(encoded: Floats) -> Floats:
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _encode(linear: Floats) -> Floats:
    held = np.clip(linear, 0, 1)
    return np.where(held <= 0.0031308, held * 12.92, 1.055 * held ** (1 / 2.4) - 0.055)


def _compress(ratio: Floats) -> Floats:
    return np.where(ratio > _BEND**3, np.cbrt(ratio), ratio / (3 * _BEND**2) + 4 / 29)


def _expand(cubed: Floats) -> Floats:
    return np.where(cubed > _BEND, cubed**3, 3 * _BEND**2 * (cubed - 4 / 29))
