"""A video picture whose planes are patched where the RGB picture changed, never rebuilt."""

from __future__ import annotations

from dataclasses import dataclass

import av
import numpy as np
from av.video.reformatter import (
    ColorRange,
    Colorspace,
    Interpolation,
    VideoReformatter,
)
from numpy.typing import NDArray

from convanim.rendering.frames import Frame, Pixels, Rect

_REACH = 2  # pixels beyond the damage whose chroma depends on it
_MARGIN = 8  # pixels around a patch, so that its chroma is what a conversion of the whole would give


@dataclass(frozen=True, slots=True)
class Patch:
    """A rectangle with even corners, and a copy of the pixels in it and in a margin around it."""

    rect: Rect
    surrounding: Rect
    pixels: Pixels


def patches(frame: Frame) -> tuple[Patch, ...]:
    """Copies of what changed in a frame, aligned to the two by two pixels that share a chroma sample."""
    height, width = frame.pixels.shape[:2]
    found = []
    for damage in frame.damage:
        rect = _grown(damage, _REACH, width, height)
        surrounding = _grown(damage, _REACH + _MARGIN, width, height)
        found.append(Patch(rect, surrounding, frame.pixels[surrounding.slices].copy()))
    return tuple(found)


class Planes:
    """One video frame in BT.709, limited range, that is encoded again and again between patches."""

    def __init__(self, width: int, height: int, pixel_format: str) -> None:
        self.frame = av.VideoFrame(width, height, pixel_format)
        self._format = pixel_format
        self._reformatter = VideoReformatter()
        self._planes = _views(self.frame)

    def patch(self, patch: Patch) -> None:
        """Convert a patch and put it in its place."""
        converted = self._reformatter.reformat(
            av.VideoFrame.from_numpy_buffer(patch.pixels, "rgba"),
            format=self._format,
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BILINEAR | Interpolation.ACCURATE_RND,
            threads=1,
        )
        rect, outer = patch.rect, patch.surrounding
        inner = Rect(rect.x - outer.x, rect.y - outer.y, rect.width, rect.height)
        for plane, part, scale in zip(self._planes, _views(converted), (1, 2, 2, 1), strict=False):
            plane[_scaled(rect, scale).slices] = part[_scaled(inner, scale).slices]


def _views(frame: av.VideoFrame) -> list[NDArray[np.uint8]]:
    """The planes as arrays that share their memory."""
    return [
        np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]
        for plane in frame.planes
    ]


def _grown(rect: Rect, margin: int, width: int, height: int) -> Rect:
    """The rectangle with a margin, grown to even corners, within a picture of even size."""
    left, top = max(0, rect.x - margin) & ~1, max(0, rect.y - margin) & ~1
    right = min(width, rect.x + rect.width + margin + 1 & ~1)
    bottom = min(height, rect.y + rect.height + margin + 1 & ~1)
    return Rect(left, top, right - left, bottom - top)


def _scaled(rect: Rect, scale: int) -> Rect:
    return Rect(rect.x // scale, rect.y // scale, rect.width // scale, rect.height // scale)
