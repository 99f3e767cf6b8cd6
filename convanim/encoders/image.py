"""PNG: the last frame of a clip as a still picture."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from convanim.encoders.base import StreamInfo
from convanim.encoders.embedded import PNG_KEYWORD
from convanim.encoders.target import Target
from convanim.rendering.frames import Frame, Pixels


class PngEncoder:
    """Writes the last frame it is given, with its alpha if the clip is transparent, else as RGB.

    The spec is in an iTXt chunk named ``convanim``, the title in one named ``Title``.
    """

    def __init__(self, path: Path, info: StreamInfo, *, compress_level: int = 6) -> None:
        self._target = Target(path)
        self._info = info
        self._compress_level = compress_level
        self._pixels: Pixels | None = None

    def open(self) -> None:
        """Start the file: make sure that it can be written."""
        self._target.open().close()

    def frame(self, frame: Frame) -> None:
        """Keep a copy of the picture in place of the one before it."""
        if self._pixels is None:
            self._pixels = frame.pixels.copy()
            return
        for rect in frame.damage:
            self._pixels[rect.slices] = frame.pixels[rect.slices]

    def close(self) -> None:
        """Write the picture and put the file in place."""
        if self._pixels is None:
            raise ValueError("an encoder needs a frame before it is closed")
        channels = 4 if self._info.transparent else 3
        image = Image.fromarray(self._pixels[..., :channels])
        with self._target.temporary.open("r+b") as file:
            image.save(file, "PNG", pnginfo=self._texts(), compress_level=self._compress_level)
        self._target.commit()

    def abort(self) -> None:
        """Remove what was written."""
        self._target.abort()

    def _texts(self) -> PngInfo:
        texts = PngInfo()
        if self._info.title:
            texts.add_itxt("Title", self._info.title)
        if self._info.spec:
            texts.add_itxt(PNG_KEYWORD, self._info.spec)
        return texts
