"""The blocks of a GIF file (GIF89a specification), from pictures of palette indices."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convanim.encoders.palette import Colours
from convanim.rendering.frames import Rect

Indices = NDArray[np.uint8]
"""Palette indices of shape ``(height, width)``; 0 shows what was there before."""

LONGEST_DELAY = 65535
"""In hundredths of a second."""


def head(width: int, height: int, palette: Colours, *, loop: bool, comment: str) -> bytes:
    """What stands before the first picture. ``palette`` is for the indices from 1 on; 0 is transparent."""
    bits = max(1, len(palette).bit_length())
    table = np.zeros((1 << bits, 3), np.uint8)
    table[1 : len(palette) + 1] = palette
    blocks = [b"GIF89a", struct.pack("<HHBBB", width, height, 0xF0 | bits - 1, 0, 0), table.tobytes()]
    if loop:
        blocks.append(b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0")
    if comment:
        blocks.append(b"!\xfe" + _chain(comment.encode()))
    return b"".join(blocks)


def picture(rect: Rect, data: bytes, delay: int, *, erase: bool = False) -> bytes:
    """One picture that stands for ``delay`` hundredths, of ``compressed`` indices of the rectangle's size;
    ``erase`` clears the rectangle afterwards."""
    disposal = 2 if erase else 1
    control = struct.pack("<2sBBHBB", b"!\xf9", 4, disposal << 2 | 1, delay, 0, 0)
    return control + struct.pack("<sHHHHB", b",", rect.x, rect.y, rect.width, rect.height, 0) + data


def compressed(indices: Indices) -> bytes:
    """The image data: the code size for the highest index there is, and the LZW codes in sub-blocks."""
    bits = max(2, int(indices.max()).bit_length())
    codes = Image.fromarray(np.ascontiguousarray(indices)).tobytes("gif", "L", bits, 0)
    return bytes([bits]) + codes + b"\0"


TRAILER = b";"


def _chain(data: bytes) -> bytes:
    """Data as sub-blocks of at most 255 bytes and the empty one that ends them."""
    parts = [data[start : start + 255] for start in range(0, len(data), 255)]
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"
