"""From numbers to a plan of the picture: theme, storyboard and layout of a clip, without Manim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convanim import typeset
from convanim.layout.boxes import Canvas, CanvasRequest
from convanim.ramps import with_pixels
from convanim.rendering.catalog import find, function
from convanim.story.motion import find_motion
from convanim.story.storyboard import Moment, Storyboard
from convanim.theme import Theme, find_theme

if TYPE_CHECKING:
    from convanim.spec import Clip


@dataclass(frozen=True)
class Staging:
    """All that a scene needs: the clip's numbers, its colours, what is shown when, and where.

    ``layout`` is what the scene's own planner returns; it has at least a ``canvas``, and what the scene's
    pacing asks of it: the usual one a ``grid``, the positions that are visited, in raster order, and perhaps
    ``explain``, the most seconds that the first position takes. ``motion`` is how moments are shown.
    """

    clip: Clip
    theme: Theme
    storyboard: Storyboard
    layout: Any
    motion: Callable[[Moment], Moment]

    @property
    def canvas(self) -> Canvas:
        """The picture's size."""
        canvas: Canvas = self.layout.canvas
        return canvas


def stage(clip: Clip, request: CanvasRequest, loop: bool) -> Staging:
    """Plan a clip for a canvas; ConvanimError where it cannot be shown legibly."""
    spec = clip.spec
    theme = find_theme(spec.theme, spec.matte)
    theme = with_pixels(theme, clip.trace) if spec.show == "pixels" else theme
    with typeset.lent(clip.font):
        layout = function(find(spec.scene).planner)(clip, theme, request)
    return Staging(clip, theme, told(clip, layout, spec.duration, loop), layout, find_motion(spec.motion))


def told(clip: Clip, layout: Any, duration: float | None, loop: bool) -> Storyboard:
    """When a layout shows what, in so many seconds, with what each beat says."""
    scene = find(clip.spec.scene)
    storyboard = function(scene.pacing)(layout, pace=clip.spec.pace, duration=duration, loop=loop)
    captioned: Storyboard = function(scene.captions)(storyboard, clip.trace, clip.labels)
    return captioned
