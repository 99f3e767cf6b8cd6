"""From numbers to a plan of the picture: theme, storyboard and layout of a clip, without Manim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from convanim.layout.boxes import Canvas, CanvasRequest
from convanim.rendering.catalog import find
from convanim.story.captions import describe
from convanim.story.pacing import pace
from convanim.story.storyboard import Storyboard
from convanim.theme import Theme, find_theme

if TYPE_CHECKING:
    from convanim.spec import Clip


@dataclass(frozen=True)
class Staging:
    """All that a scene needs: the clip's numbers, its colours, what is shown when, and where.

    ``layout`` is what the scene's own planner returns; it has at least a ``canvas``.
    """

    clip: Clip
    theme: Theme
    storyboard: Storyboard
    layout: Any

    @property
    def canvas(self) -> Canvas:
        """The picture's size."""
        canvas: Canvas = self.layout.canvas
        return canvas


Planner = Callable[["Clip", Theme, CanvasRequest], Any]


def stage(clip: Clip, request: CanvasRequest, loop: bool) -> Staging:
    """Plan a clip for a canvas; ConvanimError where it cannot be shown legibly."""
    spec = clip.spec
    theme = find_theme(spec.theme, spec.matte)
    module, _, function = find(spec.scene).planner.partition(":")
    planner: Planner = getattr(import_module(module), function)
    layout = planner(clip, theme, request)
    grid = tuple(int(size) for size in clip.trace.output_shape[1:])
    storyboard = pace(grid, pace=spec.pace, duration=spec.duration, loop=loop)
    return Staging(clip, theme, describe(storyboard, clip.trace), layout)
