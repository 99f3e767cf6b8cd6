"""What the output's suffix decides: the canvas, the frame rate, whether the clip loops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convanim.encoders import FOLDER, FORMATS, Output, StreamInfo, suffix_of
from convanim.errors import ConvanimError
from convanim.layout.boxes import CanvasRequest
from convanim.rendering.moments import Shows, explained, moments
from convanim.spec.alt import alt_text
from convanim.spec.outputs import FORMATS_OF
from convanim.theme import rgb

if TYPE_CHECKING:
    from convanim.rendering.staging import Staging
    from convanim.spec import ClipSpec


@dataclass(frozen=True, slots=True)
class Medium:
    """How a clip is made for a format.

    Attributes:
        request: the canvas.
        frame_rate: frames a second.
        loop: whether the file repeats.
        opens: whether the clip starts with the finished picture, as a loop does.
        shows: what of the clip there is.
        vector: whether it is handed on as shapes.
        covered: whether the file has a place for a poster besides its frames.
    """

    request: CanvasRequest
    frame_rate: int
    loop: bool
    opens: bool
    shows: Shows
    vector: bool
    covered: bool

    @property
    def still(self) -> bool:
        """Whether nothing moves."""
        return self.shows is not Shows.CLIP


@dataclass(frozen=True, slots=True)
class Habit:
    """The defaults of a format.

    ``opens`` says that the first picture is all that is seen of it before it plays: so even a clip that
    plays once starts with the finished picture, as a loop does. ``covered`` is as the medium has it.
    """

    fitted: bool
    width: int
    frame_rate: int
    loop: bool = False
    opens: bool = False
    shows: Shows = Shows.CLIP
    covered: bool = False


VIDEO = Habit(fitted=False, width=1280, frame_rate=30)
MOVING_PICTURE = Habit(fitted=True, width=640, frame_rate=25, loop=True, opens=True)
HABITS: Mapping[str, Habit] = {
    ".apng": MOVING_PICTURE,
    ".gif": MOVING_PICTURE,
    # A page says title and prose itself, and is looked at on screens of two pixels to the point.
    ".html": Habit(fitted=True, width=1120, frame_rate=25, covered=True),
    ".mp4": replace(VIDEO, covered=True),
    ".pdf": Habit(fitted=False, width=1280, frame_rate=25, shows=Shows.STEPS),
    ".png": Habit(fitted=False, width=1280, frame_rate=25, shows=Shows.MOMENT),
    ".svg": Habit(fitted=True, width=640, frame_rate=25, shows=Shows.MOMENT),
    ".webp": MOVING_PICTURE,
}
"""By suffix; everything else is a video."""


NARROWEST_SLIDE = 840
"""Below so many pixels the small print of a slide is smaller than can be read."""


def medium_of(spec: ClipSpec, output: Output) -> Medium:
    """The medium of a spec that is written somewhere; a picture too narrow for a slide is fitted.

    Raises ConvanimError where such a slide is asked for.
    """
    suffix = suffix_of(output)
    habit = HABITS.get(suffix, VIDEO)
    shows = Shows.STEPS if suffix == FOLDER and spec.motion == "step" else habit.shows
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
    vector = suffix in FORMATS and FORMATS[suffix].vector
    moving = shows is Shows.CLIP
    return Medium(
        request,
        spec.fps or habit.frame_rate,
        moving and loop,
        moving and (loop or habit.opens),
        shows,
        vector,
        habit.covered,
    )


ENCODED = ("colours", "crf", "preset")
"""The fields of a spec that encoders take, each those of its format."""


def encoder_options(staging: Staging, output: Output) -> dict[str, object]:
    """What a clip says to the encoder of an output; what it leaves open is the encoder's own choice."""
    suffix = suffix_of(output)
    given = {name: getattr(staging.clip.spec, name) for name in ENCODED if suffix in FORMATS_OF[name]}
    if suffix == ".html":
        from convanim.rendering.page import page_of

        given["page"] = page_of(staging)
    if suffix == FOLDER:
        given["name"] = "step" if staging.clip.spec.motion == "step" else "frame"
    return {name: value for name, value in given.items() if value is not None}


def stream_info(staging: Staging, medium: Medium) -> StreamInfo:
    """What an encoder is told before the first frame."""
    width, height = staging.canvas.pixels
    theme, board = staging.theme, staging.storyboard
    stills = len(moments(staging, medium)) / medium.frame_rate
    return StreamInfo(
        width=width,
        height=height,
        frame_rate=medium.frame_rate,
        duration=stills if medium.still else float(board.duration),
        transparent=theme.transparent,
        matte=rgb(theme.background),
        loop=medium.loop,
        spec=staging.clip.embedded,
        title=staging.clip.title,
        description=alt_text(staging.clip),
        poster=explained(board) if medium.covered else None,
        keyframes=tuple(board.marks.values()) if staging.clip.spec.keyframes else (),
        palette=tuple(rgb(colour) for colour in theme.colours),
    )
