"""A convolution as a mobject: what convanim draws, to be placed and played in a scene of one's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Self

from manim import VGroup

from convanim.api import open_spec
from convanim.blocks.animation import ConvolutionAnimation
from convanim.blocks.frame import Frame
from convanim.blocks.grids import grids_of
from convanim.blocks.parts import Map
from convanim.blocks.raster import view_of
from convanim.blocks.staged import key_of, staged, suited
from convanim.blocks.theatre import Theatre
from convanim.engine import Trace
from convanim.errors import ConvanimError
from convanim.rendering.moments import JUST_BEFORE, SHOWN
from convanim.rendering.staging import Staging
from convanim.spec import ClipSpec
from convanim.spec.converters import listed
from convanim.story.storyboard import Storyboard


class Convolution(VGroup):
    """The picture of a clip, at a moment of its story; every number in it is the engine's.

    ``Convolution("sliding-kernel", input="5x5", kernel=3, stride=2)`` takes a scene, a preset, a TOML file, a
    clip or a spec, and the fields of a spec. It is about 7 units wide; with ``frame="slide"`` it fills
    Manim's frame. Its colours suit Manim's background unless a theme is named.

    It can be moved, scaled, turned, faded and copied as any mobject, before, after and between its
    animations. To move it while it plays, name the move first:
    ``self.play(convolution.animate.shift(LEFT), convolution.section("slide"))``.

    Attributes:
        spec: what is shown.
        inputs, kernels, outputs: the maps that stay in their places, to point at.
    """

    def __init__(self, what: ClipSpec | str | os.PathLike[str] = "sliding-kernel", **fields: Any) -> None:
        """ConvanimError for what cannot be, or cannot be shown."""
        super().__init__()
        spec = what if isinstance(what, ClipSpec) else open_spec(what)
        self.spec = suited(spec.changed(**fields), named="theme" in fields)
        self._theatre = Theatre(staged(self.spec))
        self._key = key_of(self._staging)  # by this Manim knows a film that it has cached
        self._frame = Frame(*self._theatre.size)
        self._views = [view_of(ink, self._frame, self._staging.canvas) for ink in self._theatre.inks]
        self._maps = [
            Map(grid, self._staging.canvas, self._frame)
            for grid in grids_of(self._staging.layout, self.trace)
        ]
        self._time, self._seen = 0.0, b""
        self.add(self._frame, *self._views, *self._maps)
        self.at(0.0)

    @property
    def trace(self) -> Trace:
        """Every number of the operation, from the engine."""
        return self._staging.clip.trace

    @property
    def length(self) -> float:
        """The seconds after which the finished picture stands."""
        return self._story.poster

    @property
    def sections(self) -> tuple[str, ...]:
        """The parts of the story, in order, without its final hold: a scene waits as long as it likes."""
        return tuple(section.name for section in self._story.sections if section.start < self.length)

    def at(self, moment: float | str) -> Self:
        """Show a moment at once: seconds, or a name such as "step 4", or "hold", the finished picture.

        ConvanimError for a name that there is not, and for seconds outside the story.
        """
        return self.bring_to(self.seconds(moment))

    def bring_to(self, time: float) -> Self:
        """Show a time in seconds at once; for one outside the story, its beginning or its end."""
        self._time = time
        touched = self._theatre.show(self._time)
        if self._theatre.shown_for is not self or self._frame.look != self._seen:
            touched = list(range(len(self._views)))
        inks = self._theatre.inks
        for number in touched:
            self._views[number].see(inks[number], self._theatre.outline(inks[number]))
        self._theatre.shown_for, self._seen = self, self._frame.look
        return self

    def seconds(self, moment: float | str) -> float:
        """The seconds of a moment; ConvanimError for one that there is not, as for `at`."""
        marks, duration = self._story.marks, self._story.duration
        if isinstance(moment, str):
            if moment not in marks:
                raise ConvanimError(f'there is no moment "{moment}": use {listed(tuple(marks))}, or seconds')
            return marks[moment]
        if not 0 <= moment <= duration:
            raise ConvanimError(
                f"there is no moment {moment}: use 0 to {duration:.6g}, in seconds, or a name such as "
                f"{_named(marks)}"
            )
        return float(moment)

    def section(self, name: str, **options: Any) -> ConvolutionAnimation:
        """Play a part of the story, one of `sections`. Options are those of `ConvolutionAnimation`."""
        if name not in self.sections:
            raise ConvanimError(f'there is no section "{name}": use {listed(self.sections)}')
        found = next(section for section in self._story.sections if section.name == name)
        end = found.start + found.duration
        return ConvolutionAnimation(
            self, found.start, end if end >= self.length else end - JUST_BEFORE, **options
        )

    def steps(self, first: int, end: int | None = None, **options: Any) -> ConvolutionAnimation:
        """Play the positions from `first` up to, not including, `end`, or `first` alone.

        Positions are numbered as Python does, in raster order from 0. ConvanimError for one that the story
        does not stop at.
        """
        stops = {b.position: b for b in self._story.beats if b.kind in SHOWN and not b.shot}
        last = first if end is None else end - 1
        for position in (first, last):
            if position not in stops:
                raise ConvanimError(self._no_stop(position, sorted(stops)))
        if last < first:
            raise ConvanimError(f"there is no step from {first} up to {end}: use an end above {first}")
        return ConvolutionAnimation(self, stops[first].start, stops[last].end - JUST_BEFORE, **options)

    def _no_stop(self, position: int, stops: list[int]) -> str:
        if not stops:
            sections = listed([f'section("{name}")' for name in self.sections])
            return f"{self.spec.scene} has no steps to play one by one: use {sections}"
        if 0 <= position < self._story.positions:
            return f'step {position} is passed over: use a longer duration, or pace "steady"'
        return f"there is no step {position}: use 0 to {self._story.positions - 1}"

    @property
    def inputs(self) -> tuple[Map, ...]:
        """The input maps, one for each channel that is shown."""
        return self._of("input")

    @property
    def kernels(self) -> tuple[Map, ...]:
        """The kernels beside the maps."""
        return self._of("kernel")

    @property
    def outputs(self) -> tuple[Map, ...]:
        """The output maps, one for each filter that is shown."""
        return self._of("output")

    @property
    def input(self) -> Map:
        """The first input map. ConvanimError where none stays in its place."""
        return self._first("input")

    @property
    def kernel(self) -> Map:
        """The first kernel. ConvanimError where none stays in its place."""
        return self._first("kernel")

    @property
    def output(self) -> Map:
        """The first output map. ConvanimError where none stays in its place."""
        return self._first("output")

    def scale(self, scale_factor: float, scale_stroke: bool = False, **options: Any) -> Self:
        """Scale it; its strokes become as large as all else, whatever ``scale_stroke`` says."""
        return super().scale(scale_factor, **options)

    @property
    def _staging(self) -> Staging:
        return self._theatre.staging

    @property
    def _story(self) -> Storyboard:
        return self._staging.storyboard

    def _of(self, role: str) -> tuple[Map, ...]:
        return tuple(found for found in self._maps if found.role == role)

    def _first(self, role: str) -> Map:
        found = self._of(role)
        if not found:
            scene, view = self._staging.clip.spec.scene, self._staging.clip.spec.view
            raise ConvanimError(f"{scene} has no {role} that stays in its place in its view {view}")
        return found[0]


def _named(marks: Mapping[str, float]) -> str:
    """A moment by its name: a step, if there are any."""
    steps = (name for name in marks if name.startswith("step"))
    return f'"{next(steps, "hold")}"'
