"""MP4 (H.264) and WebM (VP9 with transparency), at a constant frame rate."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from av.container import OutputContainer
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from convanim.encoders.base import StreamInfo
from convanim.encoders.cover import Cover
from convanim.encoders.embedded import marked
from convanim.encoders.planes import Patch, Planes, patches
from convanim.encoders.target import Target
from convanim.rendering.frames import Frame

_WAITING = 4  # changes between renderer and encoder; more would only cost memory


class _VideoEncoder:
    """Encodes in a thread of its own beside the renderer; subclasses say with what.

    The rate is constant: a hold encodes the same converted picture again. Errors of the thread come out
    of the next ``frame`` or ``close``.
    """

    container = ""
    codec = ""
    muxing: Mapping[str, str] = {}

    def __init__(self, path: Path, info: StreamInfo, pixel_format: str, options: Mapping[str, str]) -> None:
        self._target = Target(path)
        self._info = info
        self._pixel_format = pixel_format
        self._options = dict(options)
        # An interrupt within a `queue.Queue` can leave it locked, or its other side asleep for ever.
        self._changes: queue.SimpleQueue[tuple[tuple[Patch, ...], int] | None] = queue.SimpleQueue()
        self._room: queue.SimpleQueue[None] = queue.SimpleQueue()
        for _ in range(_WAITING):
            self._room.put(None)
        self._thread = threading.Thread(target=self._run, name=f"encode {path.name}", daemon=True)
        self._stopped = threading.Event()
        self._error: BaseException | None = None
        self._container: OutputContainer | None = None
        self._keyframes = {round(time * info.frame_rate) for time in info.keyframes}
        self._elapsed = 0.0
        self._frames = 0

    def open(self) -> None:
        """Start the file beside its target, and the thread."""
        self._target.open().close()
        # "file:" so that no part of the name is taken for a protocol.
        self._container = av.open(
            f"file:{self._target.temporary}", "w", format=self.container, options=dict(self.muxing)
        )
        if self._info.title:
            self._container.metadata["title"] = self._info.title
        if self._info.spec:
            self._container.metadata["comment"] = marked(self._info.spec)
        self._stream = self._add_stream(self._container)
        self._thread.start()

    def frame(self, frame: Frame) -> None:
        """Take one frame; it stands for as many encoded ones as its end, rounded, asks for."""
        self._raise_error()
        self._elapsed += frame.duration
        end = round(self._elapsed * self._info.frame_rate)
        self._room.get()
        self._changes.put((patches(frame), end - self._frames))
        self._frames = end

    def close(self) -> None:
        """Finish the file and put it in place."""
        if not self._elapsed:
            raise ValueError("an encoder needs a frame before it is closed")
        if not self._frames:
            self._changes.put(((), 1))  # a clip shorter than half a frame still has one
        self._join()
        self._raise_error()
        assert self._container is not None
        self._container.mux(self._stream.encode(None))
        self._finish(self._container)
        self._container.close()
        self._target.commit()

    def abort(self) -> None:
        """Stop the thread and remove what was written."""
        self._stopped.set()
        self._join()
        if self._container is not None:
            with contextlib.suppress(av.FFmpegError, OSError):
                self._container.close()
        self._target.abort()

    def _add_stream(self, container: OutputContainer) -> VideoStream:
        stream = container.add_stream(self.codec, rate=self._info.frame_rate, options=self._options)
        stream = cast(VideoStream, stream)
        stream.width, stream.height = self._info.width, self._info.height
        stream.pix_fmt = self._pixel_format
        context = stream.codec_context
        context.time_base = Fraction(1, self._info.frame_rate)
        # Bytes depend on the number of threads, so it does not depend on the machine.
        context.thread_count = 2
        context.colorspace = Colorspace.ITU709
        context.color_range = ColorRange.MPEG
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        return stream

    def _finish(self, container: OutputContainer) -> None:
        """Add what stands behind the frames."""

    def _join(self) -> None:
        if self._thread.is_alive():
            self._changes.put(None)
            self._thread.join()

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        """The thread: encode until there is nothing more; after an error only empty the queue."""
        planes = Planes(self._info.width, self._info.height, self._pixel_format)
        count = 0
        while (change := self._changes.get()) is not None:
            self._room.put(None)
            if self._error is not None or self._stopped.is_set():
                continue
            try:
                count = self._encode(planes, *change, count)
            except BaseException as error:  # it is raised where the renderer is told
                self._error = error

    def _encode(self, planes: Planes, changes: tuple[Patch, ...], repeats: int, count: int) -> int:
        """Patch the picture and encode it ``repeats`` times; ``count`` are encoded, return how many then."""
        assert self._container is not None
        for patch in changes:
            planes.patch(patch)
        for pts in range(count, count + repeats):
            if self._stopped.is_set():
                break
            planes.frame.pts = pts
            planes.frame.pict_type = PictureType.I if pts in self._keyframes else PictureType.NONE
            planes.frame.time_base = Fraction(1, self._info.frame_rate)
            self._container.mux(self._stream.encode(planes.frame))
        return count + repeats


class Mp4Encoder(_VideoEncoder):
    """H.264 in MP4: yuv420p, BT.709 limited range and tagged so, playable before it is all loaded.

    Where the clip has a poster it is the file's cover, which file managers show instead of the first frame.
    ``crf`` is x264's quality (18 keeps flat areas within two levels), ``preset`` its speed.
    """

    container = "mp4"
    codec = "libx264"
    muxing: Mapping[str, str] = {"movflags": "+faststart", "fflags": "+bitexact"}

    def __init__(self, path: Path, info: StreamInfo, *, crf: int = 18, preset: str = "veryfast") -> None:
        # With mbtree x264 gives different bytes from run to run on some processors; qcomp makes up for it.
        # The offset spends bits on chroma, where an error of one level is two in the colour of a fill.
        parameters = "mbtree=0:qcomp=0.8:chroma-qp-offset=-6"
        options = {"crf": str(crf), "preset": preset, "x264-params": parameters}
        super().__init__(path, info, "yuv420p", options)
        self._cover = Cover(info)

    def frame(self, frame: Frame) -> None:
        """Take one frame, and keep the poster."""
        super().frame(frame)
        self._cover.take(frame)

    def _add_stream(self, container: OutputContainer) -> VideoStream:
        stream = super()._add_stream(container)
        self._cover.announce(container)
        return stream

    def _finish(self, container: OutputContainer) -> None:
        self._cover.write(container)


class WebmEncoder(_VideoEncoder):
    """VP9 in WebM: with transparency (yuva420p) for a transparent clip, else yuv420p; BT.709 limited range.

    ``crf`` is libvpx's quality, ``speed`` its ``cpu-used``: 0 is slow and small, 8 is fast.
    """

    container = "webm"
    codec = "libvpx-vp9"
    muxing: Mapping[str, str] = {"fflags": "+bitexact"}  # no random identifiers

    def __init__(self, path: Path, info: StreamInfo, *, crf: int = 12, speed: int = 6) -> None:
        options = {
            "crf": str(crf),
            "b": "0",
            "deadline": "realtime",
            "cpu-used": str(speed),
            "row-mt": "1",
            "auto-alt-ref": "0",  # alternate reference frames and alpha exclude each other
        }
        super().__init__(path, info, "yuva420p" if info.transparent else "yuv420p", options)
