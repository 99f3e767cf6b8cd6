"""Images: any orientation and kind of colour, parts of them, and files made to do harm."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from convanim import ClipSpec, ConvanimError
from convanim.sources.images import read_image
from convanim.sources.load import load_input
from convanim.sources.source import File
from tests.sources.test_images import image, refused

ARROW = np.array([[0, 50, 100], [150, 200, 250]], dtype=np.uint8)
"""A picture that looks different in each of the eight orientations."""


@pytest.mark.parametrize(
    ("orientation", "stored"),
    [
        (1, ARROW),
        (2, ARROW[:, ::-1]),
        (3, ARROW[::-1, ::-1]),
        (4, ARROW[::-1]),
        (5, ARROW.T),
        (6, ARROW.T[::-1]),
        (7, ARROW.T[::-1, ::-1]),
        (8, ARROW.T[:, ::-1]),
        (0, ARROW),
        (9, ARROW),
    ],
)
def test_every_orientation_is_turned_upright(tmp_path: Path, orientation: int, stored: Any) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    for suffix in ("png", "webp", "tif"):
        path = image(tmp_path / f"x.{suffix}", stored, exif=exif.tobytes(), lossless=True)
        pixels = read_image(path, None, 100)
        assert (pixels[0] if pixels.ndim == 3 else pixels).tolist() == ARROW.tolist(), suffix


def test_a_part_is_meant_in_the_upright_picture(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = image(tmp_path / "x.png", ARROW.T[::-1], exif=exif.tobytes())
    assert read_image(path, None, 2, (1, 1, 2, 1)).tolist() == [[200, 250]]


@pytest.mark.parametrize(
    "exif", [b"", b"Exif\0\0", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0II*\0" + b"\xff" * 40]
)
def test_broken_exif_leaves_the_picture_as_it_is(tmp_path: Path, exif: bytes) -> None:
    path = image(tmp_path / "x.jpg", np.full((8, 16), 90), exif=exif)
    assert read_image(path, None, 200).tolist() == [[90] * 16] * 8


@pytest.mark.parametrize(
    ("crop", "seen"),
    [
        ((2, 0, 2, 2), [[2, 3], [12, 13]]),
        ((0, 1, 1, 1), [[10]]),
        ((0, 0, 6, 2), [[0, 1, 2, 3, 4, 5], [10, 11, 12, 13, 14, 15]]),
    ],
)
def test_a_rectangle_is_x_y_width_and_height(tmp_path: Path, crop: Any, seen: list[list[int]]) -> None:
    path = image(tmp_path / "x.png", [[0, 1, 2, 3, 4, 5], [10, 11, 12, 13, 14, 15]])
    assert read_image(path, None, 12, crop).tolist() == seen


def test_a_side_that_is_kept_is_not_cut(tmp_path: Path) -> None:
    wide = image(tmp_path / "w.png", [[0, 0, 9, 9, 20, 20], [0, 0, 9, 9, 20, 20]])
    found = {side: int(read_image(wide, (2,), 99, side)[0, 0]) for side in ("left", "centre", "right", "top")}
    assert found == {"left": 0, "centre": 9, "right": 20, "top": 9}
    tall = image(tmp_path / "t.png", [[0, 0], [0, 0], [9, 9], [9, 9], [20, 20], [20, 20]])
    assert [int(read_image(tall, (2,), 99, side)[0, 0]) for side in ("top", "centre", "bottom")] == [0, 9, 20]


@pytest.mark.parametrize(
    ("crop", "text"),
    [
        (
            "5,0,2x2",
            "crop 5,0,2x2 reaches beyond x.png, which is 6 pixels wide and 2 high: use a part that lies",
        ),
        (
            "0,0,0x2",
            "crop 0,0,0x2 is empty: write x,y,WIDTHxHEIGHT such as 10,20,200x200, or one of centre, ",
        ),
        (
            "middle",
            'crop "middle" is no part of a picture: write x,y,WIDTHxHEIGHT such as 10,20,200x200, or ',
        ),
        ([1, 2, 3], "crop [1, 2, 3] is no part of a picture: write x,y,WIDTHxHEIGHT"),
        ("1,2,3x9999999999", 'crop "1,2,3x9999999999" is no part'),
    ],
)
def test_an_impossible_part_is_refused(tmp_path: Path, crop: Any, text: str) -> None:
    path = image(tmp_path / "x.png", [[0] * 6] * 2)
    with pytest.raises(ConvanimError) as error:
        load_input(File(str(path)), seed=0, max_cells=99, crop=ClipSpec.of(crop=crop).crop)
    assert str(error.value).replace(str(path), path.name).startswith(text)


def test_a_part_is_for_images_only() -> None:
    with pytest.raises(ConvanimError, match="crop is for images, and the input is none: give the input"):
        ClipSpec.of(input=5, crop="0,0,2x2").resolve()


def test_an_image_is_embedded_as_it_was_cut(tmp_path: Path) -> None:
    from convanim.spec.toml import loads

    path = image(tmp_path / "x.png", np.arange(36).reshape(6, 6))
    clip = ClipSpec.of(input=path, crop="1,2,5x4", kernel=2).resolve()
    again = loads(clip.embedded)
    assert again.crop is None
    assert (
        again.resolve().trace.input.tolist()
        == clip.trace.input.tolist()
        == [[[6 * row + column for column in range(1, 6)] for row in range(2, 6)]]
    )


def test_kinds_of_colour_are_told_apart(tmp_path: Path) -> None:
    cmyk = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    cmyk.save(tmp_path / "x.jpg", quality=95)  # as Adobe has it: inverted in the file
    red, green, blue = read_image(tmp_path / "x.jpg", None, 999)[:, 8, 8].tolist()
    assert (red > 240, green < 15, blue < 15) == (True, True, True)
    wide = np.array([[0, 255, 256, 32768, 65535]], dtype=np.uint16)
    for name in ("x.png", "x.tif"):
        Image.fromarray(wide).save(tmp_path / name)
        assert read_image(tmp_path / name, None, 9).tolist() == [[0, 0, 1, 128, 255]]
    Image.fromarray(np.array([[0, 70000]], dtype=np.int32)).save(tmp_path / "i.tif")
    assert refused(tmp_path / "i.tif").startswith("i.tif has 32 bits a channel, so that white is not known")
    Image.fromarray(np.array([[[9, 9, 9, 0], [80, 80, 80, 255]]], dtype=np.uint8)).save(tmp_path / "a.png")
    assert read_image(tmp_path / "a.png", (1, 1), 9).tolist() in ([[167]], [[168]])  # half white, half 80


def test_a_profile_does_not_change_the_numbers(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    path = image(tmp_path / "x.png", [[[10, 200, 30]]], icc_profile=profile)
    assert read_image(path, None, 9)[:, 0, 0].tolist() == [10, 200, 30]


def test_the_suffix_need_not_say_the_kind(tmp_path: Path) -> None:
    image(tmp_path / "x.png", [[7, 8]]).rename(tmp_path / "x.jpg")
    assert read_image(tmp_path / "x.jpg", None, 9).tolist() == [[7, 8]]
    Image.new("RGB", (8, 8)).save(tmp_path / "x.eps")
    (tmp_path / "x.eps").rename(tmp_path / "e.png")  # would run Ghostscript
    assert refused(tmp_path / "e.png").startswith("e.png is no image that can be read")


@pytest.mark.parametrize("size", [0, 1, 8, 60])
def test_a_file_of_a_few_bytes_is_no_image(tmp_path: Path, size: int) -> None:
    whole = io.BytesIO()
    Image.new("L", (64, 64)).save(whole, "PNG")
    (tmp_path / "x.png").write_bytes(whole.getvalue()[:size])
    assert refused(tmp_path / "x.png").startswith("x.png is ")


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has named pipes and /dev/zero")
def test_what_never_ends_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "null.png").symlink_to("/dev/zero")
    for name in ("pipe.png", "folder.png", "null.png"):
        assert refused(tmp_path / name) == f"{name} is no regular file: give an image file"
        with pytest.raises(ConvanimError, match="is no regular file: give a file of numbers or an image"):
            load_input(File(str(tmp_path / name)), seed=0, max_cells=9)
    (tmp_path / "gone.png").symlink_to("nowhere")
    with pytest.raises(ConvanimError, match="does not exist"):
        load_input(File(str(tmp_path / "gone.png")), seed=0, max_cells=9)


READ = """
import resource, sys
from pathlib import Path
from convanim import ConvanimError
from convanim.sources.images import read_image
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    print(read_image(Path(sys.argv[1]), (3, 28, 28), 10**6).shape)
except ConvanimError as error:
    print(error)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) // 1024)
