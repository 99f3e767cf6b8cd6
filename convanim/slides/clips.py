"""The clips of a talk, made: each section a file of its own, with its poster."""

from __future__ import annotations

import io
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from PIL import Image

from convanim.encoders import StreamInfo, open_encoder
from convanim.rendering.frames import Frame, Pixels, whole
from convanim.rendering.pipeline import Counter, Progress, manim_settings, play
from convanim.slides.plan import Plan, Span

_TICK = 1e-6


@dataclass(frozen=True, slots=True)
class Piece:
    """A clip, or a section of one, as a file: ``.mp4`` or ``.gif``.

    ``poster`` is a PNG of its most telling picture; ``size`` is in pixels.
    """

    path: Path
    poster: bytes
    size: tuple[int, int]
    alt: str
    notes: tuple[str, ...]
    loops: bool
    dark: bool


def make_pieces(plan: Plan, folder: Path, progress: Progress | None = None) -> list[Piece]:
    """Make a planned clip in a folder: one piece, or one for each section."""
    with manim_settings(plan.staging, plan.medium), Cutter(plan, folder) as cutter:
        play(plan.staging, Counter(cutter.frame, plan.info.duration, progress))
    return [
        Piece(
            path,
            poster,
            (plan.info.width, plan.info.height),
            plan.alt(number),
            plan.notes(number),
            plan.loops,
            plan.dark,
        )
        for number, (path, poster) in enumerate(zip(cutter.paths, cutter.posters, strict=True))
    ]


class Cutter:
    """A sink that gives each span of a clip to an encoder of its own, and keeps the spans' posters."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.paths = [folder / f"{number}{plan.suffix}" for number in range(len(plan.spans))]
        self.posters: list[bytes] = []
        self._plan = plan
        self._encoder: Any = None
        self._open = ExitStack()
        self._kept: Pixels | None = None

    def __enter__(self) -> Cutter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file that is open, or remove it after an error."""
        self._open.__exit__(kind, error, trace)

    def frame(self, frame: Frame) -> None:
        """Take one frame; one that stands across a cut goes to both sides."""
        end = frame.time + frame.duration
        while end > (cut := self._span.end) + _TICK:
            self._take(replace(frame, duration=cut - frame.time))
            self._finish()
            frame = replace(frame, time=cut, duration=end - cut)
        self._take(frame)
        if end > cut - _TICK:
            self._finish()

    @property
    def _span(self) -> Span:
        """The span that is being made."""
        return self._plan.spans[len(self.posters)]

    def _take(self, frame: Frame) -> None:
        span = self._span
        if frame.time <= span.poster + _TICK < frame.time + frame.duration:
            self._kept = frame.pixels.copy()
        if self._encoder is None:
            height, width = frame.pixels.shape[:2]
            path = self.paths[len(self.posters)]
            self._encoder = self._open.enter_context(
                open_encoder(path, self._info(span), force=False, **self._plan.options)
            )
            frame = replace(frame, damage=whole(width, height))
        self._encoder.frame(replace(frame, time=frame.time - span.start))

    def _info(self, span: Span) -> StreamInfo:
        info = self._plan.info
        if len(self._plan.spans) == 1:
            return info
        inside = [time - span.start for time in info.keyframes if span.start <= time < span.end]
        poster = None if info.poster is None else span.poster - span.start
        return replace(info, duration=span.end - span.start, poster=poster, keyframes=tuple(inside))

    def _finish(self) -> None:
        self._open.close()
        self._encoder = None
        assert self._kept is not None, "a span's poster is one of its frames"
        self.posters.append(_png(self._kept, self._plan.info.transparent))
        self._kept = None


def _png(pixels: Pixels, transparent: bool) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels[..., : 4 if transparent else 3]).save(file, "PNG", compress_level=9)
    return file.getvalue()
