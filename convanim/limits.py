"""What is refused before any work because it would never end, or not fit the memory."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from convanim.errors import ConvanimError
from convanim.sizes import size_text

if TYPE_CHECKING:
    from convanim.spec import ClipSpec

MAX_CELLS = 1_000_000
MAX_FRAMES = 20_000
MAX_PIXELS = 3840 * 2160

FULL_HD = 1920 * 1080
"""Pixels of the picture that ``max_frames`` is meant for; larger pictures may have fewer frames."""

PRODUCTS_PER_CELL = 2_000
"""How many multiplications each cell of ``max_cells`` allows for."""

_BYTES_PER_CELL = 8


def check_cells(name: str, shape: Sequence[int], max_cells: int) -> None:
    """Refuse an array of more than `max_cells` cells, before it exists."""
    cells = math.prod(shape)
    if cells > max_cells:
        raise ConvanimError(
            f"{name} {size_text(shape)} has {amount(cells)} cells ({memory(cells * _BYTES_PER_CELL)}), "
            f"more than the limit of {max_cells:,}: use a smaller one, or raise --max-cells"
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


def check_clip(spec: ClipSpec, width: int, height: int, frame_rate: float, duration: float) -> None:
    """Refuse a planned clip of too many pixels or frames, or of too many frames for its size."""
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


def _check_pixels(width: int, height: int, max_pixels: int) -> None:
    pixels = width * height
    if pixels > max_pixels:
        raise ConvanimError(
            f"a picture of {width}×{height} has {amount(pixels)} pixels ({memory(4 * pixels)}), "
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
