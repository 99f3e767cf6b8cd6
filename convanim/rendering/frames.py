"""What a renderer hands to an encoder: pixels, what changed in them, and for how long they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of pixels: the left top corner and the size; y grows downwards."""

    x: int
    y: int
    width: int
    height: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """The index of this rectangle in an array of shape ``(height, width, ...)``."""
        return slice(self.y, self.y + self.height), slice(self.x, self.x + self.width)

    @property
    def area(self) -> int:
        """The number of pixels."""
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a clip and the time it stands.

    Attributes:
        time: when it appears, in seconds from the clip's start.
        duration: how long it stands, in seconds; a hold is one frame with a long duration.
        pixels: ``(height, width, 4)``, uint8, RGBA with straight alpha. They are valid until the next
            frame: whoever keeps them copies them.
        damage: rectangles outside of which the pixels equal the preceding frame's; the first frame's
            damage is the whole picture. Empty damage is a picture that did not change.
    """

    time: float
    duration: float
    pixels: Pixels
    damage: tuple[Rect, ...]


FrameSink = Callable[[Frame], None]
"""Where a renderer sends its frames, in order of time and without gaps."""


def whole(width: int, height: int) -> tuple[Rect, ...]:
    """The damage of a picture that is new everywhere."""
    return (Rect(0, 0, width, height),)


def union(one: Rect, other: Rect) -> Rect:
    """The smallest rectangle around two."""
    x, y = min(one.x, other.x), min(one.y, other.y)
    right = max(one.x + one.width, other.x + other.width)
    bottom = max(one.y + one.height, other.y + other.height)
    return Rect(x, y, right - x, bottom - y)


def changed_box(mask: NDArray[np.bool_]) -> Rect | None:
    """The smallest rectangle that holds all true elements of ``(height, width)``, if there are any."""
    rows = np.flatnonzero(mask.any(1))
    if not len(rows):
        return None
    columns = np.flatnonzero(mask[rows[0] : rows[-1] + 1].any(0))
    x, y = int(columns[0]), int(rows[0])
    return Rect(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)
