"""The whole way from what is asked to a file, in one function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.encoders import Output, open_encoder, suffix_of
from convanim.limits import check_clip
from convanim.rendering.catalog import find
from convanim.rendering.description import describe
from convanim.rendering.frames import Frame, FrameSink
from convanim.rendering.medium import Medium, encoder_options, medium_of, stream_info
from convanim.rendering.moments import moments, staged
from convanim.rendering.outlines import VectorFrame, draw
from convanim.rendering.staging import Staging
from convanim.scratch import temporary_folder
from convanim.spec.photo_part import part_shown

if TYPE_CHECKING:
    from convanim.rendering.renderer import RetainedRenderer
    from convanim.rendering.stage import Stage
    from convanim.spec import ClipSpec

Progress = Callable[[float], None]
"""Told the share of the clip that is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What was made: file, frames (holds count once), seconds, bytes, pixels; notes say what gave way.

    ``still`` says that the frames are pictures on their own: the seconds mean nothing. ``part`` says which
    part of an image is shown, where it is cut and nobody chose.
    """

    path: Path
    frames: int
    duration: float
    bytes: int
    width: int
    height: int
    notes: tuple[str, ...] = ()
    still: bool = False
    part: str = ""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The file itself, in a notebook."""
        from convanim.notebook import file_bundle

        return file_bundle(self)


def render(
    spec: ClipSpec,
    output: Output,
    *,
    progress: Progress | None = None,
    described: bool = False,
    force: bool = False,
) -> Rendered:
    """Make a clip: spec → numbers → storyboard and layout → scene → frames → file.

    The suffix of ``output`` decides the format; ``described`` writes beside it what it shows (.txt, .vtt).
    ``force`` replaces a folder that has files in it. ConvanimError says what cannot be, before any work.
    """
    path, medium = Path(output), medium_of(spec, output)
    clip = spec.resolve()
    staging = staged(clip, medium)
    info = stream_info(staging, medium)
    check_clip(spec, info.width, info.height, info.frame_rate, info.duration, suffix_of(output))
    options = encoder_options(staging, output)
    with open_encoder(output, info, force=force, **options) as encoder, manim_settings(staging, medium):
        count = Counter(encoder.frame, info.duration, progress)
        show(staging, medium, count)
    if described:
        describe(staging, path, medium.still)
    made = (path, count.frames, info.duration, size_of(path), info.width, info.height)
    return Rendered(*made, still=medium.still, part=part_shown(spec))


def show(staging: Staging, medium: Medium, sink: Callable[[Any], None]) -> None:
    """Send to a sink what the medium shows, as it takes it."""
    if medium.vector:
        draw(staging, moments(staging, medium), medium.frame_rate, sink)
    elif medium.still:
        snapshots(staging, moments(staging, medium), sink)
    else:
        play(staging, sink)


def play(staging: Staging, sink: FrameSink) -> None:
    """Send every frame of a clip to a sink."""
    with scene_for(staging, sink) as (scene, _):
        scene.render()


def snapshots(staging: Staging, times: Iterable[float], sink: FrameSink) -> None:
    """Send the pictures at these times, in seconds, to a sink."""
    with scene_for(staging, sink) as (scene, renderer):
        scene.setup()
        for time in times:
            renderer.still(scene, time)


@contextmanager
def scene_for(staging: Staging, sink: FrameSink) -> Iterator[tuple[Stage, RetainedRenderer]]:
    """The scene of a clip and what draws it into a sink; afterwards its pixels are let go of."""
    from convanim.rendering.renderer import RetainedRenderer

    renderer = RetainedRenderer(sink)
    try:
        yield find(staging.clip.spec.scene).load()(staging, renderer=renderer), renderer
    finally:
        renderer.release()


def size_of(path: Path) -> int:
    """The bytes of a file, or of all files in a folder."""
    files = path.iterdir() if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files)


@contextmanager
def manim_settings(staging: Staging, medium: Medium) -> Iterator[None]:
    """Manim's global configuration for one render, put back afterwards."""
    from manim import tempconfig

    from convanim.rendering.stage import frame_size

    width, height = staging.canvas.pixels
    frame_width, frame_height = frame_size(staging.canvas)
    with temporary_folder() as media:
        settings = {
            "pixel_width": width,
            "pixel_height": height,
            "frame_width": frame_width,
            "frame_height": frame_height,
            "frame_rate": medium.frame_rate,
            # Manim's buffer is premultiplied: what is transparent must be black in it.
            "background_color": "#000000" if staging.theme.transparent else staging.theme.background,
            "background_opacity": 0.0 if staging.theme.transparent else 1.0,
            "media_dir": str(media),
            "disable_caching": True,
            "verbosity": "ERROR",
            "progress_bar": "none",
        }
        with tempconfig(settings):
            yield


class Counter:
    """A sink that counts frames and tells the progress."""

    def __init__(self, sink: Callable[[Any], None], duration: float, progress: Progress | None) -> None:
        self._sink, self._duration, self._progress = sink, duration, progress
        self.frames = 0

    def __call__(self, frame: Frame | VectorFrame) -> None:
        """Pass a frame on."""
        self._sink(frame)
        self.frames += 1
        if self._progress is not None:
            self._progress(min((frame.time + frame.duration) / self._duration, 1.0))
