"""Any file is either upright sRGB pixels of a bounded size or one word."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest

from everyhue.signals.picture import MOST_PIXELS, PictureError, read_picture

pil = pytest.importorskip("PIL.Image")


def colours(height=40, width=60):
    made = np.zeros((height, width, 3), np.uint8)
    made[:, : width // 2] = (200, 120, 80)
    made[:, width // 2 :] = (40, 60, 160)
    return made


def saved(tmp_path, name, image, form, **more):
    path = tmp_path / name
    image.save(path, form, **more)
    return path


def reason(path):
    with pytest.raises(PictureError) as caught:
        read_picture(path)
    assert str(path) in str(caught.value)
    return caught.value.reason


def test_plain_png_is_exact(tmp_path):
    path = saved(tmp_path, "a.png", pil.fromarray(colours()), "PNG")
    read = read_picture(path)
    assert np.array_equal(read.pixels, colours())
    assert read.size == (60, 40)
    assert read.notes == ()


def test_large_ones_are_made_smaller_and_small_ones_left(tmp_path):
    path = saved(tmp_path, "a.jpg", pil.fromarray(colours(900, 1800)), "JPEG")
    read = read_picture(path, longest=512)
    assert read.pixels.shape == (256, 512, 3)
    assert read.size == (1800, 900)


@pytest.mark.parametrize(
    "content, word",
    [
        (b"", "empty_file"),
        (b"hello, this is no picture", "not_a_picture"),
        (b"<svg xmlns='x'></svg>", "not_a_picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not_a_picture"),
    ],
)
def test_what_is_no_picture(tmp_path, content, word):
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    assert reason(path) == word


def test_a_missing_file_and_a_folder_are_unreadable(tmp_path):
    assert reason(tmp_path / "no.jpg") == "unreadable"
    assert reason(tmp_path) == "unreadable"


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_cut_file_is_truncated(tmp_path, form):
    noise = np.random.default_rng(0).integers(0, 256, (200, 200, 3), np.uint8)
    path = saved(tmp_path, "a.img", pil.fromarray(noise), form)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert reason(path) == "truncated"


def test_garbage_within_is_corrupt(tmp_path):
    path = saved(tmp_path, "a.png", pil.fromarray(colours()), "PNG")
    data = bytearray(path.read_bytes())
    spot = data.index(b"IDAT") + 8
    data[spot : spot + 12] = b"garbage here"
    path.write_bytes(bytes(data))
    assert reason(path) == "corrupt"


def bomb(width, height):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind, body):
        crc = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)

    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("side", [9_500, 12_000, 60_000])
def test_a_bomb_is_never_decoded(tmp_path, side):
    assert side * side > MOST_PIXELS
    path = tmp_path / "bomb.png"
    path.write_bytes(bomb(side, side))
    assert reason(path) == "too_large"


def test_cmyk_is_turned_into_rgb(tmp_path):
    path = saved(tmp_path, "a.jpg", pil.fromarray(colours()).convert("CMYK"), "JPEG", quality=95)
    read = read_picture(path)
    assert "from_cmyk" in read.notes
    assert np.abs(read.pixels[:, 5].astype(int) - (200, 120, 80)).max() < 12


def test_sixteen_bits_keep_their_range(tmp_path):
    ramp = np.linspace(0, 65_535, 60).astype(np.uint16)[None].repeat(40, 0)
    path = saved(tmp_path, "a.png", pil.fromarray(ramp), "PNG")
    read = read_picture(path)
    assert "from_16_bit" in read.notes
    assert "greyscale" in read.notes
    assert read.pixels[0, 0, 0] == 0
    assert read.pixels[0, -1, 0] == 255
    assert abs(int(read.pixels[0, 30, 0]) - 130) < 3


def test_the_first_frame_of_an_animation(tmp_path):
    frames = [pil.fromarray(np.full((20, 20, 3), value, np.uint8)) for value in (250, 10)]
    path = tmp_path / "a.gif"
    frames[0].save(path, "GIF", save_all=True, append_images=frames[1:])
    read = read_picture(path)
    assert "first_frame" in read.notes
    assert read.pixels.mean() > 240


@pytest.mark.parametrize("turn", range(1, 9))
def test_exif_turns_every_way(tmp_path, turn):
    upright = colours(40, 60)
    image = pil.fromarray(upright)
    methods = {
        2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE",
        6: "ROTATE_90", 7: "TRANSVERSE", 8: "ROTATE_270",
    }  # fmt: skip
    stored = image.transpose(getattr(pil.Transpose, methods[turn])) if turn > 1 else image
    exif = pil.Exif()
    exif[274] = turn
    path = saved(tmp_path, "a.png", stored, "PNG", exif=exif)
    read = read_picture(path)
    assert np.array_equal(read.pixels, upright)
    assert ("rotated" in read.notes) == (turn > 1)


def test_a_wrong_name_is_noted_and_read(tmp_path):
    read = read_picture(saved(tmp_path, "a.jpg", pil.fromarray(colours()), "PNG"))
    assert read.notes == ("wrong_name",)
    assert np.array_equal(read.pixels, colours())


def test_transparent_parts_are_white(tmp_path):
    clear = np.zeros((20, 20, 4), np.uint8)
    read = read_picture(saved(tmp_path, "a.png", pil.fromarray(clear), "PNG"))
    assert read.pixels.min() == 255
    assert "on_white" in read.notes


def test_grey_is_noted_however_it_is_stored(tmp_path):
    grey = pil.fromarray(np.arange(0, 200, 5, np.uint8)[None].repeat(40, 0))
    for name, image, form in (("l.png", grey, "PNG"), ("rgb.jpg", grey.convert("RGB"), "JPEG")):
        assert "greyscale" in read_picture(saved(tmp_path, name, image, form)).notes
    path = saved(tmp_path, "c.png", pil.fromarray(colours()), "PNG")
    assert "greyscale" not in read_picture(path).notes


def test_every_cut_of_a_picture_is_a_word_or_pixels(tmp_path):
    buffer = io.BytesIO()
    pil.fromarray(colours()).save(buffer, "JPEG")
    data = buffer.getvalue()
    path = tmp_path / "a.jpg"
    for end in range(0, len(data), 7):
        path.write_bytes(data[:end])
        assert outcome(path) in ("empty_file", "not_a_picture", "truncated", "corrupt", "read")


def outcome(path):
    try:
        read_picture(path)
    except PictureError as error:
        return error.reason
    return "read"
