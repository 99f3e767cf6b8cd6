"""What a GIF has to draw: the difference between what a viewer sees and what it should see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from convanim.encoders import gif_stream
from convanim.encoders.gif_spool import Spool
from convanim.encoders.gif_stream import LONGEST_DELAY, Indices
from convanim.rendering.frames import Rect, changed_box, union

_SHORTEST_DELAY = 2  # hundredths; browsers play 0 and 1 as ten
_DENSE = 0.2
"""The least share of changed pixels with which drawing all of them was ever seen to take fewer bytes."""


def write_pictures(file: BinaryIO, spool: Spool, lookup: Indices) -> None:
    """Write all of a spool's changes; ``lookup`` gives the palette index of a colour number.

    Changes less than two hundredths of a second after a picture's start join that picture.
    """
    writer = _Writer(file, *spool.size)
    start, touched = 0, Rect(0, 0, *spool.size)
    for change in spool.changes():
        time = round(change.time * 100)
        if time - start < _SHORTEST_DELAY:
            touched = union(touched, change.rect)
        else:
            writer.show(start, touched)
            start, touched = time, change.rect
        writer.wanted[change.rect.slices] = lookup[change.numbers]
    writer.show(start, touched)
    writer.finish(max(round(spool.duration * 100), start + _SHORTEST_DELAY))


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture that waits until it is known for how long it stands and whether it is cleared after.

    ``versions`` are indices that all look the same; the one that compresses best is written.
    """

    start: int
    rect: Rect
    versions: tuple[Indices, ...]
    erase: bool = False


class _Writer:
    """Keeps what the viewer sees beside what is wanted, and writes the pictures that lead from one to
    the other, each when the next is known."""

    def __init__(self, file: BinaryIO, width: int, height: int) -> None:
        self._file = file
        self._shown = np.zeros((height, width), np.uint8)
        self.wanted = np.zeros((height, width), np.uint8)
        self._waiting: _Picture | None = None

    def show(self, start: int, touched: Rect) -> None:
        """Bring what is wanted to the screen at ``start``; it differs at most in the rectangle."""
        if self._waiting is None:
            self._shown[...] = self.wanted
            self._waiting = _Picture(start, touched, (self.wanted.copy(),))
            return
        erased = self._erase(start, touched)
        if erased is not None:
            touched = union(touched, erased)
        box = changed_box(self._shown[touched.slices] != self.wanted[touched.slices])
        if box is None and erased is None:
            return
        box = box or Rect(0, 0, 1, 1)
        self.finish(start)
        rect = Rect(touched.x + box.x, touched.y + box.y, box.width, box.height)
        versions = _versions(self._shown[rect.slices], self.wanted[rect.slices])
        self._shown[rect.slices] = self.wanted[rect.slices]
        self._waiting = _Picture(start, rect, versions)

    def finish(self, end: int) -> None:
        """Write the waiting picture, which stands until ``end``."""
        picture = self._waiting
        assert picture is not None
        data = min((gif_stream.compressed(version) for version in picture.versions), key=len)
        delay = end - picture.start
        while delay > LONGEST_DELAY:
            step = min(LONGEST_DELAY, delay - _SHORTEST_DELAY)
            self._file.write(gif_stream.picture(picture.rect, data, step))
            data = gif_stream.compressed(np.zeros_like(picture.versions[0]))
            delay -= step
        self._file.write(gif_stream.picture(picture.rect, data, delay, erase=picture.erase))

    def _erase(self, start: int, touched: Rect) -> Rect | None:
        """Have cleared, until ``start``, what becomes transparent; return the rectangle that is cleared.

        A GIF clears only whole rectangles of pictures that have had their time. So either an empty picture
        just for clearing takes the last moment from the waiting one, or that one is enlarged; the next
        picture draws again what was cleared but should stay.
        """
        waiting = self._waiting
        box = changed_box((self.wanted[touched.slices] == 0) & (self._shown[touched.slices] != 0))
        if box is None or waiting is None:
            return None
        rect = Rect(touched.x + box.x, touched.y + box.y, box.width, box.height)
        both = union(waiting.rect, rect)
        moment = start - _SHORTEST_DELAY
        if both.area > 1.5 * rect.area and moment - waiting.start >= _SHORTEST_DELAY:
            self.finish(moment)
            empty = np.zeros((rect.height, rect.width), np.uint8)
            self._waiting = _Picture(moment, rect, (empty,), erase=True)
        else:
            rect = both
            self._waiting = _enlarged(waiting, both)
        self._shown[rect.slices] = 0
        return rect


def _enlarged(picture: _Picture, rect: Rect) -> _Picture:
    """The picture in a larger rectangle, which is cleared after it."""
    indices = np.zeros((rect.height, rect.width), np.uint8)
    inner = picture.rect
    place = Rect(inner.x - rect.x, inner.y - rect.y, inner.width, inner.height)
    indices[place.slices] = picture.versions[0]
    return _Picture(picture.start, rect, (indices,), erase=True)


def _versions(shown: Indices, wanted: Indices) -> tuple[Indices, ...]:
    """Ways to draw a rectangle: unchanged pixels left out, or, where they are not many, drawn again."""
    changed = shown != wanted
    left_out = np.where(changed, wanted, np.uint8(0))
    if changed.mean() < _DENSE:
        return (left_out,)
    return left_out, wanted.copy()
