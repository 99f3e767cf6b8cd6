"""The pictures of a clip, waiting until its last colour is known."""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from convanim.rendering.frames import Frame, Pixels, Rect, changed_box

Numbers = NDArray[np.unsignedinteger[Any]]
"""Colour numbers: in the order of appearance, 0 for a transparent pixel."""

_FAINTEST = 8
_HEAD = struct.Struct("<d4iBi")
_ROOM = 32 << 20
"""Bytes of changes that wait in memory as they are; later ones wait compressed, in a file."""
_MOST_SETS, _LARGEST_SET = 4096, 1024


@dataclass(frozen=True, slots=True)
class Change:
    """What changed at a moment: the time in seconds, the rectangle, and its new colour numbers."""

    time: float
    rect: Rect
    numbers: Numbers


class Spool:
    """Takes frames and gives them back as changes, once all their colours were counted.

    Memory does not grow with the clip's length: pixels wait as colour numbers, only where they differ from
    the picture before, and most of a long clip's in an anonymous temporary file.
    """

    def __init__(self, width: int, height: int, matte: tuple[int, int, int], transparent: bool) -> None:
        self._matte = np.array(matte, np.uint32)
        self._transparent = transparent
        self._kept: list[Change] = []
        self._room = _ROOM
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (open until close)
        # By 24-bit colour. Twice as wide, the table would be half of what memory a short clip takes.
        self._numbers: Numbers = np.zeros(1 << 24, np.uint16)
        self._codes = np.zeros(1, np.uint32)  # by number
        self._canvas: Numbers = np.zeros((height, width), np.uint16)
        self._standing = np.zeros(1, np.int64)
        self._weights = np.zeros(1)
        self._sets: dict[bytes, None] = {}
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

    @property
    def colour_sets(self) -> tuple[NDArray[np.uint32], ...]:
        """The colour numbers that single frames draw: each set once, of at most 1024, at most 4096 sets."""
        return tuple(np.frombuffer(numbers, np.uint32) for numbers in self._sets)

    def add(self, frame: Frame) -> None:
        """Take a frame: note what differs within its damage and how long every colour stands."""
        drawn = [self._note(rect, self._numbered(frame.pixels[rect.slices])) for rect in frame.damage]
        if drawn and len(self._sets) < _MOST_SETS:
            numbers = np.unique(np.concatenate(drawn))
            if len(numbers) <= _LARGEST_SET:
                self._sets[numbers.astype(np.uint32).tobytes()] = None
        self._weights += self._standing * frame.duration
        self.duration += frame.duration

    def changes(self) -> Iterator[Change]:
        """All changes in order; several can have the same time."""
        yield from self._kept
        self._file.seek(0)
        while head := self._file.read(_HEAD.size):
            time, x, y, width, height, item, size = _HEAD.unpack(head)
            data = np.frombuffer(zlib.decompress(self._file.read(size)), f"u{item}")
            yield Change(time, Rect(x, y, width, height), data.reshape(height, width))

    def close(self) -> None:
        """Give the temporary file back."""
        self._file.close()

    def _note(self, rect: Rect, new: Numbers) -> NDArray[np.intp]:
        """Bring a rectangle to new colour numbers; returns those that came somewhere."""
        old = self._canvas[rect.slices]
        changed = new != old
        box = changed_box(changed)
        if box is None:
            return np.zeros(0, np.intp)
        came = np.bincount(new[changed], minlength=len(self._codes))
        self._standing += came - np.bincount(old[changed], minlength=len(self._codes))
        old[...] = new
        place = Rect(rect.x + box.x, rect.y + box.y, box.width, box.height)
        self._keep(Change(self.duration, place, new[box.slices].copy()))
        return np.flatnonzero(came)

    def _keep(self, change: Change) -> None:
        self._room -= change.numbers.nbytes
        if self._room >= 0:
            self._kept.append(change)
            return
        rect, numbers = change.rect, change.numbers
        place = (rect.x, rect.y, rect.width, rect.height)
        data = zlib.compress(numbers.tobytes(), 1)
        self._file.write(_HEAD.pack(change.time, *place, numbers.itemsize, len(data)) + data)

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
        first, end = len(self._codes), len(self._codes) + len(codes)
        if end > 1 << 16 and self._numbers.itemsize == 2:
            self._numbers, self._canvas = self._numbers.astype(np.uint32), self._canvas.astype(np.uint32)
        self._numbers[codes] = np.arange(first, end)
        self._codes = np.concatenate([self._codes, codes])
        more = np.zeros(len(codes))
        self._weights = np.concatenate([self._weights, more])
        self._standing = np.concatenate([self._standing, more.astype(np.int64)])


def _rgb(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    return np.stack([codes >> shift & 255 for shift in (0, 8, 16)], -1).astype(np.uint8)
