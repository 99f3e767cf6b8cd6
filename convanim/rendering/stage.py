"""The base of every scene: a picture that is a function of time, driven by one clock animation a section."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from manim import Animation, Mobject, RendererType, Scene, VGroup, config, linear

from convanim import typeset
from convanim.errors import ConvanimError
from convanim.layout.boxes import Box, Canvas, CanvasRequest
from convanim.mobjects.drawing import PIXELS_PER_UNIT, Drawing, Ink
from convanim.presets import preset
from convanim.rendering.catalog import find
from convanim.rendering.staging import Staging, stage
from convanim.story.storyboard import Moment, Storyboard

if TYPE_CHECKING:
    from convanim.spec import Clip

SHAVE = 1e-6
"""Taken off a section's run time, in seconds, so that rounding never adds a frame to it."""


class Clock(Animation):
    """Time itself: it brings a stage to each moment of one section."""

    def __init__(self, stage: Stage, start: float, duration: float) -> None:
        super().__init__(stage.picture, run_time=duration - SHAVE, rate_func=linear)
        self.stage, self.start, self.section = stage, start, duration

    def begin(self) -> None:
        """Show the section's first moment; nothing is copied, since no mobject is interpolated."""
        self.interpolate(0.0)

    def finish(self) -> None:
        """Leave the stage at the section's end."""
        self.interpolate(1.0)

    def clean_up_from_scene(self, scene: Scene) -> None:
        """Keep the picture on the scene."""

    def update_mobjects(self, dt: float) -> None:
        """There are no updaters to run."""

    def interpolate(self, alpha: float) -> None:
        """Bring the stage to a share of the section."""
        self.stage.show(self.start + alpha * self.section)


class Stage(Scene):
    """A scene of convanim: ``X()``, ``X(clip)`` or ``X(staging, renderer=…)``.

    Without a staging it lays itself out for the frame that Manim is configured for; without a clip, as
    under the ``manim`` command, it shows the preset that the catalogue names for it.
    """

    name: ClassVar[str]
    """The scene's name in the catalogue."""

    def __init__(self, clip: Clip | Staging | None = None, renderer: Any = None, **options: Any) -> None:
        if config.renderer == RendererType.OPENGL:
            raise ConvanimError("convanim draws with Manim's Cairo renderer: leave --renderer=opengl out")
        self.staging = clip if isinstance(clip, Staging) else self._staged(clip)
        super().__init__(renderer=renderer, **options)
        self.drawing = Drawing(self.staging.canvas)
        self.picture: Mobject = VGroup()

    def _staged(self, clip: Clip | None) -> Staging:
        """Lay a clip, or the scene's default, out for Manim's own frame, on its theme's background."""
        found = clip if clip is not None else preset(find(self.name).default).resolve()
        staging = stage(
            found, CanvasRequest(False, int(config.pixel_width), int(config.pixel_height)), loop=False
        )
        config.background_color = staging.theme.background
        config.frame_width, config.frame_height = frame_size(staging.canvas)
        return staging

    @property
    def storyboard(self) -> Storyboard:
        """What is shown when."""
        return self.staging.storyboard

    @abstractmethod
    def build(self) -> None:
        """Make the picture's inks, in the order in which they lie."""

    @abstractmethod
    def show_moment(self, moment: Moment) -> None:
        """Bring the inks to a moment of the storyboard."""

    def setup(self) -> None:
        """Build the picture and show its first moment."""
        with typeset.lent(self.staging.clip.font):
            self.build()
        self.picture.add(*self.drawing.inks)
        self.show(0.0)
        self.add(self.picture)

    def show(self, time: float) -> dict[Ink, Box]:
        """Bring the picture to any moment; returns what looks different now, and where."""
        with typeset.lent(self.staging.clip.font):
            self.show_moment(self.staging.motion(self.storyboard.at(time)))
        return self.drawing.take_touched()

    def construct(self) -> None:
        """Play the storyboard, one clock a section."""
        for name, start, duration in self.storyboard.sections:
            self.next_section(name)
            self.play(Clock(self, float(start), float(duration)))


def frame_size(canvas: Canvas) -> tuple[float, float]:
    """Width and height of Manim's frame for a canvas, in its units."""
    return canvas.width / PIXELS_PER_UNIT, canvas.height / PIXELS_PER_UNIT
