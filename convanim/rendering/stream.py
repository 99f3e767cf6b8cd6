"""From pictures that change to frames that last: each is handed out when its end is known."""

from __future__ import annotations

from typing import cast

import numpy as np
from manim import Camera

from convanim.rendering.frames import Frame, FrameSink, Pixels, Rect


class FrameStream:
    """Counts frames, and sends a picture to the sink just before the next one is drawn."""

    def __init__(self, sink: FrameSink, camera: Camera) -> None:
        self.camera = camera
        self._sink = sink
        self._number = self._since = 0
        self._damage: tuple[Rect, ...] = ()
        self._straight: Pixels | None = None

    @property
    def started(self) -> bool:
        """Whether there has been a picture."""
        return bool(self._damage) or self._since > 0

    def advance(self, frames: int) -> None:
        """Let the picture stand for so many frames more."""
        self._number += frames

    def changed(self, rects: tuple[Rect, ...]) -> None:
        """Note that rectangles of the picture are new; those of a picture that never stood still count."""
        self._damage += rects

    def flush(self, pixels: Pixels | None = None) -> None:
        """Send the picture that stands; ``pixels`` if the camera's are no longer its own."""
        if self._number == self._since:
            return
        rate = self.camera.frame_rate
        shown = cast(Pixels, self.camera.pixel_array) if pixels is None else pixels
        if self.camera.background_opacity < 1:
            shown = self._with_straight_alpha(shown)
        self._sink(Frame(self._since / rate, (self._number - self._since) / rate, shown, self._damage))
        self._since, self._damage = self._number, ()

    def _with_straight_alpha(self, pixels: Pixels) -> Pixels:
        if self._straight is None:
            self._straight = np.empty_like(pixels)
        for rect in self._damage:
            self._straight[rect.slices] = straight_alpha(pixels[rect.slices])
        return self._straight


def straight_alpha(premultiplied: Pixels) -> Pixels:
    """Cairo's premultiplied pixels, ``(rows, columns, 4)``, with straight alpha, to the nearest level."""
    alpha = premultiplied[..., 3:].astype(np.uint16)
    colours = (premultiplied[..., :3].astype(np.uint16) * 255 + alpha // 2) // np.maximum(alpha, 1)
    return np.concatenate((np.minimum(colours, 255), alpha), axis=2).astype(np.uint8)
