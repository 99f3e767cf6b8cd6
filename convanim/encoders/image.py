"""PNG: the last frame of a clip as a still picture."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from convanim.encoders.base import StreamInfo
from convanim.encoders.embedded import PNG_KEYWORD
from convanim.encoders.target import Target
from convanim.rendering.frames import Frame, Pixels


class Picture:
    """A copy of what is seen, kept up to date with what each frame changes."""

    def __init__(self) -> None:
        self._pixels: Pixels | None = None

    @property
    def pixels(self) -> Pixels:
        """RGBA, ``(height, width, 4)``; raises ValueError before the first frame."""
        if self._pixels is None:
            raise ValueError("an encoder needs a frame before it is closed")
        return self._pixels

    def take(self, frame: Frame) -> None:
        """Bring the copy up to date."""
        if self._pixels is None:
            self._pixels = frame.pixels.copy()
            return
        for rect in frame.damage:
            self._pixels[rect.slices] = frame.pixels[rect.slices]


class PngEncoder:
    """Writes the last frame it is given, with its alpha if the clip is transparent, else as RGB.

    The spec is in an iTXt chunk named ``convanim``, the title in one named ``Title``.
    """

    def __init__(self, path: Path, info: StreamInfo, *, compress_level: int = 6) -> None:
        self._target = Target(path)
        self._info = info
        self._compress_level = compress_level
        self._picture = Picture()

    def open(self) -> None:
        """Start the file: make sure that it can be written."""
        self._target.open().close()

    def frame(self, frame: Frame) -> None:
        """Keep a copy of the picture in place of the one before it."""
        self._picture.take(frame)

    def close(self) -> None:
        """Write the picture and put the file in place."""
        self._target.temporary.write_bytes(png(self._picture.pixels, self._info, self._compress_level))
        self._target.commit()

    def abort(self) -> None:
        """Remove what was written."""
        self._target.abort()


def png(pixels: Pixels, info: StreamInfo, compress_level: int = 6) -> bytes:
    """A PNG file of RGBA pixels, with what is known of the clip in named chunks."""
    texts = PngInfo()
    if info.title:
        texts.add_itxt("Title", info.title)
    if info.spec:
        texts.add_itxt(PNG_KEYWORD, info.spec)
    file = io.BytesIO()
    image = Image.fromarray(pixels[..., : 4 if info.transparent else 3])
    image.save(file, "PNG", pnginfo=texts, compress_level=compress_level)
    return file.getvalue()
