"""What a format of exact colours has to draw: only what differs from what its viewer already sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convanim.rendering.frames import Frame, Pixels, Rect, changed_box, union

_TICK = 1e-6
_DENSE = 0.2
"""The least share of changed pixels with which drawing all of them was ever seen to take fewer bytes."""


@dataclass(frozen=True, slots=True)
class Delta:
    """A rectangle to draw on what is seen.

    Attributes:
        start, end: seconds; the picture stands from one to the other.
        rect: where it goes.
        versions: RGBA pixels of the rectangle's size that all look the same once they are drawn; the one
            that compresses best is written.
        over: whether clear pixels show what was there before; otherwise they clear it.
    """

    start: float
    end: float
    rect: Rect
    versions: tuple[Pixels, ...]
    over: bool


class Deltas:
    """Takes frames and gives back deltas, each when it is known for how long it stands.

    Keeps two pictures, whatever the clip's length. A picture that would stand for less than ``shortest``
    seconds is left out, its changes come with the next; one that looks like the one before it prolongs it.
    Alpha is ignored unless the clip is transparent. Rectangles begin at multiples of ``step``.
    """

    def __init__(self, width: int, height: int, transparent: bool, *, shortest: float, step: int = 1) -> None:
        self._transparent, self._shortest, self._step = transparent, shortest, step
        self._shown = np.zeros((height, width, 4), np.uint8)
        self._wanted = np.zeros((height, width, 4), np.uint8)
        self._touched = Rect(0, 0, width, height)
        self._start = self._end = 0.0
        self._begun = False

    def add(self, frame: Frame) -> Delta | None:
        """Take a frame; returns the delta that it brings to an end, if it does."""
        changes = [rect for rect in frame.damage if self._differs(frame.pixels, rect)]
        ended = None
        if changes and self._end - self._start > self._shortest - _TICK:
            ended = self.finish()
            self._touched, self._start = changes[0], self._end
        for rect in changes:
            self._touched = union(self._touched, rect)
            self._wanted[rect.slices] = self._valued(frame.pixels[rect.slices])
        self._end += frame.duration
        return ended

    def finish(self) -> Delta | None:
        """The last delta; None if there was no frame."""
        if not self._end:
            return None
        rect = self._changed() if self._begun else self._touched
        shown, new = self._shown[rect.slices], self._wanted[rect.slices].copy()
        changed = (shown != new).any(-1)
        over = self._begun and bool((new[changed][:, 3] == 255).all())
        shown[...] = new
        self._begun = True
        return Delta(self._start, self._end, rect, _versions(new, changed) if over else (new,), over)

    def _changed(self) -> Rect:
        """The smallest rectangle, from coordinates that may be, around what differs from what is seen."""
        touched = self._touched
        box = changed_box((self._shown[touched.slices] != self._wanted[touched.slices]).any(-1))
        if box is None:
            return Rect(0, 0, 1, 1)
        x, y = touched.x + box.x, touched.y + box.y
        left, top = x % self._step, y % self._step
        return Rect(x - left, y - top, box.width + left, box.height + top)

    def _differs(self, pixels: Pixels, rect: Rect) -> bool:
        return not np.array_equal(self._wanted[rect.slices], self._valued(pixels[rect.slices]))

    def _valued(self, pixels: Pixels) -> Pixels:
        """The pixels as they are meant: without alpha where it says nothing, clear ones without a colour."""
        valued = pixels.copy()
        if self._transparent:
            valued[valued[..., 3] == 0] = 0
        else:
            valued[..., 3] = 255
        return valued


def _versions(new: Pixels, changed: NDArray[np.bool_]) -> tuple[Pixels, ...]:
    """Ways to draw opaque pixels: those that are not changed left out; where they are not few, also whole."""
    left_out = np.where(changed[..., None], new, np.uint8(0))
    if changed.mean() < _DENSE or not (new[..., 3] == 255).all():
        return (left_out,)
    return left_out, new
