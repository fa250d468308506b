"""A picture file as sRGB pixels of a bounded size, or one word that says why not."""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import EveryhueError, missing_extra

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST = 512
"""Default longest side after reading, in pixels."""

MOST_PIXELS = 89_478_485
"""Pixels above which a file is not decoded, whatever it weighs."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "JPEG2000", "PPM")
"""Formats that are opened. None of them starts another program."""

SUFFIXES = (
    ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff",
    ".avif", ".jp2", ".ppm",
)  # fmt: skip

REASONS = (
    "unreadable", "empty_file", "not_a_picture", "too_large", "truncated", "corrupt",
)  # fmt: skip
"""Words for files that give no pixels."""

_ENDINGS = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"), "MPO": (".jpg", ".jpeg", ".mpo"),
    "PNG": (".png",), "WEBP": (".webp",), "GIF": (".gif",), "BMP": (".bmp",),
    "TIFF": (".tif", ".tiff"), "AVIF": (".avif",), "JPEG2000": (".jp2",), "PPM": (".ppm",),
}  # fmt: skip
_ORIENTATION = 274


class PictureError(EveryhueError, ValueError):
    """A file that gives no pixels; `reason` is one of `REASONS`."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What was read.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        sRGB, upright.
    size : (int, int)
        Width and height in the file.
    notes : tuple of str
        What was done on the way and may matter for colour: ``first_frame``, ``from_cmyk``,
        ``from_16_bit``, ``from_profile``, ``greyscale``, ``on_white``, ``rotated``, ``wrong_name``.
    """

    pixels: NDArray[np.uint8]
    size: tuple[int, int]
    notes: tuple[str, ...] = ()


def read_picture(path: str | os.PathLike[str], *, longest: int = LONGEST) -> Picture:
    """Read a picture file.

    Parameters
    ----------
    path : path
        The file; its contents decide the format, not its name.
    longest : int, pixels, ≥ 1
        Longest side of the result; larger pictures are made smaller, smaller ones are left alone.

    Returns
    -------
    Picture
        sRGB pixels: turned as EXIF says, CMYK and embedded profiles converted, 16 bits brought to
        8, of an animation the first frame, transparent parts on white.

    Raises
    ------
    PictureError
        For a file that gives no pixels, with one word of `REASONS`.
    MissingExtraError
        Without Pillow.

    Notes
    -----
    Cost: one decode. A JPEG is decoded at the smallest scale that suffices. Memory is bounded by
    `MOST_PIXELS`, which is looked up in the header before anything is decoded.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> empty = pathlib.Path(tempfile.mkdtemp()) / "a.jpg"
    >>> empty.touch()
    >>> try:
    ...     read_picture(empty)
    ... except PictureError as error:
    ...     print(error.reason)
    empty_file
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise PictureError("unreadable", f"{path}: cannot be read ({error.strerror}).") from error
    if not data:
        raise PictureError("empty_file", f"{path}: holds no bytes.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _decoded(data, Path(path), longest)


def _decoded(data: bytes, path: Path, longest: int) -> Picture:
    image = _opened(data, path)
    size = image.size
    if size[0] * size[1] > MOST_PIXELS:
        raise _too_large(path, size)
    try:
        image.draft("RGB", (longest, longest))
        notes = _notes(image, path)  # reads a PNG to its end, where EXIF may stand
        image.load()
        pixels = _pixels(image, longest)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError) as error:
        cut = any(word in str(error).lower() for word in ("truncated", "end of", "not enough"))
        word = "truncated" if cut else "corrupt"
        raise PictureError(word, f"{path}: cannot be decoded ({error}).") from error
    if "greyscale" not in notes and _is_grey(pixels):
        notes = (*notes, "greyscale")
    return Picture(pixels, size, tuple(sorted(notes)))


def _opened(data: bytes, path: Path) -> Image:
    """Open without decoding; Pillow's own bomb check is stricter than ours only far above it."""
    try:
        from PIL import Image as Pillow
        from PIL import UnidentifiedImageError
    except ImportError:
        raise missing_extra("pictures", "Pillow") from None
    try:
        return Pillow.open(BytesIO(data), formats=FORMATS)
    except Pillow.DecompressionBombError as error:
        raise PictureError("too_large", f"{path}: {error}") from error
    except UnidentifiedImageError:
        known = ", ".join(FORMATS)
        raise PictureError("not_a_picture", f"{path}: none of {known}.") from None
    except (OSError, ValueError, SyntaxError, EOFError, TypeError) as error:
        raise PictureError("corrupt", f"{path}: cannot be opened ({error}).") from error


def _too_large(path: Path, size: tuple[int, int]) -> PictureError:
    return PictureError(
        "too_large",
        f"{path}: {size[0]:,} × {size[1]:,} pixels, expected at most {MOST_PIXELS:,}. "
        "Make it smaller first.",
    )


def _notes(image: Image, path: Path) -> tuple[str, ...]:
    said = {
        "first_frame": image.format != "MPO" and getattr(image, "n_frames", 1) > 1,
        "from_cmyk": image.mode in ("CMYK", "YCCK"),
        "from_16_bit": image.mode.startswith(("I", "F")),
        "greyscale": image.mode in ("1", "L", "LA", "I", "I;16", "F"),
        "rotated": image.getexif().get(_ORIENTATION, 1) not in (0, 1),
        "wrong_name": path.suffix.lower() not in _ENDINGS.get(image.format or "", ()),
        "on_white": image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info,
        "from_profile": _other_profile(image),
    }
    return tuple(word for word, so in said.items() if so)


def _pixels(image: Image, longest: int) -> NDArray[np.uint8]:
    from PIL import ImageOps

    image = _eight_bits(image)
    image.thumbnail((longest, longest), reducing_gap=2.0)
    ImageOps.exif_transpose(image, in_place=True)
    return np.asarray(_on_white(_srgb(image)), np.uint8)


def _eight_bits(image: Image) -> Image:
    """Bring 16-bit and float greys to 8 bits over their full range."""
    from PIL import Image as Pillow

    if not image.mode.startswith(("I", "F")):
        return image
    values = np.asarray(image, np.float64)
    top = 65_535 if image.mode != "F" and values.max(initial=0) > 255 else 255
    if image.mode == "F" and values.max(initial=0) <= 1:
        top = 1
    scaled = np.clip(np.nan_to_num(values) / top * 255, 0, 255).round().astype(np.uint8)
    return Pillow.fromarray(scaled)


def _other_profile(image: Image) -> bool:
    profile: bytes = image.info.get("icc_profile") or b""
    return profile != b"" and b"sRGB" not in profile and image.mode in ("RGB", "CMYK")


def _srgb(image: Image) -> Image:
    """Convert an embedded profile that is not sRGB; a broken one is passed over."""
    if not _other_profile(image):
        return image
    from PIL import ImageCms

    try:
        profile: Any = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
        made = ImageCms.profileToProfile(
            image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return image if made is None else made


def _on_white(image: Image) -> Image:
    from PIL import Image as Pillow

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Pillow.new("RGBA", clear.size, (255, 255, 255, 255))
        return Pillow.alpha_composite(white, clear).convert("RGB")
    return image.convert("RGB")


def _is_grey(pixels: NDArray[np.uint8]) -> bool:
    """Whether every pixel is, within JPEG's rounding, as much red as green as blue."""
    few = pixels[::4, ::4].astype(np.int16)
    return bool((few.max(axis=2) - few.min(axis=2)).max(initial=0) <= 3)
