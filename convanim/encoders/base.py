"""The protocol that every output format follows, and what it is told of a clip before the first frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """What an encoder knows before the first frame.

    Attributes:
        width, height: the picture in pixels.
        frame_rate: frames a second while something moves; every frame's duration is a multiple of its
            inverse.
        duration: the clip's length in seconds.
        transparent: whether the pixels' alpha carries meaning (the transparent theme).
        matte: the RGB colour that half-transparent pixels are blended with where a format has no alpha.
        loop: whether the clip is meant to repeat for ever.
        spec: the clip's TOML text, embedded in the file so that the file can be made again.
        title: one line that names the clip.
        description: what it shows in one sentence, for those who do not see it.
        poster: the second whose picture stands for the clip where a format has a place for one.
        keyframes: seconds at which a video can be entered; formats without keyframes ignore them.
        palette: RGB colours that flat areas have; formats with few colours keep these exact.
    """

    width: int
    height: int
    frame_rate: int
    duration: float
    transparent: bool = False
    matte: tuple[int, int, int] = (255, 255, 255)
    loop: bool = True
    spec: str = ""
    title: str = ""
    description: str = ""
    poster: float | None = None
    keyframes: tuple[float, ...] = ()
    palette: tuple[tuple[int, int, int], ...] = ()


Shown = TypeVar("Shown", contravariant=True)
"""What an encoder takes: a ``Frame`` of pixels, or a ``VectorFrame`` of shapes."""


class Encoder(Protocol[Shown]):
    """One output file in the making. Built with a path and a StreamInfo; the calls come in this order:
    ``open``, ``frame`` at least once, then ``close``; or ``abort`` at any moment after ``open``."""

    def open(self) -> None:
        """Start the file, beside its target under a temporary name."""

    def frame(self, frame: Shown) -> None:
        """Take one frame; copy whatever is needed after the return."""

    def close(self) -> None:
        """Finish the file and put it in place of whatever had its name."""

    def abort(self) -> None:
        """Remove what was written; the target keeps what it had."""
