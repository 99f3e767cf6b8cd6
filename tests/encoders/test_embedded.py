"""The spec in the file: it comes back as it went in, and no file can do harm."""

from __future__ import annotations

import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from convanim.encoders import read_spec, suffixes
from convanim.errors import ConvanimError

SPECS = {
    "plain": "scene = 'sliding-kernel'\n",
    "unicode": 'title = "Größe 3×3 → 日本 🙂"\n',
    "dashes": "a = '--'\n# -- > -->\n",
    "long": "weights = " + repr(list(range(4000))) + "\n",
    "255 with the mark": "x" * (255 - len("# convanim clip\n")),
    "no newline, zero length lines": "\n\n\na = 1",
}


@pytest.fixture(params=suffixes())
def still(request, tmp_path, make_clip):
    """Writes one grey picture with a spec in each format and returns the path."""
    clip = make_clip([(np.full((16, 16, 4), 255, np.uint8), 0.2)])
    return lambda spec: clip.write(tmp_path / f"still{request.param}", spec=spec)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_a_spec_comes_back(still, spec):
    assert read_spec(still(spec)) == spec


def test_no_spec(still):
    path = still("")
    with pytest.raises(ConvanimError) as caught:
        read_spec(path)
    assert str(caught.value) == (
        f"{path} has no convanim spec in it: give a file that convanim wrote, or a .toml file"
    )


def test_cut_files_are_refused_in_one_sentence(still):
    path = still(SPECS["plain"])
    data = path.read_bytes()
    refused = 0
    for length in range(0, len(data), max(7, len(data) // 500)):
        path.write_bytes(data[:length])
        try:
            assert read_spec(path) == SPECS["plain"]
        except ConvanimError:
            refused += 1
    assert refused > 3


def test_damaged_files_do_no_harm(still):
    path = still(SPECS["plain"])
    data = np.frombuffer(path.read_bytes(), np.uint8)
    rng = np.random.default_rng(0)
    outcomes = set()
    for _ in range(400):
        damaged = data.copy()
        damaged[rng.integers(0, len(data), 12)] = rng.integers(0, 256, 12)
        path.write_bytes(damaged.tobytes())
        try:
            outcomes.add(type(read_spec(path)))
        except ConvanimError:
            outcomes.add(ConvanimError)
    assert outcomes <= {str, ConvanimError}


def test_other_files(tmp_path):
    path = tmp_path / "a.gif"
    path.write_bytes(b"BM something else")
    with pytest.raises(ConvanimError) as caught:
        read_spec(path)
    assert str(caught.value) == (
        f"{path} is none of the files that can have a clip's description in them: "
        "give one that convanim wrote, or a .toml file"
    )
    with pytest.raises(ConvanimError, match=r"b\.gif does not exist: check the name, and the folder"):
        read_spec(tmp_path / "b.gif")


def test_comments_of_others_are_no_specs(tmp_path):
    path = tmp_path / "a.gif"
    Image.new("P", (4, 4)).save(path, comment=b"made by somebody")
    with pytest.raises(ConvanimError, match="has no convanim spec"):
        read_spec(path)


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    parts = [struct.pack(">I", len(data)) + kind + data + b"0000" for kind, data in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_compressed_and_old_text_chunks_are_read(tmp_path):
    path = tmp_path / "a.png"
    texts = PngInfo()
    texts.add_itxt("convanim", "a = 'é'\n", zip=True)
    Image.new("L", (2, 2)).save(path, pnginfo=texts)
    assert read_spec(path) == "a = 'é'\n"
    path.write_bytes(png((b"tEXt", b"convanim\0a = 1")))
    assert read_spec(path) == "a = 1"


HOSTILE = {
    "PNG chunk of 4 GB": b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXtconvanim",
    "zip bomb": png((b"iTXt", b"convanim\0\1\0\0\0" + zlib.compress(bytes(200 * 2**20), 9)), (b"IEND", b"")),
    "MP4 box of 2⁶³ bytes": b"\0\0\0\1ftyp" + b"\x7f" + b"\xff" * 7,
    "MP4 box of 0 bytes": b"\0\0\0\x08ftyp" + b"\0\0\0\1moov" + bytes(8),
    "MP4 box smaller than its head": b"\0\0\0\x08ftyp" + b"\0\0\0\4moov" * 50,
    "WebM element of 2⁵⁶ bytes": b"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01" + b"\xfe" * 7,
    "WebM number without end": b"\x1a\x45\xdf\xa3\x80" + bytes(64),
    "WebP chunk of 4 GB": b"RIFF\0\0\0\0WEBPXMP \xff\xff\xff\xff" + bytes(64),
    "WebP of empty chunks": b"RIFF\0\0\0\0WEBP" + b"none\0\0\0\0" * 200_000,
    "SVG with entities": b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "'
    + b"&b;" * 10**6
    + b'">]><svg>&a;</svg>',
    "SVG of open tags": b"<svg>" + b"<convanim:clip " * 10**6,
    "PDF with a spec that is no base64": b"%PDF-1.5\n%convanim A===\nstartxref\n0\n%%EOF\n",
    "PDF of comments": b"%PDF-1.5\n" + b"%convanim AAAA\n" * 10**6,
    "GIF comment without end": b"GIF89a" + bytes(7) + b"!\xfe" + (b"\xff" + b"x" * 255) * 90_000,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_cost_bounded_memory(tmp_path, data):
    path = tmp_path / "hostile"
    path.write_bytes(data)
    tracemalloc.start()
    try:
        with pytest.raises(ConvanimError):
            read_spec(path)
        assert tracemalloc.get_traced_memory()[1] < 40 * 2**20
    finally:
        tracemalloc.stop()
