"""The chunks of an animated WebP file (WebP container specification)."""

from __future__ import annotations

import io
import struct

from PIL import Image

from convanim.rendering.frames import Pixels, Rect

_XMP, _ANIMATION, _ALPHA = 0x04, 0x02, 0x10
_DO_NOT_BLEND = 0x02
_HEAD = 12


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk with its length, filled up to an even one."""
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def head(size: int) -> bytes:
    """What a file begins with; ``size`` is that of the whole file."""
    return b"RIFF" + struct.pack("<I", size - 8) + b"WEBP"


def canvas(width: int, height: int, *, loop: bool, described: bool) -> bytes:
    """The chunks before the first picture: what there will be, how large it is, whether it repeats."""
    flags = _ANIMATION | _ALPHA | (_XMP if described else 0)
    extent = struct.pack("<I", flags) + _three(width - 1) + _three(height - 1)
    return chunk(b"VP8X", extent) + chunk(b"ANIM", struct.pack("<IH", 0, 0 if loop else 1))


def picture(rect: Rect, data: bytes, milliseconds: int, *, over: bool) -> bytes:
    """One picture at even coordinates; ``over`` has its clear pixels show what was there before."""
    place = _three(rect.x // 2) + _three(rect.y // 2) + _three(rect.width - 1) + _three(rect.height - 1)
    flags = bytes([0 if over else _DO_NOT_BLEND])
    return chunk(b"ANMF", place + _three(milliseconds) + flags + data)


def lossless(pixels: Pixels) -> bytes:
    """Pixels, RGBA, as a chunk of lossless image data."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "WEBP", lossless=True, method=4, quality=80, exact=True)
    return file.getvalue()[_HEAD:]


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")
