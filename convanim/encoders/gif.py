"""GIF: one palette for the clip, only what changed, one picture for a hold."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from convanim.encoders import gif_stream
from convanim.encoders.base import StreamInfo
from convanim.encoders.embedded import marked
from convanim.encoders.gif_pictures import write_pictures
from convanim.encoders.gif_spool import Spool
from convanim.encoders.gif_stream import Indices
from convanim.encoders.palette import Colours, choose_palette, frugal_order, nearest
from convanim.encoders.target import Target
from convanim.rendering.frames import Frame


class GifEncoder:
    """Writes a GIF whose flat areas have exactly the colours they were given.

    A palette needs the whole clip's colours, so pictures wait and the GIF is written by ``close``. Times
    are rounded to hundredths of a second without drift; a picture that would stand for less than two of
    them is left out, its changes come with the next. Alpha is ignored unless the clip is transparent; then
    nearly clear pixels are transparent and the others are laid over the matte.
    """

    def __init__(self, path: Path, info: StreamInfo, *, colours: int = 255) -> None:
        if not 2 <= colours <= 255:
            raise ValueError(f"a GIF has room for 2 to 255 colours, not {colours}")
        self._target = Target(path)
        self._info = info
        self._slots = colours
        self._file: BinaryIO | None = None
        self._spool: Spool | None = None

    def open(self) -> None:
        """Start the file beside its target."""
        self._file = self._target.open()
        self._spool = Spool(self._info.width, self._info.height, self._info.matte, self._info.transparent)

    def frame(self, frame: Frame) -> None:
        """Take one frame."""
        if self._spool is None:
            raise ValueError("an encoder is opened before it takes frames")
        self._spool.add(frame)

    def close(self) -> None:
        """Choose the palette, write all pictures and put the file in place."""
        if self._file is None or self._spool is None or not self._spool.duration:
            raise ValueError("an encoder needs a frame before it is closed")
        palette, lookup = _indexed(self._spool, self._info.palette, self._slots)
        comment = marked(self._info.spec) if self._info.spec else ""
        size = (self._info.width, self._info.height)
        self._file.write(gif_stream.head(*size, palette, loop=self._info.loop, comment=comment))
        write_pictures(self._file, self._spool, lookup)
        self._file.write(gif_stream.TRAILER)
        self._spool.close()
        self._file.close()
        self._target.commit()

    def abort(self) -> None:
        """Remove what was written."""
        if self._spool is not None:
            self._spool.close()
        self._target.abort()


def _indexed(spool: Spool, pinned: tuple[tuple[int, int, int], ...], slots: int) -> tuple[Colours, Indices]:
    """The palette, and for each colour number the index in it (from 1 on; 0 stays 0)."""
    palette = choose_palette(spool.colours, spool.weights, pinned, slots)
    lookup = np.concatenate([[0], nearest(spool.colours, palette) + 1]).astype(np.uint8)
    order = frugal_order(_colour_sets(spool, lookup), len(palette))
    rank = np.zeros(256, np.uint8)
    rank[order + 1] = np.arange(1, len(palette) + 1)
    return palette[order], rank[lookup]


def _colour_sets(spool: Spool, lookup: Indices) -> NDArray[np.bool_]:
    """Which palette colours single frames draw: ``(sets, 255)``."""
    sets = np.zeros((len(spool.colour_sets), 256), np.bool_)
    for drawn, numbers in zip(sets, spool.colour_sets, strict=True):
        drawn[lookup[numbers]] = True
    return sets[:, 1:]
