"""The cover of an MP4: a small picture that file managers and players show before it plays."""

from __future__ import annotations

import io

import av
from av.container import OutputContainer
from av.stream import Disposition
from av.video.stream import VideoStream
from PIL import Image

from convanim.encoders.base import StreamInfo
from convanim.rendering.frames import Frame, Pixels

WIDTH, COLOURS = 640, 128
"""As wide as the largest thumbnails, in so many colours: some 15 kB."""

_TICK = 1e-6


class Cover:
    """Keeps the picture that stands at the poster's second, and attaches it; no poster is no cover."""

    def __init__(self, info: StreamInfo) -> None:
        self._poster = info.poster
        width = min(info.width, WIDTH)
        self._size = width, max(1, round(info.height * width / info.width))
        self._pixels: Pixels | None = None
        self._stream: VideoStream | None = None

    def take(self, frame: Frame) -> None:
        """Keep a copy of the picture if it is the poster."""
        if self._poster is not None and frame.time <= self._poster + _TICK < frame.time + frame.duration:
            self._pixels = frame.pixels[..., :3].copy()

    def announce(self, container: OutputContainer) -> None:
        """Tell a container, before its first frame, that there will be a cover."""
        if self._poster is None:
            return
        self._stream = container.add_stream("png", rate=1)
        self._stream.width, self._stream.height = self._size
        self._stream.pix_fmt = "pal8"
        self._stream.disposition = Disposition.attached_pic

    def write(self, container: OutputContainer) -> None:
        """Attach the cover."""
        if self._stream is None or self._pixels is None:
            return
        packet = av.Packet(png(self._pixels, self._size))
        packet.stream, packet.pts, packet.dts = self._stream, 0, 0
        container.mux(packet)


def png(pixels: Pixels, size: tuple[int, int]) -> bytes:
    """A picture, made smaller and of few colours, as a PNG file."""
    image = Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        file, "PNG", optimize=True
    )
    return file.getvalue()
