"""The whole way from what is asked to a file, in one function."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.encoders import open_encoder
from convanim.limits import check_clip
from convanim.rendering.catalog import find
from convanim.rendering.frames import Frame, FrameSink
from convanim.rendering.medium import Medium, encoder_options, medium_of, stream_info
from convanim.rendering.staging import Staging, stage

if TYPE_CHECKING:
    from convanim.spec import ClipSpec

Progress = Callable[[float], None]
"""Told the share of the clip that is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What was made: file, frames (holds count once), seconds, bytes, pixels; notes say what gave way."""

    path: Path
    frames: int
    duration: float
    bytes: int
    width: int
    height: int
    notes: tuple[str, ...] = ()


def render(spec: ClipSpec, output: Path | str, *, progress: Progress | None = None) -> Rendered:
    """Make a clip: spec → numbers → storyboard and layout → scene → frames → file.

    The suffix of ``output`` decides the format. ConvanimError says what cannot be, before any work.
    """
    path = Path(output)
    medium = medium_of(spec, path)
    clip = spec.resolve()
    staging = stage(clip, medium.request, medium.loop)
    info = stream_info(staging, medium)
    check_clip(spec, info.width, info.height, info.frame_rate, info.duration)
    with open_encoder(path, info, **encoder_options(spec, path)) as encoder, manim_settings(staging, medium):
        count = Counter(encoder.frame, info.duration, progress)
        if medium.still:
            snapshot(staging, clip.spec.at, count)
        else:
            play(staging, count)
    return Rendered(path, count.frames, info.duration, path.stat().st_size, info.width, info.height)


def play(staging: Staging, sink: FrameSink) -> None:
    """Send every frame of a clip to a sink."""
    from convanim.rendering.renderer import RetainedRenderer

    scene = find(staging.clip.spec.scene).load()
    scene(staging, renderer=RetainedRenderer(sink)).render()


def snapshot(staging: Staging, time: float | None, sink: FrameSink) -> None:
    """Send one picture to a sink: at a time in seconds, or the finished one."""
    from convanim.rendering.renderer import RetainedRenderer

    renderer = RetainedRenderer(sink)
    scene = find(staging.clip.spec.scene).load()(staging, renderer=renderer)
    scene.setup()
    renderer.still(scene, float(staging.storyboard.poster) if time is None else time)


@contextmanager
def manim_settings(staging: Staging, medium: Medium) -> Iterator[None]:
    """Manim's global configuration for one render, put back afterwards."""
    from manim import tempconfig

    from convanim.rendering.stage import frame_size

    width, height = staging.canvas.pixels
    frame_width, frame_height = frame_size(staging.canvas)
    with tempfile.TemporaryDirectory(prefix="convanim-") as media:
        settings = {
            "pixel_width": width,
            "pixel_height": height,
            "frame_width": frame_width,
            "frame_height": frame_height,
            "frame_rate": medium.frame_rate,
            # Manim's buffer is premultiplied: what is transparent must be black in it.
            "background_color": "#000000" if staging.theme.transparent else staging.theme.background,
            "background_opacity": 0.0 if staging.theme.transparent else 1.0,
            "media_dir": media,
            "disable_caching": True,
            "verbosity": "ERROR",
            "progress_bar": "none",
        }
        with tempconfig(settings):
            yield


class Counter:
    """A sink that counts frames and tells the progress."""

    def __init__(self, sink: FrameSink, duration: float, progress: Progress | None) -> None:
        self._sink, self._duration, self._progress = sink, duration, progress
        self.frames = 0

    def __call__(self, frame: Frame) -> None:
        """Pass a frame on."""
        self._sink(frame)
        self.frames += 1
        if self._progress is not None:
            self._progress(min((frame.time + frame.duration) / self._duration, 1.0))
