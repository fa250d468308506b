"""Pixels of a drawn picture."""

from __future__ import annotations

import io
from importlib import import_module

import numpy as np

from everyhue.errors import missing_extra
from everyhue.signals.regions import Pixels


def rasterised(svg: str, width: int) -> Pixels:
    """Return the pixels of an SVG picture, (H, W, 3) uint8.

    Raises
    ------
    MissingExtraError
        Where resvg-py or pillow is not installed.

    Notes
    -----
    Cost: about 20 ms at 200 pixels of width. Source: resvg.
    """
    try:
        resvg = import_module("resvg_py")
        from PIL import Image
    except ImportError as error:
        raise missing_extra("bench", "resvg-py") from error
    png = resvg.svg_to_bytes(svg_string=svg, width=width, skip_system_fonts=True)
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"))
