"""A clip of a talk before it is made: its canvas, when it is shown, and where it is cut into sections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from convanim.encoders import StreamInfo
from convanim.encoders.registry import check
from convanim.limits import check_clip
from convanim.rendering.description import clock, said
from convanim.rendering.medium import Medium, encoder_options, medium_of, stream_info
from convanim.rendering.moments import JUST_BEFORE, explained, staged
from convanim.rendering.staging import Staging
from convanim.spec.alt import alt_text
from convanim.story.storyboard import Kind, Storyboard

if TYPE_CHECKING:
    from convanim.spec import Clip, ClipSpec

WIDTHS = {".mp4": 1280, ".gif": 960}
"""Pixels of a clip on a slide, where nothing else is asked for."""
READABLE = 1.0
"""Seconds: what stands shorter has no time to be said, and is not in the notes."""


class Span(NamedTuple):
    """A part of a clip that is a file of its own, and the second whose picture stands for it."""

    start: float
    end: float
    poster: float


@dataclass(frozen=True)
class Plan:
    """All that is known of a clip before it is made.

    ``loops`` says that it starts again at its end; what does not, rests on its last picture.
    """

    staging: Staging
    medium: Medium
    info: StreamInfo
    options: dict[str, object]
    spans: tuple[Span, ...]
    title: str
    suffix: str

    @property
    def clip(self) -> Clip:
        """The clip with its numbers."""
        return self.staging.clip

    @property
    def loops(self) -> bool:
        """Whether it starts again at its end."""
        return self.medium.loop

    @property
    def dark(self) -> bool:
        """Whether it lies on a dark slide."""
        from convanim.theme import luminance

        return luminance(self.staging.theme.background) < 0.3

    def alt(self, number: int) -> str:
        """The alternative text of one of the spans."""
        return counted(alt_text(self.clip), number, len(self.spans))

    def notes(self, number: int) -> tuple[str, ...]:
        """What a speaker can say to one of the spans, with the seconds at which it is seen."""
        span = self.spans[number]
        told = [f"{clock(max(at - span.start, 0))}  {text}" for at, text in readable(self.staging, span)]
        return (*filter(None, [self.clip.prose if not number else ""]), *told)


def counted(text: str, number: int, count: int) -> str:
    """``text (2/3)`` where there are several."""
    return f"{text} ({number + 1}/{count})" if count > 1 else text


def readable(staging: Staging, span: Span) -> Iterator[tuple[float, str]]:
    """The captions of a span that stand long enough to be said, with their seconds; no loop's opening."""
    for beat in said(staging.storyboard):
        opening = beat.kind is Kind.HOLD and not beat.start
        if not opening and beat.duration >= READABLE and span.start <= beat.start < span.end - JUST_BEFORE:
            yield beat.start, beat.caption


def plan(spec: ClipSpec, suffix: str, room: tuple[float, float], split: bool) -> Plan:
    """Plan a clip for a place on a slide.

    `room` is the place's width and height, in any unit. Where no frame is asked for, the picture is as
    large as its content; one that would be taller than wide is laid out for the place instead.
    Raises ConvanimError for what cannot be.
    """
    title = spec.resolve().title
    asked = spec.changed(
        width=spec.width or WIDTHS[suffix], loop=not split if spec.loop is None else spec.loop
    )
    staging, medium = _staged(asked, suffix, split)
    width, height = staging.canvas.pixels
    if height > width and spec.frame is None and spec.height is None:
        even = 2 * round((asked.width or width) * room[1] / room[0] / 2)
        staging, medium = _staged(asked.changed(frame="slide", height=even, title=""), suffix, split)
    info = stream_info(staging, medium)
    check(Path(f"clip{suffix}"), info)
    check_clip(staging.clip.spec, info.width, info.height, info.frame_rate, info.duration)
    options = encoder_options(staging, f"clip{suffix}")
    return Plan(staging, medium, info, options, tuple(_spans(staging.storyboard, split)), title, suffix)


def _staged(spec: ClipSpec, suffix: str, split: bool) -> tuple[Staging, Medium]:
    """A clip whose slide says the title, planned for its format; sections begin with what they explain."""
    if spec.frame is None:
        spec = spec.changed(frame="fit", title=None)
    medium = medium_of(spec, f"clip{suffix}")
    if split:
        medium = replace(medium, opens=False)
    return staged(spec.resolve(), medium), medium


def _spans(storyboard: Storyboard, split: bool) -> Iterator[Span]:
    """The whole clip, or its sections; the finished picture, in which nothing moves, ends the last one."""
    if not split:
        yield Span(0.0, storyboard.duration, explained(storyboard))
        return
    starts = [section.start for section in storyboard.sections]
    if len(starts) > 1 and storyboard.sections[-1].name == "hold":
        starts.pop()
    for start, end in pairwise([*starts, storyboard.duration]):
        yield Span(start, end, end - JUST_BEFORE)