"""


@pytest.mark.skipif(os.name != "posix", reason="only POSIX tells and limits a process's memory")
@pytest.mark.parametrize(
    ("kind", "mode", "size", "most"), [("JPEG", "RGB", (4000, 3000), 20), ("PNG", "L", (4000, 3000), 60)]
)
def test_a_large_picture_takes_little_memory(
    tmp_path: Path, kind: str, mode: str, size: tuple[int, int], most: int
) -> None:
    path = tmp_path / "x.png"
    Image.new(mode, size, 90 if mode == "L" else (9, 90, 200)).save(
        path, kind, **({} if mode == "RGB" else {"compress_level": 1})
    )
    run = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    said, megabytes = run.stdout.split("\n")[:2]
    assert said == "(3, 28, 28)"
    assert int(megabytes) <= most


def small(kind: str) -> bytes:
    """A small valid file of a kind, of many colours."""
    noise = (np.arange(12 * 10 * 3) * 37 % 256).astype(np.uint8).reshape(12, 10, 3)
    picture, file = Image.fromarray(noise), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = picture.convert("CMYK") if kind == "JPEG CMYK" else picture
    if kind == "PNG palette":
        picture = picture.convert("P")
    options: dict[str, Any] = {} if kind in ("GIF", "BMP") else {"exif": exif.tobytes()}
    if kind == "TIFF":
        options["compression"] = "tiff_lzw"
    picture.save(file, kind.split()[0], **options)
    return file.getvalue()


KINDS = ("PNG", "PNG palette", "JPEG", "JPEG CMYK", "WEBP", "GIF", "BMP", "TIFF")
SMALL = {kind: small(kind) for kind in KINDS}
CHANGES = st.lists(st.tuples(st.integers(0, 10**4), st.integers(0, 255)), max_size=12)


def read_changed(path: Path, kind: str, changes: list[tuple[int, int]], end: int, joined: bytes) -> None:
    """Read a small file with some bytes changed, cut, something else behind it."""
    content = bytearray(SMALL[kind])
    for place, byte in changes:
        content[place % len(content)] = byte
    path.write_bytes(bytes(content[: max(len(content) - end, 0)]) + joined)
    try:
        pixels, said = read_image(path, (3, 8, 8), 10**4), ""
    except ConvanimError as error:
        pixels, said = np.zeros((3, 8, 8)), str(error)
    assert "\n" not in said
    assert pixels.shape == (3, 8, 8)
    assert 0 <= pixels.min() <= pixels.max() <= 255


@settings(max_examples=int(os.environ.get("CONVANIM_FUZZ", "300")), deadline=None)
@given(st.sampled_from(KINDS), CHANGES, st.sampled_from((0, 0, 0, 1, 9, 60, 200)), st.binary(max_size=20))
def test_no_changed_file_escapes_as_another_error(
    tmp_path_factory: pytest.TempPathFactory,
    kind: str,
    changes: list[tuple[int, int]],
    end: int,
    joined: bytes,
) -> None:
    read_changed(tmp_path_factory.getbasetemp() / "fuzz.png", kind, changes, end, joined)


def test_a_header_that_claims_too_much_is_refused_before_it_is_believed(tmp_path: Path) -> None:
    for width, height in ((65535, 65535), (60000, 900)):
        content = bytearray(SMALL["JPEG"])
        place = content.index(b"\xff\xc0") + 5
        content[place : place + 4] = struct.pack(">HH", height, width)
        (tmp_path / "x.jpg").write_bytes(content)
        assert refused(tmp_path / "x.jpg", (28,)).startswith(
            (f"x.jpg claims {height}×{width} pixels", "x.jpg is a broken image (Image size (")
        )


def test_a_picture_that_has_a_name_is_cut_as_well() -> None:
    from convanim.spec.toml import loads

    clip = ClipSpec.of(input="camera", crop="10,20,60x50", resize=8).resolve()
    again = loads(clip.embedded)
    assert again.crop == (10, 20, 60, 50)
    assert again.resolve().trace.input.tolist() == clip.trace.input.tolist()
