"""From numbers to a plan of the picture: theme, storyboard and layout of a clip, without Manim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convanim.layout.boxes import Canvas, CanvasRequest
from convanim.rendering.catalog import find, function
from convanim.story.motion import find_motion
from convanim.story.pacing import pace
from convanim.story.storyboard import Moment, Storyboard
from convanim.theme import Theme, find_theme

if TYPE_CHECKING:
    from convanim.spec import Clip


@dataclass(frozen=True)
class Staging:
    """All that a scene needs: the clip's numbers, its colours, what is shown when, and where.

    ``layout`` is what the scene's own planner returns; it has at least a ``canvas``, and a ``grid``: the
    positions that the storyboard visits, in raster order; ``explain`` may bound the seconds that the first
    position takes. ``motion`` is how moments are shown.
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
    scene = find(spec.scene)
    layout = function(scene.planner)(clip, theme, request)
    explain = getattr(layout, "explain", None)
    storyboard = pace(layout.grid, pace=spec.pace, duration=spec.duration, loop=loop, explain=explain)
    storyboard = function(scene.captions)(storyboard, clip.trace)
    return Staging(clip, theme, storyboard, layout, find_motion(spec.motion))
