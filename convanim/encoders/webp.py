"""WebP: lossless, every colour exact and the alpha too; only what changed, one picture for a hold."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import numpy as np

from convanim.encoders import riff
from convanim.encoders.base import StreamInfo
from convanim.encoders.deltas import Delta, Deltas
from convanim.encoders.embedded_xml import packet
from convanim.encoders.target import Target
from convanim.rendering.frames import Frame, Rect

_SHORTEST = 0.011
"""Seconds; browsers show what is to stand for ten milliseconds or less for a hundred."""
_LONGEST = 2**24 - 1
"""Milliseconds that one picture can stand."""


class WebpEncoder:
    """Writes each picture when the next one is known; what it keeps does not grow with the clip's length.

    Times are rounded to milliseconds without drift. The spec and the title are in an XMP packet.
    """

    def __init__(self, path: Path, info: StreamInfo) -> None:
        self._target = Target(path)
        self._info = info
        self._deltas = Deltas(info.width, info.height, info.transparent, shortest=_SHORTEST, step=2)
        self._file: BinaryIO | None = None
        self._pictures = 0

    def open(self) -> None:
        """Start the file beside its target."""
        self._file = self._target.open()
        size, described = (self._info.width, self._info.height), bool(self._info.spec or self._info.title)
        self._file.write(riff.head(8) + riff.canvas(*size, loop=self._info.loop, described=described))

    def frame(self, frame: Frame) -> None:
        """Take one frame."""
        self._write(self._deltas.add(frame))

    def close(self) -> None:
        """Write the last picture, the texts and the file's size, and put the file in place."""
        self._write(self._deltas.finish())
        if self._file is None or not self._pictures:
            raise ValueError("an encoder needs a frame before it is closed")
        if self._info.spec or self._info.title:
            self._file.write(riff.chunk(b"XMP ", packet(self._info.title, self._info.spec).encode()))
        size = self._file.tell()
        self._file.seek(0)
        self._file.write(riff.head(size))
        self._file.close()
        self._target.commit()

    def abort(self) -> None:
        """Remove what was written."""
        self._target.abort()

    def _write(self, delta: Delta | None) -> None:
        if delta is None or self._file is None:
            return
        data = min((riff.lossless(pixels) for pixels in delta.versions), key=len)
        time = max(round(delta.end * 1000) - round(delta.start * 1000), 1)
        self._file.write(riff.picture(delta.rect, data, min(time, _LONGEST), over=delta.over))
        while (time := time - _LONGEST) > 0:
            nothing = riff.lossless(np.zeros((1, 1, 4), np.uint8))
            self._file.write(riff.picture(Rect(0, 0, 1, 1), nothing, min(time, _LONGEST), over=True))
        self._pictures += 1
