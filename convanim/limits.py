"""What is refused before any work because it would never end, or not fit the memory."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from convanim.errors import ConvanimError
from convanim.sizes import size_text

if TYPE_CHECKING:
    from convanim.spec import ClipSpec

MAX_CELLS = 1_000_000
MAX_FRAMES = 20_000
MAX_PIXELS = 3840 * 2160
MAX_FILE = 1_000_000_000
"""Bytes of a file; more is only made where ``max_bytes`` allows for it."""

FULL_HD = 1920 * 1080
"""Pixels of the picture that ``max_frames`` is meant for; larger pictures may have fewer frames."""

PRODUCTS_PER_CELL = 2_000
"""How many multiplications each cell of ``max_cells`` allows for."""

BYTES_PER_PIXEL = 75
"""Bytes of memory that a picture's pixel takes at most: the canvas, the painter's copies, x264's frames.

Measured as the growth of the largest resident set from 640×446 to 3840×2160 pixels: 24 for a PNG, 26 for a
GIF and an APNG, 75 for an MP4.
"""

PICTURES = 0.36
"""Share of a clip's frames that are pictures of their own; the others repeat one. Between 0.2 and 0.6."""

PICTURE_BYTES: Mapping[str, float] = {
    ".apng": 13_400.0,
    ".gif": 7700.0,
    ".html": 11_400.0,
    ".mp4": 4500.0,
    ".webm": 6300.0,
    ".webp": 7900.0,
    "/": 306_000.0,  # a folder has a file for each frame, pictures or not
}
"""Bytes of one such picture, were it one million pixels large; they grow with the pixels to the power 0.65.

Measured on all presets as GIF and MP4, on six of them in the other formats, at 320 to 1920 pixels of width:
half of the files are within a factor of 1.6, all within 3.5; tilted pictures are the larger ones.
"""
_GROWTH = 0.65

_BYTES_PER_CELL = 8


def check_cells(name: str, shape: Sequence[int], max_cells: int, remedy: str = "use a smaller one") -> None:
    """Refuse an array of more than `max_cells` cells, before it exists."""
    cells = math.prod(shape)
    if cells > max_cells:
        raise ConvanimError(
            f"{name} {size_text(shape)} has {amount(cells)} cells ({memory(cells * _BYTES_PER_CELL)}), "
            f"more than the limit of {max_cells:,}: {remedy}, or raise --max-cells"
        )


def check_products(output: Sequence[int], window: Sequence[int], max_cells: int) -> None:
    """Refuse an operation of too many multiplications: cells of `output` times cells of one `window`."""
    products = math.prod(output) * math.prod(window)
    if products > PRODUCTS_PER_CELL * max_cells:
        raise ConvanimError(
            f"output {size_text(output)} of windows {size_text(window)} takes {amount(products)} products, "
            f"more than the limit of {amount(PRODUCTS_PER_CELL * max_cells)}: use a smaller input or kernel, "
            f"or raise --max-cells (now {max_cells:,})"
        )


def check_picture(spec: ClipSpec) -> None:
    """Refuse an asked picture or length that is over the limits on its own."""
    if spec.width is not None:
        height = spec.height if spec.height is not None else spec.width * 9 // 16
        _check_pixels(spec.width, height, spec.max_pixels)
    if spec.duration is not None and spec.fps is not None:
        _check_frames(spec.duration * spec.fps, spec.max_frames)


def expected_bytes(suffix: str, width: int, height: int, frames: float) -> float:
    """About how large a file of so many frames becomes; of a format that was not measured, as a GIF."""
    one = PICTURE_BYTES.get(suffix, PICTURE_BYTES[".gif"]) * math.pow(width * height / 1e6, _GROWTH)
    return one * max(PICTURES * frames, 1.0)


def check_clip(
    spec: ClipSpec, width: int, height: int, frame_rate: float, duration: float, suffix: str = ".gif"
) -> None:
    """Refuse a planned clip of too many pixels, frames or bytes, or of too many frames for its size."""
    _check_pixels(width, height, spec.max_pixels)
    frames = math.ceil(duration * frame_rate)
    _check_frames(frames, spec.max_frames)
    equivalent = frames * max(1.0, width * height / FULL_HD)
    if equivalent > spec.max_frames:
        raise ConvanimError(
            f"{amount(frames)} frames of {width}×{height} pixels are as much work as {amount(equivalent)} of "
            f"1920×1080, more than the limit of {spec.max_frames:,}: use a smaller picture or a "
            f"shorter --duration, or raise --max-frames"
        )
    _check_file(expected_bytes(suffix, width, height, frames), frames, max(spec.max_bytes or 0, MAX_FILE))


def _check_file(size: float, frames: float, limit: int) -> None:
    if size > limit:
        raise ConvanimError(
            f"a file of {amount(frames)} such frames has about {memory(size)}, more than the limit of "
            f"{memory(limit)}: use a smaller picture or a shorter --duration, or allow it with --max-bytes"
        )


def _check_pixels(width: int, height: int, max_pixels: int) -> None:
    pixels = width * height
    if pixels > max_pixels:
        needed = memory(BYTES_PER_PIXEL * pixels)
        raise ConvanimError(
            f"a picture of {width}×{height} has {amount(pixels)} pixels (about {needed} of memory), "
            f"more than the limit of {max_pixels:,}: use a smaller --width, or raise --max-pixels"
        )


def _check_frames(frames: float, max_frames: int) -> None:
    if frames > max_frames:
        raise ConvanimError(
            f"the clip has {amount(frames)} frames, more than the limit of {max_frames:,}: "
            f"use a shorter --duration or a smaller --fps, or raise --max-frames"
        )


def amount(number: float) -> str:
    """A number as people read it: ``25,000``, ``10.0 billion``, ``1.0e+21``."""
    for name, unit in (("million", 1e6), ("billion", 1e9), ("trillion", 1e12)):
        if unit <= number < 1000 * unit:
            return f"{number / unit:.1f} {name}"
    return f"{math.ceil(number):,}" if number < 1e6 else f"{number:.1e}"


def memory(size: float) -> str:
    """Bytes as people read them: ``80.0 GB``."""
    if size < 1000:
        return f"{size:.0f} bytes"
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 1000:
            return f"{size:.1f} {unit}"
    return f"{size / 1000:.1f} TB"
