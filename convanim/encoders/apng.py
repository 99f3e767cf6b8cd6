"""APNG: every colour exact, only what changed, one picture for a hold (PNG specification, section 11.3.2)."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np

from convanim.encoders import png_chunks
from convanim.encoders.base import StreamInfo
from convanim.encoders.deltas import Delta, Deltas
from convanim.encoders.embedded import PNG_KEYWORD
from convanim.encoders.png_chunks import chunk
from convanim.encoders.target import Target
from convanim.rendering.frames import Frame, Pixels, Rect

_SHORTEST = 0.011
"""Seconds; browsers show what is to stand for ten milliseconds or less for a hundred."""
_LONGEST = 65535
"""Frames, at the clip's rate, that one picture can stand."""
_KEEP, _SOURCE, _OVER = 0, 0, 1


class ApngEncoder:
    """Writes each picture when the next one is known; what it keeps does not grow with the clip's length.

    Times are exact fractions of a second. The first picture is all of it: whoever knows PNG and not APNG
    shows that one.
    """

    def __init__(self, path: Path, info: StreamInfo) -> None:
        self._target = Target(path)
        self._info = info
        self._deltas = Deltas(info.width, info.height, info.transparent, shortest=_SHORTEST)
        self._file: BinaryIO | None = None
        self._pictures = self._number = self._control = 0

    def open(self) -> None:
        """Start the file beside its target: all but the number of pictures, which is not known yet."""
        self._file = self._target.open()
        self._file.write(png_chunks.SIGNATURE + png_chunks.header(self._info.width, self._info.height))
        self._control = self._file.tell()
        self._file.write(self._animation_control())
        for keyword, content in (("Title", self._info.title), (PNG_KEYWORD, self._info.spec)):
            if content:
                self._file.write(png_chunks.text(keyword, content))

    def frame(self, frame: Frame) -> None:
        """Take one frame."""
        self._write(self._deltas.add(frame))

    def close(self) -> None:
        """Write the last picture and how many there are, and put the file in place."""
        self._write(self._deltas.finish())
        if self._file is None or not self._pictures:
            raise ValueError("an encoder needs a frame before it is closed")
        self._file.write(png_chunks.END)
        self._file.seek(self._control)
        self._file.write(self._animation_control())
        self._file.close()
        self._target.commit()

    def abort(self) -> None:
        """Remove what was written."""
        self._target.abort()

    def _animation_control(self) -> bytes:
        return chunk(b"acTL", struct.pack(">II", self._pictures, 0 if self._info.loop else 1))

    def _write(self, delta: Delta | None) -> None:
        if delta is None:
            return
        rate = self._info.frame_rate
        frames = max(round(delta.end * rate) - round(delta.start * rate), 1)
        data = min((png_chunks.image_data(pixels) for pixels in delta.versions), key=len)
        self._picture(delta.rect, data, min(frames, _LONGEST), _OVER if delta.over else _SOURCE)
        while (frames := frames - _LONGEST) > 0:
            self._picture(Rect(0, 0, 1, 1), _NOTHING, min(frames, _LONGEST), _OVER)

    def _picture(self, rect: Rect, data: bytes, frames: int, blending: int) -> None:
        """One picture that stands for so many frames."""
        assert self._file is not None
        place = (rect.width, rect.height, rect.x, rect.y)
        time = (frames, self._info.frame_rate)
        self._file.write(
            chunk(b"fcTL", struct.pack(">IIIIIHHBB", self._next(), *place, *time, _KEEP, blending))
        )
        if self._pictures:
            self._file.write(chunk(b"fdAT", struct.pack(">I", self._next()) + data))
        else:
            self._file.write(chunk(b"IDAT", data))
        self._pictures += 1

    def _next(self) -> int:
        """Control and data chunks are numbered through from 0."""
        self._number += 1
        return self._number - 1


_CLEAR: Pixels = np.zeros((1, 1, 4), np.uint8)
_NOTHING = png_chunks.image_data(_CLEAR)
