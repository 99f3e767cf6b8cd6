"""Images: upright, on white, in grey or RGB, and no bombs."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convanim import ConvanimError
from convanim.sources.images import read_image


def image(path: Path, pixels: Any, mode: str | None = None, **options: Any) -> Path:
    picture = Image.fromarray(np.array(pixels, dtype=np.uint8))
    (picture.convert(mode) if mode else picture).save(path, **options)
    return path


def refused(path: Path, resize: Any = None, max_cells: int = 10**6) -> str:
    with pytest.raises(ConvanimError) as error:
        read_image(path, resize, max_cells)
    return str(error.value).replace(str(path), path.name)


GREY = [[0, 100], [200, 255]]
COLOUR = [[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [10, 20, 30]]]


def test_grey_is_one_channel_and_colour_is_three(tmp_path: Path) -> None:
    assert read_image(image(tmp_path / "g.png", GREY), None, 10**6).tolist() == GREY
    colour = read_image(image(tmp_path / "c.png", COLOUR), None, 10**6)
    assert colour.dtype == np.int64
    assert np.moveaxis(colour, 0, 2).tolist() == COLOUR


@pytest.mark.parametrize("mode", ["P", "CMYK", "YCbCr"])
def test_other_kinds_of_colour_become_rgb(tmp_path: Path, mode: str) -> None:
    suffix = "png" if mode == "P" else "tif" if mode == "CMYK" else "jpg"
    flat = [[[250, 10, 10]] * 8] * 8
    pixels = read_image(image(tmp_path / f"x.{suffix}", flat, mode), None, 10**6)
    assert pixels.shape == (3, 8, 8)
    assert np.abs(pixels[:, 4, 4] - [250, 10, 10]).max() <= 26


def test_one_bit_and_sixteen_bits_are_brought_to_eight(tmp_path: Path) -> None:
    assert read_image(image(tmp_path / "b.png", [[0, 255]], "1"), None, 10**6).tolist() == [[0, 255]]
    Image.fromarray(np.array([[0, 256, 65535]], dtype=np.uint16)).save(tmp_path / "w.png")
    assert read_image(tmp_path / "w.png", None, 10**6).tolist() == [[0, 1, 255]]


@pytest.mark.parametrize(
    ("pixels", "seen"),
    [([[[0, 0, 0, 0]]], [[255], [255], [255]]), ([[[200, 0, 0, 128]]], [[227], [127], [127]])],
)
def test_transparency_lies_on_white(tmp_path: Path, pixels: Any, seen: list[list[int]]) -> None:
    assert read_image(image(tmp_path / "a.png", pixels), None, 10**6)[:, 0].tolist() == seen


def test_a_grey_image_stays_grey_under_transparency(tmp_path: Path) -> None:
    picture = Image.fromarray(np.array([[[0, 0], [0, 255]]], dtype=np.uint8), "LA")
    picture.save(tmp_path / "la.png")
    assert read_image(tmp_path / "la.png", None, 10**6).tolist() == [[255, 0]]


def test_exif_turns_the_picture_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    path = image(tmp_path / "x.png", [[0, 100, 255]], exif=exif.tobytes())
    assert read_image(path, None, 10**6).tolist() == [[0], [100], [255]]


@pytest.mark.parametrize(
    ("resize", "shape"), [((8,), (8, 8)), ((6, 9), (6, 9)), ((1, 6, 9), (6, 9)), ((3, 6, 9), (3, 6, 9))]
)
def test_resize_says_size_and_channels(
    tmp_path: Path, resize: tuple[int, ...], shape: tuple[int, ...]
) -> None:
    for pixels in (np.zeros((40, 30)), np.zeros((40, 30, 3))):
        assert read_image(image(tmp_path / "x.png", pixels), resize, 10**6).shape == shape


@pytest.mark.parametrize("suffix", ["gif", "webp", "png", "tif"])
def test_several_pictures_are_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"x.{suffix}"
    first, *others = (Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue"))
    first.save(path)
    assert read_image(path, None, 10**6).shape == (3, 8, 8)
    first.save(path, save_all=True, append_images=others)
    assert refused(path) == (
        f"x.{suffix} has several pictures, one after another: save the one that is meant in a file of its own"
    )


def test_the_first_of_a_cameras_pictures_is_the_photograph(tmp_path: Path) -> None:
    first, other = Image.new("RGB", (16, 8), "red"), Image.new("RGB", (4, 4), "blue")
    first.save(tmp_path / "x.jpg", "MPO", save_all=True, append_images=[other])
    pixels = read_image(tmp_path / "x.jpg", None, 10**6)
    assert pixels.shape == (3, 8, 16)
    assert pixels[0].min() > 200


def test_sixteen_bits_of_colour_are_brought_to_eight(tmp_path: Path) -> None:
    row = b"\0" + struct.pack(">6H", 65535, 0, 256, 0, 32768, 65535)
    (tmp_path / "x.png").write_bytes(_png(2, 1, depth=16, colour=2, body=row))
    assert read_image(tmp_path / "x.png", None, 10**6)[:, 0].T.tolist() == [[255, 0, 1], [0, 128, 255]]


def test_a_palette_with_a_transparent_colour_lies_on_white(tmp_path: Path) -> None:
    picture = Image.new("P", (2, 1))
    picture.putpalette([200, 0, 0, 0, 0, 9])
    picture.putpixel((1, 0), 1)
    picture.save(tmp_path / "x.png", transparency=1)
    assert read_image(tmp_path / "x.png", None, 10**6)[:, 0].T.tolist() == [[200, 0, 0], [255, 255, 255]]


def test_resize_cuts_the_sides_and_never_stretches(tmp_path: Path) -> None:
    wide = np.zeros((20, 60))
    wide[:, :20], wide[:, 40:] = 255, 255
    assert read_image(image(tmp_path / "x.png", wide), (20,), 10**6).tolist() == [[0] * 20] * 20


def _png(width: int, height: int, depth: int = 8, colour: int = 0, body: bytes = bytes(1000)) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(body))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("width", "height", "text"),
    [
        (
            60000,
            1000,
            "x.png claims 1000×60000 pixels, 60.0 million in all: use an image of at most 50.0 million",
        ),
        (12000, 12000, "x.png claims 12000×12000 pixels, 144.0 million in all"),
        (60000, 60000, "x.png is a broken image (Image size (3600000000 pixels) exceeds limit of"),
        (2**31 - 1, 2**31 - 1, "x.png is a broken image ("),
        (0, 5, "x.png is no image that can be read: use PNG, JPEG, WebP, GIF, BMP or TIFF"),
        (
            5000,
            5000,
            "x.png 5000×5000 has 25.0 million cells (200.0 MB), more than the limit of 1,000,000: make it "
            "small, as with --resize 60x80, or raise --max-cells",
        ),
    ],
)
@pytest.mark.filterwarnings("error")
def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path, width: int, height: int, text: str) -> None:
    (tmp_path / "x.png").write_bytes(_png(width, height))
    assert refused(tmp_path / "x.png").startswith(text)


def test_what_is_no_image_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"no image at all")
    assert (
        refused(tmp_path / "x.png")
        == "x.png is no image that can be read: use PNG, JPEG, WebP, GIF, BMP or TIFF"
    )
    (tmp_path / "y.png").write_bytes(_png(5, 5)[:45])
    assert refused(tmp_path / "y.png").startswith("y.png is a broken image (")
    Image.fromarray(np.zeros((2, 2), dtype=np.float32)).save(tmp_path / "f.tif")
    assert refused(tmp_path / "f.tif") == (
        "f.tif has 32 bits a channel, so that white is not known: save it with 8 bits, or as .npy"
    )


@pytest.mark.parametrize(
    ("resize", "text"),
    [
        ((2, 8, 8), "resize 2x8x8 is no picture: use 28x28 for grey, 3x28x28 for RGB"),
        ((1, 3, 8, 8), "resize 1x3x8x8 is no picture: use 28x28 for grey, 3x28x28 for RGB"),
        (
            (9000, 9000),
            "x.png 9000×9000 has 81.0 million cells (648.0 MB), more than the limit of 1,000,000: use a "
            "smaller one, or raise --max-cells",
        ),
    ],
)
def test_an_impossible_resize_is_refused(tmp_path: Path, resize: tuple[int, ...], text: str) -> None:
    assert refused(image(tmp_path / "x.png", GREY), resize) == text
