"""The chunks of a PNG file (PNG specification, third edition), where Pillow does not write them."""

from __future__ import annotations

import struct
import zlib

import numpy as np

from convanim.rendering.frames import Pixels

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA = 6
_LEVEL = 9


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk with its length and its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(width: int, height: int) -> bytes:
    """The first chunk of a picture of 8-bit RGBA."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, _RGBA, 0, 0, 0))


def text(keyword: str, content: str) -> bytes:
    """A text in UTF-8, not compressed."""
    return chunk(b"iTXt", keyword.encode("latin-1") + b"\0\0\0\0\0" + content.encode())


def image_data(pixels: Pixels) -> bytes:
    """RGBA pixels as the content of IDAT: no filter, which flat areas compress best with."""
    rows = pixels.reshape(len(pixels), -1)
    return zlib.compress(np.pad(rows, ((0, 0), (1, 0))).tobytes(), _LEVEL)


END = chunk(b"IEND", b"")
