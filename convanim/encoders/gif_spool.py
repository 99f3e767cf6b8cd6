"""The pictures of a clip, waiting in a temporary file until its last colour is known."""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import numpy as np
from numpy.typing import NDArray

from convanim.rendering.frames import Frame, Pixels, Rect

Numbers = NDArray[np.int32]
"""Colour numbers: in the order of appearance, 0 for a transparent pixel."""

_FAINTEST = 8
_HEAD = struct.Struct("<d4iBi")


@dataclass(frozen=True, slots=True)
class Change:
    """What changed at a moment: the time in seconds, the rectangle, and its new colour numbers."""

    time: float
    rect: Rect
    numbers: Numbers


class Spool:
    """Takes frames and gives them back as changes, once all their colours were counted.

    Memory does not grow with the clip's length: pixels go to an anonymous temporary file as compressed
    colour numbers, and only where they differ from the picture before.
    """

    def __init__(self, width: int, height: int, matte: tuple[int, int, int], transparent: bool) -> None:
        self._matte = np.array(matte, np.uint32)
        self._transparent = transparent
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (open until close)
        self._numbers = np.zeros(1 << 24, np.int32)  # by 24-bit colour; untouched pages cost no memory
        self._codes = np.zeros(1, np.uint32)  # by number
        self._canvas = np.zeros((height, width), np.int32)
        self._standing = np.zeros(1, np.int64)
        self._weights = np.zeros(1)
        self.size = (width, height)
        self.duration = 0.0

    @property
    def colours(self) -> NDArray[np.uint8]:
        """The RGB colours that occurred, by number from 1 on; shape ``(n, 3)``."""
        return _rgb(self._codes[1:])

    @property
    def weights(self) -> NDArray[np.float64]:
        """For each colour, the pixels that had it times the seconds that they had it; shape ``(n,)``."""
        return self._weights[1:]

    def add(self, frame: Frame) -> None:
        """Take a frame: note what differs within its damage and how long every colour stands."""
        for rect in frame.damage:
            self._note(rect, self._numbered(frame.pixels[rect.slices]))
        self._weights += self._standing * frame.duration
        self.duration += frame.duration

    def changes(self) -> Iterator[Change]:
        """All changes in order; several can have the same time."""
        self._file.seek(0)
        while head := self._file.read(_HEAD.size):
            time, x, y, width, height, item, size = _HEAD.unpack(head)
            data = zlib.decompress(self._file.read(size))
            numbers = np.frombuffer(data, f"<u{item}").reshape(height, width).astype(np.int32)
            yield Change(time, Rect(x, y, width, height), numbers)

    def close(self) -> None:
        """Give the temporary file back."""
        self._file.close()

    def _note(self, rect: Rect, new: Numbers) -> None:
        old = self._canvas[rect.slices]
        box = changed_box(old != new)
        if box is None:
            return
        new, old = new[box.slices], old[box.slices]
        counts = np.bincount(new.ravel(), minlength=len(self._standing))
        self._standing += counts - np.bincount(old.ravel(), minlength=len(counts))
        old[...] = new
        item = 2 if len(self._codes) <= 1 << 16 else 4
        data = zlib.compress(new.astype(f"<u{item}").tobytes(), 1)
        place = (rect.x + box.x, rect.y + box.y, box.width, box.height)
        self._file.write(_HEAD.pack(self.duration, *place, item, len(data)) + data)

    def _numbered(self, pixels: Pixels) -> Numbers:
        """The colour numbers of RGBA pixels; colours not seen before get the next ones."""
        codes = np.ascontiguousarray(pixels).view("<u4")[..., 0]
        if self._transparent:
            codes = self._matted(codes)
        codes = codes & 0xFFFFFF
        numbers: Numbers = self._numbers[codes]
        if not numbers.all():
            self._register(np.unique(codes[numbers == 0]))
            numbers = self._numbers[codes]
        if self._transparent:
            numbers[pixels[..., 3] < _FAINTEST] = 0
        return numbers

    def _matted(self, codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """The pixels' colours over the matte; those that will be transparent become it."""
        alpha = codes >> 24
        soft = alpha < 255
        rgb = np.stack([codes[soft] >> shift & 255 for shift in (0, 8, 16)], -1)
        share = alpha[soft][:, None]
        rgb = (rgb * share + self._matte * (255 - share) + 127) // 255
        codes = codes.copy()
        codes[soft] = rgb @ np.array([1, 1 << 8, 1 << 16], np.uint32)
        return codes

    def _register(self, codes: NDArray[np.uint32]) -> None:
        first = len(self._codes)
        self._numbers[codes] = np.arange(first, first + len(codes))
        self._codes = np.concatenate([self._codes, codes])
        more = np.zeros(len(codes))
        self._weights = np.concatenate([self._weights, more])
        self._standing = np.concatenate([self._standing, more.astype(np.int64)])


def changed_box(mask: NDArray[np.bool_]) -> Rect | None:
    """The smallest rectangle that holds all true elements of ``(height, width)``, if there are any."""
    rows = np.flatnonzero(mask.any(1))
    if not len(rows):
        return None
    columns = np.flatnonzero(mask[rows[0] : rows[-1] + 1].any(0))
    x, y = int(columns[0]), int(rows[0])
    return Rect(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)


def _rgb(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    return np.stack([codes >> shift & 255 for shift in (0, 8, 16)], -1).astype(np.uint8)
