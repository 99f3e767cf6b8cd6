"""What the output's suffix decides: the canvas, the frame rate, whether the clip loops."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.encoders import StreamInfo
from convanim.errors import ConvanimError
from convanim.layout.boxes import CanvasRequest
from convanim.theme import rgb

if TYPE_CHECKING:
    from convanim.rendering.staging import Staging
    from convanim.spec import ClipSpec


@dataclass(frozen=True, slots=True)
class Medium:
    """How a format is made unless the spec says otherwise: fitted or a slide, width, rate, loop, still."""

    request: CanvasRequest
    frame_rate: int
    loop: bool
    still: bool


@dataclass(frozen=True, slots=True)
class Habit:
    """The defaults of a format."""

    fitted: bool
    width: int
    frame_rate: int
    loop: bool
    still: bool = False


VIDEO = Habit(fitted=False, width=1280, frame_rate=30, loop=False)
HABITS = {
    ".gif": Habit(fitted=True, width=640, frame_rate=25, loop=True),
    ".png": Habit(fitted=False, width=1280, frame_rate=25, loop=False, still=True),
}
"""By suffix; everything else is a video."""


NARROWEST_SLIDE = 840
"""Below so many pixels the small print of a slide is smaller than can be read."""


def medium_of(spec: ClipSpec, path: Path) -> Medium:
    """The medium of a spec that is written to a path; a picture too narrow for a slide is fitted.

    Raises ConvanimError where such a slide is asked for.
    """
    habit = HABITS.get(path.suffix.lower(), VIDEO)
    narrow = spec.width is not None and spec.width < NARROWEST_SLIDE
    if narrow and spec.frame == "slide":
        raise ConvanimError(
            f"a slide of {spec.width} pixels is too narrow to be read: use a width of at least "
            f"{NARROWEST_SLIDE}, or the frame fit"
        )
    fitted = habit.fitted or narrow if spec.frame is None else spec.frame == "fit"
    width = spec.width or (habit.width if fitted == habit.fitted else (640 if fitted else 1280))
    request = CanvasRequest(fitted, width, spec.height)
    loop = habit.loop if spec.loop is None else spec.loop
    return Medium(request, spec.fps or habit.frame_rate, loop and not habit.still, habit.still)


OPTIONS = {".gif": ("colours",), ".mp4": ("crf", "preset"), ".webm": ("crf",)}
"""The fields of a spec that each format's encoder takes."""


def encoder_options(spec: ClipSpec, path: Path) -> dict[str, object]:
    """What the spec says to the encoder of a path; what it leaves open is the encoder's own choice."""
    names = OPTIONS.get(path.suffix.lower(), ())
    return {name: value for name in names if (value := getattr(spec, name)) is not None}


def stream_info(staging: Staging, medium: Medium) -> StreamInfo:
    """What an encoder is told before the first frame."""
    width, height = staging.canvas.pixels
    theme = staging.theme
    return StreamInfo(
        width=width,
        height=height,
        frame_rate=medium.frame_rate,
        duration=1 / medium.frame_rate if medium.still else float(staging.storyboard.duration),
        transparent=theme.transparent,
        matte=rgb(theme.background),
        loop=medium.loop,
        spec=staging.clip.embedded,
        title=staging.clip.title,
        keyframes=tuple(staging.storyboard.marks.values()) if staging.clip.spec.keyframes else (),
        palette=tuple(rgb(colour) for colour in theme.colours),
    )
